"""The 43 opening requests over TCP, and what the judge promises beyond them."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.gateway.handshake import (
    Handshake,
    Rejection,
    Terms,
    accept_key,
    client_address,
    judge,
    read_head,
    refusal,
)
from wire.client import BASE, Answer, Head, head, tcp, upgraded
from wire.service import COOKIE, HOST, ORIGIN, VALID, Door, edge_of, serving
from wire.vectors import client_frame, load, octets

CASES = load("handshake.json")
AT_ONCE = {"many_headers", "burst", "silent", "slow_s", "when", "piggyback", "path"}
PLAIN = [case for case in CASES if not AT_ONCE & case.keys()]


def case_of(name: str) -> dict[str, Any]:
    """Return one case by its id."""
    return next(case for case in CASES if case["id"] == name)


PLACES = {
    "{host}": HOST,
    "{name}": HOST,
    "{origin}": ORIGIN,
    "{session}": f"{COOKIE}={VALID}",
    "{session_value}": VALID,
    "{ended_session}": f"{COOKIE}=ended",
}
TERMS = Terms(frozenset({ORIGIN}), frozenset({HOST}))


def filled(value: Any) -> str:
    """Return a header's value with its placeholders filled."""
    if isinstance(value, dict):
        return octets(value).decode()
    for name, real in PLACES.items():
        value = value.replace(name, real)
    return str(value)


def changed(case: dict[str, Any]) -> Head:
    """Return the base headers with a case's changes."""
    headers = [pair for pair in BASE if pair[0] not in case["remove"]]
    for name, value in case["change"].items():
        headers = [pair for pair in headers if pair[0].lower() != name.lower()]
        values = value if isinstance(value, list) else [value]
        headers += [(name, filled(one)) for one in values]
    return headers


def request_of(case: dict[str, Any]) -> bytes:
    """Return the octets of a case's request."""
    headers = changed(case)
    if "raw_line" in case:
        headers.append(tuple(case["raw_line"].replace("\\n", "\n").split(": ", 1)))
    headers += [(f"X-{number}", "a") for number in range(case.get("many_headers", 0))]
    path = case.get("path", "/socket") + filled(case.get("query", ""))
    return head(headers, case.get("method", "GET"), path, case.get("version", "HTTP/1.1"))


def check(case: dict[str, Any], answer: Answer | None) -> None:
    """Compare an answer with a case."""
    statuses = case["status"] if isinstance(case["status"], list) else [case["status"]]
    assert answer is not None
    assert answer.status in statuses
    for name, value in case.get("answer", {}).items():
        assert answer.headers[name.lower()] == value or value == "any"
    assert not {name.lower() for name in case.get("answer_lacks", [])} & answer.headers.keys()


@pytest.mark.parametrize("case", [*PLAIN, case_of("H.34")], ids=lambda case: case["id"])
async def test_plain_case(case: dict[str, Any]) -> None:
    """A well or ill formed request gets the answer of its case; a refusal carries the edge's headers."""
    async with serving() as service, tcp(service.port) as raw:
        raw.write(request_of(case))
        answer = await raw.answer()

    check(case, answer)
    assert answer is not None
    assert answer.status == 101 or answer.headers["x-refusal"] == "yes"


async def test_h28_reads_no_session_from_the_query(caplog: pytest.LogCaptureFixture) -> None:
    """H.28: a session in the query is refused before anybody is asked, and found in no log."""
    caplog.set_level(0)
    async with serving() as service, tcp(service.port) as raw:
        raw.write(request_of(case_of("H.28")))
        check(case_of("H.28"), await raw.answer())

    assert service.door.asked == []
    assert VALID not in caplog.text


@pytest.mark.parametrize("case", [case for case in CASES if case["status"] in (403, 421)], ids=lambda c: c["id"])
async def test_another_site_learns_nothing(case: dict[str, Any]) -> None:
    """A request from elsewhere gets the same answer with and without a session, and nobody is asked."""
    async with serving() as service:
        answers = []
        for cookie in (VALID, "ended"):
            async with tcp(service.port) as raw:
                raw.write(request_of(case).replace(VALID.encode(), cookie.encode()))
                answers.append(await raw.answer())

    assert answers[0] == answers[1]
    assert service.door.asked == []


async def test_h37_counts_the_real_peer() -> None:
    """H.37: an address claimed by an untrusted peer is not believed; a trusted proxy's word is."""
    assert client_address("192.0.2.1", ["203.0.113.7"], frozenset()) == "192.0.2.1"
    assert client_address("192.0.2.1", ["203.0.113.7"], frozenset({"192.0.2.1"})) == "203.0.113.7"

    forged = ["198.51.100.1", "203.0.113.7", "192.0.2.2"]
    assert client_address("192.0.2.1", forged, frozenset({"192.0.2.1", "192.0.2.2"})) == "203.0.113.7"


