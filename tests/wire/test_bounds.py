"""The bounds of the edge over TCP: pages, bodies, places, and what the kernel holds."""

import asyncio
import socket
from dataclasses import replace
from itertools import pairwise

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from palabre.gateway.doors import Doors
from palabre.kernel import limits
from wire.client import BASE, Answer, Frame, Head, Raw, head, socket_of, tcp, upgraded
from wire.kernel import memory, sides
from wire.service import HOST, Door, Service, edge_of, serving, until

PLAIN: Head = [("Host", HOST)]
PAGE = head(PLAIN, path="/")


def from_network(number: int) -> str:
    """Return an address of this machine that stands for a network."""
    return f"127.0.0.{number}"


async def dial(port: int, network: int = 1) -> Raw:
    """Open TCP from a network."""
    opened = await asyncio.open_connection("127.0.0.1", port, local_addr=(from_network(network), 0), limit=1 << 20)
    return Raw(*opened)


async def statuses(raw: Raw) -> list[int]:
    """Read answers to the end of TCP."""
    found = []
    while (answer := await raw.answer()) is not None:
        found.append(answer.status)
    return found


async def test_pipelined_requests_are_bounded() -> None:
    """Of ten thousand requests in one breath the one under way and sixteen more are answered, then TCP ends."""
    async with serving() as service, tcp(service.port) as raw:
        raw.write(PAGE * 10_000)
        assert await statuses(raw) == [200] * (1 + limits.PIPELINED_REQUESTS)
        await until(lambda: not service.server.server_state.connections)


async def test_a_body_has_its_time() -> None:
    """A body that drips is answered 408 at its limit, the application learns it, and TCP ends."""
    async with serving(body_ms=100, close_ms=100) as service, tcp(service.port) as raw:
        raw.write(head([*PLAIN, ("Content-Length", "100")], "POST", "/echo") + b"a")
        assert await statuses(raw) == [408]
        await until(lambda: not service.server.server_state.tasks)


async def test_a_body_in_time_is_read() -> None:
    """The time of a body ends with it: the next request on the connection has its own."""
    async with serving(body_ms=1_500) as service, tcp(service.port) as raw:
        for _ in range(2):
            raw.write(head([*PLAIN, ("Content-Length", "2")], "POST", "/echo") + b"a")
            await asyncio.sleep(0.9)  # most of a body's time
            raw.write(b"b")
            assert (answer := await raw.answer()) is not None
            assert answer.body == b"ab"


async def test_a_body_nobody_waits_for_ends_too() -> None:
    """A body that drips on after its answer came holds nothing longer than its time."""
    async with serving(body_ms=200) as service, tcp(service.port) as raw:
        raw.write(head([*PLAIN, ("Content-Length", "100")], "POST", "/") + b"a")
        assert (answer := await raw.answer()) is not None
        assert answer.status == 405
        ended = asyncio.create_task(raw.is_reset())
        while not ended.done():
            raw.write(b"a")
            await asyncio.wait({ended}, timeout=0.02)  # the drip itself
        assert not service.server.server_state.connections


async def _long(_request: Request) -> Response:
    return PlainTextResponse("a" * 4_000_000)


LONG = Starlette(routes=[Route("/", _long)])


async def unread(service: Service) -> Raw:
    """Ask for a long page with little room for it, and do not read."""
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    taken.setblocking(False)
    await asyncio.get_running_loop().sock_connect(taken, ("127.0.0.1", service.port))
    raw = Raw(*await asyncio.open_connection(sock=taken, limit=1_024))
    raw.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a TCP transport can
    raw.write(PAGE)
    return raw


async def test_a_page_nobody_takes() -> None:
    """A client that takes nothing of a page is dropped at the stall's limit, and the kernel forgets it at once."""
    async with serving(app=LONG, stall_ms=200) as service:
        raw = await unread(service)
        await until(lambda: bool(service.server.server_state.tasks))
        peer = raw.writer.get_extra_info("sockname")[1]
        assert sides(service.port, peer) != []
        await until(lambda: not service.server.server_state.connections)
        assert sides(service.port, peer) == []
        assert len(service.edge.doors) == 0
        raw.writer.transport.abort()


async def test_a_page_taken_slowly() -> None:
    """A client that takes something of a page before each stall's limit gets it whole."""
    async with serving(app=LONG, stall_ms=400) as service:
        raw = await unread(service)
        got = 0
        while got < 1_000_000:
            await asyncio.sleep(0.15)  # slower than anybody, but never still for long
            raw.writer.transport.resume_reading()  # type: ignore[attr-defined]  # a TCP transport can
            got += len(await raw.reader.readexactly(125_000))
        assert service.server.server_state.connections
        raw.writer.transport.abort()


async def test_the_kernel_keeps_little_of_who_never_reads() -> None:
    """For a client that never reads the kernel keeps at most 128 KiB, and within 2 s of the mark nothing at all."""
    async with serving() as service:
        raw = await unread_socket(service)
        wire = socket_of(service, raw)
        peer, taken = raw.writer.get_extra_info("sockname")[1], wire.transport.get_extra_info("socket")
        while not wire.is_slow:
            wire.send_text(b"a" * 4_000)
            await asyncio.sleep(0)
            assert wire.is_slow or memory(taken) <= 128 * 1024
        async with asyncio.timeout(2):
            await until(lambda: not sides(service.port, peer) and not service.server.server_state.connections)
        raw.writer.transport.abort()


