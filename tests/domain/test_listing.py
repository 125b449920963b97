"""The list of rooms is read once, and is never older than what was answered."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from palabre.bus.memory import MemoryBus
from palabre.chat.listing import Listing
from palabre.chat.model import Room, RoomState, Ruling
from palabre.chat.ports import ChatStore
from palabre.chat.presence import Presence
from palabre.chat.rooms import Rooms, twin_of
from palabre.gateway.hub import Hub
from palabre.gateway.registry import Registry
from palabre.gateway.rounds import Rounds
from palabre.kernel.clock import ManualClock
from ports.adapters import sqlite_chat
from ports.samples import ADA, TEA

CLOCK = ManualClock()
UNUSED = cast("Any", None)


@dataclass
class Shelf:
    """A store of one list, which may be slow to give it."""

    listed: list[Room]
    asked: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def rooms(self, _: Sequence[RoomState]) -> list[Room]:
        """Return the list as it was when asked for, once the gate is open."""
        self.asked += 1
        found = list(self.listed)
        await self.gate.wait()
        return found


async def test_a_room_at_hand_is_the_one_that_was_listed() -> None:
    """It is known once the list was read, and no more from the moment that somebody says it changed."""
    shelf = Shelf([TEA])
    shelf.gate.set()
    listing = Listing(cast("ChatStore", shelf))
    known = [listing.known(TEA.id)]
    await listing.rooms()
    known += [listing.known(TEA.id), listing.known(twin_of(TEA.id, 2))]
    listing.forget()
    assert [*known, listing.known(TEA.id)] == [None, TEA, None, None]


async def test_it_is_read_once() -> None:
    """However often it is asked for."""
    shelf = Shelf([TEA])
    shelf.gate.set()
    listing = Listing(cast("ChatStore", shelf))
    assert [list((await listing.rooms()).values()) for _ in range(3)] == [[TEA]] * 3
    assert shelf.asked == 1


async def test_what_changed_while_it_was_read_is_not_missed() -> None:
    """A reading that began before a change is not kept after it."""
    shelf = Shelf([])
    listing = Listing(cast("ChatStore", shelf))
    reading = asyncio.create_task(listing.rooms())
    await asyncio.sleep(0)
    shelf.listed.append(TEA)
    listing.forget()
    shelf.gate.set()
    assert list((await reading).values()) == []
    assert list((await listing.rooms()).values()) == [TEA]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[ChatStore]:
    """Give a store with one open room, ``TEA``, hosted by Ada."""
    async with sqlite_chat(tmp_path, CLOCK) as opened:
        await opened.add_room(TEA, "tea")
        yield opened


async def test_whatever_is_changed_here_shows_at_once(store: ChatStore) -> None:
    """A host's choice, a twin, an approval, a refusal, a host who leaves: each read after its answer shows it."""
    rooms = Rooms(store, UNUSED, MemoryBus(), CLOCK, 3, Listing(store))
    other = replace(TEA, id="other", name="Other", state=RoomState.WAITING)
    assert await rooms.listed() == [TEA]
    await rooms.change(ADA.id, TEA.id, slow_s=5)
    slow = replace(TEA, slow_s=5)
    assert await rooms.listed() == [slow]
    await rooms.make(twin_of(TEA.id, 2))
    assert [room.name for room in await rooms.listed()] == ["Tea", "Tea 2"]
    await store.add_room(other, "other")
    await rooms.approve(other.id, Ruling("7K2M-QQ4D", "moderator"))
    assert [room.name for room in await rooms.listed()] == ["Other", "Tea", "Tea 2"]
    await rooms.host_left(ADA.id)
    assert {(room.host, room.slow_s) for room in await rooms.listed()} == {(None, 0)}


async def test_what_a_command_changes_beside_the_node_shows_with_the_poll(store: ChatStore) -> None:
    """The outbox tells it: no bell rings for what another process writes."""
    listing, bus = Listing(store), MemoryBus()
    rounds = Rounds(Presence(), Hub(bus, UNUSED), Registry(), store, listing, bus, UNUSED, CLOCK)
    await rounds.poll()
    assert list(await listing.rooms()) == [TEA.id]
    await store.add_room(replace(TEA, id="other", name="Other"), "other")
    await rounds.poll()
    assert list(await listing.rooms()) == ["other", TEA.id]
