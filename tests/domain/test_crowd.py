"""A crowd at the door of one room."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from domain.ear import Ear
from palabre.bus.memory import MemoryBus
from palabre.chat.history import History
from palabre.chat.listing import Listing
from palabre.chat.presence import Presence
from palabre.chat.rooms import Rooms, twin_of
from palabre.gateway.commands import Commands
from palabre.gateway.connection import Connection
from palabre.gateway.hub import Hub
from palabre.gateway.measures import Measures
from palabre.gateway.protocol import Join
from palabre.gateway.registry import Registry
from palabre.gateway.seats import Seats
from palabre.kernel.clock import ManualClock
from palabre.kernel.ids import PlaceId
from palabre.kernel.limits import ROOM_AUDIENCE
from palabre.moderation.restrictions import Standings
from ports.adapters import sqlite_chat
from ports.samples import TEA, member

UNUSED = cast("Any", None)


class Forever:
    """An age session that does not end."""

    expires_at = latest_end = 1 << 60

    def touch(self, now: int) -> None:
        """Do nothing."""


@dataclass
class House:
    """Rooms on a real store, and people on their way in."""

    commands: Commands
    clock: ManualClock
    people: list[Connection] = field(default_factory=list)

    async def arrive(self) -> None:
        """Bring somebody, who asks for the room."""
        profile = member(f"P{len(self.people)}").profile
        person = Connection(len(self.people), profile, Forever(), UNUSED, UNUSED, UNUSED, self.clock)
        self.people.append(person)
        person._wire = Ear()
        self.commands.presence.connect(person.key, profile.card, self.clock.now())
        await self.commands.run(person, Join(1, TEA.id))

    @property
    def counts(self) -> dict[PlaceId, int]:
        """How many people are in each room, as they themselves were told."""
        return dict(Counter(place for person in self.people for place in person.places))


@asynccontextmanager
async def housed(folder: Path, audience: int) -> AsyncIterator[House]:
    """Give a house with one room, which takes so many."""
    clock, presence, bus = ManualClock(), Presence(), MemoryBus()
    async with sqlite_chat(folder, clock) as store:
        await store.add_room(TEA, "tea")
        history, rooms = History(store), Rooms(store, UNUSED, bus, clock, audience, Listing(store))
        hub = Hub(bus, history.encoded_between)
        commands = Commands(
            UNUSED,
            rooms,
            UNUSED,
            history,
            presence,
            hub,
            Registry(),
            Seats(presence.count),
            clock,
            demo=True,
            fades_h=24,
            private=UNUSED,
            people=UNUSED,
            mailbox=UNUSED,
            measures=cast("Measures", SimpleNamespace(enforcement=SimpleNamespace(standings=Standings(UNUSED, clock)))),
            statements=UNUSED,
            hosts=UNUSED,
        )
        yield House(commands, clock)


async def crowd(folder: Path, asking: int, audience: int) -> None:
    """Let so many ask for one room at once: it and each twin take what they may, no more, and no seat stays kept."""
    async with housed(folder, audience) as house:
        await asyncio.gather(*(house.arrive() for _ in range(asking)))
        rooms = [TEA.id, *(twin_of(TEA.id, number) for number in range(2, asking // audience + 1))]
        assert house.counts == dict.fromkeys(rooms, audience)
        assert house.counts == {place: house.commands.presence.count(place) for place in rooms}
        assert house.commands.seats.taken(TEA.id) == audience


async def test_a_crowd_at_once(tmp_path: Path) -> None:
    """Asked for by a thousand at once, a room for fifty takes fifty, and so does each of its nineteen twins."""
    await crowd(tmp_path, 1_000, 50)


@pytest.mark.long
async def test_ten_thousand_at_once(tmp_path: Path) -> None:
    """Asked for by ten thousand at once, a room takes its five hundred, and so does each twin."""
    await crowd(tmp_path, 10_000, ROOM_AUDIENCE)


async def test_whoever_gives_up_gives_the_seat_back(tmp_path: Path) -> None:
    """People whose line is cut on the way in, or whose entrance fails, keep no seat."""
    async with housed(tmp_path, 2) as house:
        waiting = [asyncio.create_task(house.arrive()) for _ in range(2)]
        await asyncio.sleep(0)
        house.people[0]._over = True
        waiting[1].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert house.commands.seats.taken(TEA.id) == 0
