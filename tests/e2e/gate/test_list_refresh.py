"""The scheduled refresh of the trusted list, against a server on this machine: new, unchanged, older, cut, huge."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from prometheus_client import CollectorRegistry

from domain.age.listed import Publisher, service
from e2e.gate.steps import Proof
from e2e.running import Running
from palabre.age.anchors_file import AnchorsFile
from palabre.age.lists import MOST_OCTETS
from palabre.age.refresh import SPOOL, Outcome
from palabre.age.trust import HeldAnchors
from palabre.gatekeeping import refreshing
from palabre.kernel.clock import DAY
from palabre.settings import Settings

# The import runs in a process of its own, by the machine's clock: lists are made for today.
NOW = int(datetime.now(UTC).timestamp() * 1000)
PUBLISHER = Publisher()


@dataclass
class Source:
    """A server that answers each request with what it is told to, and counts them."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    body: bytes = b""
    head: str = "200 OK"
    claims: int = 0  # octets announced beyond those sent
    server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/av-tl.xml"

    def close(self) -> None:
        """Listen no more."""
        assert self.server is not None
        self.server.close()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        length = len(self.body) + self.claims
        writer.write(f"HTTP/1.1 {self.head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n".encode())
        writer.write(self.body)
        writer.close()


@asynccontextmanager
async def listening() -> AsyncIterator[Source]:
    """Run a source."""
    source = Source()
    server = await asyncio.start_server(source.answer, "127.0.0.1", 0)
    source.server, source.port = server, server.sockets[0].getsockname()[1]
    yield source
    source.close()
    await server.wait_closed()


@pytest.fixture
async def source() -> AsyncIterator[Source]:
    """Run a source of lists."""
    async with listening() as started:
        yield started


@pytest.fixture
async def site(tmp_path: Path, source: Source) -> AsyncIterator[Running]:
    """Run a site that trusts what its anchors file says, kept current from the source."""
    (tmp_path / "signers.pem").write_bytes(PUBLISHER.pem)
    settings = Settings(
        anchors=tmp_path / "anchors.json", list_signers=tmp_path / "signers.pem", trusted_list=source.address
    )
    running = Running(folder=tmp_path / "data", settings=settings)
    source.head = "503 Busy"  # what the first round, at the start, finds
    async with running:
        running.node.anchors = held = HeldAnchors(settings.anchors, running.clock)
        running.anchors = held
        await first_round(running)
        source.head = "200 OK"
        yield running


async def first_round(running: Running) -> None:
    """Wait until the round of the start has ended."""
    async with asyncio.timeout(20):
        while not running.counted("palabre_age_list_total", outcome="unreachable"):  # noqa: ASYNC110 - a counter
            await asyncio.sleep(0.01)


def published(running: Running, sequence: int, *, is_empty: bool = False) -> bytes:
    """Return a list that names the running test issuer."""
    root = running.issuer.root_certificate.public_bytes(Encoding.DER)
    services = [] if is_empty else [service(root, since="2026-01-01T00:00:00Z")]
    return PUBLISHER.publish(*services, sequence=sequence, until=NOW + 30 * DAY)


async def is_admitted(running: Running) -> bool:
    """Whether a right proof of the test issuer opens the chat."""
    visit = running.visit()
    proof = Proof(running, visit)
    await proof.begin()
    status = await proof.complete(await proof.answer(proof.right_form()))
    await visit.close()
    return status == 303


async def test_a_new_list_opens_the_door_and_an_empty_one_closes_it(site: Running, source: Source) -> None:
    """Nobody is admitted before; the provider's people are once it is listed, and no more once it is not."""
    admitted = [await is_admitted(site)]
    source.body = published(site, 5)
    outcomes = [await site.node.gatekeeping.refresh.round()]
    admitted.append(await is_admitted(site))
    source.body = published(site, 6, is_empty=True)
    outcomes.append(await site.node.gatekeeping.refresh.round())
    admitted.append(await is_admitted(site))
    assert (outcomes, admitted) == ([Outcome.IMPORTED, Outcome.REFUSED], [False, True, False])


async def test_an_unchanged_list_is_not_imported_again(site: Running, source: Source) -> None:
    """The same octets: no process, no new file."""
    source.body = published(site, 5)
    await site.node.gatekeeping.refresh.round()
    stamp = site.settings.anchors.stat().st_mtime_ns
    assert (await site.node.gatekeeping.refresh.round(), site.settings.anchors.stat().st_mtime_ns) == (
        Outcome.UNCHANGED,
        stamp,
    )


