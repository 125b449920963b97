"""The socket over TCP: our own cases, the ends of a connection, slowness and liveness."""

import asyncio
import logging
import socket
from itertools import pairwise

import pytest

from palabre.gateway.transport import Socket
from palabre.gateway.websocket import frame_text
from palabre.kernel.clock import ManualClock
from palabre.kernel.limits import FRAMES_PER_TURN
from wire.client import Frame, Raw, head, socket_of, tcp, upgraded
from wire.service import Door, Echo, Service, edge_of, serving, until
from wire.vectors import client_frame

PLAIN = client_frame(1, b"Hello")


def code_of(frames: list[Frame]) -> int | None:
    """Return the code of the close frame that ends what was heard."""
    assert [frame.opcode for frame in frames].count(8) == 1
    return frames[-1].code


async def ended(echo: Echo) -> int | None:
    """Wait for a listener's end; return its code."""
    async with asyncio.timeout(5):
        await echo.ended.wait()
    return echo.code


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        pytest.param(bytes.fromhex("810548656c6c6f"), 1002, id="X.1"),
        pytest.param(bytes.fromhex("81fe0005000000004865"), 1002, id="X.3"),
        pytest.param(bytes.fromhex("81ff000000000000012c"), 1002, id="X.4"),
        pytest.param(bytes.fromhex("81ff8000000000000000"), 1002, id="X.5"),
        pytest.param(bytes.fromhex("81ff0000010000000000"), 1009, id="X.6"),
        pytest.param(bytes.fromhex("81ff0000000000010001"), 1009, id="X.7"),
        pytest.param(
            client_frame(1, b"a" * 4_096, fin=False) + client_frame(0, b"a" * 4_096, fin=False) * 16,
            1009,
            id="X.8",
        ),
        pytest.param(client_frame(1, b"", fin=False) + client_frame(0, b"", fin=False) * 9_999, 1008, id="X.9"),
        pytest.param(client_frame(2, b"\x00"), 1003, id="X.19"),
        pytest.param(client_frame(1, b"", rsv=4), 1002, id="X.24"),
        pytest.param(client_frame(8, (1012).to_bytes(2)), 1012, id="X.31"),
        pytest.param(client_frame(8, (1015).to_bytes(2)), 1002, id="X.32"),
    ],
)
async def test_own_cases(octets: bytes, code: int) -> None:
    """A fault, or a close, is answered with its code; then TCP ends, and the listener hears the code."""
    async with serving() as service, upgraded(service.port) as raw:
        raw.write(octets)
        frames = await raw.frames()
        told = await ended(service.door.echoes[0])

    assert (code_of(frames), told) == (code, code)


async def test_x2_zero_mask() -> None:
    """X.2: a frame masked with zeros is echoed as any other."""
    async with serving() as service, upgraded(service.port) as raw:
        raw.write(client_frame(1, b"Hello", mask=bytes(4)))
        assert await raw.frame() == Frame(1, b"Hello")


async def test_x10_ping_flood() -> None:
    """X.10: pings are answered within the budget, then the connection ends with 1008."""
    edge = edge_of(Door(), clock=ManualClock())
    async with serving(edge, control_burst=50) as service, upgraded(service.port) as raw:
        raw.write(client_frame(9, b"x") * 10_000)
        frames = await raw.frames()

    assert frames[:-1] == [Frame(10, b"x")] * 50
    assert code_of(frames) == 1008


async def test_x11_pongs_are_dropped_not_queued() -> None:
    """X.11: while octets wait to be sent, pings get no pong, and nothing more is kept for them."""
    async with serving(control_burst=20_000) as service, stalled(service) as (raw, wire):
        waiting = wire.transport.get_write_buffer_size()
        raw.write(client_frame(9, b"x" * 125) * 2_000 + client_frame(1, b""))
        await until(lambda: service.door.echoes[0].heard == [b""])
        assert wire.transport.get_write_buffer_size() <= waiting + len(frame_text(b""))


