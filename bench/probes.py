"""People who measure with the Python client: they hear a room among the others, and say something now and then."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

import httpx

from bench.crowd import Ticket
from bench.site import Site
from palabre_client import Member, Visit

STAMP = re.compile(r"~t(\d{16})")
EVERY_S = 2.0  # between two things that one of them says
Json = dict[str, Any]


@dataclass
class Probes:
    """What the people heard and waited for, in milliseconds."""

    delivery_ms: list[float] = field(default_factory=list)
    ack_ms: list[float] = field(default_factory=list)

    def report(self) -> Json:
        """Return how many were timed, and the delays."""
        return {"deliveries": len(self.delivery_ms), "acks": len(self.ack_ms)} | {
            f"{name}_{part}_ms": round(value, 2)
            for name, values in (("delivery", self.delivery_ms), ("ack", self.ack_ms))
            if len(values) > 1
            for part, value in zip(("p50", "p99"), _p50_p99(values), strict=True)
        }

    async def live(self, member: Member, place: str) -> None:
        """Hear a place and speak there until cancelled."""
        joined = await member.join(place)
        for number in range(10_000):
            began = time.monotonic()
            await member.say(joined.id, f"{number} j’aime bien la soupe de ce soir {began}")
            self.ack_ms.append((time.monotonic() - began) * 1_000)
            await asyncio.sleep(EVERY_S)


@dataclass
class _Timed(Member):
    """A member that times each message when it is heard."""

    visit: Visit
    into: Probes

    def __post_init__(self) -> None:
        super().__init__(self.visit)

    def _note(self, frame: Json) -> None:
        found = STAMP.match(frame.get("message", {}).get("text", "")) if frame.get("t") == "said" else None
        if found:
            self.into.delivery_ms.append(time.monotonic() * 1_000 - int(found[1]) / 1_000)


@asynccontextmanager
async def probing(site: Site, people: Sequence[Ticket], places: Sequence[str]) -> AsyncIterator[Probes]:
    """Let people measure in the first places for as long as the block lasts."""
    probes = Probes()
    async with AsyncExitStack() as stack:
        tasks = []
        for ticket, place in zip(people, places, strict=False):
            member = _Timed(visit_of(site, ticket), probes)
            await member.connect()
            stack.push_async_callback(member.disconnect)
            tasks.append(asyncio.create_task(probes.live(member, place)))
        yield probes
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks)


def visit_of(site: Site, ticket: Ticket) -> Visit:
    """Return the visit of somebody who has entered."""
    cookies = dict(pair.split("=", 1) for pair in ticket.cookies.split("; "))
    return Visit(site.origin, site.wallet, httpx.AsyncClient(), cookies)


def _p50_p99(values: Sequence[float]) -> tuple[float, float]:
    cuts = quantiles(values, n=100, method="inclusive")
    return cuts[49], cuts[98]
