"""Reads of the chat: rows made into messages and events, as one viewer may see them."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, and_, bindparam, func, or_, select
from sqlalchemy.engine import Connection

from palabre.chat.events import Deleted, Edited, PlaceEvent, Reacted, RoomChanged, Said, Stub
from palabre.chat.model import Author, Message, MessageState, Quote, Reaction, Roll, Room, RoomState
from palabre.chat.ports import Found, Head, Slice
from palabre.kernel.ids import MemberId, MessageId, PlaceId
from palabre.store.chat_schema import event, message, reaction, room

QUOTE_CHARACTERS = 140
author_decoder = msgspec.json.Decoder(Author)
# Made once: what costs most of a small statement is the making of it.
ROOM = select(room).where(room.c.id == bindparam("place"))
PAGE = (
    select(message)
    .where(message.c.place == bindparam("place"), message.c.position < bindparam("before"))
    .where(or_(message.c.state != MessageState.HELD.value, message.c.author == bindparam("viewer")))
    .order_by(message.c.position.desc())
    .limit(bindparam("most"))
)
REACTIONS = (
    select(reaction.c.message, reaction.c.emoji, func.count(), func.max(reaction.c.member == bindparam("viewer")))
    .where(reaction.c.message.in_(bindparam("ids", expanding=True)))
    .group_by(reaction.c.message, reaction.c.emoji)
    .order_by(func.min(reaction.c.at), reaction.c.emoji)
)


def room_of(row: Row[Any]) -> Room:
    """Return the room of a row; its count is presence's to say."""
    return Room(
        id=PlaceId(row.id), name=row.name, topic=row.topic, purpose=row.purpose, theme=row.theme, town=row.town,
        host=row.host, slow_s=row.slow_s, read_only=row.read_only, pinned=row.pinned,
        state=RoomState(row.state), created=row.created, topic_en=row.topic_en,
    )  # fmt: skip


def visible(viewer: MemberId) -> Any:
    """Return the condition under which a viewer sees a message: held ones only by their author."""
    return or_(message.c.state != MessageState.HELD.value, message.c.author == viewer)


def messages_before(c: Connection, place: PlaceId, viewer: MemberId, before: int, limit: int) -> list[Message]:
    """Return at most ``limit`` messages before a position, newest first."""
    rows = c.execute(PAGE, {"place": place, "before": before, "viewer": viewer, "most": limit}).all()
    return messages_of(c, rows, viewer)


def page_before(c: Connection, place: PlaceId, viewer: MemberId, before: int, limit: int) -> Slice:
    """Return at most ``limit`` messages before a position, oldest first, and whether there are older ones."""
    found = messages_before(c, place, viewer, before, limit + 1)
    return Slice(tuple(reversed(found[:limit])), len(found) > limit)


def messages_holding(c: Connection, place: PlaceId, viewer: MemberId, text: str, limit: int) -> list[Message]:
    """Return at most ``limit`` messages with a text in them, newest first."""
    statement = (
        select(message)
        .where(message.c.place == place, visible(viewer), message.c.state != MessageState.DELETED.value)
        .where(or_(*(message.c.text.icontains(form, autoescape=True) for form in sorted(cases(text)))))
        .order_by(message.c.position.desc())
        .limit(limit)
    )
    return messages_of(c, c.execute(statement).all(), viewer)


def cases(text: str) -> set[str]:
    """Return a text as typed, small, capital and capitalised: SQLite folds the case of ASCII letters only."""
    return {text, text.lower(), text.upper(), text.capitalize(), text.title()}


def one_message(c: Connection, place: PlaceId, viewer: MemberId, number: MessageId) -> Message | None:
    """Return one message as a viewer sees it."""
    statement = select(message).where(message.c.id == number, message.c.place == place, visible(viewer))
    found = messages_of(c, c.execute(statement).all(), viewer)
    return found[0] if found else None


