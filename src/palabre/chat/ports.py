"""What the chat asks of the world: a store that is the truth, a judge, and who is present."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from palabre.chat.announce import Announcement
from palabre.chat.events import PlaceEvent
from palabre.chat.model import Ack, Author, Draft, Message, Room, RoomState, Ruling
from palabre.kernel.ids import MemberId, MessageId, PlaceId
from palabre.safety.model import Facts, Observation, Verdict


class Judge(Protocol):
    """Judges words before anyone sees them."""

    def check(self, observation: Observation, now: int) -> Verdict:
        """Return the verdict."""


class Law(Protocol):
    """What binds members, and what follows a verdict: chat asks, and knows no more of it."""

    def check_speaks(self, member: MemberId) -> None:
        """Refuse a word of whoever may say none. Raises ``Refusal`` with the time left."""

    async def facts(self, member: MemberId) -> Facts:
        """Return what safety may know of a member besides their words."""

    async def act(self, observation: Observation, verdict: Verdict) -> Verdict:
        """Do what a verdict asks of the house; return it as it stands for the event."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Messages of a room, oldest first, and whether older ones exist."""

    messages: tuple[Message, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Head:
    """Where a room stands."""

    epoch: str
    position: int


@dataclass(frozen=True, slots=True)
class Found:
    """A room as somebody finds it who enters, all of one moment: what they missed, or the last messages."""

    room: Room
    head: Head
    missed: tuple[PlaceEvent, ...] | None  # since where they were
    shown: Slice | None
    pinned: Message | None


@dataclass(frozen=True, slots=True)
class Written:
    """What a transaction did: its announcements, in order of position."""

    announcements: tuple[Announcement, ...]


class ChatStore(Protocol):
    """Rooms, messages and events; one method, one transaction, durable when it returns.

    Writing methods keep positions 1, 2, 3 … of a place without holes and leave an outbox row for each event.
    """

    async def rooms(self, states: Sequence[RoomState]) -> list[Room]:
        """Return rooms in these states, by name."""

    async def room(self, place: PlaceId) -> Room | None:
        """Return a room."""

    async def add_room(self, room: Room, skeleton: str) -> bool:
        """Record a room; false when its id or skeleton exists."""

    async def set_state(self, place: PlaceId, state: RoomState, ruling: Ruling) -> bool:
        """Change a room's state, and enter it in the ledger; false when there is none waiting."""

    async def proposed_by(self, member: MemberId) -> list[tuple[Room, str]]:
        """Return a member's rooms that wait or were refused, by name, each with the code of why."""

    def may_repeat(self, member: MemberId, draft: Draft) -> bool:
        """Whether something may have been said with this key: false of a new one, and of one used long ago."""

    async def earlier(self, member: MemberId, draft: Draft) -> Ack | None:
        """Return the ack of an earlier send with this key. Raises ``Refusal("key_reused")`` for another text."""

    async def append(
        self,
        place: PlaceId,
        author: Author,
        draft: Draft,
        mentions: Sequence[MemberId],
        *,
        held: bool,
        now: int,
        number: MessageId | None = None,
    ) -> tuple[Ack, Written]:
        """Say something, under an id of the caller's if it has one.

        Raises ``Refusal``: key_reused, read_only, slow_mode, unknown_place, unknown_message.
        """

    async def release(self, place: PlaceId, message: MessageId, now: int) -> Written:
        """Show a held message to everybody, at a new position. Raises ``Refusal("unknown_message")``."""

    async def give_back(self, place: PlaceId, message: MessageId, now: int) -> Written:
        """Leave a held message to its author alone, for good. Raises ``Refusal("unknown_message")``."""

    async def withhold(self, place: PlaceId, message: MessageId, now: int) -> Written:
        """Hide a message from everybody but its author. Raises ``Refusal("unknown_message")``."""

    async def show_again(self, place: PlaceId, message: MessageId, now: int, *, ended: str = "") -> Written:
        """Show a withheld message to everybody, where it was said; nothing while something else hides it.

        ``ended`` is the case whose decision hides it no more. Raises ``Refusal("unknown_message")``.
        """

    async def remove(self, place: PlaceId, message: MessageId, now: int) -> Written:
        """Remove a message for everybody, its author too. Raises ``Refusal("unknown_message")``."""

    async def restore(self, place: PlaceId, message: MessageId, now: int, *, ended: str = "") -> Written:
        """Show a removed message again, where it was said, or to its author alone; ``ended`` as above.

        Raises ``Refusal("unknown_message")``.
        """

    async def cover(self, place: PlaceId, message: MessageId, now: int) -> Written:
        """Hide a message for the host: everybody sees that it is hidden. Raises ``Refusal("unknown_message")``."""

    async def uncover(self, place: PlaceId, message: MessageId, now: int) -> Written:
        """Show again what a host has hidden, unless something else withholds it. Raises as ``cover``."""

    async def held_before(self, moment: int) -> list[tuple[PlaceId, MessageId]]:
        """Return the messages held since before a moment."""

    async def edit(
        self, place: PlaceId, member: MemberId, message: MessageId, text: str, mentions: Sequence[MemberId], now: int
    ) -> Written:
        """Change a message. Raises ``Refusal``: unknown_message, not_yours, too_late, dice_are_cast."""

    async def delete(self, place: PlaceId, member: MemberId, message: MessageId, now: int) -> Written:
        """Take a message back; its text is gone. Raises ``Refusal``: unknown_message, not_yours."""

    async def react(
        self, place: PlaceId, member: MemberId, message: MessageId, emoji: str, *, on: bool, now: int
    ) -> Written:
        """Add or remove a reaction; nothing happens twice. Raises ``Refusal``: unknown_message, too_many_reactions."""

    async def change_room(self, room: Room, now: int) -> Written:
        """Put a room's topic, slow mode, read only and pin in force."""

    async def rename_room(self, place: PlaceId, name: str, skeleton: str, now: int) -> bool:
        """Give a covered room and its twins another name; false when a room has it, or had it covered."""

    async def erase_words(self, member: MemberId, now: int) -> Written:
        """Erase every message and reaction of a member."""

    async def head(self, place: PlaceId) -> Head | None:
        """Return where a room stands."""

    async def entry(self, place: PlaceId, viewer: MemberId, since: Head, events: int, messages: int) -> Found | None:
        """Return a room with what came since a head: if it is of this epoch, kept whole, and so many events at most.

        Else with its last messages. Rights are the caller's to judge, by the room returned.
        """

    async def page(self, place: PlaceId, viewer: MemberId, before: int, limit: int) -> Slice:
        """Return the messages just before a position."""

    async def search(self, place: PlaceId, viewer: MemberId, text: str, limit: int) -> Slice:
        """Return the newest messages that hold the text, newest first."""

    async def message(self, place: PlaceId, viewer: MemberId, message: MessageId) -> Message | None:
        """Return one message as a member sees it."""

    async def events(self, place: PlaceId, viewer: MemberId, after: int, upto: int) -> list[PlaceEvent]:
        """Return events in an interval of positions, as they stand now; what is gone is a stub."""

    async def words_of(self, member: MemberId) -> list[Message]:
        """Return every message of a member that is still kept, oldest first."""

    async def have_spoken(self, one: MemberId, other: MemberId) -> bool:
        """Whether two members have both said something in one room."""

    async def outbox(self, after: int, limit: int) -> list[tuple[int, PlaceId, int]]:
        """Return outbox rows: id, place, position."""

    async def fade(self, before: int) -> int:
        """Erase what was said before a moment, in the file too; return how many messages."""

    async def hosts_left(self, member: MemberId, now: int) -> Written:
        """Forget a member who leaves as host; slow mode and read only end in their rooms, which nobody could lift."""
