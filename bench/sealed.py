"""Private conversations for a measurement, put in the store as if their people had asked and accepted.

Frames have MLS's shape and sizes around random octets, as in the tests: what the server reads of them is real.
"""

import asyncio
import itertools
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bench.machine import ROOT

sys.path[:0] = [str(ROOT / "tests")]

import sealing
from palabre.bus.memory import MemoryBus
from palabre.kernel.clock import SECOND, Clock
from palabre.kernel.ids import ConversationId, MemberId
from palabre.kernel.limits import PACKAGES_PER_DEVICE
from palabre.private.delivery import Delivery, read_sealed, read_welcome_frame
from palabre.private.devices import Devices
from palabre.private.ports import Founding, Seat
from palabre.private.receipts import Receipts
from palabre.store.database import Database
from palabre.store.daykeys import FileDayKeys
from palabre.store.private import SqlPrivateStore
from palabre.store.ties import SqlTieStore

T = TypeVar("T")
AT_ONCE = 200
PADDED = 256  # what most messages are
new_key, text = sealing.message_id, sealing.text


@dataclass
class Talk:
    """A conversation of two devices."""

    id: ConversationId
    group: bytes
    between: tuple["Device", "Device"]
    epoch: int = 1

    def sealed(self, padded: int = PADDED) -> bytes:
        """Return a message for the current epoch."""
        return sealing.message(self.group, self.epoch, os.urandom(32), padded=padded)

    def renewal(self) -> bytes:
        """Return a commit of the current epoch."""
        return sealing.commit(self.group, self.epoch)


@dataclass
class Device:
    """The one device of a member."""

    member: MemberId
    identity: bytes
    talks: list[Talk] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As it says which it is."""
        return sealing.text(self.identity[16:])

    @property
    def seat(self) -> Seat:
        """On whose behalf it acts."""
        return Seat(self.member, self.identity[16:])


@dataclass
class Shelf:
    """The use cases of private conversations on the file of a site, beside the site if it runs."""

    store: SqlPrivateStore
    ties: SqlTieStore
    devices: Devices
    delivery: Delivery
    clock: Clock

    @classmethod
    @asynccontextmanager
    async def opened(cls, folder: Path, clock: Clock) -> AsyncIterator["Shelf"]:
        """Open the file for as long as the block lasts."""
        database = await Database.open(folder / "chat.db", "chat")
        store, bus = SqlPrivateStore(database), MemoryBus()
        receipts = Receipts(FileDayKeys(folder / "receipts.keys"))
        try:
            devices, delivery = Devices(store, bus, clock), Delivery(store, receipts, bus, clock)
            yield cls(store, SqlTieStore(database), devices, delivery, clock)
        finally:
            await database.close()

    async def device(self, member: MemberId) -> Device:
        """Begin a device, with all its key packages."""
        begun = await self.devices.begin(member, None)
        device = Device(member, begun.identity)
        await self.give(device, PACKAGES_PER_DEVICE, last_resort=True)
        return device

    async def give(self, device: Device, count: int, *, last_resort: bool = False) -> None:
        """Give so many fresh key packages."""
        begins = self.clock.now() // SECOND - 60
        made = [sealing.package(device.identity, begins).octets for _ in range(count)]
        last = sealing.package(device.identity, begins, last_resort=True).octets if last_resort else None
        await self.devices.give(device.seat, device.identity, made, last)

    async def talk(self, one: Device, other: Device) -> Talk:
        """Let one ask and the other accept; both devices keep the conversation in mind."""
        talk = await self.ask(one, other)
        await self.store.answer(other.member, talk.id, self.clock.now(), yes=True)
        for device in talk.between:
            device.talks.append(talk)
        return talk

    async def refused(self, one: Device, other: Device) -> None:
        """Let one ask and the other say no."""
        talk = await self.ask(one, other)
        await self.store.answer(other.member, talk.id, self.clock.now(), yes=False)

    async def ask(self, one: Device, other: Device) -> Talk:
        """Let one bring a request to the other."""
        opened = await self.store.open_contact(one.seat, other.member, self.clock.now())
        talk = Talk(opened.conversation, opened.group, (one, other))
        references = [sealing.reference_of(package.package) for package in opened.packages]
        welcome = read_welcome_frame(sealing.welcome(references))
        founding = Founding(welcome, read_sealed(talk.sealed(), is_commit=False))
        await self.store.request(one.seat, opened.ticket, new_key(), founding, self.clock.now())
        return talk


def pairs(count: int, people: int) -> Iterator[tuple[int, int]]:
    """Return so many pairs out of people in a ring: neighbours, then those two apart, and so on."""
    ring = ((one, (one + apart) % people) for apart in itertools.count(1) for one in range(people))
    return itertools.islice(ring, count)


async def talking(shelf: Shelf, members: Sequence[MemberId], count: int) -> list[Device]:
    """Give each member a device, and so many conversations between them; return the devices."""
    devices: list[Device] = []
    for group in _groups(members):
        devices += await asyncio.gather(*(shelf.device(member) for member in group))
    for links in _groups(list(pairs(count, len(devices)))):
        await asyncio.gather(*(shelf.talk(devices[one], devices[other]) for one, other in links))
    return devices


def _groups(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))
