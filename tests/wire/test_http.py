"""The HTTP class: what it bounds, and how it hands over; a change inside uvicorn shows here first."""

import asyncio
import logging

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from wire.client import BASE, Frame, Head, Raw, head, tcp
from wire.service import HOST, serving, until
from wire.vectors import client_frame

PLAIN: Head = [("Host", HOST)]


def post(body: bytes) -> bytes:
    """Return a request with a body."""
    return head([*PLAIN, ("Content-Length", str(len(body)))], "POST", "/echo") + body


async def statuses(raw: Raw, count: int) -> list[int | None]:
    """Read some answers; return their statuses."""
    answers = [await raw.answer() for _ in range(count)]
    return [answer.status if answer else None for answer in answers]


def test_uvicorn_is_the_one_we_lean_on() -> None:
    """The inside of uvicorn is used: another minor version needs these tests read again."""
    assert uvicorn.__version__.startswith("0.54.")


async def test_keep_alive_then_upgrade() -> None:
    """GET and POST on one connection, then the upgrade on it, fragments, a ping, a close."""
    async with serving() as service, tcp(service.port) as raw:
        raw.write(head(PLAIN, path="/"))
        assert (page := await raw.answer()) is not None
        raw.write(post(b"one"))
        assert (body := await raw.answer()) is not None
        raw.write(head())
        assert (upgrade := await raw.answer()) is not None
        raw.write(client_frame(1, b"a", fin=False) + client_frame(9, b"p") + client_frame(0, b"b"))
        raw.send(8, (1000).to_bytes(2))
        frames = await raw.frames()

    assert [(answer.status, answer.body) for answer in (page, body, upgrade)] == [
        (200, b"page"), (200, b"one"), (101, b""),
    ]  # fmt: skip
    assert frames == [Frame(10, b"p"), Frame(1, b"ab"), Frame(8, (1000).to_bytes(2))]


async def test_any_cut_of_head_and_first_frames() -> None:
    """However the octets of head and frames are cut in two segments, all are heard."""
    stream = head() + client_frame(1, b"a") + client_frame(1, b"b")
    async with serving() as service:

        async def one(border: int) -> list[Frame | None]:
            async with tcp(service.port) as raw:
                raw.write(stream[:border])
                await asyncio.sleep(0.01)  # two segments need time between them
                raw.write(stream[border:])
                assert (answer := await raw.answer()) is not None
                assert answer.status == 101
                return [await raw.frame(), await raw.frame()]

        heard = []
        for start in range(1, len(stream), 50):
            heard += await asyncio.gather(*map(one, range(start, min(start + 50, len(stream)))))

    assert heard == [[Frame(1, b"a"), Frame(1, b"b")]] * (len(stream) - 1)


async def test_pipelined_requests_are_answered_in_order() -> None:
    """Several requests in one segment, with bodies longer than a head may be, are all answered."""
    async with serving() as service, tcp(service.port) as raw:
        raw.write(post(b"a" * 20_000) + head(PLAIN, path="/") + post(b"b" * 20_000) + head(PLAIN, path="/")[:20])
        assert await statuses(raw, 3) == [200, 200, 200]
        raw.write(head(PLAIN, path="/")[20:])
        assert await statuses(raw, 1) == [200]


class Slow:
    """An application whose one page waits until told."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.go = asyncio.Event()
        self.app = Starlette(routes=[Route("/", self.page)])

    async def page(self, _request: Request) -> Response:
        """Answer once told."""
        self.asked.set()
        await self.go.wait()
        return PlainTextResponse("late")


async def test_upgrade_behind_an_unanswered_request() -> None:
    """An upgrade before the answer to an earlier request is not mixed into it: that answer is the last."""
    slow = Slow()
    async with serving(app=slow.app) as service, tcp(service.port) as raw:
        raw.write(head(PLAIN, path="/") + head())
        await slow.asked.wait()
        slow.go.set()
        assert (answer := await raw.answer()) is not None
        assert (answer.status, answer.body) == (200, b"late")
        assert await asyncio.wait_for(raw.reader.read(), 2) == b""
        assert service.door.asked == []


async def test_nonsense_behind_an_unanswered_request() -> None:
    """Nonsense after a request does not take its answer away."""
    slow = Slow()
    async with serving(app=slow.app) as service, tcp(service.port) as raw:
        raw.write(head(PLAIN, path="/") + b"nonsense\r\n\r\n")
        await slow.asked.wait()
        slow.go.set()
        assert (answer := await raw.answer()) is not None
        assert answer.status == 200
        assert await asyncio.wait_for(raw.reader.read(), 2) == b""


async def test_nonsense_inside_a_body() -> None:
    """A body that cannot be read is answered 400, and the application learns that it will not come."""
    async with serving() as service, tcp(service.port) as raw:
        raw.write(head([*PLAIN, ("Transfer-Encoding", "chunked")], "POST", "/echo") + b"5\r\nhello\r\n")
        await until(lambda: bool(service.server.server_state.tasks))
        raw.write(b"nonsense\r\n")
        assert await statuses(raw, 1) == [400]
        await until(lambda: not service.server.server_state.tasks)


@pytest.mark.parametrize(
    "octets", [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"]
)
async def test_no_http(octets: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """What is no HTTP is answered 400 with the edge's headers, and is no news for the log."""
    async with serving() as service, tcp(service.port) as raw:
        raw.write(octets)
        assert (answer := await raw.answer()) is not None
        assert (answer.status, answer.headers["x-refusal"]) == (400, "yes")

    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


