"""An hour of private use on a clock moved by hand, and what it leaves in the store.

People talk as often as in the measurement of delays; a tenth of the devices is away all the while; a few people more
ask one another each minute, which uses up key packages.
"""

import asyncio
import itertools
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.sealed import Device, Shelf, Talk, new_key, pairs, talking
from bench.sides import Json
from palabre.kernel.clock import MINUTE, ManualClock, SystemClock
from palabre.kernel.ids import ConversationId, MemberId
from palabre.kernel.limits import PACKAGES_PER_DEVICE, PACKAGES_REFILL

LARGEST_PACKAGE = 309  # octets: one of last resort
MINUTES = 60
A_MINUTE = 7  # messages of a conversation: 600 a second over 5,000
CONTACTS = 5  # first requests a minute
AWAY = 10  # of so many devices one is away
RENEWED = 50  # messages of a device in a conversation, then a commit


@dataclass
class Hour:
    """The devices, their conversations, and what was sent."""

    shelf: Shelf
    clock: ManualClock
    devices: list[Device]
    further: Iterator[tuple[int, int]]  # pairs that have not met
    sent: dict[str, int] = field(default_factory=dict)  # messages of a device in a conversation
    messages: int = 0

    @property
    def talks(self) -> list[Talk]:
        """The conversations in which people talk."""
        return [talk for device in self.devices for talk in device.talks if talk.between[0] is device]

    def is_away(self, device: Device) -> bool:
        """Whether a device fetches and acknowledges nothing."""
        return self.devices.index(device) % AWAY == 0

    async def minute(self, talks: Iterable[Talk]) -> None:
        """Let a minute go by."""
        self.clock.advance(MINUTE)
        await asyncio.gather(*(self._talk(talk) for talk in talks))
        for one, other in itertools.islice(self.further, CONTACTS):
            await self.shelf.talk(self.devices[one], self.devices[other])
            await self._refill(self.devices[other])
        await self.shelf.delivery.fade()

    async def _talk(self, talk: Talk) -> None:
        for number in range(A_MINUTE):
            by = talk.between[number % 2]
            kept = await self.shelf.delivery.send(by.seat, talk.id, new_key(), talk.sealed())
            self.messages += 1
            await self._renew(by, talk)
            for device in talk.between:
                if not self.is_away(device):
                    await self.shelf.delivery.ack(device.seat, talk.id, kept.order + 1)

    async def _renew(self, by: Device, talk: Talk) -> None:
        name = f"{talk.id} {by.member}"
        self.sent[name] = self.sent.get(name, 0) + 1
        if self.sent[name] % RENEWED == 0:
            kept = await self.shelf.delivery.commit(by.seat, talk.id, new_key(), talk.renewal(), None, ())
            talk.epoch = kept.epoch

    async def _refill(self, device: Device) -> None:
        held = await self.shelf.devices.stock(device.seat)
        if held.packages <= PACKAGES_REFILL or not held.last_resort:
            await self.shelf.give(device, PACKAGES_PER_DEVICE - held.packages, last_resort=not held.last_resort)


async def spend(folder: Path, members: list[MemberId], count: int, minutes: int = MINUTES) -> Json:
    """Spend an hour with so many conversations; return what the store holds after it, and its bounds."""
    clock = ManualClock(SystemClock().now())
    async with Shelf.opened(folder, clock) as shelf:
        devices = await talking(shelf, members, count)
        hour = Hour(shelf, clock, devices, itertools.islice(pairs(count + 10_000, len(devices)), count, None))
        talks, most = hour.talks, (0, 0)
        for _ in range(minutes):
            await hour.minute(talks)
            most = max(most, _packages(folder))
        away = {talk.id for talk in talks for device in talk.between if hour.is_away(device)}
    packages, octets = most
    return {
        "minutes": minutes, "devices": len(devices), "conversations": len(talks), "messages": hour.messages,
        "packages_most": packages, "packages_bound": PACKAGES_PER_DEVICE + 1,
        "package_octets_most": octets, "package_octets_bound": (PACKAGES_PER_DEVICE + 1) * LARGEST_PACKAGE,
        **_frames(folder, {talk.id for talk in talks}, away),
    }  # fmt: skip


def _packages(folder: Path) -> tuple[int, int]:
    """Return the most key packages held for a device, and their octets."""
    with sqlite3.connect(folder / "chat.db") as database:
        each = "SELECT count(*) AS many, sum(length(octets)) AS octets FROM key_package GROUP BY device"
        many, octets = database.execute(f"SELECT max(many), max(octets) FROM ({each})").fetchone()  # noqa: S608
    return int(many), int(octets)


def _frames(folder: Path, talks: set[ConversationId], away: set[ConversationId]) -> Json:
    """Count the frames held where every device is here, and where one is away; the bound of those is what was sent."""
    with sqlite3.connect(folder / "chat.db") as database:
        rows = database.execute("SELECT conversation, length(octets) + length(welcome) FROM frame").fetchall()
        sent = dict(database.execute("SELECT conversation, count(*) FROM sent GROUP BY conversation"))
    held = [(talk, octets) for talk, octets in rows if talk in talks]
    waiting = [octets for talk, octets in held if talk in away]
    return {
        "frames_held_where_all_are_here": len(held) - len(waiting),
        "frames_held_for_who_is_away": len(waiting),
        "frames_bound": sum(sent.get(talk, 0) + 1 for talk in away),  # and the Welcome
        "octets_held_for_who_is_away": sum(waiting),
    }