def stalled(service: Service) -> "_Stalled":
    """Open a socket whose client does not read, with some octets waiting to be sent."""
    return _Stalled(service)


class _Stalled:
    """A client that stopped reading: what was sent is in the kernel, then 100,000 octets wait."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._socket = socket.socket()

    async def __aenter__(self) -> tuple[Raw, Socket]:
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        self._socket.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self._socket, ("127.0.0.1", self._service.port))
        reader, writer = await asyncio.open_connection(sock=self._socket, limit=1_024)
        writer.write(head())
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.pause_reading()  # type: ignore[attr-defined]  # a TCP transport can
        wire = socket_of(self._service)
        async with asyncio.timeout(5):
            while wire.transport.get_write_buffer_size() < 100_000:
                wire.send_text(b"a" * 10_000)
                await asyncio.sleep(0)
        self._writer = writer
        return Raw(reader, writer), wire

    async def __aexit__(self, *_: object) -> None:
        self._writer.transport.abort()


async def test_x12_closes_and_does_not_read_on() -> None:
    """X.12: a client that closes and keeps TCP open is dropped at the close time limit."""
    async with serving(close_ms=50) as service, upgraded(service.port) as raw:
        raw.send(8, (1000).to_bytes(2))
        assert code_of(await raw.frames()) == 1000
        await until(lambda: not service.server.server_state.connections)


async def test_x13_never_answers_a_close() -> None:
    """X.13: a client that does not answer our close is reset at the time limit; no task or timer is left."""
    async with serving(close_ms=50) as service, upgraded(service.port) as raw:
        wire = socket_of(service)
        wire.close(4001, "over")
        assert await raw.frame() == Frame(8, (4001).to_bytes(2) + b"over")
        assert await raw.is_reset()
        assert await ended(service.door.echoes[0]) == 4001
        assert (wire._deadline, wire._turn, wire._entrance) == (None, None, None)
        assert service.server.server_state.tasks == set()


async def test_close_of_ours_is_answered() -> None:
    """A client that answers our close, with any code, sees TCP end cleanly; what it said before is not heard."""
    async with serving() as service, upgraded(service.port) as raw:
        socket_of(service).close(4001)
        raw.write(PLAIN)
        raw.send(8, (1000).to_bytes(2))
        assert [frame.opcode for frame in await raw.frames()] == [8]
        assert await ended(service.door.echoes[0]) == 4001
        assert service.door.echoes[0].heard == []


async def test_fault_after_our_close() -> None:
    """A fault after our close ends TCP at once, and the reason told stays ours."""
    async with serving() as service, upgraded(service.port) as raw:
        socket_of(service).close(4001)
        raw.write(bytes.fromhex("c180"))
        assert code_of(await raw.frames()) == 4001
        assert await ended(service.door.echoes[0]) == 4001


async def test_x14_half_closed() -> None:
    """X.14: a client that ends its side of TCP without a close is gone: 1006."""
    async with serving() as service, upgraded(service.port) as raw:
        raw.writer.write_eof()
        assert await raw.frames() == []
        assert await ended(service.door.echoes[0]) == 1006


async def test_x15_reset_inside_a_frame(caplog: pytest.LogCaptureFixture) -> None:
    """X.15: a reset in the middle of a frame is told as 1006 and logged nowhere above debug."""
    async with serving() as service, upgraded(service.port) as raw:
        raw.write(PLAIN[:8])
        await raw.writer.drain()
        raw.reset()
        assert await ended(service.door.echoes[0]) == 1006
        await until(lambda: not service.server.server_state.connections)

    assert [record for record in caplog.records if record.levelno > logging.DEBUG] == []


async def test_x16_octets_after_the_close() -> None:
    """X.16: whatever follows a close frame is ignored, and takes nothing from the answer."""
    async with serving() as service, upgraded(service.port) as raw:
        raw.send(8, (1000).to_bytes(2))
        raw.write(PLAIN * 10_000)
        assert code_of(await raw.frames()) == 1000
        assert service.door.echoes[0].heard == []


async def test_x17_drips_a_frame() -> None:
    """X.17: a frame is given 30 s, however often its octets come."""
    clock = ManualClock()
    async with serving(edge_of(Door(), clock=clock)) as service, upgraded(service.port) as raw:
        wire = socket_of(service)
        wire.data_received(PLAIN[:4])
        clock.advance(30_000)
        wire.data_received(PLAIN[4:5])
        assert service.door.echoes[0].code is None
        clock.advance(1)
        wire.data_received(PLAIN[5:6])
        assert await raw.is_reset()


async def test_frames_one_after_the_other_are_not_late() -> None:
    """Octets that always end inside a frame, but never the same, are no drip."""
    clock = ManualClock()
    async with serving(edge_of(Door(), clock=clock)) as service, upgraded(service.port):
        stream = PLAIN * 4
        for start, end in pairwise(range(0, len(stream), 7)):
            clock.advance(16_000)
            socket_of(service).data_received(stream[start:end])

        assert service.door.echoes[0].heard == [b"Hello"] * 3


async def test_silence_inside_a_frame_is_seen_by_the_heartbeat() -> None:
    """A frame begun and never continued is dropped by the heartbeat, though no octet comes."""
    clock = ManualClock()
    async with serving(edge_of(Door(), clock=clock)) as service, upgraded(service.port) as raw:
        socket_of(service).data_received(PLAIN[:4])
        clock.advance(30_001)
        await one_round(service)
        assert await raw.is_reset()


async def one_round(service: Service) -> None:
    """Let each connection be asked once."""
    for _ in range(20):
        await service.edge.heartbeat.beat()


async def pinged(raw: Raw) -> bytes:
    """Hear a ping; return what its answer must hold."""
    frame = await raw.frame()
    assert frame is not None
    assert frame.opcode == 9
    return frame.payload


async def test_x18_no_sign_of_life() -> None:
    """X.18: a client that answers no ping of two rounds is dropped in the next, one that does is kept."""
    async with serving() as service, upgraded(service.port) as dead, upgraded(service.port) as alive:
        for _ in range(3):
            await one_round(service)
            alive.send(10, await pinged(alive))
            alive.send(1, b"here")
            assert await alive.frame() == Frame(1, b"here")
        assert await dead.is_reset()
        assert await ended(service.door.echoes[0]) == 1006
        assert service.door.echoes[1].code is None
        assert len(service.edge.heartbeat) == 1


async def test_speaking_without_reading_is_no_sign_of_life() -> None:
    """A client that talks and sends pongs nobody asked for, but reads nothing, is dropped like a silent one."""
    async with serving() as service, upgraded(service.port) as deaf:
        echo = service.door.echoes[0]
        for words in (b"one", b"two"):
            await one_round(service)
            deaf.send(10)
            deaf.send(10, bytes(4))
            deaf.send(1, words)
            await until(lambda: words in echo.heard)  # noqa: B023 - awaited before the next round
        await one_round(service)
        assert await deaf.is_reset()


async def test_x29_gives_way_every_64_frames() -> None:
    """X.29: of 200 frames in one segment 64 are read a turn; the loop serves others between; none is lost."""
    async with serving() as service, upgraded(service.port) as raw:
        heard = service.door.echoes[0].heard
        socket_of(service).data_received(b"".join(client_frame(1, b"%d" % n) for n in range(200)))
        turns = [len(heard)]
        while len(heard) < 200:
            await asyncio.sleep(0)
            turns.append(len(heard))
        frames = [await raw.frame() for _ in range(200)]

    assert max(after - before for before, after in pairwise([0, *turns])) == FRAMES_PER_TURN
    assert frames == [Frame(1, b"%d" % n) for n in range(200)]


async def test_x29_over_tcp_with_more_behind() -> None:
    """What comes while a turn's rest waits is read after it, in order."""
    async with serving() as service, upgraded(service.port) as raw:
        wire = socket_of(service)
        wire.data_received(b"".join(client_frame(1, b"%d" % n) for n in range(100)))
        wire.data_received(client_frame(1, b"last"))
        assert len(service.door.echoes[0].heard) == FRAMES_PER_TURN
        frames = [await raw.frame() for _ in range(101)]

    assert frames == [*(Frame(1, b"%d" % n) for n in range(100)), Frame(1, b"last")]


