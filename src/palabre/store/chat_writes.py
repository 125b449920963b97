"""Writes of the chat: each takes the next positions of its place and leaves outbox rows, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from palabre.chat.announce import Announcement
from palabre.chat.events import Deleted, Edited, PlaceEvent, Reacted, RoomChanged, Said, Stub
from palabre.chat.model import Ack, Author, Draft, Message, MessageState, Room
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import MemberId, MessageId, PlaceId, digest
from palabre.kernel.limits import EDIT_WINDOW_MS, REACTIONS_PER_MESSAGE
from palabre.store.chat_reads import one_message, quote_of, room_of
from palabre.store.chat_schema import event, message, outbox, reaction, room, send_key
from palabre.store.prepared import Prepared

NOBODY = MemberId("")
EARLIER = Prepared(
    select(send_key.c.body, send_key.c.ack).where(
        send_key.c.member == bindparam("by"), send_key.c.key == bindparam("with_key")
    )
)
NEXT = Prepared(
    update(room).where(room.c.id == bindparam("here")).values(head=room.c.head + 1).returning(room.c.epoch, room.c.head)
)
RULES = Prepared(select(room.c.host, room.c.slow_s, room.c.read_only).where(room.c.id == bindparam("here")))
NEW_MESSAGE, NEW_KEY, NEW_EVENT = Prepared(insert(message)), Prepared(insert(send_key)), Prepared(insert(event))
NEW_OUTBOX = Prepared(
    insert(outbox).values(place=bindparam("place"), position=bindparam("position"), at=bindparam("at"))
)
encoder = msgspec.json.Encoder()
ack_decoder = msgspec.json.Decoder(Ack)


def body_of(draft: Draft) -> bytes:
    """Return the digest that tells whether a repeated key carries the same words, or throws the same dice."""
    if draft.roll:
        return digest(f"roll {draft.reply or ''} {draft.roll.dice}")
    return digest(f"{int(draft.action)} {draft.reply or ''} {draft.text}")


def earlier_ack(c: Connection, member: MemberId, draft: Draft) -> Ack | None:
    """Return the ack of a key. Raises ``Refusal("key_reused")`` when it carried other words."""
    found = EARLIER(c, by=member, with_key=draft.key).fetchone()
    if found is None:
        return None
    body, ack = found
    if body != body_of(draft):
        raise Refusal("key_reused")
    return ack_decoder.decode(ack)


def next_position(c: Connection, place: PlaceId) -> tuple[str, int]:
    """Take the next position of a place; return its epoch and it. Raises ``Refusal("unknown_place")``."""
    found: tuple[str, int] | None = NEXT(c, here=place).fetchone()
    if found is None:
        raise Refusal("unknown_place")
    return found


def record(
    c: Connection, place: PlaceId, epoch: str, happened: PlaceEvent, now: int, number: str | None, kind: str = ""
) -> Announcement:
    """Write an event and its outbox row; events with words keep none of their own."""
    encoded = encoder.encode(happened)
    kind = kind or str(type(happened).__struct_config__.tag)
    detail = encoded if kind in {"reacted", "room_changed"} else b""
    NEW_EVENT(c, place=place, position=happened.position, kind=kind, message=number, detail=detail, at=now)
    NEW_OUTBOX(c, place=place, position=happened.position, at=now)
    return Announcement(place, epoch, happened.position, encoded)


def list_changed(c: Connection, place: PlaceId, now: int) -> None:
    """Leave an outbox row that tells live nodes to look at a room's line in the list."""
    NEW_OUTBOX(c, place=place, position=0, at=now)


@dataclass(frozen=True, slots=True)
class New:
    """What somebody says, judged."""

    number: MessageId
    place: PlaceId
    author: Author
    draft: Draft
    mentions: tuple[MemberId, ...]
    held: bool


def append(c: Connection, new: New, now: int) -> tuple[Ack, tuple[Announcement, ...]]:
    """Say something, once for each key."""
    place, author, draft = new.place, new.author, new.draft
    if earlier := earlier_ack(c, author.id, draft):
        return earlier, ()
    _check_room(c, place, author.id, now)
    quote = quote_of(c, place, author.id, draft.reply) if draft.reply else None
    epoch, position = next_position(c, place)
    state = MessageState.HELD if new.held else MessageState.SAID
    said = Message(
        new.number,
        position,
        now,
        author,
        draft.text,
        draft.action,
        quote,
        new.mentions,
        state=state,
        roll=draft.roll,
    )
    _keep(c, place, said, draft.reply)
    ack = Ack(draft.key, place, said.id, epoch, position, now, state)
    NEW_KEY(c, member=author.id, key=draft.key, body=body_of(draft), ack=encoder.encode(ack), at=now)
    happened: PlaceEvent = Stub(position) if new.held else Said(position, said)
    return ack, (record(c, place, epoch, happened, now, said.id, "said"),)


