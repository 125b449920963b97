"""Somebody says that they are a minor: how long until each of their open lines shows the calm page."""

import asyncio
import time
from contextlib import AsyncExitStack, suppress
from statistics import quantiles

from bench.crowd import Ticket
from bench.house import House
from bench.probes import visit_of
from bench.sides import Json, Spoiled
from bench.site import Site
from palabre_client import Closed, Member, Visit

LINES = 5  # of one member, the most there are
PEOPLE = 100  # each says it once
WORDS = "j’ai 15 ans"
ROOM = "accueil"
PATIENCE_S = 10.0


class _Line(Member):
    """A line that notes when it was told that the place is closed."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self.told_at = 0.0
        self.told = asyncio.Event()

    def _note(self, frame: Json) -> None:
        if frame.get("t") == "shut" and not self.told.is_set():
            self.told_at = time.perf_counter()
            self.told.set()


async def measure(house: House) -> Json:
    """Let people say it, one after the other, each on five lines, in a room where the others listen."""
    people = house.crowd[: PEOPLE if house.scale.rooms > 100 else 2]
    async with house.stage(fresh=True) as stage:
        found = [await _isolated(stage.site, ticket) for ticket in people]
    each, last = [one for times in found for one in times], [max(times) for times in found]
    return {"people": len(found), "lines": LINES, "each": _row(each), "last": _row(last)}


async def _isolated(site: Site, ticket: Ticket) -> list[float]:
    """Return the milliseconds from the words sent to each line told. Raises ``Spoiled`` when one is not."""
    async with AsyncExitStack() as stack:
        lines = [_Line(visit_of(site, ticket)) for _ in range(LINES)]
        for line in lines:
            stack.push_async_callback(line.visit.close)
            await line.connect()
            stack.push_async_callback(line.disconnect)
            await line.join(ROOM)
        began = time.perf_counter()
        with suppress(Closed):
            await lines[0].say(ROOM, WORDS)
        try:
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.gather(*(line.told.wait() for line in lines))
        except TimeoutError:
            raise Spoiled("a line was not told") from None
        return [(line.told_at - began) * 1_000 for line in lines]


def _row(times: list[float]) -> Json:
    cuts = quantiles(times, n=100, method="inclusive")
    return {"p50_ms": round(cuts[49], 2), "p99_ms": round(cuts[98], 2), "max_ms": round(max(times), 2)}