async def test_head_in_its_bounds() -> None:
    """A head of 100 headers, or of nearly 16 KiB, passes."""
    many = [*PLAIN, *((f"X-{number}", "a") for number in range(99))]
    long = [*PLAIN, ("X-Pad", "a" * 16_200)]
    async with serving() as service, tcp(service.port) as raw:
        for headers in (many, long):
            raw.write(head(headers, path="/"))
            assert await statuses(raw, 1) == [200]


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(head([*PLAIN, *((f"X-{n}", "a") for n in range(100))], path="/"), id="101 headers"),
        pytest.param(head([*PLAIN, ("X-Pad", "a" * 16_400)], path="/"), id="long header"),
        pytest.param(head(PLAIN, path="/" + "a" * 16_400), id="long target"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 16_400, id="header without end"),
        pytest.param(b"GET /" + b"a" * 16_400, id="target without end"),
        pytest.param(head([*BASE, ("X-Pad", "a" * 65_536)]), id="upgrade with a long header"),
    ],
)
async def test_head_out_of_its_bounds(octets: bytes) -> None:
    """A head over 100 headers or 16 KiB is answered 431, finished or not, and the connection ends."""
    async with serving() as service, tcp(service.port) as raw:
        raw.write(octets)
        assert await statuses(raw, 2) == [431, None]


async def test_head_without_end_in_many_segments() -> None:
    """A head that never ends is answered 431 though each of its segments is short."""
    async with serving() as service, tcp(service.port) as raw:
        reading = asyncio.create_task(statuses(raw, 1))
        raw.write(b"GET / HTTP/1.1\r\nHost: a\r\nX: ")
        while not reading.done():
            raw.write(b"a" * 500)
            await asyncio.sleep(0)
        assert await reading == [431]


async def test_second_head_has_its_time_too() -> None:
    """A head begun on a kept connection and not finished is dropped at the head's time limit."""
    async with serving(head_ms=100) as service, tcp(service.port) as raw:
        raw.write(head(PLAIN, path="/"))
        assert await statuses(raw, 1) == [200]
        raw.write(b"GET / HT")
        assert await raw.answer() is None


async def test_time_of_a_head_ends_with_it() -> None:
    """An answer that takes longer than a head may is not cut."""
    slow = Slow()
    async with serving(app=slow.app, head_ms=30) as service, tcp(service.port) as raw:
        raw.write(head(PLAIN, path="/"))
        await slow.asked.wait()
        await asyncio.sleep(0.06)  # longer than the head's time: that it has no effect is the promise
        slow.go.set()
        assert await statuses(raw, 1) == [200]


async def test_refused_client_that_stays_is_dropped() -> None:
    """A client that keeps TCP open after a 400 is dropped at the close time limit."""
    async with serving(close_ms=50) as service, tcp(service.port) as raw:
        raw.write(b"nonsense\r\n\r\n")
        assert await statuses(raw, 1) == [400]
        await until(lambda: not service.server.server_state.connections)


async def test_other_upgrades_are_ignored() -> None:
    """A request that offers another protocol is answered as if it had not, and is its connection's last."""
    offer = [
        *PLAIN,
        ("Connection", "Upgrade, HTTP2-Settings"),
        ("Upgrade", "h2c"),
        ("HTTP2-Settings", "AAMAAABkAAQAAP__"),
    ]
    async with serving() as service, tcp(service.port) as raw:
        raw.write(head(offer, path="/"))
        assert await statuses(raw, 2) == [200, None]


async def test_connection_and_upgrade_are_lists() -> None:
    """Lists over several lines, and with other members, ask for the same upgrade."""
    headers = [pair for pair in BASE if pair[0] not in {"Connection", "Upgrade"}]
    headers += [("Connection", "keep-alive"), ("Connection", "x, upgrade"), ("Upgrade", "h2c, WebSocket")]
    async with serving() as service, tcp(service.port) as raw:
        raw.write(head(headers))
        assert await statuses(raw, 1) == [101]
