"""Every public conformance case against the pure parser: whole, as scripted, cut at every octet, joined with more."""

from collections.abc import Iterable
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from palabre.gateway.websocket import NO_CODE, Binary, Close, Event, Failure, Parser, Ping, Pong, Text
from wire.vectors import Case, Said, cases, client_frame, frames

CASES = cases()
NAMES = {Text: "text", Binary: "binary", Ping: "pong"}
EVERY = pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])


def feed(chunks: Iterable[bytes]) -> list[Event]:
    """Feed a parser of the echo service."""
    parser = Parser(65_536, binary=True)
    return [event for chunk in chunks for event in parser.feed(chunk)]


def said(events: list[Event]) -> list[Said]:
    """Return what an echo service says to these events."""
    return [(NAMES[type(e)], e.data) for e in events if isinstance(e, Text | Binary | Ping)]


def code(events: list[Event]) -> int | None:
    """Return the code that ends these events."""
    last = events[-1] if events else None
    return last.code if isinstance(last, Close | Failure) else None


def octet_by_octet(stream: bytes) -> Iterable[bytes]:
    """Cut a stream at every octet at once."""
    return (stream[at : at + 1] for at in range(len(stream)))


@EVERY
def test_case(case: Case) -> None:
    """A case gives exactly its messages, its pongs and its close code; only a close without code has none."""
    events = feed([case.stream])
    expected = {*case.codes, NO_CODE} if case.id == "7.3.1" else set(case.codes)

    assert case.events is None or said(events) == case.events
    assert code(events) in expected
    assert isinstance(events[-1], Failure if case.by == "peer" else Close | Failure)


@EVERY
def test_case_as_scripted(case: Case) -> None:
    """A case read in the very pieces of its script gives the same events."""
    expected = feed([case.stream])

    assert feed(write.data for write in case.writes) == (expected if case.closes_itself else expected[:-1])


@EVERY
def test_case_cut(case: Case) -> None:
    """A case cut in two at any octet, and at every octet at once, gives the same events."""
    stream = case.stream
    whole = feed([stream])

    assert [border for border in case.borders if feed([stream[:border], stream[border:]]) != whole] == []
    assert feed(octet_by_octet(stream)) == whole


@EVERY
def test_case_joined(case: Case) -> None:
    """A case in one piece with the next frames changes nothing of them, nor they of it."""
    events = feed([case.joined])

    assert case.joined_events is None or said(events) == case.joined_events
    assert code(events) == code(feed([case.stream]))


def test_close_between_fragments() -> None:
    """7.1.5: a close in the middle of a fragmented message is heard as what it is, 1000."""
    (case,) = (case for case in CASES if case.id == "7.1.5")

    assert feed([case.stream]) == [Close(1000)]


@pytest.mark.parametrize("case", [case for case in CASES if case.fails_fast], ids=lambda case: case.id)
def test_fail_fast(case: Case) -> None:
    """Text that cannot become valid fails at the very octet that breaks it, inside its fragment."""
    stream = case.stream
    text = [at for _, payload in frames(stream) for at in payload]
    breaks = 1 + text[12]  # f4 90: nothing beyond U+10FFFF exists

    assert feed(octet_by_octet(stream[: breaks - 1])) == []
    assert code(feed(octet_by_octet(stream[:breaks]))) == 1007


PIECES = [
    b"",
    b"a",
    "é".encode(),
    "漢".encode(),
    "🙂".encode(),
    b"\xc0",
    b"\xe0\xa0",
    b"\xed\xa0",
    b"\xf0\x90",
    b"\xf4\x90",
    b"\x80",
]
TAILS = [bytes(tail) for size in range(4) for tail in product((0x80, 0x90, 0xA0, 0xBF), repeat=size)]


def can_become_text(data: bytes) -> bool:
    """Tell whether some octets after these would make valid UTF-8 of them, by trying."""
    for tail in TAILS:
        try:
            (data + tail).decode()
        except UnicodeDecodeError:
            continue
        return True
    return False


@example([b"\xed\xa0", b""])
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
def test_fail_fast_anywhere(pieces: list[bytes]) -> None:
    """In any fragments, text fails at the first octet after which nothing could make it valid, and not before."""
    data, last = b"".join(pieces), len(pieces) - 1
    stream = b"".join(client_frame(not index, piece, fin=index == last) for index, piece in enumerate(pieces))
    text = [at for _, payload in frames(stream) for at in payload]
    broken = [1 + text[size - 1] for size in range(1, len(data) + 1) if not can_become_text(data[:size])]
    parser = Parser(65_536)
    heard = [bool(parser.feed(octet)) for octet in octet_by_octet(stream)]

    assert heard.index(True) + 1 == (broken[0] if broken else len(stream))


def test_no_pong_is_an_event_of_ours() -> None:
    """A pong nobody asked for is heard and says nothing."""
    assert said([Pong(b"x")]) == []