async def test_turns_go_on_to_a_close() -> None:
    """A close behind more frames than one turn reads is answered, and its client's end of TCP is seen."""
    async with serving(close_ms=60_000) as service:
        async with upgraded(service.port) as raw:
            raw.write(PLAIN * 150 + client_frame(8, (1000).to_bytes(2)))
            assert len(await raw.frames()) == 151
        await until(lambda: not service.server.server_state.connections)


async def test_x30_slow_then_reads_again() -> None:
    """X.30: a reader that stops and resumes under the mark loses and doubles nothing."""
    async with serving() as service, stalled(service) as (raw, wire):
        expected = 0
        while wire.transport.get_write_buffer_size() < 200_000:
            wire.send_text(b"b" * 1_000)
            expected += 1
        raw.writer.transport.resume_reading()  # type: ignore[attr-defined]  # a TCP transport can
        heard: list[bytes] = []
        while heard.count(b"b" * 1_000) < expected:
            frame = await raw.frame()
            assert frame is not None
            heard.append(frame.payload)
        assert set(heard) == {b"a" * 10_000, b"b" * 1_000}
        assert heard == sorted(heard)
        assert not wire.is_slow


async def test_x30_slow_over_the_mark() -> None:
    """X.30: over the high-water mark the client is reset at once, its listener hears 1006 and that it was slow."""
    async with serving() as service, stalled(service) as (raw, wire):
        room = 256 * 1024 - wire.transport.get_write_buffer_size()
        wire.write_framed(b"x" * room)
        slow = [wire.is_slow]
        wire.write_framed(b"x")
        assert [*slow, wire.is_slow] == [False, True]
        wire.write_framed(b"x" * room)
        assert wire.transport.get_write_buffer_size() <= 256 * 1024 + 1
        assert await ended(service.door.echoes[0]) == 1006
        raw.writer.transport.resume_reading()  # type: ignore[attr-defined]  # a TCP transport can
        assert await raw.is_reset()


