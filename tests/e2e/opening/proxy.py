"""The reverse proxy of docs/run.md as it stands there, with the certificate, ports and folders of the test."""

import asyncio
import re
import shutil
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PAGE = Path(__file__).parents[3] / "docs" / "run.md"
NGINX = """daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{}}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{server}
}}
"""


def authority(folder: Path) -> ssl.SSLContext:
    """Make a test authority and a certificate of localhost in a folder; return what trusts it alone."""
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate("test authority", root_key, "test authority", root_key)
    leaf = _certificate("localhost", key, "test authority", root_key)
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(leaf.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return ssl.create_default_context(cadata=root.public_bytes(pem).decode())


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, by: str, signer: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    now, is_root = datetime.now(UTC), name == by
    hosts = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
    )
    return (builder if is_root else builder.add_extension(hosts, critical=False)).sign(signer, hashes.SHA256())


def server_block(folder: Path, port: int, upstream: int) -> str:
    """Return the example of docs/run.md with the test's own certificate and ports."""
    example = str(re.findall(r"```nginx\n(.*?)```", PAGE.read_text(), re.DOTALL)[0])
    for theirs, ours in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("listen [::]:443 ssl", f"listen [::1]:{port} ssl"),
        ("chat.example;", "localhost;"),
        ("/etc/ssl/chat.example", str(folder)),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{upstream}"),
    ):
        assert theirs in example, theirs
        example = example.replace(theirs, ours)
    return example


@asynccontextmanager
async def running_proxy(folder: Path, port: int, upstream: int) -> AsyncIterator[None]:
    """Run nginx on a port as long as the block lasts; it answers when entered."""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, server=server_block(folder, port, upstream)))
    program, config, log = shutil.which("nginx") or "/usr/sbin/nginx", folder / "nginx.conf", folder / "nginx.log"
    process = await asyncio.create_subprocess_exec(
        program, "-c", str(config), "-p", str(folder), "-e", str(log),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        await _answers(process, port)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def _answers(process: asyncio.subprocess.Process, port: int) -> None:
    async with asyncio.timeout(10):
        while True:
            assert process.returncode is None, await process.communicate()
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)  # another process: nothing to await
                continue
            writer.close()
            return


def free_ports(number: int) -> list[int]:
    """Return ports that nobody holds at this moment."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    found = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    return found
