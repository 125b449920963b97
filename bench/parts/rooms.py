"""Small rooms: two connections each, as in conversations of two, a thousand messages a second over all of them."""

from bench.crowd import Ticket
from bench.house import House
from bench.load import Seat
from bench.sides import NAP_MS, Json, all_sides, in_turns

A_MEMBER_A_SECOND = 0.5  # messages: well under what the rule against floods allows


def pairs(hosts: list[Ticket], places: list[str]) -> list[Seat]:
    """Seat each host twice in their own room."""
    return [
        Seat(place, host.number, "s", host.cookies, host.source)
        for host, place in zip(hosts, places, strict=True)
        for _ in range(2)
    ]


async def measure(house: House) -> Json:
    """Measure small rooms beside both rivals."""
    hosts = house.crowd[: house.scale.rooms]
    rate = len(hosts) * A_MEMBER_A_SECOND
    report: Json = {"rooms": len(hosts), "a_second": rate}
    async with (
        house.stage(hosts=len(hosts)) as stage,
        all_sides(stage.site, pairs(hosts, stage.small), len(hosts)) as sides,
    ):
        return report | await in_turns(sides, house.scale.turns, house.scale.seconds, rate, NAP_MS)
