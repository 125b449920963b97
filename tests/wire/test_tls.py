"""The same over TLS, where one side of TCP cannot be ended alone."""

import datetime as dt
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, ConnectionClosedOK

from wire.service import COOKIE, HOST, ORIGIN, VALID, Service, serving


def certificate(folder: Path) -> Path:
    """Write a key and a certificate for the service's host, of an hour; return their file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "test.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def dial(service: Service, authority: Path) -> connect:
    """Return a client's connection over TLS."""
    return connect(
        f"wss://{HOST}/socket",
        host="127.0.0.1",
        port=service.port,
        ssl=ssl.create_default_context(cafile=str(authority)),
        additional_headers={"Cookie": f"{COOKIE}={VALID}", "Origin": ORIGIN},
        proxy=None,
    )


async def test_talk_and_ends_over_tls(tmp_path: Path) -> None:
    """Over TLS a message is echoed, and each end is seen as it is: their close, ours, a fault, a reset."""
    authority = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    async with serving(tls=context) as service:
        async with dial(service, authority) as client:
            await client.send("bonjour")
            assert await client.recv() == "bonjour"
        assert client.close_code == 1000
        for number, (end, code) in enumerate(((4001, 4001), (None, 1006)), start=1):
            async with dial(service, authority) as client:
                await service.door.echoes[number].begun.wait()
                wire = service.door.echoes[number].wire
                assert wire is not None
                if end is None:
                    wire.drop()
                else:
                    wire.close(end)
                with pytest.raises(ConnectionClosed):
                    await client.recv()
            assert client.close_code == code
        async with dial(service, authority) as client:
            await client.send(b"\x00")
            with pytest.raises(ConnectionClosed) as closed:
                await client.recv()
        assert not isinstance(closed.value, ConnectionClosedOK)
        assert client.close_code == 1003