async def test_admission_sees_the_counted_address() -> None:
    """Whoever admits is told the address behind a trusted proxy, and the peer's own without one."""
    door = Door()
    for trusted in (frozenset({"127.0.0.1"}), frozenset[str]()):
        async with (
            serving(edge_of(door, trusted_proxies=trusted)) as service,
            upgraded(service.port, [*BASE, ("X-Forwarded-For", "203.0.113.7")]),
        ):
            pass

    assert [asked.peer for asked in door.asked] == ["203.0.113.7", "127.0.0.1"]


async def test_h38_drops_a_head_that_drips() -> None:
    """H.38: a head sent octet by octet is dropped at its time limit, however often octets come."""
    async with serving(head_ms=300) as service, tcp(service.port) as raw:
        ended = asyncio.create_task(raw.answer())
        for octet in head():
            raw.write(bytes((octet,)))
            done, _ = await asyncio.wait({ended}, timeout=0.05)  # the drip itself
            if done:
                break
        assert await ended is None
        assert service.server.server_state.connections == set()


async def test_h39_drops_silence() -> None:
    """H.39: a connection that never says anything is dropped at the head's time limit."""
    async with serving(head_ms=100) as service, tcp(service.port) as raw:
        assert await raw.answer() is None
        assert service.server.server_state.connections == set()


async def test_h40_hears_a_frame_in_the_head_s_segment() -> None:
    """H.40: a frame that comes in one segment with the head is answered."""
    case = case_of("H.40")
    async with serving() as service, tcp(service.port) as raw:
        raw.write(request_of(case) + client_frame(case["piggyback"]["op"], octets(case["piggyback"]["payload"])))
        check(case, await raw.answer())
        pong = await raw.frame()

    assert pong is not None
    assert [[("pong" if pong.opcode == 10 else "?"), {"hex": pong.payload.hex()}]] == case["events"]


async def test_h41_serves_pages_around_it() -> None:
    """H.41: a page is served on the port before and after, and on the very connection that is then upgraded."""
    case = case_of("H.41")
    async with serving() as service, tcp(service.port) as raw, tcp(service.port) as other:
        for _ in range(2):
            raw.write(head([("Host", HOST)], path=case["path"]))
            check(case, await raw.answer())
        raw.write(head())
        assert (answer := await raw.answer()) is not None
        assert answer.status == 101
        other.write(head([("Host", HOST)], path=case["path"]))
        check(case, await other.answer())


async def test_h42_answers_every_handshake_of_a_burst() -> None:
    """H.42: 500 handshakes at once are each answered 101 or 429 with Retry-After; none hangs."""
    door = Door(open=asyncio.Event())
    async with serving(edge_of(door)) as service:

        async def one() -> Answer | None:
            async with tcp(service.port) as raw:
                raw.write(head())
                return await raw.answer()

        tasks = [asyncio.create_task(one()) for _ in range(500)]
        refused, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        while len(waiting) > 64:
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        assert door.open is not None
        door.open.set()
        answers = await asyncio.gather(*tasks)

    assert refused
    assert sorted(answer.status for answer in answers if answer) == [101] * 64 + [429] * 436
    assert all("retry-after" in answer.headers for answer in answers if answer and answer.status == 429)


async def test_h43_is_stopping() -> None:
    """H.43: while the server drains, a handshake is told when to come back, and nobody is asked."""
    door = Door()
    async with serving(edge_of(door, draining=lambda: True)) as service, tcp(service.port) as raw:
        raw.write(head())
        check(case_of("H.43"), await raw.answer())

    assert door.asked == []


async def test_plain_request_keeps_its_connection() -> None:
    """A request to the socket's path without an upgrade is answered 426, and the connection goes on."""
    async with serving() as service, tcp(service.port) as raw:
        for method, status in (("GET", 426), ("POST", 405), ("GET", 426)):
            raw.write(head([("Host", HOST)], method))
            assert (answer := await raw.answer()) is not None
            assert (answer.status, answer.headers["x-refusal"]) == (status, "yes")


async def test_admission_may_send_away() -> None:
    """A verdict of the application is the answer, with its headers."""

    async def full(_handshake: Handshake) -> Rejection:
        return Rejection.later(429, 30)

    async with serving(edge_of(Door(), admit=full)) as service, tcp(service.port) as raw:
        raw.write(head())
        answer = await raw.answer()

    assert answer is not None
    assert (answer.status, answer.headers["retry-after"]) == (429, "30")


async def test_admission_that_fails_closes_one_door(caplog: pytest.LogCaptureFixture) -> None:
    """A fault in the admission answers 500 and logs its kind alone."""

    async def broken(handshake: Handshake) -> Rejection:
        raise KeyError(handshake.cookies[COOKIE])

    async with serving(edge_of(Door(), admit=broken)) as service, tcp(service.port) as raw:
        raw.write(head())
        answer = await raw.answer()

    assert answer is not None
    assert answer.status == 500
    assert [record.getMessage() for record in caplog.records] == ["admission failed: KeyError"]


