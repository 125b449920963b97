"""`palabre serve` behind the reverse proxy of docs/run.md, over https with a test authority: the whole way in."""

import asyncio
import base64
import os
import signal
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from e2e.opening.proxy import authority, free_ports, running_proxy
from palabre.age.anchors_file import AnchorsFile, Row
from palabre.demo.issuer import Issuer
from palabre.demo.run import make_issuer
from palabre.demo.wallet import Wallet
from palabre.demo.wallet_pages import WalletPages, wallet_app
from palabre.identity.methods.passkeys import Passkey
from palabre.kernel.clock import DAY, SystemClock
from palabre.moderation.staff import Role, Staff
from palabre.opening import lacking
from palabre.reports import SEAL_KEY
from palabre.settings import Settings
from palabre.store.backup import make_key
from palabre.store.database import Database
from palabre.store.staff import SqlStaffStore
from palabre_client import Closed, EntryRefused, Member, Visit

PATIENCE = 30
PEM = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@dataclass
class Opened:
    """A public server: where it is, whom its certificate is to be believed by, and what it said so far."""

    origin: str
    wallet: str
    trust: ssl.SSLContext
    process: asyncio.subprocess.Process

    async def member(self, pseudonym: str) -> Member:
        """Enter as anybody does."""
        return await Member.enter(
            self.origin, wallet=self.wallet, pseudonym=pseudonym, town="Limoges", age=41, trust=self.trust
        )


def anchored(issuer: Issuer, folder: Path) -> None:
    """Trust a test issuer, twice over, as the import of a trusted list would."""
    certificate = base64.b64encode(issuer.root_certificate.public_bytes(Encoding.DER)).decode()
    rows = tuple(Row(certificate, provider, "FR") for provider in ("Un", "Deux"))
    ends = (datetime.now(UTC) + timedelta(days=90)).isoformat()
    AnchorsFile(source="test", next_update=ends, anchors=rows).write(folder / "anchors.json")


async def listening(line: Path) -> asyncio.StreamReader:
    """Listen to a named pipe, whenever somebody writes to it."""
    reader, loop = asyncio.StreamReader(), asyncio.get_running_loop()
    pipe = os.fdopen(os.open(line, os.O_RDONLY | os.O_NONBLOCK), "rb")
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    return reader


def calling(folder: Path) -> Path:
    """Write the operator's program, which tells a test how many dangers wait."""
    os.mkfifo(folder / "calls")
    program = folder / "call"
    program.write_text(f'#!/bin/sh\necho "$PALABRE_DANGER_CASES" > "{folder}/calls"\n')
    program.chmod(0o755)
    return program


def settings(folder: Path, origin: str, port: int) -> dict[str, str]:
    """Return the environment that docs/run.md asks for."""
    values = {
        "ORIGIN": origin, "PORT": str(port), "TRUSTED_PROXIES": "127.0.0.1", "FOLDER": str(folder / "data"),
        "TRUSTED_LIST": str(folder / "list.xml"), "OPERATOR_NAME": "Essai", "OPERATOR_CONTACT": "https://essai.example",
        "ALARM_COMMAND": str(calling(folder)), "BACKUP_KEYS": make_key(folder / "copies.key"),
        "LEDGER_HEADS": str(folder / "elsewhere.jsonl"),
    }  # fmt: skip
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PALABRE_")}
    return clean | {f"PALABRE_{name}": value for name, value in values.items()}


async def staffed(data: Path) -> None:
    """Name somebody who has made a passkey, and give the key that abuse material is sealed to."""
    database = await Database.open(data / "chat.db", "chat")
    store, now = SqlStaffStore(database), SystemClock().now()
    await store.invite(Staff("ABCD-EFGH", frozenset({Role.SENIOR})), b"code", now + DAY, now)
    assert await store.accept(b"code", Passkey(b"credential", b"key", 0), b"session", now)
    await database.close()
    (data / SEAL_KEY).write_bytes(X25519PrivateKey.generate().public_key().public_bytes(*PEM))


