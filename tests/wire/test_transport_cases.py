"""Every public conformance case over TCP, against uvicorn with the product's classes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from itertools import pairwise

from wire.client import Frame, Raw, socket_of, upgraded
from wire.service import EchoSocket, Service, serving, until
from wire.vectors import CLOSE, LONG, Case, Said, cases

CASES = cases()
NAMES = {1: "text", 2: "binary", 10: "pong"}
AT_ONCE = 64
Play = Callable[[Service, Case], Awaitable[str | None]]


async def speak(raw: Raw, case: Case) -> list[Frame]:
    """Play a script; returns what was heard in a pause by whose end the server must be gone."""
    for write in case.writes:
        raw.write(write.data)
        if write.closed:
            return await asyncio.wait_for(raw.frames(), write.pause)
        if write.pause:
            await asyncio.sleep(write.pause)  # the script's own pause: time is what it tests
    return []


async def as_scripted(service: Service, case: Case) -> str | None:
    """Play a case as its script says; returns what was wrong, or nothing."""
    async with upgraded(service.port) as raw:
        heard = await speak(raw, case)
        if not case.closes_itself:
            while len(heard) < len(case.events or []) and (frame := await raw.frame()) is not None:
                heard.append(frame)
            raw.write(CLOSE)
        return judged(case, case.events, heard + await raw.frames())


async def in_pieces(service: Service, case: Case, pieces: Iterable[bytes]) -> str | None:
    """Play a case so that the server reads these very pieces, one after the other."""
    async with upgraded(service.port) as raw:
        wire, sent = socket_of(service, raw), 0
        assert isinstance(wire, EchoSocket)
        for piece in pieces:
            raw.write(piece)
            sent += len(piece)
            await until(lambda: wire.received >= sent)  # noqa: B023 - awaited before the next piece
        return judged(case, case.events, await raw.frames())


async def octet_by_octet(service: Service, case: Case) -> str | None:
    """Play a case cut at every octet; of a long one, at every border."""
    borders = [0, *case.borders, len(case.stream)]
    return await in_pieces(service, case, (case.stream[a:b] for a, b in pairwise(borders)))


async def joined(service: Service, case: Case) -> str | None:
    """Play a case in one write with the next frames."""
    async with upgraded(service.port) as raw:
        raw.write(case.joined)
        return judged(case, case.joined_events, await raw.frames())


def judged(case: Case, events: list[Said] | None, frames: list[Frame]) -> str | None:
    """Compare what was heard with what must be; only a close without code is answered without one."""
    said: list[Said] = [(NAMES[frame.opcode], frame.payload) for frame in frames if frame.opcode != 8]
    closes = [frame.code for frame in frames if frame.opcode == 8]
    if events is not None and said != events:
        return f"said {len(said)} of {len(events)}"
    if len(closes) != 1 or frames[-1].opcode != 8:
        return f"closes: {closes}"
    expected = {None} if case.id == "7.3.1" else set(case.codes)
    return None if closes[0] in expected else f"code {closes[0]}"


async def played(plays: Iterable[tuple[str, Case, Play]]) -> list[tuple[str, str]]:
    """Play cases side by side against one server; return what was wrong, and check that each listener heard an end."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with serving(binary=True) as service:

        async def one(name: str, case: Case, play: Play) -> tuple[str, str | None]:
            async with gate:
                return name, await play(service, case)

        results = await asyncio.gather(*(one(*play) for play in plays))
        assert None not in {echo.code for echo in service.door.echoes}
        assert len(service.door.echoes) == len(results) >= 247
    return [(name, wrong) for name, wrong in results if wrong is not None]


async def test_cases() -> None:
    """Each case gives its messages, its pongs, its close code, and then the server ends TCP first."""
    assert await played((case.id, case, as_scripted) for case in CASES) == []


async def test_cases_octet_by_octet() -> None:
    """Each case gives the same when the server reads it one octet at a time."""
    assert await played((case.id, case, octet_by_octet) for case in CASES) == []


async def test_cases_cut_in_two() -> None:
    """Each case gives the same when it is cut in two at any octet; long ones at a hundred borders."""

    def cut(case: Case, border: int) -> Play:
        return lambda service, case: in_pieces(service, case, [case.stream[:border], case.stream[border:]])

    plays = [
        (f"{case.id} at {border}", case, cut(case, border))
        for case in CASES
        for border in (case.borders if len(case.stream) <= LONG else case.borders[:: len(case.borders) // 100 + 1])
    ]
    assert await played(plays) == []


async def test_cases_joined() -> None:
    """Each case gives the same in one write with the next frames, which are answered unless the case ends it."""
    assert await played((case.id, case, joined) for case in CASES) == []
