"""What was said: entering, catching up, older pages, searching."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

import msgspec

from palabre.chat.access import access_room_to_enter, access_room_to_read
from palabre.chat.events import PlaceEvent
from palabre.chat.model import Message, Room
from palabre.chat.ports import ChatStore, Head, Slice
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, PlaceId
from palabre.kernel.limits import ANSWER_OCTETS, HISTORY_PAGE, SEARCH_RESULTS

NOBODY = MemberId("")  # what everybody may see
NOTHING_SEEN = Head("", -1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A room as somebody enters it: either the last messages, or what they missed since they were here."""

    room: Room
    epoch: str
    head: int
    shown: Slice | None
    missed: tuple[PlaceEvent, ...]
    pinned: Message | None


@dataclass(frozen=True, slots=True)
class History:
    """Reads rooms on members' behalf."""

    store: ChatStore

    async def room(self, member: MemberId, place: PlaceId) -> Room:
        """Return a room that a member may enter. Raises ``Refusal("unknown_place")``."""
        return await access_room_to_read(self.store, member, place)

    async def head(self, place: PlaceId) -> Head:
        """Return where a room stands. Raises ``Refusal("unknown_place")``."""
        head = await self.store.head(place)
        if head is None:
            raise Refusal("unknown_place")
        return head

    async def entry(self, member: MemberId, place: PlaceId, epoch: str = "", position: int = -1) -> Entry:
        """Return the room; what was missed if the epoch and position given allow, else its last messages."""
        found = await access_room_to_enter(self.store, member, place, Head(epoch, position))
        if found.missed is not None and sum(map(octets, found.missed)) > ANSWER_OCTETS:
            found = await access_room_to_enter(self.store, member, place, NOTHING_SEEN)
        shown = newest(found.shown) if found.shown else None
        head = found.head
        return Entry(found.room, head.epoch, head.position, shown, found.missed or (), found.pinned)

    async def page(self, member: MemberId, place: PlaceId, before: int) -> Slice:
        """Return the page of messages before a position; long ones make it short."""
        await access_room_to_read(self.store, member, place)
        return newest(await self.store.page(place, member, before, HISTORY_PAGE))

    async def search(self, member: MemberId, place: PlaceId, text: str) -> Slice:
        """Return the newest messages that hold the text."""
        await access_room_to_read(self.store, member, place)
        if not text.strip():
            raise Refusal("empty")
        found = await self.store.search(place, member, text.strip(), SEARCH_RESULTS)
        fit = fitting(found.messages)
        return Slice(found.messages[:fit], found.more or fit < len(found.messages))

    async def encoded_between(self, place: PlaceId, after: int, upto: int) -> list[bytes]:
        """Return encoded events of an interval, as everybody sees them, for the repair of lost bells."""
        return [msgspec.json.encode(event) for event in await self.store.events(place, NOBODY, after, upto)]


def octets(value: PlaceEvent | Message) -> int:
    """Return how long a value is on the wire."""
    return len(msgspec.json.encode(value))


def fitting(messages: Iterable[Message]) -> int:
    """Return how many messages, from the first, fit one answer."""
    lengths = accumulate(map(octets, messages))
    return sum(total <= ANSWER_OCTETS for total in lengths)


def newest(page: Slice) -> Slice:
    """Return the newest messages of a page that fit one answer."""
    fit = fitting(reversed(page.messages))
    return Slice(page.messages[len(page.messages) - fit :], page.more or fit < len(page.messages))