def _keep(c: Connection, place: PlaceId, said: Message, reply: MessageId | None) -> None:
    NEW_MESSAGE(
        c, id=said.id, place=place, position=said.position, at=said.at, author=said.author.id,
        shown=encoder.encode(said.author), text=said.text, action=said.action, reply=reply,
        mentions=" ".join(said.mentions), edited=0, state=said.state.value,
        roll=encoder.encode(said.roll) if said.roll else None,
    )  # fmt: skip


def _check_room(c: Connection, place: PlaceId, member: MemberId, now: int) -> None:
    rules = RULES(c, here=place).fetchone()
    if rules is None:
        raise Refusal("unknown_place")
    host, slow_s, read_only = rules
    if host == member:
        return
    if read_only:
        raise Refusal("read_only")
    if slow_s:
        said = select(func.max(message.c.at)).where(message.c.place == place, message.c.author == member)
        wait = slow_s * 1000 - (now - (c.execute(said).scalar() or 0))
        if wait > 0:
            raise Refusal("slow_mode", Advice.LATER, retry_after_ms=wait)


def own_message(c: Connection, place: PlaceId, member: MemberId, number: MessageId) -> Row[Any]:
    """Return one's own message. Raises ``Refusal``: unknown_message, not_yours."""
    row = c.execute(select(message).where(message.c.id == number, message.c.place == place)).one_or_none()
    if row is None or row.state == MessageState.DELETED.value:
        raise Refusal("unknown_message")
    if row.author != member:
        raise Refusal("not_yours" if row.state == MessageState.SAID.value else "unknown_message")
    return row


def edit(
    c: Connection,
    place: PlaceId,
    member: MemberId,
    number: MessageId,
    text: str,
    mentions: Sequence[MemberId],
    now: int,
) -> tuple[Announcement, ...]:
    """Change a message within its time."""
    row = own_message(c, place, member, number)
    if row.roll:
        raise Refusal("dice_are_cast")
    if now - row.at > EDIT_WINDOW_MS:
        raise Refusal("too_late")
    epoch, position = next_position(c, place)
    c.execute(update(message).where(message.c.id == number).values(text=text, mentions=" ".join(mentions), edited=now))
    is_held = row.state != MessageState.SAID.value
    happened: PlaceEvent = Stub(position) if is_held else (Edited(position, number, text, tuple(mentions), now, member))
    return (record(c, place, epoch, happened, now, number, "edited"),)


def take_back(c: Connection, place: PlaceId, member: MemberId, number: MessageId, now: int) -> tuple[Announcement, ...]:
    """Delete a message of one's own: its place in the talk stays, its words go."""
    own_message(c, place, member, number)
    epoch, position = next_position(c, place)
    c.execute(delete(reaction).where(reaction.c.message == number))
    gone = {"text": "", "mentions": "", "reply": None, "roll": None, "state": MessageState.DELETED.value}
    c.execute(update(message).where(message.c.id == number).values(**gone))
    c.execute(update(room).where(room.c.pinned == number).values(pinned=None))
    return (record(c, place, epoch, Deleted(position, number, member), now, number),)


def react(
    c: Connection, place: PlaceId, member: MemberId, number: MessageId, emoji: str, *, on: bool, now: int
) -> tuple[Announcement, ...]:
    """Add or remove a reaction; nothing when it is so already."""
    seen = one_message(c, place, member, number)
    if seen is None or seen.state is not MessageState.SAID:
        raise Refusal("unknown_message")
    mine = (reaction.c.message == number, reaction.c.emoji == emoji, reaction.c.member == member)
    is_on = c.execute(select(reaction.c.at).where(*mine)).first() is not None
    if is_on is on:
        return ()
    if on and emoji not in {one.emoji for one in seen.reactions} and len(seen.reactions) >= REACTIONS_PER_MESSAGE:
        raise Refusal("too_many_reactions", limit=REACTIONS_PER_MESSAGE)
    values = {"message": number, "emoji": emoji, "member": member, "at": now}
    c.execute(insert(reaction).values(**values) if on else delete(reaction).where(*mine))
    count = _count(c, number, emoji)
    epoch, position = next_position(c, place)
    return (record(c, place, epoch, Reacted(position, number, member, emoji, on, count), now, number),)


