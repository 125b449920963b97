"""Delay: from a message leaving its author to the sockets of the others, and to its ack, in rooms of a hundred."""

from bench.house import House
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
    report: Json = {"connections": count, "rooms": rooms, "a_second": rate}
    async with house.stage(rooms) as stage:
        places = stage.places[:rooms]
        async with all_sides(stage.site, house.seats(count, places), rooms) as sides:
            report |= await in_turns(sides, TURNS, seconds, rate)
            async with probing(stage.site, house.probes, places) as probes:
                beside = await sides[0].turn(seconds, rate)
                report["python_client"] = probes.report() | {"messages_beside": beside["said"]}
    return report
