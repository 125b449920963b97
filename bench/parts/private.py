"""Private conversations: delays of sealed messages among thousands of talks, and what an hour of use leaves stored."""

from bench import hour
from bench.house import House
from bench.load import Seat
from bench.places import members_of
from bench.sealed import Device, Shelf, talking, text
from bench.sides import Json, product_side, summed
from bench.words import OPENING_PRIVATE, SAYING_PRIVATE
from palabre.kernel.clock import SystemClock

CONVERSATIONS = 5_000
A_SECOND = 600  # sealed messages, over all conversations
A_PERSON = 2.5  # conversations, each shared with another
TURNS = 3
HOUR_PEOPLE = 40  # of the hour: each conversation is as busy as in the measurement of delays


async def measure(house: House) -> Json:
    """Measure the delays, and what an hour leaves."""
    delays = await _delays(house)
    people = house.crowd[:HOUR_PEOPLE]
    folder = house.copy()
    minutes = hour.MINUTES if house.scale.rooms > len(people) else 2
    spent = await hour.spend(folder, members_of(folder, people), int(len(people) * A_PERSON), minutes)
    return {**delays, "hour": spent}


async def _delays(house: House) -> Json:
    """Measure acks and deliveries; every device also says that it holds what it got, as pages do."""
    count = min(CONVERSATIONS, int(len(house.crowd) * A_PERSON))
    rate, seconds = A_SECOND * count / CONVERSATIONS, house.scale.seconds * 4
    async with house.stage() as stage:
        members = members_of(stage.site.folder, house.crowd)
        async with Shelf.opened(stage.site.folder, SystemClock()) as shelf:
            devices = await talking(shelf, members, count)
        seats = [
            Seat(_told(device), ticket.number, "p", ticket.cookies, ticket.source)
            for device, ticket in zip(devices, house.crowd, strict=True)
        ]
        async with product_side(stage.site, seats, OPENING_PRIVATE, SAYING_PRIVATE) as side:
            await side.load.wait(1)  # what waited since the requests is given and acknowledged
            turns = [await side.turn(seconds, rate) for _ in range(TURNS)]
    return {"conversations": count, "devices": len(devices), "a_second": rate, **summed(turns)}


def _told(device: Device) -> str:
    """Return a device as load.c reads it: its name, then each conversation with what is said there."""
    return ";".join((device.name, *(f"{talk.id}={text(talk.sealed())}" for talk in device.talks)))