async def test_admission_that_hangs_is_not_waited_for() -> None:
    """An admission that does not end is answered 503, and its place in the turnstile is free again."""
    door = Door(open=asyncio.Event())
    async with serving(edge_of(door), head_ms=50, handshakes_per_address=1) as service:
        for _ in range(2):
            async with tcp(service.port) as raw:
                raw.write(head())
                assert (answer := await raw.answer()) is not None
                assert (answer.status, "retry-after" in answer.headers) == (503, True)


@dataclass
class _Gone:
    """An admission that tells when it was cancelled."""

    asked: asyncio.Event
    cancelled: asyncio.Event

    async def __call__(self, _handshake: Handshake) -> Rejection:
        self.asked.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return Rejection(401)


async def test_client_that_leaves_before_the_answer() -> None:
    """An admission nobody waits for any more is cancelled."""
    gone = _Gone(asyncio.Event(), asyncio.Event())
    async with serving(edge_of(Door(), admit=gone)) as service:
        async with tcp(service.port) as raw:
            raw.write(head())
            await gone.asked.wait()
        await gone.cancelled.wait()


CHROME: Head = [
    ("Host", HOST),
    ("Connection", "Upgrade"),
    ("Pragma", "no-cache"),
    ("Cache-Control", "no-cache"),
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"),
    ("Upgrade", "websocket"),
    ("Origin", ORIGIN),
    ("Sec-WebSocket-Version", "13"),
    ("Accept-Encoding", "gzip, deflate, br, zstd"),
    ("Accept-Language", "fr-FR,fr;q=0.9,en;q=0.8"),
    ("Cookie", f"theme=dark; {COOKIE}={VALID}"),
    ("Sec-WebSocket-Key", "x3JJHMbDL1EzLkh9GBhXDw=="),
    ("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"),
    ("Sec-WebSocket-Protocol", "palabre.1"),
]  # fmt: skip
FIREFOX: Head = [
    ("Host", HOST),
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    ("Accept", "*/*"),
    ("Accept-Language", "fr,en-US;q=0.7,en;q=0.3"),
    ("Accept-Encoding", "gzip, deflate, br, zstd"),
    ("Sec-WebSocket-Version", "13"),
    ("Origin", ORIGIN),
    ("Sec-WebSocket-Protocol", "palabre.1"),
    ("Sec-WebSocket-Extensions", "permessage-deflate"),
    ("Sec-WebSocket-Key", "x3JJHMbDL1EzLkh9GBhXDw=="),
    ("Connection", "keep-alive, Upgrade"),
    ("Cookie", f"{COOKIE}={VALID}"),
    ("Sec-Fetch-Dest", "empty"),
    ("Sec-Fetch-Mode", "websocket"),
    ("Sec-Fetch-Site", "same-origin"),
    ("Pragma", "no-cache"),
    ("Cache-Control", "no-cache"),
    ("Upgrade", "websocket"),
]


@pytest.mark.parametrize("headers", [CHROME, FIREFOX], ids=["chrome", "firefox"])
async def test_browsers_are_let_in(headers: Head) -> None:
    """The upgrade as browsers send it is accepted with our subprotocol, no extension, and carries text."""
    async with serving() as service, upgraded(service.port, headers) as raw:
        raw.send(1, b"bonjour")
        frame = await raw.frame()

    assert frame is not None
    assert (frame.opcode, frame.payload) == (1, b"bonjour")


def test_accept_key_of_the_standard() -> None:
    """The proof is the one printed in the standard."""
    assert accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


def test_refusal_is_whole() -> None:
    """A refusal is one complete HTTP answer without a body."""
    assert refusal(Rejection.later(429, 5), [("X-A", "b")]) == (
        b"HTTP/1.1 429 Too Many Requests\r\nX-A: b\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )


@given(st.binary(max_size=300))
def test_any_head_is_judged(octets: bytes) -> None:
    """Whatever comes as a head is read as none, or refused; it never raises."""
    for sent in (octets, octets + b"\r\n\r\n", b"GET /socket HTTP/1.1\r\n" + octets + b"\r\n\r\n"):
        asked = read_head(sent, "192.0.2.1")
        assert asked is None or judge(asked, TERMS) is not None


@given(st.text(max_size=60))
def test_only_the_very_origin_passes(origin: str) -> None:
    """No other text than the origin itself is taken for it."""
    headers = {name.lower(): [value] for name, value in BASE} | {"origin": [origin]}
    verdict = judge(Handshake("GET", "/socket", has_query=False, version="HTTP/1.1", headers=headers, peer=""), TERMS)

    assert (verdict is None) == (origin == ORIGIN)
