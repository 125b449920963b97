"""The chat's store on SQL: implements ``chat.ports.ChatStore``."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from palabre.chat.announce import Announcement
from palabre.chat.events import PlaceEvent
from palabre.chat.model import Ack, Author, Draft, Message, Room, RoomState, Ruling
from palabre.chat.ports import Found, Head, Slice, Written
from palabre.kernel.clock import HOUR, Clock
from palabre.kernel.ids import MemberId, MessageId, PlaceId, new_id
from palabre.kernel.limits import KEY_LIFE_MS, KEYS_REMEMBERED
from palabre.moderation.ledger.model import Act
from palabre.store import chat_covers as covers
from palabre.store import chat_holds as holds
from palabre.store import chat_reads as reads
from palabre.store import chat_removals as removals
from palabre.store import chat_writes as writes
from palabre.store.chat_schema import event, message, outbox, room, send_key
from palabre.store.database import Database
from palabre.store.hidden import is_hidden_still
from palabre.store.keys import Keys
from palabre.store.ledger import enter

OUTBOX_LIFE = HOUR
DECIDED = {RoomState.OPEN: "room_approved", RoomState.REFUSED: reads.ROOM_REFUSED}  # acts of the ledger


@dataclass(frozen=True, slots=True)
class SqlChatStore:
    """One database; each method is one transaction."""

    database: Database
    clock: Clock
    keys: Keys = field(default_factory=Keys)

    async def rooms(self, states: Sequence[RoomState]) -> list[Room]:
        """Return rooms in these states, by name."""
        return await self.database.read(lambda c: reads.rooms_in(c, states))

    async def room(self, place: PlaceId) -> Room | None:
        """Return a room."""
        return self.database.glance(lambda c: reads.room_in(c, place))

    async def add_room(self, new: Room, skeleton: str) -> bool:
        """Record a room; false when its id or skeleton exists."""
        values = {
            "id": new.id, "skeleton": skeleton, "name": new.name, "topic": new.topic, "topic_en": new.topic_en,
            "purpose": new.purpose, "theme": new.theme, "town": new.town, "host": new.host, "slow_s": new.slow_s,
            "read_only": new.read_only, "pinned": new.pinned, "state": new.state.value, "created": new.created,
            "epoch": new_id(), "head": 0, "cover": new.covered,
        }  # fmt: skip

        def act(c: Connection) -> None:
            c.execute(insert(room).values(**values))
            if new.state is RoomState.OPEN:
                writes.list_changed(c, new.id, self.clock.now())

        try:
            await self.database.write(act)
        except IntegrityError:
            return False
        return True

    async def set_state(self, place: PlaceId, state: RoomState, ruling: Ruling) -> bool:
        """Change a waiting room's state, and enter it in the ledger; an outbox row tells live nodes."""

        def act(c: Connection) -> bool:
            waiting = (room.c.id == place, room.c.state == RoomState.WAITING.value)
            changed = c.execute(update(room).where(*waiting).values(state=state.value)).rowcount > 0
            if changed:
                done = Act(ruling.by, ruling.role, DECIDED[state], "room", place, ruling.reason)
                enter(c, done, self.clock.now())
                writes.list_changed(c, place, self.clock.now())
            return changed

        return await self.database.write(act)

    async def proposed_by(self, member: MemberId) -> list[tuple[Room, str]]:
        """Return a member's rooms that wait or were refused, by name, each with the code of why."""
        return await self.database.read(lambda c: reads.proposed_by(c, member))

    async def load_keys(self) -> None:
        """Remember the newest keys from now on: no look at the disk for those that are new."""
        statement = select(send_key.c.member, send_key.c.key).order_by(send_key.c.at.desc()).limit(KEYS_REMEMBERED)
        self.keys.know(tuple(row) for row in await self.database.read(lambda c: c.execute(statement).all()))

    def may_repeat(self, member: MemberId, draft: Draft) -> bool:
        """Whether something may have been said with this key."""
        return self.keys.may_hold(member, draft.key)

    async def earlier(self, member: MemberId, draft: Draft) -> Ack | None:
        """Return the ack of an earlier send with this key."""
        return self.database.glance(lambda c: writes.earlier_ack(c, member, draft))

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
        """Say something."""
        self.keys.note(author.id, draft.key)
        new = writes.New(number or MessageId(new_id()), place, author, draft, tuple(mentions), held)
        ack, told = await self.database.write(lambda c: writes.append(c, new, now))
        return ack, Written(told)

    async def release(self, place: PlaceId, message: MessageId, now: int) -> Written:
        """Show a held message to everybody."""
        return Written(await self.database.write(lambda c: holds.release(c, place, message, now)))

    async def give_back(self, place: PlaceId, message: MessageId, now: int) -> Written:
        """Leave a held message to its author."""
        return Written(await self.database.write(lambda c: holds.give_back(c, place, message, now)))

    async def withhold(self, place: PlaceId, message: MessageId, now: int) -> Written:
        """Hide a message from everybody but its author."""
        return Written(await self.database.write(lambda c: holds.withhold(c, place, message, now)))

    async def show_again(self, place: PlaceId, message: MessageId, now: int, *, ended: str = "") -> Written:
        """Show a withheld message to everybody, unless something else hides it."""

        def act(c: Connection) -> tuple[Announcement, ...]:
            return () if is_hidden_still(c, message, now, case=ended) else holds.show_again(c, place, message, now)

        return Written(await self.database.write(act))

    async def remove(self, place: PlaceId, message: MessageId, now: int) -> Written:
        """Remove a message for everybody."""
        return Written(await self.database.write(lambda c: removals.remove(c, place, message, now)))

    async def restore(self, place: PlaceId, message: MessageId, now: int, *, ended: str = "") -> Written:
        """Show a removed message again; to its author alone while something else hides it."""

        def act(c: Connection) -> tuple[Announcement, ...]:
            removals.restore(c, place, message)
            return () if is_hidden_still(c, message, now, case=ended) else holds.show_again(c, place, message, now)

        return Written(await self.database.write(act))

    async def cover(self, place: PlaceId, message: MessageId, now: int) -> Written:
        """Hide a message for the host of its room."""
        return Written(await self.database.write(lambda c: covers.cover(c, place, message, now)))

    async def uncover(self, place: PlaceId, message: MessageId, now: int) -> Written:
        """Show again what a host has hidden."""
        return Written(await self.database.write(lambda c: covers.uncover(c, place, message, now)))

    async def held_before(self, moment: int) -> list[tuple[PlaceId, MessageId]]:
        """Return the messages held since before a moment."""
        return await self.database.read(lambda c: holds.held_before(c, moment))

    async def edit(
        self, place: PlaceId, member: MemberId, message: MessageId, text: str, mentions: Sequence[MemberId], now: int
    ) -> Written:
        """Change a message."""
        return Written(await self.database.write(lambda c: writes.edit(c, place, member, message, text, mentions, now)))

    async def delete(self, place: PlaceId, member: MemberId, message: MessageId, now: int) -> Written:
        """Take a message back."""
        return Written(await self.database.write(lambda c: writes.take_back(c, place, member, message, now)))

    async def react(
        self, place: PlaceId, member: MemberId, message: MessageId, emoji: str, *, on: bool, now: int
    ) -> Written:
        """Add or remove a reaction."""
        return Written(
            await self.database.write(lambda c: writes.react(c, place, member, message, emoji, on=on, now=now))
        )

    async def change_room(self, wanted: Room, now: int) -> Written:
        """Put a host's choices in force."""
        return Written(await self.database.write(lambda c: writes.change_room(c, wanted, now)))

    async def rename_room(self, place: PlaceId, name: str, skeleton: str, now: int) -> bool:
        """Give a covered room and its twins another name."""
        return await self.database.write(lambda c: writes.rename_room(c, place, (name, skeleton), now))

    async def erase_words(self, member: MemberId, now: int) -> Written:
        """Erase every message and reaction of a member."""
        written = Written(await self.database.write(lambda c: writes.erase_words(c, member, now)))
        await self.database.checkpoint()
        return written

    async def head(self, place: PlaceId) -> Head | None:
        """Return where a room stands."""
        row = self.database.glance(lambda c: reads.HEAD(c, here=place).fetchone())
        return Head(*row) if row else None

    async def entry(self, place: PlaceId, viewer: MemberId, since: Head, events: int, messages: int) -> Found | None:
        """Return a room as somebody finds it who enters, all of one moment."""
        return await self.database.read(lambda c: reads.entry(c, place, viewer, since, events, messages))

    async def page(self, place: PlaceId, viewer: MemberId, before: int, limit: int) -> Slice:
        """Return the messages just before a position."""
        return await self.database.read(lambda c: reads.page_before(c, place, viewer, before, limit))

    async def search(self, place: PlaceId, viewer: MemberId, text: str, limit: int) -> Slice:
        """Return the newest messages that hold the text, newest first."""
        found = await self.database.read(lambda c: reads.messages_holding(c, place, viewer, text, limit + 1))
        return Slice(tuple(found[:limit]), len(found) > limit)

    async def message(self, place: PlaceId, viewer: MemberId, message: MessageId) -> Message | None:
        """Return one message as a member sees it."""
        return await self.database.read(lambda c: reads.one_message(c, place, viewer, message))

    async def events(self, place: PlaceId, viewer: MemberId, after: int, upto: int) -> list[PlaceEvent]:
        """Return events in an interval of positions."""
        return await self.database.read(lambda c: reads.events_between(c, place, viewer, after, upto))

    async def words_of(self, member: MemberId) -> list[Message]:
        """Return every message of a member that is still kept, oldest first."""
        mine = select(message).where(message.c.author == member).order_by(message.c.at, message.c.id)
        return await self.database.read(lambda c: reads.messages_of(c, c.execute(mine).all(), member))

    async def have_spoken(self, one: MemberId, other: MemberId) -> bool:
        """Whether two members have both said something in one room."""
        places = select(message.c.place).where(message.c.author == one)
        statement = select(message.c.id).where(message.c.author == other, message.c.place.in_(places)).limit(1)
        return await self.database.read(lambda c: c.execute(statement).first() is not None)

    async def outbox(self, after: int, limit: int) -> list[tuple[int, PlaceId, int]]:
        """Return outbox rows: id, place, position."""
        statement = select(outbox.c.id, outbox.c.place, outbox.c.position).where(outbox.c.id > after).limit(limit)
        rows = await self.database.read(lambda c: c.execute(statement.order_by(outbox.c.id)).all())
        return [(row.id, PlaceId(row.place), row.position) for row in rows]

    async def fade(self, before: int) -> int:
        """Erase what was said before a moment, from the file and its log too."""
        now = self.clock.now()

        def act(c: Connection) -> int:
            old = select(message.c.id).where(message.c.at < before)
            c.execute(update(room).where(room.c.pinned.in_(old)).values(pinned=None))
            faded = c.execute(delete(message).where(message.c.at < before)).rowcount
            c.execute(delete(event).where(event.c.at < before))
            c.execute(delete(send_key).where(send_key.c.at < now - KEY_LIFE_MS))
            c.execute(delete(outbox).where(outbox.c.at < now - OUTBOX_LIFE))
            return faded

        faded = await self.database.write(act)
        await self.database.checkpoint()
        return faded

    async def hosts_left(self, member: MemberId, now: int) -> Written:
        """Forget a member who leaves as host of rooms."""
        return Written(await self.database.write(lambda c: writes.hosts_left(c, member, now)))