def change_room(c: Connection, wanted: Room, now: int) -> tuple[Announcement, ...]:
    """Put what a host chose in force."""
    epoch, position = next_position(c, wanted.id)
    choices = {
        "topic": wanted.topic, "topic_en": wanted.topic_en, "slow_s": wanted.slow_s,
        "read_only": wanted.read_only, "pinned": wanted.pinned,
    }  # fmt: skip
    c.execute(update(room).where(room.c.id == wanted.id).values(**choices))
    list_changed(c, wanted.id, now)
    changed = RoomChanged(position, wanted.topic, wanted.slow_s, wanted.read_only, wanted.pinned)
    return (record(c, wanted.id, epoch, changed, now, None),)


def rename_room(c: Connection, place: PlaceId, chosen: tuple[str, str], now: int) -> bool:
    """Give a room another name and its skeleton; a twin has its number behind the name, and keeps its own skeleton."""
    name, skeleton = chosen
    if c.execute(select(room.c.id).where(room.c.skeleton == skeleton)).first() is not None:
        return False  # another room's, or the very name that is covered
    twins = room.c.id.startswith(f"{place}~", autoescape=True)
    c.execute(update(room).where(room.c.id == place).values(name=name, skeleton=skeleton, cover=""))
    list_changed(c, place, now)
    for twin in c.execute(select(room.c.id).where(twins)).scalars().all():
        c.execute(update(room).where(room.c.id == twin).values(name=f"{name} {twin.partition('~')[2]}", cover=""))
        list_changed(c, PlaceId(twin), now)
    return True


def hosts_left(c: Connection, member: MemberId, now: int) -> tuple[Announcement, ...]:
    """Leave a member's rooms without a host, free of what only a host could lift."""
    rooms = [room_of(row) for row in c.execute(select(room).where(room.c.host == member)).all()]
    c.execute(update(room).where(room.c.host == member).values(host=None))
    bound = [replace(one, slow_s=0, read_only=False) for one in rooms if one.slow_s or one.read_only]
    return tuple(told for freed in bound for told in change_room(c, freed, now))


def _take_reactions(c: Connection, member: MemberId, now: int) -> list[Announcement]:
    # Whoever is here sees the counts change; the record keeps a stub, which names nobody.
    given = select(reaction.c.message, reaction.c.emoji, message.c.place).join(message)
    rows = c.execute(given.where(reaction.c.member == member, message.c.author != member)).all()
    c.execute(delete(reaction).where(reaction.c.member == member))
    told = []
    for number, emoji, place in rows:
        epoch, position = next_position(c, place)
        taken = Reacted(position, number, member, emoji, False, _count(c, number, emoji))
        told.append(record(c, place, epoch, taken, now, None, "stub"))
    return told


def _count(c: Connection, number: MessageId, emoji: str) -> int:
    alike = (reaction.c.message == number, reaction.c.emoji == emoji)
    return int(c.execute(select(func.count()).select_from(reaction).where(*alike)).scalar_one())


def erase_words(c: Connection, member: MemberId, now: int) -> tuple[Announcement, ...]:
    """Erase every message and reaction of a member: rows, keys and all."""
    told = _take_reactions(c, member, now)
    rows = c.execute(select(message.c.id, message.c.place).where(message.c.author == member)).all()
    for number, place in rows:
        epoch, position = next_position(c, place)
        told.append(record(c, place, epoch, Deleted(position, number, member), now, number))
        c.execute(update(room).where(room.c.pinned == number).values(pinned=None))
    c.execute(delete(message).where(message.c.author == member))
    c.execute(delete(send_key).where(send_key.c.member == member))
    # Their reactions name them in the record of events: those become stubs.
    marks = select(event.c.place, event.c.position, event.c.detail).where(event.c.kind == "reacted")
    for place, position, detail in c.execute(marks).all():
        if msgspec.json.decode(detail, type=Reacted).member == member:
            where = (event.c.place == place, event.c.position == position)
            c.execute(update(event).where(*where).values(kind="stub", detail=b""))
    return tuple(told)
