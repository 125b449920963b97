"""Four reasons why somebody cannot be asked to talk, told in one way, whose time must not tell."""

import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from statistics import quantiles

from bench.crowd import Ticket
from bench.house import House, Stage
from bench.places import members_of
from bench.probes import visit_of
from bench.sealed import Device, Shelf
from bench.sides import Json, Spoiled
from palabre.kernel.clock import SystemClock
from palabre.kernel.ids import new_id
from palabre_client import Member, Refused

REASONS = ("refused", "blocked", "unknown", "not_allowed")
TRIES = 2_000  # of each reason and as many askers: the fifth request of a newcomer meets a rule
BLOCKERS = 3  # one blocks 1,000 people at most
ASKED = 2 + BLOCKERS  # people: who said no, who lets nobody ask, those who blocked


@dataclass
class Asker:
    """Somebody whom nobody will let ask."""

    member: Member
    device: Device
    asked: Mapping[str, str]  # whom, by the reason why they cannot be


async def measure(house: House) -> Json:
    """Each asks once for each reason, one at a time, in an order drawn anew; compare the times of the answers."""
    people = house.crowd[: ASKED + (TRIES if house.scale.rooms > 100 else 20)]
    async with house.stage(fresh=True) as stage, _prepared(stage, people) as askers:
        found = await _timed(askers)
    cuts = {reason: quantiles(times, n=100, method="inclusive") for reason, times in found.items()}
    report = {reason: _row(found[reason], cuts[reason]) for reason in REASONS}
    medians, slow = [cut[49] for cut in cuts.values()], [cut[94] for cut in cuts.values()]
    apart = {"median_apart_ms": max(medians) - min(medians), "p95_apart_ms": max(slow) - min(slow)}
    return {"askers": len(askers), **report, **{name: round(one, 4) for name, one in apart.items()}}


def _row(times: Sequence[float], cuts: Sequence[float]) -> Json:
    return {"count": len(times), "median_ms": round(cuts[49], 4), "p95_ms": round(cuts[94], 4)}


@asynccontextmanager
async def _prepared(stage: Stage, people: list[Ticket]) -> AsyncIterator[list[Asker]]:
    """Give everybody a device, and let a few say no to the others, each in their own way."""
    async with AsyncExitStack() as stack, Shelf.opened(stage.site.folder, SystemClock()) as shelf:
        ids = members_of(stage.site.folder, people)
        devices = [await shelf.device(one) for one in ids]
        members = []
        for ticket in people:
            members.append(Member(visit_of(stage.site, ticket)))
            await members[-1].connect()
            stack.push_async_callback(members[-1].disconnect)
        no, closed, *blockers = devices[:ASKED]
        askers = []
        for member, device, blocker in zip(members[ASKED:], devices[ASKED:], cycle(blockers), strict=False):
            await member.ask("device.begin", device=device.name)
            await shelf.refused(device, no)
            await shelf.ties.block(blocker.member, device.member, on=True)
            asked = {"refused": no.member, "blocked": blocker.member, "not_allowed": closed.member}
            askers.append(Asker(member, device, asked))
        await members[1].ask("contact.choose", who="nobody")
        yield askers


async def _timed(askers: list[Asker]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {reason: [] for reason in REASONS}
    for asker in askers:
        for reason in random.sample(REASONS, len(REASONS)):
            found[reason].append(await _ask(asker.member, asker.asked.get(reason) or new_id()))
    return found


async def _ask(member: Member, other: str) -> float:
    """Return the milliseconds of one answer. Raises ``Spoiled`` unless it is the one there is."""
    began = time.perf_counter()
    try:
        await member.ask("contact.open", member=other)
    except Refused as refused:
        took = (time.perf_counter() - began) * 1_000
        if refused.code != "not_available":
            raise Spoiled(f"answered {refused.code}") from None
        return took
    raise Spoiled("somebody may be asked")
