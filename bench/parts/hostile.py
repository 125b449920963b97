"""Under attack: what the others wait while some never read, and while some send as fast as they can."""

import asyncio

from bench.build import program
from bench.house import House
from bench.load import Load, Seat
from bench.sides import Json, product_side
from bench.site import Site
from bench.words import OPENING, SAYING, SAYING_LONG

A_ROOM = 50
DEAF, SPEAKERS, LONG_A_SECOND = 100, 20, 40  # who never read, among whom some say long things so that much is owed
FLOODERS = 20
BEGUN_S = 1.0  # the attack is under way when the others are measured
LIMIT = 3.0  # times the quiet p99 (issue 3)


async def measure(house: House) -> Json:
    """Measure delays when all is quiet, then beside each attack; attackers have a room of their own."""
    count = min(1_000, house.scale.talkers)
    rooms = max(1, count // A_ROOM)
    report: Json = {"connections": count, "rooms": rooms}
    async with house.stage(rooms + 1) as stage:
        *places, theirs = stage.places[: rooms + 1]
        async with product_side(stage.site, house.seats(count, places)) as side:
            seconds, rate = house.scale.seconds * 1.5, count / 10
            report["quiet"] = _delays(await side.turn(seconds, rate))
            for name, attackers in _attacks(house, theirs, -(-count // house.scale.each)).items():
                attack = asyncio.create_task(_attack(stage.site, attackers, seconds + BEGUN_S))
                await asyncio.sleep(min(BEGUN_S, seconds))
                report[name] = _delays(await side.load.run(seconds, rate)) | await attack
                report[name]["times_quiet"] = round(
                    report[name]["delivery_p99_ms"] / report["quiet"]["delivery_p99_ms"], 2
                )
    return report


def _attacks(house: House, place: str, past: int) -> dict[str, list[Seat]]:
    some, each = min(1.0, len(house.crowd) / 500), house.scale.each
    deaf, speakers, flooders = (max(2, round(many * some)) for many in (DEAF, SPEAKERS, FLOODERS))
    deafened = house.seats(deaf, [place], "d", past=past)
    speaking = house.seats(speakers, [place], past=past + -(-deaf // each))
    return {"deaf": deafened + speaking, "flood": house.seats(flooders, [place], "f", past=past)}


async def _attack(site: Site, attackers: list[Seat], seconds: float) -> Json:
    is_flood = attackers[0].kind == "f"
    words = SAYING if is_flood else SAYING_LONG
    async with Load(program("load"), site.port, attackers, OPENING, words) as load:
        await load.open()
        told = await (load.wait(seconds) if is_flood else load.run(seconds, LONG_A_SECOND))
        return {"attackers": len(attackers), "dropped": told["died"], "said": told["said"], "refused": told["errors"]}


def _delays(heard: Json) -> Json:
    return {
        "delivery_p50_ms": heard["delivery_ms"]["p50"],
        "delivery_p99_ms": heard["delivery_ms"]["p99"],
        "ack_p99_ms": heard["ack_ms"]["p99"],
    }
