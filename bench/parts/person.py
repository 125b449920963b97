"""One person among five thousand, in a room where two hundred messages a second are said: what their page does."""

import asyncio
from typing import Any

from playwright.async_api import CDPSession, Page

from bench.chromium import browsing, counters, enter, watched
from bench.house import House
from bench.load import Seat
from bench.sides import Json, product_side

LOUD = "accueil"  # where whoever comes arrives
A_ROOM = 500  # the most that one room holds unless settings say otherwise
A_SECOND = 200
FIVE_MINUTES = 300
WARM_S = 3.0
TYPED = "et moi je pense que la soupe de ce soir sera bonne "
WATCH = """
window.seen = {frames: 0, delays: [], long: 0};
const count = () => { seen.frames++; requestAnimationFrame(count); };
requestAnimationFrame(count);
const note = (one) => one.interactionId && seen.delays.push(one.duration);
new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({type: 'event', durationThreshold: 16});
new PerformanceObserver((list) => { seen.long += list.getEntries().length; }).observe({type: 'longtask'});
"""
ELEMENTS = "document.querySelectorAll('*').length"


async def measure(house: House) -> Json:
    """Measure typing, frames, main thread, and memory at the end; shorter than five minutes: see ``measure_long``."""
    return await _measure(house, house.scale.person_s)


async def measure_long(house: House) -> Json:
    """Measure the same for five minutes."""
    return await _measure(house, FIVE_MINUTES)


async def _measure(house: House, seconds: float) -> Json:
    count = min(house.scale.talkers, 5_000)
    async with house.stage() as stage:
        others = [place for place in stage.places if place != LOUD]
        crowd = _around(house, min(A_ROOM, count // 2), count, others)
        async with product_side(stage.site, crowd) as side, browsing(house.folder / "person") as context:
            page = await enter(context, stage.site, "Essai seul")
            talk = asyncio.create_task(side.load.run(seconds + 2 * WARM_S, A_SECOND * count / 5_000))
            await asyncio.sleep(WARM_S)
            report = await _watch(page, await watched(page), seconds)
            heard = await talk
    loud = sum(seat.place == LOUD for seat in crowd)
    return {"people": count, "in_the_room": loud, "a_second": A_SECOND, "errors": heard["errors"], **report}


def _around(house: House, loud: int, count: int, others: list[str]) -> list[Seat]:
    """Seat one connection each of many members in the loud room, who speak, and the rest elsewhere, who listen."""
    here = [Seat(LOUD, one.number, "s", one.cookies, one.source) for one in house.crowd[:loud]]
    return here + house.seats(count - loud, others, "r", past=loud)


async def _watch(page: Page, session: CDPSession, seconds: float) -> Json:
    await page.evaluate(WATCH)
    before = await counters(session)
    began = asyncio.get_running_loop().time()
    while asyncio.get_running_loop().time() - began < seconds:
        await page.locator("#composer").press_sequentially(TYPED, delay=120)
        await page.locator("#composer").fill("")
    after, seen = await counters(session), await page.evaluate("seen")
    gone = after["Timestamp"] - before["Timestamp"]
    await session.send("HeapProfiler.collectGarbage")
    settled = await counters(session)
    return {
        "seconds": round(gone),
        **_typing(seen),
        "frames_per_s": round(seen["frames"] / gone, 1),
        "long_tasks": seen["long"],
        "script_ms_per_s": round(1_000 * (after["ScriptDuration"] - before["ScriptDuration"]) / gone),
        "main_thread_ms_per_s": round(1_000 * (after["TaskDuration"] - before["TaskDuration"]) / gone),
        "heap_mb": round(settled["JSHeapUsedSize"] / 1e6, 1),
        "elements": await page.evaluate(ELEMENTS),
    }


def _typing(seen: dict[str, Any]) -> Json:
    """Return the delay that 98 of a hundred keys stay under; those under 16 ms are not told and count as 16."""
    slow = sorted(seen["delays"])
    return {"inp_p98_ms": slow[int(len(slow) * 0.98)] if slow else 16, "keys_over_16_ms": len(slow)}