@asynccontextmanager
async def serving(folder: Path, environment: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the public server as long as the block lasts; it listens when entered."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "palabre", "serve", env=environment, cwd=folder,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            said = await process.stdout.readline()
        assert b"listening on" in said, (said, await process.communicate())
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.communicate()


@asynccontextmanager
async def wallet_beside(issuer: Issuer, origin: str, port: int, trust: ssl.SSLContext) -> AsyncIterator[str]:
    """Run the test wallet on this machine; it believes the test authority."""

    async def post(address: str, fields: dict[str, str]) -> dict[str, str]:
        async with httpx.AsyncClient(trust_env=False, verify=trust) as http:
            answer = await http.post(address, data=fields)
        return dict(answer.json()) if answer.status_code == 200 else {}

    app = wallet_app(WalletPages(Wallet(issuer, post), origin))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, ws="none", lifespan="off"))
    running = asyncio.create_task(server._serve())
    try:
        yield f"http://wallet.localhost:{port}"
    finally:
        server.should_exit = True
        await running


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Opened]:
    """Open a server to the public of this machine."""
    issuer, trust = make_issuer(), authority(tmp_path)
    inside, outside, wallet_port = free_ports(3)
    origin = f"https://localhost:{outside}"
    anchored(issuer, tmp_path)
    await staffed(tmp_path / "data")
    async with AsyncExitStack() as stack:
        process = await stack.enter_async_context(serving(tmp_path, settings(tmp_path, origin, inside)))
        await stack.enter_async_context(running_proxy(tmp_path, outside, inside))
        wallet = await stack.enter_async_context(wallet_beside(issuer, origin, wallet_port, trust))
        yield Opened(origin, wallet, trust, process)


async def test_people_come_in_and_talk_over_https(opened: Opened) -> None:
    """Proof, card, socket: the proxy carries them all, and a word is heard."""
    async with await opened.member("Lavande") as lavande, await opened.member("Tilleul") as tilleul:
        for one in (lavande, tilleul):
            await one.join("comptoir")
        await lavande.say("comptoir", "Bonsoir")
        heard = await tilleul.hear(lambda event: event["t"] == "said")
        assert heard["message"]["text"] == "Bonsoir"


async def test_pages_have_their_headers_through_the_proxy(opened: Opened) -> None:
    """And no test wallet is offered, nor a banner shown: it is no demonstration."""
    async with httpx.AsyncClient(trust_env=False, verify=opened.trust) as http:
        page = await http.get(opened.origin + "/")
    assert page.headers["strict-transport-security"].startswith("max-age=")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "wallet.localhost" not in page.text


async def test_nobody_enters_without_a_proof(opened: Opened) -> None:
    """The door is the same one: 403 at the entry, 401 at the socket."""
    visit = Visit.open(opened.origin, opened.wallet, opened.trust)
    with pytest.raises(EntryRefused) as met:
        await visit.post_json("/api/entry", {"pseudonym": "Personne"})
    assert met.value.status == 403
    with pytest.raises(Closed) as closed:
        await Member(visit).connect()
    assert closed.value.code == 401
    await visit.close()


async def test_it_stops_at_once_when_told(opened: Opened) -> None:
    """SIGTERM: people are told to come back, the process ends well, and nothing personal was written."""
    async with await opened.member("Sauge") as sauge:
        opened.process.terminate()
        _, said = await asyncio.wait_for(opened.process.communicate(), PATIENCE)
        assert opened.process.returncode == -signal.SIGTERM  # ended, then let the signal do its own
        assert (await sauge.connection.closed).code == 1012
    assert b"Sauge" not in said
    assert b"127.0.0.1" not in said


async def test_a_report_of_danger_calls_whoever_is_on_call(opened: Opened, tmp_path: Path) -> None:
    """No console is open: the operator's program is run, and told that one danger waits."""
    calls = await listening(tmp_path / "calls")
    async with await opened.member("Verveine") as one, await opened.member("Mélisse") as other:
        for each in (one, other):
            await each.join("comptoir")
        said = await other.say("comptoir", "Bonsoir")
        await one.report("message", said["id"], "danger_life", place="comptoir")
        assert await asyncio.wait_for(calls.readline(), PATIENCE) == b"1\n"


async def test_the_check_names_what_the_law_still_asks(tmp_path: Path) -> None:
    """With all that docs/run.md asks nothing stops the opening; what this version lacks is left to the operator."""
    anchored(make_issuer(), tmp_path)
    await staffed(tmp_path / "data")
    environment = settings(tmp_path, "https://localhost:1", 1)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "palabre", "check", env=environment, cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    duties = lacking(Settings())
    assert (process.returncode, said.decode().splitlines()) == (
        0, ["See to it yourself:", *(f"- {duty}" for duty in duties)],
    )  # fmt: skip
    assert all(any(word in duty for duty in duties) for word in ("origin records", "orders", "yearly report"))