def messages_of(c: Connection, rows: Sequence[Row[Any]], viewer: MemberId) -> list[Message]:
    """Return the messages of rows, with their reactions and quotes."""
    ids = [row.id for row in rows]
    reactions = _reactions(c, ids, viewer)
    quotes = _quotes(c, {row.reply for row in rows if row.reply})
    return [
        Message(
            id=MessageId(row.id), position=row.position, at=row.at,
            author=author_decoder.decode(row.shown), text=row.text, action=row.action,
            reply=quotes.get(row.reply), mentions=tuple(MemberId(one) for one in row.mentions.split()),
            edited=row.edited, reactions=reactions.get(row.id, ()), state=MessageState(row.state),
            roll=msgspec.json.decode(row.roll, type=Roll) if row.roll else None,
        )
        for row in rows
    ]  # fmt: skip


def _reactions(c: Connection, ids: list[str], viewer: MemberId) -> dict[str, tuple[Reaction, ...]]:
    found: dict[str, tuple[Reaction, ...]] = {}
    for number, emoji, count, is_mine in c.execute(REACTIONS, {"ids": ids, "viewer": viewer}):
        found[number] = (*found.get(number, ()), Reaction(emoji, count, bool(is_mine)))
    return found


def _quotes(c: Connection, ids: set[str]) -> dict[str, Quote]:
    if not ids:
        return {}
    statement = select(message.c.id, message.c.shown, message.c.text, message.c.state).where(message.c.id.in_(ids))
    found: dict[str, Quote] = {}
    for number, shown, text, state in c.execute(statement):
        author = author_decoder.decode(shown)
        is_seen = state == MessageState.SAID.value
        found[number] = Quote(number, author.name, author.colour, text[:QUOTE_CHARACTERS] if is_seen else "")
    return found


def events_between(c: Connection, place: PlaceId, viewer: MemberId, after: int, upto: int) -> list[PlaceEvent]:
    """Return every event of an interval as it stands now; what is gone, held or faded is a stub."""
    rows = c.execute(
        select(event)
        .where(event.c.place == place, event.c.position > after, event.c.position <= upto)
        .order_by(event.c.position)
    ).all()
    numbers = [row.message for row in rows if row.kind in {"said", "edited"}]
    seen = c.execute(select(message).where(and_(message.c.id.in_(numbers), visible(viewer)))).all()
    messages = {found.id: found for found in messages_of(c, seen, viewer)}
    return [_event_of(row, messages.get(row.message)) for row in rows]


def _event_of(row: Row[Any], shown: Message | None) -> PlaceEvent:
    match row.kind:
        case "said" if shown:
            return Said(row.position, shown)
        case "edited" if shown:
            return Edited(row.position, shown.id, shown.text, shown.mentions, shown.edited)
        case "deleted":
            return Deleted(row.position, row.message)
        case "reacted":
            return msgspec.json.decode(row.detail, type=Reacted)
        case "room_changed":
            return msgspec.json.decode(row.detail, type=RoomChanged)
        case _:
            return Stub(row.position)


def entry(c: Connection, place: PlaceId, viewer: MemberId, since: Head, events: int, messages: int) -> Found | None:
    """Return a room as somebody finds it who enters, all of one moment."""
    row = c.execute(ROOM, {"place": place}).one_or_none()
    if row is None:
        return None
    head, missed, shown = Head(row.epoch, row.head), None, None
    if since.epoch == head.epoch and 0 <= since.position <= head.position <= since.position + events:
        missed = _missed(c, place, viewer, since.position, head.position)
    if missed is None:
        shown = page_before(c, place, viewer, head.position + 1, messages)
    pinned = one_message(c, place, viewer, row.pinned) if row.pinned else None
    return Found(room_of(row), head, missed, shown, pinned)


def _missed(c: Connection, place: PlaceId, viewer: MemberId, after: int, upto: int) -> tuple[PlaceEvent, ...] | None:
    """Return what came after a position; nothing when the first of it has faded."""
    if after == upto:
        return ()
    found = tuple(events_between(c, place, viewer, after, upto))
    return found if found and found[0].position == after + 1 else None


def rooms_in(c: Connection, states: Sequence[RoomState]) -> list[Room]:
    """Return rooms in these states, by name."""
    statement = select(room).where(room.c.state.in_([state.value for state in states])).order_by(room.c.name)
    return [room_of(row) for row in c.execute(statement)]
