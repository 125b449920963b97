"""Rooms: listed, opened, hosted, doubled when full."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from palabre.chat.access import access_room_to_host
from palabre.chat.announce import LISTED
from palabre.chat.judgement import Judgement, Saying
from palabre.chat.listing import Listing
from palabre.chat.messages import ring
from palabre.chat.model import THEMES, Room, RoomState, Ruling
from palabre.chat.ports import ChatStore
from palabre.identity.model import Card
from palabre.kernel.clock import DAY, Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, MessageId, PlaceId, digest, new_id
from palabre.kernel.limits import ROOM_NAME, ROOM_PURPOSE, ROOM_TOPIC, ROOMS_WAITING_PER_MEMBER
from palabre.kernel.ports import Bus
from palabre.safety.model import EventType
from palabre.safety.normalise import normalise_text, skeleton

SLOWEST = 300  # seconds between two messages
TWIN = "~"
NEUTRAL = "Salon"  # the same word in French and in English
MARKED = 4  # characters that tell one covered room from another
Audience = Callable[[PlaceId], int]


@dataclass(frozen=True, slots=True)
class Rooms:
    """Every room of the server."""

    store: ChatStore
    judgement: Judgement
    bus: Bus
    clock: Clock
    audience_limit: int
    listing: Listing

    async def listed(self) -> list[Room]:
        """Return the open rooms."""
        return list((await self.listing.rooms()).values())

    async def name_of(self, place: PlaceId) -> str:
        """Return the name that people read, empty when there is no such room."""
        room = await self.store.room(place)
        return room.name if room else ""

    async def open(self, card: Card, name: str, purpose: str, theme: str, town: int) -> Room:
        """Propose a room; its opener hosts it and may enter, others once it is approved.

        Raises ``Refusal``: of ``normalise_text`` and the judge, unknown_theme, too_many_waiting, room_name_taken.
        """
        name, purpose = " ".join(normalise_text(name, ROOM_NAME).split()), normalise_text(purpose, ROOM_PURPOSE)
        for words in (name, purpose):
            await self.judgement.of(EventType.ROOM_NAMED, card.id, words, saying=Saying(waits=True))
        if theme not in THEMES:
            raise Refusal("unknown_theme")
        waiting = [room for room in await self.waiting() if room.host == card.id]
        if len(waiting) >= ROOMS_WAITING_PER_MEMBER:
            raise Refusal("too_many_waiting", limit=ROOMS_WAITING_PER_MEMBER)
        now = self.clock.now()
        room = Room(
            id=PlaceId(new_id()), name=name, purpose=purpose, theme=theme, town=town, host=card.id,
            state=RoomState.WAITING, created=now - now % DAY,
        )  # fmt: skip
        if not await self.store.add_room(room, skeleton(name)):
            raise Refusal("room_name_taken")
        return room

    async def change(
        self,
        member: MemberId,
        place: PlaceId,
        *,
        topic: str | None = None,
        slow_s: int | None = None,
        read_only: bool | None = None,
        pin: MessageId | None = None,
    ) -> Room:
        """Change what is given; an empty pin unpins. Raises ``Refusal``: not_host, unknown_message, bad_choice."""
        room = await access_room_to_host(self.store, member, place)
        if topic is not None:
            room = replace(room, topic=await self._topic(member, topic), topic_en="")
        if slow_s is not None:
            if not 0 <= slow_s <= SLOWEST:
                raise Refusal("bad_choice", field="slow_s")
            room = replace(room, slow_s=slow_s)
        if read_only is not None:
            room = replace(room, read_only=read_only)
        if pin is not None:
            if pin and await self.store.message(place, member, pin) is None:
                raise Refusal("unknown_message")
            room = replace(room, pinned=pin or None)
        await ring(self.bus, await self.store.change_room(room, self.clock.now()))
        await self._list_changed(place)
        return room

    async def rename(self, member: MemberId, place: PlaceId, name: str) -> None:
        """Give a room another name in the place of a covered one; its twins follow.

        Raises ``Refusal``: not_host, name_stands (nothing covers it), room_name_taken, those of ``open``.
        """
        room = await access_room_to_host(self.store, member, place)
        if not room.covered:
            raise Refusal("name_stands")
        name = " ".join(normalise_text(name, ROOM_NAME).split())
        await self.judgement.of(EventType.ROOM_NAMED, member, name)
        if not await self.store.rename_room(place, name, skeleton(name), self.clock.now()):
            raise Refusal("room_name_taken")
        await self._list_changed(place)

    async def host_left(self, member: MemberId) -> None:
        """Let a member's rooms go on without them as host."""
        await ring(self.bus, await self.store.hosts_left(member, self.clock.now()))
        self.listing.forget()

    async def waiting(self) -> list[Room]:
        """Return rooms that wait for approval."""
        return await self.store.rooms([RoomState.WAITING])

    async def approve(self, place: PlaceId, ruling: Ruling) -> bool:
        """List a waiting room; false when there is none."""
        return await self._decide(place, RoomState.OPEN, ruling)

    async def refuse(self, place: PlaceId, ruling: Ruling) -> bool:
        """Refuse a waiting room, and let its host know why; false when there is none."""
        return await self._decide(place, RoomState.REFUSED, ruling)

    async def seed(self, rooms: Iterable[Room]) -> None:
        """Record rooms that do not exist yet."""
        for room in rooms:
            await self.store.add_room(room, skeleton(room.name))
        self.listing.forget()

    def choose(self, place: PlaceId, taken: Audience) -> PlaceId:
        """Return the room, or the first twin of it that has a free seat. Nothing waits: the seat is there."""
        if taken(place) < self.audience_limit:
            return place
        twins = (twin_of(place, number) for number in itertools.count(2))
        return next(twin for twin in twins if taken(twin) < self.audience_limit)

    async def make(self, place: PlaceId) -> None:
        """See to it that a room chosen exists: twins are made on demand. Raises ``Refusal``: unknown_place."""
        origin, is_twin, number = place.partition(TWIN)
        if not is_twin or await self.store.room(place):
            return
        first = await self.store.room(PlaceId(origin))
        if first is None:
            raise Refusal("unknown_place")
        # What only a host could lift does not pass to a room without one.
        twin = replace(
            first, id=place, name=f"{first.name} {number}", host=None, pinned=None, slow_s=0, read_only=False,
            state=RoomState.OPEN,
        )  # fmt: skip
        # A skeleton has no space: no name that somebody chooses can stand in a twin's way.
        if await self.store.add_room(twin, f" {place}"):
            await self._list_changed(place)

    async def _decide(self, place: PlaceId, state: RoomState, ruling: Ruling) -> bool:
        changed = await self.store.set_state(place, state, ruling)
        await self._list_changed(place)
        return changed

    async def _list_changed(self, place: PlaceId) -> None:
        self.listing.forget()
        await self.bus.publish(LISTED, place.encode())

    async def _topic(self, member: MemberId, topic: str) -> str:
        if not topic.strip():
            return ""
        topic = " ".join(normalise_text(topic, ROOM_TOPIC).split())
        await self.judgement.of(EventType.ROOM_NAMED, member, topic)
        return topic


def neutral_name(place: str) -> str:
    """Return what stands in the place of a room's name that is covered: always the same for one room."""
    return f"{NEUTRAL} {digest(place.partition(TWIN)[0]).hex()[:MARKED]}"


def twin_of(place: PlaceId, number: int) -> PlaceId:
    """Return the id of a room's second, third… room; of a twin's too."""
    return PlaceId(f"{first_of(place)}{TWIN}{number}")


def first_of(place: PlaceId) -> PlaceId:
    """Return the room that a twin was made of; a room itself."""
    return PlaceId(place.partition(TWIN)[0])
