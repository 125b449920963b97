"""Reads of the chat: rows made into messages and events, as one viewer may see them."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.engine import Connection

from palabre.chat.events import Deleted, Edited, PlaceEvent, Reacted, RoomChanged, Said, Stub
from palabre.chat.model import Author, Message, MessageState, Quote, Reaction, Roll, Room, RoomState
from palabre.chat.seeing import NOBODY, event_for, message_for
from palabre.kernel.ids import MemberId, MessageId, PlaceId
from palabre.store.chat_schema import event, message, reaction, room
from palabre.store.ties_schema import block

QUOTE_CHARACTERS = 140
Said_ = Row[Any]


def room_of(row: Row[Any]) -> Room:
    """Return the room of a row; its count is presence's to say."""
    return Room(
        id=PlaceId(row.id), name=row.name, topic=row.topic, purpose=row.purpose, theme=row.theme, town=row.town,
        host=row.host, slow_s=row.slow_s, read_only=row.read_only, pinned=row.pinned,
        state=RoomState(row.state), created=row.created, topic_en=row.topic_en,
    )  # fmt: skip


def visible(viewer: MemberId) -> Any:
    """Return the condition under which a viewer sees a message: held ones only by their author, none of those apart."""
    shown = or_(message.c.state != MessageState.HELD.value, message.c.author == viewer)
    return and_(shown, message.c.author.not_in(apart_from(viewer)))


def apart_from(viewer: MemberId) -> Any:
    """Return the statement of those a viewer may not see, nor be seen by."""
    blocked = select(block.c.other).where(block.c.member == viewer)
    return blocked.union(select(block.c.member).where(block.c.other == viewer))


def hidden_from(c: Connection, viewer: MemberId) -> frozenset[MemberId]:
    """Return those a viewer may not see, nor be seen by."""
    return frozenset(MemberId(one) for one in c.execute(apart_from(viewer)).scalars())


def messages_before(c: Connection, place: PlaceId, viewer: MemberId, before: int, limit: int) -> list[Message]:
    """Return at most ``limit`` messages before a position, newest first."""
    statement = (
        select(message)
        .where(message.c.place == place, message.c.position < before, visible(viewer))
        .order_by(message.c.position.desc())
        .limit(limit)
    )
    return messages_of(c, c.execute(statement).all(), viewer)


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
    hidden = hidden_from(c, viewer)
    found = [
        Message(
            id=MessageId(row.id), position=row.position, at=row.at,
            author=msgspec.json.decode(row.shown, type=Author), text=row.text, action=row.action,
            reply=quotes.get(row.reply), mentions=tuple(MemberId(one) for one in row.mentions.split()),
            edited=row.edited, reactions=reactions.get(row.id, ()), state=MessageState(row.state),
            roll=msgspec.json.decode(row.roll, type=Roll) if row.roll else None,
        )
        for row in rows
    ]  # fmt: skip
    return [message_for(one, hidden) for one in found] if hidden else found


def _reactions(c: Connection, ids: Iterable[str], viewer: MemberId) -> dict[str, tuple[Reaction, ...]]:
    mine = func.max(reaction.c.member == viewer)
    statement = (
        select(reaction.c.message, reaction.c.emoji, func.count(), mine)
        .where(reaction.c.message.in_(ids))
        .group_by(reaction.c.message, reaction.c.emoji)
        .order_by(func.min(reaction.c.at), reaction.c.emoji)
    )
    found: dict[str, tuple[Reaction, ...]] = {}
    for number, emoji, count, is_mine in c.execute(statement):
        found[number] = (*found.get(number, ()), Reaction(emoji, count, bool(is_mine)))
    return found


def _quotes(c: Connection, ids: Iterable[str]) -> dict[str, Quote]:
    statement = select(message.c.id, message.c.shown, message.c.text, message.c.state).where(message.c.id.in_(ids))
    found: dict[str, Quote] = {}
    for number, shown, text, state in c.execute(statement):
        author = msgspec.json.decode(shown, type=Author)
        is_seen = state == MessageState.SAID.value
        found[number] = Quote(number, author.name, author.colour, text[:QUOTE_CHARACTERS] if is_seen else "", author.id)
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
    taken_back = [row.message for row in rows if row.kind == "deleted"]
    owners = c.execute(select(message.c.id, message.c.author).where(message.c.id.in_(taken_back)))
    authors = {row.id: MemberId(row.author) for row in owners}
    hidden = hidden_from(c, viewer)
    events = (_event_of(row, messages.get(row.message), authors.get(row.message, NOBODY)) for row in rows)
    return [event_for(one, hidden) for one in events]


def _event_of(row: Row[Any], shown: Message | None, author: MemberId) -> PlaceEvent:
    match row.kind:
        case "said" if shown:
            return Said(row.position, shown)
        case "edited" if shown:
            return Edited(row.position, shown.id, shown.text, shown.mentions, shown.edited, shown.author.id)
        case "deleted":
            return Deleted(row.position, row.message, author)
        case "reacted":
            return msgspec.json.decode(row.detail, type=Reacted)
        case "room_changed":
            return msgspec.json.decode(row.detail, type=RoomChanged)
        case _:
            return Stub(row.position)


def rooms_in(c: Connection, states: Sequence[RoomState]) -> list[Room]:
    """Return rooms in these states, by name."""
    statement = select(room).where(room.c.state.in_([state.value for state in states])).order_by(room.c.name)
    return [room_of(row) for row in c.execute(statement)]
