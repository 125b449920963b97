"""Every public conformance case against the pure parser: whole, frame by frame, cut at every border."""

from collections.abc import Iterable

import pytest

from palabre.gateway.websocket import NO_CODE, Binary, Close, Event, Failure, Parser, Ping, Pong, Text
from wire.vectors import Case, Said, cases

CASES = cases()
NAMES = {Text: "text", Binary: "binary", Ping: "pong"}
BORDERS = 64


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


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_case(case: Case) -> None:
    """A case gives exactly its messages, its pongs and its close code."""
    events = feed([case.stream])

    assert case.events is None or said(events) == case.events
    assert code(events) in {*case.codes, NO_CODE}
    assert isinstance(events[-1], Failure if case.by == "peer" else Close | Failure)


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_case_cut(case: Case) -> None:
    """A case gives the same events however it is cut: at each of the first borders, or as scripted."""
    stream = case.stream
    whole = feed([stream])
    borders = range(1, min(BORDERS, len(stream) - 1) + 1)

    assert feed(write.data for write in case.writes) == [e for e in whole if _scripted(case, e)]
    assert [border for border in borders if feed([stream[:border], stream[border:]]) != whole] == []
    assert feed(bytes((octet,)) for octet in stream[:4_096]) == feed([stream[:4_096]])


def _scripted(case: Case, event: Event) -> bool:
    """Whether an event comes of the script itself, and not of the close added after it."""
    return case.closes_itself or not isinstance(event, Close)


@pytest.mark.parametrize("case", [c for c in CASES if c.id.startswith("6.4.")], ids=lambda case: case.id)
def test_fail_fast(case: Case) -> None:
    """Text that cannot become valid fails at the octet that breaks it, before its frame or message ends."""
    last = max(index for index, write in enumerate(case.writes) if write.data)

    assert code(feed(write.data for write in case.writes[:last])) == 1007


def test_no_pong_is_an_event_of_ours() -> None:
    """A pong nobody asked for is heard and says nothing."""
    assert said([Pong(b"x")]) == []