async def test_whoever_can_wait_does_while_half_the_outbox_is_owed() -> None:
    """``drained`` waits while the client takes nothing of half its outbox, and no longer once it reads."""
    async with serving() as service, stalled(service) as (raw, wire):
        await asyncio.wait_for(wire.drained(), 5)
        wire.write_framed(b"x" * 100_000)
        waiting = asyncio.create_task(wire.drained())
        await asyncio.sleep(0)
        assert not waiting.done()
        raw.writer.transport.resume_reading()  # type: ignore[attr-defined]  # a TCP transport can
        reading = asyncio.create_task(raw.reader.read(-1))
        await asyncio.wait_for(waiting, 5)
        wire.drop()
        await asyncio.gather(reading, return_exceptions=True)


async def test_nobody_waits_for_a_client_that_is_gone() -> None:
    """``drained`` returns when our close is sent or the client dropped, though nothing was taken."""
    async with serving() as service, stalled(service) as (_, wire):
        wire.write_framed(b"x" * 100_000)
        waiting = [asyncio.create_task(wire.drained()) for _ in range(2)]
        await asyncio.sleep(0)
        wire.close(4001)
        await asyncio.wait_for(asyncio.gather(*waiting, wire.drained()), 5)


async def test_close_that_finds_the_client_slow() -> None:
    """A close frame that passes the mark drops the client like any other octet."""
    async with serving() as service, stalled(service) as (_, wire):
        wire.write_framed(b"x" * (256 * 1024 - wire.transport.get_write_buffer_size()))
        wire.close(4001)
        assert wire.is_slow
        assert await ended(service.door.echoes[0]) == 1006