async def unread_socket(service: Service) -> Raw:
    """Open a socket whose client does not read after its handshake."""
    raw = await Raw.connect(service.port)
    raw.write(head())
    answer = await raw.answer()
    assert answer is not None
    raw.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a TCP transport can
    return raw


async def test_a_page_unread_before_the_socket_counts() -> None:
    """Whoever asks for a page, upgrades and reads neither owes both: the first word to them finds them slow."""
    async with serving(app=LONG) as service:
        raw = await unread(service)
        await until(lambda: service.server.server_state.total_requests == 1)
        raw.write(head())
        await until(lambda: bool(service.door.echoes))
        wire = socket_of(service, raw)
        wire.send_text(b"word")
        assert wire.is_slow
        raw.writer.transport.abort()


async def test_places() -> None:
    """Past the last place whoever comes is told 503 with a delay; those inside talk on; a place given back is free."""
    async with serving(replace(edge_of(Door()), doors=Doors(40))) as service:
        inside = [await dial(service.port, 1 + number % 20) for number in range(39)]
        async with upgraded(service.port) as raw:
            late = await dial(service.port, 99)
            answer = await late.answer()
            assert answer is not None
            assert answer.status == 503
            assert limits.RETRY_LEAST_S <= int(answer.headers["retry-after"]) <= limits.RETRY_MOST_S
            raw.send(1, b"inside")
            assert await raw.frame() == Frame(1, b"inside")
            inside.pop().writer.transport.abort()
            await until(lambda: len(service.edge.doors) == 39)
            late = await dial(service.port, 99)
            late.write(PAGE)
            assert (answer := await late.answer()) is not None
            assert answer.status == 200
        for one in [*inside, late]:
            one.writer.transport.abort()
        await until(lambda: not len(service.edge.doors))


async def test_a_network_s_share() -> None:
    """A network that takes all it can leaves a third of the places to the others, who come in."""
    async with serving(replace(edge_of(Door()), doors=Doors(90))) as service:
        greedy = [await dial(service.port, 2) for _ in range(90)]
        refused = [answer.status for answer in await asyncio.gather(*(heard(raw) for raw in greedy)) if answer]
        assert refused == [429] * 30
        others = [await dial(service.port, 3) for _ in range(limits.NETWORK_LEAST)]
        for raw in others:
            raw.write(PAGE)
            assert (answer := await raw.answer()) is not None
            assert answer.status == 200
        for raw in [*greedy, *others]:
            raw.writer.transport.abort()


async def heard(raw: Raw) -> Answer | None:
    """Return what the server said unasked, if it did at once."""
    try:
        return await asyncio.wait_for(raw.answer(), 0.5)
    except TimeoutError:
        return None


async def test_behind_a_proxy_the_people_s_networks_count() -> None:
    """A trusted proxy's connections count for whom it speaks; an address it repeats too often is told 429."""
    trusted = frozenset({"127.0.0.1"})
    edge = replace(edge_of(Door(), trusted_proxies=trusted), doors=Doors(60, trusted=trusted))
    async with serving(edge) as service:
        answers = []
        raws = [await dial(service.port) for _ in range(50)]
        for raw in raws:
            raw.write(head([*BASE, ("X-Forwarded-For", "203.0.113.7")]))
            answer = await raw.answer()
            assert answer is not None
            answers.append(answer.status)
        assert answers[:20] == [101] * 20
        assert 429 in answers
        other = await dial(service.port)
        other.write(head([*BASE, ("X-Forwarded-For", "203.0.113.8")]))
        last = await other.answer()
        assert last is not None
        assert last.status == 101
        for raw in [*raws, other]:
            raw.writer.transport.abort()


async def test_handshakes_at_once() -> None:
    """From however many networks, so many handshakes wait at once; the next are told 503 and when to come back."""
    door = Door(open=asyncio.Event())
    async with serving(edge_of(door), handshakes=10, handshakes_per_address=4) as service:
        raws = [await dial(service.port, 2 + number // 4) for number in range(16)]
        for raw in raws:
            raw.write(head())
        answers = await asyncio.gather(*(raw.answer() for raw in raws[10:]))
        assert {(answer.status, "retry-after" in answer.headers) for answer in answers if answer} == {(503, True)}
        assert door.open is not None
        door.open.set()
        answers = await asyncio.gather(*(raw.answer() for raw in raws[:10]))
        assert [answer.status for answer in answers if answer] == [101] * 10
        for raw in raws:
            raw.writer.transport.abort()


async def test_accepts_so_many_a_turn() -> None:
    """Of six hundred connections at once one turn of the loop accepts 128 at most, and all are accepted."""
    async with serving() as service:
        tasks = [asyncio.create_task(dial(service.port)) for _ in range(600)]
        counts = [0]
        while len(service.edge.doors) < 600:
            await asyncio.sleep(0)
            counts.append(len(service.edge.doors))
        raws = await asyncio.gather(*tasks)
        for raw in raws:
            raw.writer.transport.abort()

    assert max(after - before for before, after in pairwise(counts)) <= limits.ACCEPTS_PER_TURN
