"""How the lines of one member share what rings for them, on a bus that takes its time."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

from domain.ear import Ear
from domain.test_connection import PROFILE, Forever
from palabre.bus.memory import MemoryBus
from palabre.gateway.connection import Connection
from palabre.gateway.mailbox import Mailbox
from palabre.gateway.protocol import AnyCommand, AnyFrame, Ok
from palabre.kernel.clock import ManualClock
from palabre.kernel.ports import Handler, Subscription
from palabre.private.delivery import Delivery
from palabre.private.devices import Devices
from palabre.private.requests import Requests


@dataclass
class SlowBus(MemoryBus):
    """A bus of another machine: to subscribe waits for its answer."""

    answers: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    async def subscribe(self, subject: str, handler: Handler) -> Subscription:
        """Hear a subject once the bus has answered."""
        self.asked += 1
        await self.answers.wait()
        return await super().subscribe(subject, handler)


async def answered(_: Connection, command: AnyCommand) -> AnyFrame:
    """Answer every command."""
    return Ok(command.n)


def mailbox_of(bus: MemoryBus) -> Mailbox:
    """Return a mailbox that only hears: what reads the store is not reached."""
    return Mailbox(bus, cast("Delivery", None), cast("Devices", None), cast("Requests", None))


def line_of(mailbox: Mailbox, key: int) -> tuple[Connection, Ear]:
    """Return an open line of Ada's that leaves the mailbox as it ends, and its client's ear."""
    ear = Ear()
    connection = Connection(key, PROFILE, Forever(), answered, lambda _: None, mailbox.leave, ManualClock())
    connection.opened(ear)
    return connection, ear


async def test_lines_that_open_at_once_hear_each_bell_once() -> None:
    """Two tabs opened together subscribe once, and each is told once."""
    bus = SlowBus()
    mailbox = mailbox_of(bus)
    lines = [line_of(mailbox, key) for key in (1, 2)]
    opening = [asyncio.create_task(mailbox.watch(connection)) for connection, _ in lines]
    await asyncio.sleep(0)
    bus.answers.set()
    await asyncio.gather(*opening)

    await mailbox.tell(PROFILE.card.id, Ok(7))

    assert bus.asked == 1
    assert [ear.frames for _, ear in lines] == [[{"t": "ok", "n": 7}]] * 2


async def test_a_line_that_ends_while_it_opens_leaves_nothing_behind() -> None:
    """Nobody is left to hear: the bus forgets the member, whenever it answers."""
    bus = SlowBus()
    mailbox = mailbox_of(bus)
    connection, _ = line_of(mailbox, 1)
    opening = asyncio.create_task(mailbox.watch(connection))
    await asyncio.sleep(0)
    connection.closed(1006)
    bus.answers.set()
    await opening

    assert bus.subjects == []
    assert not mailbox._readers


async def test_a_member_who_has_left_is_no_subject_any_more() -> None:
    """A hundred who came and went leave no trace in the bus."""
    bus = MemoryBus()
    mailbox = mailbox_of(bus)
    for key in range(100):
        connection, _ = line_of(mailbox, key)
        await mailbox.watch(connection)
        assert len(bus.subjects) == 1
        connection.closed(1006)
        assert bus.subjects == []
