"""Delay: from a message leaving its author to the sockets of the others, and to its ack, in rooms of a hundred."""

from bench.house import House, seats
from bench.places import add_open
from bench.probes import probing
from bench.sides import Json, all_sides, in_turns

A_ROOM = 100
A_SECOND = 600  # messages, over all rooms
TURNS = 2


async def measure(house: House) -> Json:
    """Measure delays to every socket, and beside them what a few people see through the Python client."""
    count = house.scale.talkers
    rooms = max(1, count // A_ROOM)
    rate = A_SECOND * count / 5_000
    seconds = house.scale.seconds * 2
    folder = house.copy()
    places = (await add_open(folder, rooms))[:rooms]
    report: Json = {"connections": count, "rooms": rooms, "a_second": rate}
    with house.site(folder) as site:
        async with all_sides(site, seats(house.crowd, count, places), rooms) as sides:
            report |= await in_turns(sides, TURNS, seconds, rate)
            async with probing(site, house.probes, places) as probes:
                beside = await sides[0].turn(seconds, rate)
                report["python_client"] = probes.report() | {"messages_beside": beside["said"]}
    return report
