"""Entering a room where thousands are: what it costs the server, and what it sends."""

import asyncio
import json
from contextlib import AsyncExitStack
from statistics import median

from bench.crowd import CONNECTIONS
from bench.house import House
from bench.probes import visit_of
from bench.sides import Json, product_side
from palabre_client import Member

ROOM = 5_000  # connections
SAID = 60  # messages before anybody enters: as many as are shown, and some
A_SECOND = 4  # entrances of one line: with its looking and leaving, under the pace that lines are held to


async def measure(house: House) -> Json:
    """Fill a room, say some words there, then have a few people leave and enter again and again.

    An entrance is counted with its leaving and with what others are told of both; what the server uses while nothing
    happens is taken off.
    """
    count = min(ROOM, len(house.crowd) * CONNECTIONS)
    async with house.stage() as stage, product_side(stage.site, house.seats(count, stage.places[:1])) as side:
        await side.load.run(1, SAID)
        before = side.seen.cpu_s()
        quiet = await side.load.wait(house.scale.beats)
        idle = (side.seen.cpu_s() - before) / quiet["seconds"]
        async with AsyncExitStack() as stack:
            members = [Member(visit_of(stage.site, ticket)) for ticket in house.probes]
            for member in members:
                await member.connect()
                stack.push_async_callback(member.disconnect)
            times, place = max(A_SECOND, round(house.scale.seconds * 10)), stage.places[0]
            loop, before = asyncio.get_running_loop(), side.seen.cpu_s()
            begun = loop.time()
            found = await asyncio.gather(*(_enter(member, place, times) for member in members))
            cpu = side.seen.cpu_s() - before - idle * (loop.time() - begun)
        sent = [one for mine in found for one in mine]
        return {
            "connections": count,
            "entrances": len(sent),
            "cpu_ms_per_entrance": round(cpu * 1_000 / len(sent), 3),
            "octets": round(median(whole for whole, _ in sent)),
            "octets_of_messages": round(median(words for _, words in sent)),
        }


async def _enter(member: Member, place: str, times: int) -> list[tuple[int, int]]:
    """Enter and leave; return the octets that each entrance sent with its page of people, and those of its messages."""
    sent = []
    for _ in range(times):
        joined = await member.ask("join", place=place)
        people = await member.ask("people", place=joined["place"])
        await member.ask("leave", place=joined["place"])
        await asyncio.sleep(1 / A_SECOND)
        sent.append((_octets(joined) + _octets(people), _octets(joined["messages"])))
    return sent


def _octets(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