async def test_kernel_keeps_little_for_a_client() -> None:
    """Both buffers of an accepted socket are those asked for (the kernel doubles them for its own needs)."""
    async with serving() as service, upgraded(service.port):
        taken = socket_of(service).transport.get_extra_info("socket")
        for buffer in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            assert taken.getsockopt(socket.SOL_SOCKET, buffer) <= 2 * 64 * 1024


async def test_x34_nothing_is_heard_after_the_close() -> None:
    """X.34: a frame half read when the session is revoked never becomes a command; the client sees 4001."""
    async with serving() as service, upgraded(service.port) as raw:
        wire = socket_of(service)
        wire.data_received(PLAIN[:6])
        wire.close(4001)
        wire.data_received(PLAIN[6:])
        raw.send(8, (4001).to_bytes(2))
        assert code_of(await raw.frames()) == 4001
        assert service.door.echoes[0].heard == []


async def test_x35_graceful_stop() -> None:
    """X.35: at a stop each client gets 1012 with the delay in its reason, and the server ends in time."""
    delays = iter(["30000", "30010", "30020"])

    async def answer(raw: Raw) -> bytes:
        frame = await raw.frame()
        assert frame is not None
        raw.send(8, frame.payload[:2])
        assert await raw.frame() is None
        raw.writer.close()
        return frame.payload

    async with (
        serving(edge_of(Door(), restart_ms=lambda: int(next(delays)))) as service,
        upgraded(service.port) as one,
        upgraded(service.port) as two,
        upgraded(service.port) as three,
    ):
        stop = asyncio.create_task(service.server.shutdown())
        said = await asyncio.gather(*map(answer, [one, two, three]))
        async with asyncio.timeout(5):
            await stop

    assert {payload[:2] for payload in said} == {(1012).to_bytes(2)}
    assert {payload[2:] for payload in said} == {b"30000", b"30010", b"30020"}


async def test_stop_during_an_admission() -> None:
    """A handshake that waits when the server stops is answered 503 with Retry-After."""
    door = Door(open=asyncio.Event())
    async with serving(edge_of(door)) as service, tcp(service.port) as raw:
        raw.write(head())
        await until(lambda: bool(door.asked))
        socket_of(service).shutdown()
        answer = await raw.answer()

    assert answer is not None
    assert (answer.status, "retry-after" in answer.headers) == (503, True)


class _Broken(Echo):
    """A listener with a fault."""

    def text(self, data: bytes) -> None:
        """Fail."""
        raise KeyError(data)


async def test_listener_with_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    """A listener's fault ends its connection with 1011, logs its kind alone, and the others go on."""
    broken, door = _Broken(), Door()

    async def admit(handshake: object) -> Echo:
        door.asked.append(handshake)  # type: ignore[arg-type]  # only counted
        return broken if len(door.asked) == 1 else Echo()

    async with (
        serving(edge_of(door, admit=admit)) as service,
        upgraded(service.port) as bad,
        upgraded(service.port) as good,
    ):
        bad.send(1, b"secret")
        frame = await bad.frame()
        assert frame is not None
        assert frame.code == 1011
        bad.send(8, frame.payload)
        assert await ended(broken) == 1011
        good.send(1, b"fine")
        assert await good.frame() == Frame(1, b"fine")

    assert [record.getMessage() for record in caplog.records] == ["listener failed: KeyError"]


async def test_early_frames_wait_for_the_answer() -> None:
    """Frames sent before the 101 are read after it, in order, and bounded by one message meanwhile."""
    door = Door(open=asyncio.Event())
    async with serving(edge_of(door)) as service, tcp(service.port) as raw:
        raw.write(head() + PLAIN)
        raw.write(client_frame(1, b"more") * 40_000)
        await until(lambda: bool(door.asked) and socket_of(service)._early > 65_536)
        assert not socket_of(service).transport.is_reading()
        assert door.open is not None
        door.open.set()
        assert (answer := await raw.answer()) is not None
        assert answer.status == 101
        assert [await raw.frame() for _ in range(40_001)] == [Frame(1, b"Hello"), *[Frame(1, b"more")] * 40_000]
