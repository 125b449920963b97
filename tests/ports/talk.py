"""A room and the people who talk in it, straight on a chat store."""

from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Self

import pytest

from palabre.chat.announce import Announcement
from palabre.chat.events import PlaceEvent
from palabre.chat.model import Ack, Author, Draft, Message, Room, RoomState
from palabre.chat.ports import ChatStore
from palabre.kernel.clock import ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, MessageId, PlaceId

ROOM = PlaceId("comptoir")
OTHER = PlaceId("jardin")
LAVANDE, MARC, OLIVE = (Author(MemberId(name), name, 3, "41", "Limoges") for name in ("Lavande", "Marc", "Olive"))


@dataclass
class Talk:
    """A store, its clock, and short words for what people do in ``ROOM``."""

    store: ChatStore
    clock: ManualClock
    keys: Iterator[int]

    @classmethod
    async def begin(cls, store: ChatStore, clock: ManualClock) -> Self:
        """Open two rooms; Olive hosts the first."""
        assert await store.add_room(Room(ROOM, "Comptoir", host=OLIVE.id), "comptoir")
        assert await store.add_room(Room(OTHER, "Jardin"), "jardin")
        return cls(store, clock, count(1))

    async def say(
        self,
        author: Author,
        text: str,
        *,
        key: str = "",
        reply: MessageId | None = None,
        place: PlaceId = ROOM,
        held: bool = False,
        mentions: Sequence[MemberId] = (),
    ) -> tuple[Ack, tuple[Announcement, ...]]:
        """Say something; return the ack and what is announced."""
        draft = Draft(key or f"key-{next(self.keys):05}", text, reply=reply)
        ack, written = await self.store.append(place, author, draft, mentions, held=held, now=self.clock.now())
        return ack, written.announcements

    async def said(self, author: Author, text: str, **more: Any) -> MessageId:
        """Say something; return its id."""
        ack, _ = await self.say(author, text, **more)
        return ack.id

    async def edit(self, author: Author, message: MessageId, text: str) -> None:
        """Change a message."""
        await self.store.edit(ROOM, author.id, message, text, (), self.clock.now())

    async def delete(self, author: Author, message: MessageId) -> None:
        """Take a message back."""
        await self.store.delete(ROOM, author.id, message, self.clock.now())

    async def react(self, author: Author, message: MessageId, emoji: str = "👍", *, on: bool = True) -> int:
        """React; return how many events came of it."""
        written = await self.store.react(ROOM, author.id, message, emoji, on=on, now=self.clock.now())
        return len(written.announcements)

    async def change(self, **choices: Any) -> None:
        """Change the room as its host would."""
        room = Room(ROOM, "Comptoir", host=OLIVE.id, **choices)
        await self.store.change_room(room, self.clock.now())

    async def seen(self, viewer: Author = MARC, place: PlaceId = ROOM) -> tuple[Message, ...]:
        """Return the last 50 messages as somebody sees them."""
        return (await self.store.page(place, viewer.id, await self.head(place) + 1, 50)).messages

    async def texts(self, viewer: Author = MARC, place: PlaceId = ROOM) -> list[str]:
        """Return what the last 50 messages say."""
        return [message.text for message in await self.seen(viewer, place)]

    async def found(self, text: str, viewer: Author = MARC) -> list[str]:
        """Search the room."""
        return [message.text for message in (await self.store.search(ROOM, viewer.id, text, 50)).messages]

    async def head(self, place: PlaceId = ROOM) -> int:
        """Return the last position of a room."""
        head = await self.store.head(place)
        assert head is not None
        return head.position

    async def events(self, viewer: Author = MARC, after: int = 0) -> list[PlaceEvent]:
        """Return every event of the room as somebody sees it now."""
        return await self.store.events(ROOM, viewer.id, after, await self.head())

    async def room(self) -> Room:
        """Return the room."""
        room = await self.store.room(ROOM)
        assert room is not None
        return room

    async def names(self, *states: RoomState) -> list[str]:
        """Return the names of rooms in these states."""
        return [room.name for room in await self.store.rooms(states)]


async def refused(doing: Coroutine[Any, Any, object]) -> tuple[str, int]:
    """Return the code of a refusal, and how long to wait."""
    with pytest.raises(Refusal) as caught:
        await doing
    return caught.value.code, caught.value.retry_after_ms
