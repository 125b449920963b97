"""Every public conformance case over TCP, against uvicorn with the product's classes."""

import asyncio

from wire.client import Frame, Raw, upgraded
from wire.service import serving
from wire.vectors import Case, Said, cases

NAMES = {1: "text", 2: "binary", 10: "pong"}
AT_ONCE = 64


async def speak(raw: Raw, case: Case) -> list[Frame]:
    """Play a script; returns what was heard in a pause by whose end the server must be gone."""
    for write in case.writes:
        raw.write(write.data)
        if write.closed:
            return await asyncio.wait_for(raw.frames(), write.pause)
        if write.pause:
            await asyncio.sleep(write.pause)  # the script's own pause: time is what it tests
    return []


async def play(port: int, case: Case) -> str | None:
    """Play one case; returns what was wrong, or nothing."""
    async with upgraded(port) as raw:
        heard = await speak(raw, case)
        if not case.closes_itself:
            while len(heard) < len(case.events or []) and (frame := await raw.frame()) is not None:
                heard.append(frame)
            raw.send(8, (1000).to_bytes(2))
        return judged(case, heard + await raw.frames())


def judged(case: Case, frames: list[Frame]) -> str | None:
    """Compare what was heard with what must be."""
    said: list[Said] = [(NAMES[frame.opcode], frame.payload) for frame in frames if frame.opcode != 8]
    closes = [frame.code for frame in frames if frame.opcode == 8]
    if case.events is not None and said != case.events:
        return f"said {len(said)} of {len(case.events)}"
    if len(closes) != 1 or frames[-1].opcode != 8:
        return f"closes: {closes}"
    return None if closes[0] in {*case.codes, None} else f"code {closes[0]}"


async def test_cases() -> None:
    """Each case gives its messages, its pongs, its close code, and then the server ends TCP first."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with serving(binary=True) as service:

        async def one(case: Case) -> tuple[str, str | None]:
            async with gate:
                return case.id, await play(service.port, case)

        results = await asyncio.gather(*map(one, cases()))
        codes = [echo.code for echo in service.door.echoes]

    assert [(name, wrong) for name, wrong in results if wrong is not None] == []
    assert len(codes) == 247
    assert None not in codes
