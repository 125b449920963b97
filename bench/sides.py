"""The product and its rivals side by side: each with its own generator, each measured in turn."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.build import program
from bench.house import bare_seats
from bench.load import Load, Seat
from bench.machine import Process, memory
from bench.rivals import bare_c, stock
from bench.site import Site
from bench.words import OPENING, SAYING, as_written

Json = dict[str, Any]
RIVALS = ("c", "stock")
NAP_MS = 2  # between two looks of the receivers, where processor time is measured and delay is not


class Spoiled(Exception):  # noqa: N818 - what a measure is
    """A measure is worth nothing: connections or messages were lost or refused; the message says how many."""


@dataclass
class Side:
    """One server with everybody connected to it."""

    name: str
    seen: Process
    load: Load
    empty: Json  # memory before anybody came
    opened: Json  # how they came

    async def turn(self, seconds: float, rate: float, nap_ms: float = 0) -> Json:
        """Let people talk for a time; return what it cost and what came of it. Raises ``Spoiled``."""
        before = self.seen.cpu_s()
        heard = await self.load.run(seconds, rate, nap_ms)
        cpu = self.seen.cpu_s() - before
        if heard["errors"] or heard["died"] or heard["deliveries"] != heard["expected"]:
            wanted = ("said", "errors", "died", "expected", "deliveries")
            raise Spoiled(f"{self.name}: " + ", ".join(f"{name} {heard[name]}" for name in wanted))
        return heard | {"cpu_s": round(cpu, 4), "per_cpu_s": round(heard["deliveries"] / cpu)}


@asynccontextmanager
async def product_side(
    site: Site, seats: Sequence[Seat], opening: str = OPENING, saying: str = SAYING
) -> AsyncIterator[Side]:
    """Connect everybody to the product."""
    load = Load(program("load"), site.port, seats, opening, saying)
    async with _opened("palabre", site.seen, load, len(seats)) as side:
        yield side


@asynccontextmanager
async def rival_side(name: str, count: int, places: int = 1) -> AsyncIterator[Side]:
    """Start a rival, ``c`` or ``stock``, and connect as many to it."""
    async with bare_c() if name == "c" else stock() as rival:
        load = Load(program("load"), rival.port, bare_seats(count, places), "", as_written())
        async with _opened(name, rival.seen, load, count) as side:
            yield side


@asynccontextmanager
async def all_sides(site: Site, seats: Sequence[Seat], places: int = 1) -> AsyncIterator[list[Side]]:
    """Connect everybody to the product and as many to each rival."""
    async with AsyncExitStack() as stack:
        sides = [await stack.enter_async_context(product_side(site, seats))]
        sides += [await stack.enter_async_context(rival_side(name, len(seats), places)) for name in RIVALS]
        yield sides


async def in_turns(sides: Sequence[Side], turns: int, seconds: float, rate: float, nap_ms: float = 0) -> Json:
    """Measure the sides one after the other, again and again; return medians by name, with ratios to bare C."""
    heard: dict[str, list[Json]] = {side.name: [] for side in sides}
    for number in range(turns):
        for side in sides if number % 2 == 0 else reversed(sides):
            heard[side.name].append(await side.turn(seconds, rate, nap_ms))
    report = {name: summed(turns_of) for name, turns_of in heard.items()}
    if "c" in heard:
        for name, turns_of in heard.items():
            pairs = zip(turns_of, heard["c"], strict=True)
            report[name]["ratio"] = round(median(one["per_cpu_s"] / bare["per_cpu_s"] for one, bare in pairs), 3)
    return report


def summed(turns: Sequence[Json]) -> Json:
    """Return the medians of several turns."""
    delays = {
        f"{kind}_{part}_ms": round(median(turn[f"{kind}_ms"][part] for turn in turns), 2)
        for kind in ("delivery", "ack")
        for part in ("p50", "p99")
        if turns[0][f"{kind}_ms"]["count"]
    }
    return {
        "messages": sum(turn["said"] for turn in turns),
        "deliveries": sum(turn["deliveries"] for turn in turns),
        "writes": sum(turn["frames"] for turn in turns),
        "cpu_s": round(sum(turn["cpu_s"] for turn in turns), 3),
        "per_cpu_s": round(median(turn["per_cpu_s"] for turn in turns)),
        **delays,
    }


@asynccontextmanager
async def _opened(name: str, seen: Process, load: Load, wanted: int) -> AsyncIterator[Side]:
    async with load:
        empty, before = memory(seen), seen.cpu_s()
        opened = await load.open()
        if opened["ready"] != wanted:
            raise Spoiled(f"{name}: {opened['ready']} of {wanted} connections are open")
        yield Side(name, seen, load, empty, opened | {"cpu_s": seen.cpu_s() - before})