BAD: dict[str, Callable[[Running, Source], None]] = {
    "older": lambda site, source: replace_body(source, published(site, 4)),
    "cut by the connection": lambda _, source: setattr(source, "claims", 100),
    "cut at the source": lambda site, source: replace_body(source, published(site, 6)[:-40]),
    "huge": lambda site, source: replace_body(source, published(site, 6) + b" " * MOST_OCTETS),
    "of a stranger": lambda _, source: replace_body(source, Publisher().publish(sequence=9, until=NOW + DAY)),
    "expired": lambda _, source: replace_body(source, PUBLISHER.publish(sequence=9, until=NOW - DAY)),
    "no list": lambda _, source: replace_body(source, b"<html>Maintenance</html>"),
    "a redirect": lambda _, source: setattr(source, "head", "302 Found\r\nLocation: http://192.0.2.1/"),
    "compressed": lambda _, source: setattr(source, "head", "200 OK\r\nContent-Encoding: gzip"),
    "gone": lambda _, source: source.close(),
}  # fmt: skip
OUTCOMES = {
    "cut by the connection": Outcome.UNREACHABLE, "huge": Outcome.TOO_LARGE, "a redirect": Outcome.UNREACHABLE,
    "compressed": Outcome.UNREACHABLE, "gone": Outcome.UNREACHABLE,
}  # fmt: skip


def replace_body(source: Source, body: bytes) -> None:
    """Let the source send something else."""
    source.body = body


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_list_changes_nothing(site: Running, source: Source, name: str) -> None:
    """Whatever the source sends, the anchors in force stay as they are, people get in, and a counter says why."""
    source.body = published(site, 5)
    await site.node.gatekeeping.refresh.round()
    before = site.settings.anchors.read_bytes()
    BAD[name](site, source)
    outcome = await site.node.gatekeeping.refresh.round()
    assert (outcome, site.settings.anchors.read_bytes() == before) == (OUTCOMES.get(name, Outcome.REFUSED), True)
    assert site.counted("palabre_age_list_total", outcome=outcome.value) >= 1
    assert await is_admitted(site)


async def test_an_unsigned_list_waits_for_the_operator(site: Running, source: Source) -> None:
    """Without a pinned publisher nothing is taken; the list waits where the import command finds it."""
    site.settings.list_signers.unlink()
    source.body = published(site, 5)
    outcome = await site.node.gatekeeping.refresh.round()
    waits = (site.node.settings.folder / SPOOL).read_bytes() == source.body
    assert (outcome, waits, site.settings.anchors.exists()) == (Outcome.REFUSED, True, False)


async def test_a_file_can_be_watched_instead(site: Running, tmp_path: Path) -> None:
    """Whoever fetches by other means puts the file in place, and the next round takes it."""
    watched = tmp_path / "av-tl.xml"
    settings = replace(site.node.settings, trusted_list=str(watched))
    refresh = refreshing(settings, site.node._notice_anchors, CollectorRegistry())
    outcomes = [await refresh.round()]
    watched.write_bytes(published(site, 5))
    outcomes += [await refresh.round(), await refresh.round()]
    assert outcomes == [Outcome.UNREACHABLE, Outcome.IMPORTED, Outcome.UNCHANGED]


async def test_the_schedule_does_not_know_who_comes(site: Running, source: Source) -> None:
    """After the round of the start, proofs right and wrong ask the source nothing; its request names no person."""
    source.body = published(site, 5)
    await site.node.gatekeeping.refresh.round()
    before = len(source.asked)
    for _ in range(3):
        assert await is_admitted(site)
    visit = site.visit()
    proof = Proof(site, visit)
    await proof.begin()
    await proof.complete(await proof.fail("N24"))
    await visit.close()
    assert (before, len(source.asked)) == (2, 2)
    assert source.asked[0] == source.asked[1]


async def test_a_site_without_a_source_has_no_round(tmp_path: Path) -> None:
    """Nothing is fetched unless an operator says from where."""
    async with Running(folder=tmp_path) as running:
        assert AnchorsFile.read(running.settings.anchors).sequence == 0
        assert all(not running.counted("palabre_age_list_total", outcome=one.value) for one in Outcome)
