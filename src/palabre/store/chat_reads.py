"""Reads of the chat: rows made into messages and events, as one viewer may see them."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.engine import Connection

from palabre.chat.events import (
    Covered,
    Deleted,
    Edited,
    Named,
    PlaceEvent,
    Reacted,
    Returned,
    RoomChanged,
    Said,
    ShownAgain,
    Stub,
    Withheld,
)
from palabre.chat.model import Author, Message, MessageState, Quote, Reaction, Roll, Room, RoomState
from palabre.chat.ports import Found, Head, Slice
from palabre.chat.seeing import NOBODY, covered_for, event_for, message_for
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, MessageId, PlaceId
from palabre.store.chat_schema import event, message, reaction, room
from palabre.store.ledger_schema import entry as ledger_entry
from palabre.store.notice_schema import hidden_message
from palabre.store.prepared import Prepared, row_of
from palabre.store.ties_schema import block

QUOTE_CHARACTERS = 140
ROOM_REFUSED = "room_refused"  # in the ledger, which keeps why
AUTHORS_ALONE = (MessageState.HELD.value, MessageState.RETURNED.value, MessageState.WITHHELD.value)
Row = Sequence[Any]  # of a whole table, in the order of its columns
RoomRow, MessageRow, EventRow = row_of(room), row_of(message), row_of(event)
author_decoder = msgspec.json.Decoder(Author)


def room_of(found: Row) -> Room:
    """Return the room of a row; its count is presence's to say."""
    row = RoomRow(*found)
    return Room(
        id=PlaceId(row.id), name=row.name, topic=row.topic, purpose=row.purpose, theme=row.theme, town=row.town,
        host=row.host, slow_s=row.slow_s, read_only=bool(row.read_only), pinned=row.pinned,
        state=RoomState(row.state), created=row.created, topic_en=row.topic_en,
        covered=row.cover,
    )  # fmt: skip


def visible(viewer: Any) -> Any:
    """Return the condition under which a viewer sees a message.

    Held ones are their author's alone; none is seen of those apart, nor what the viewer has reported.
    """
    shown = or_(and_(*(message.c.state != state for state in AUTHORS_ALONE)), message.c.author == viewer)
    reported = select(hidden_message.c.message).where(hidden_message.c.member == viewer)
    return and_(shown, message.c.author.not_in(apart_from(viewer)), message.c.id.not_in(reported))


def apart_from(viewer: Any) -> Any:
    """Return the statement of those a viewer may not see, nor be seen by."""
    blocked = select(block.c.other).where(block.c.member == viewer)
    return blocked.union(select(block.c.member).where(block.c.other == viewer))


APART = Prepared(apart_from(bindparam("viewer")))


def hidden_from(c: Connection, viewer: MemberId) -> frozenset[MemberId]:
    """Return those a viewer may not see, nor be seen by."""
    return frozenset(MemberId(one) for (one,) in APART(c, viewer=viewer)) if viewer else frozenset()


ROOM = Prepared(select(room).where(room.c.id == bindparam("here")))
HEAD = Prepared(select(room.c.epoch, room.c.head).where(room.c.id == bindparam("here")))
PAGE = Prepared(
    select(message)
    .where(
        message.c.place == bindparam("here"),
        message.c.position < bindparam("before"),
        visible(bindparam("viewer")),
    )
    .order_by(message.c.position.desc())
    .limit(bindparam("most"))
)
ONE = Prepared(
    select(message).where(
        message.c.id == bindparam("number"), message.c.place == bindparam("here"), visible(bindparam("viewer"))
    )
)
EVENTS = Prepared(
    select(event)
    .where(
        event.c.place == bindparam("here"),
        event.c.position > bindparam("after"),
        event.c.position <= bindparam("upto"),
    )
    .order_by(event.c.position)
)


def room_in(c: Connection, place: PlaceId) -> Room | None:
    """Return a room."""
    row = ROOM(c, here=place).fetchone()
    return room_of(row) if row else None


def messages_before(c: Connection, place: PlaceId, viewer: MemberId, before: int, limit: int) -> list[Message]:
    """Return at most ``limit`` messages before a position, newest first."""
    return messages_of(c, PAGE(c, here=place, before=before, viewer=viewer, most=limit).fetchall(), viewer)


def page_before(c: Connection, place: PlaceId, viewer: MemberId, before: int, limit: int) -> Slice:
    """Return at most ``limit`` messages before a position, oldest first, and whether there are older ones."""
    found = messages_before(c, place, viewer, before, limit + 1)
    return Slice(tuple(reversed(found[:limit])), len(found) > limit)


def messages_holding(c: Connection, place: PlaceId, viewer: MemberId, text: str, limit: int) -> list[Message]:
    """Return at most ``limit`` messages with a text in them, newest first."""
    statement = (
        select(message)
        .where(message.c.place == place, visible(viewer), message.c.state != MessageState.DELETED.value)
        .where(or_(message.c.state != MessageState.COVERED.value, message.c.author == viewer))
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
    found = messages_of(c, ONE(c, number=number, here=place, viewer=viewer).fetchall(), viewer)
    return found[0] if found else None


def quote_of(c: Connection, place: PlaceId, viewer: MemberId, number: MessageId) -> Quote:
    """Return the quote of a message that a viewer answers. Raises ``Refusal("unknown_message")``."""
    if one_message(c, place, viewer, number) is None:
        raise Refusal("unknown_message")
    return _quotes(c, {number})[number]


def messages_of(c: Connection, found: Iterable[Row], viewer: MemberId) -> list[Message]:
    """Return the messages of rows, with their reactions and quotes."""
    rows = [MessageRow(*one) for one in found]
    reactions = _reactions(c, [row.id for row in rows], viewer)
    quotes = _quotes(c, {row.reply for row in rows if row.reply})
    hidden = hidden_from(c, viewer)
    messages = [
        Message(
            id=MessageId(row.id), position=row.position, at=row.at,
            author=author_decoder.decode(row.shown), text=row.text, action=bool(row.action),
            reply=quotes.get(row.reply), mentions=tuple(MemberId(one) for one in row.mentions.split()),
            edited=row.edited, reactions=reactions.get(row.id, ()), state=MessageState(row.state),
            roll=msgspec.json.decode(row.roll, type=Roll) if row.roll else None,
        )
        for row in rows
    ]  # fmt: skip
    messages = [covered_for(one, viewer) for one in messages]
    return [message_for(one, hidden) for one in messages] if hidden else messages


def among(numbers: Iterable[str]) -> dict[str, str]:
    """Return the parameters of a statement prepared for so many ids."""
    return {f"id{at}": number for at, number in enumerate(numbers)}


def _one_of(column: Any, count: int) -> Any:
    return column.in_([bindparam(f"id{at}") for at in range(count)])


@cache
def _reactions_to(count: int) -> Prepared:
    return Prepared(
        select(reaction.c.message, reaction.c.emoji, func.count(), func.max(reaction.c.member == bindparam("viewer")))
        .where(_one_of(reaction.c.message, count))
        .group_by(reaction.c.message, reaction.c.emoji)
        .order_by(func.min(reaction.c.at), reaction.c.emoji)
    )


def _reactions(c: Connection, ids: Sequence[str], viewer: MemberId) -> dict[str, tuple[Reaction, ...]]:
    found: dict[str, tuple[Reaction, ...]] = {}
    if not ids:
        return found
    for number, emoji, count, is_mine in _reactions_to(len(ids))(c, viewer=viewer, **among(ids)):
        found[number] = (*found.get(number, ()), Reaction(emoji, count, bool(is_mine)))
    return found


@cache
def _quoted(count: int) -> Prepared:
    quoted = select(message.c.id, message.c.shown, message.c.text, message.c.state)
    return Prepared(quoted.where(_one_of(message.c.id, count)))


def _quotes(c: Connection, ids: set[str]) -> dict[str, Quote]:
    found: dict[str, Quote] = {}
    if not ids:
        return found
    for number, shown, text, state in _quoted(len(ids))(c, **among(ids)):
        author = author_decoder.decode(shown)
        is_seen = state == MessageState.SAID.value
        found[number] = Quote(number, author.name, author.colour, text[:QUOTE_CHARACTERS] if is_seen else "", author.id)
    return found


@cache
def _seen(count: int) -> Prepared:
    return Prepared(select(message).where(and_(_one_of(message.c.id, count), visible(bindparam("viewer")))))


@cache
def _authors(count: int) -> Prepared:
    return Prepared(select(message.c.id, message.c.author).where(_one_of(message.c.id, count)))


def events_between(c: Connection, place: PlaceId, viewer: MemberId, after: int, upto: int) -> list[PlaceEvent]:
    """Return every event of an interval as it stands now; what is gone, held or faded is a stub."""
    rows = [EventRow(*one) for one in EVENTS(c, here=place, after=after, upto=upto)]
    numbers = {row.message for row in rows if row.kind in {"said", "edited", "shown_again"}}
    seen = _seen(len(numbers))(c, viewer=viewer, **among(numbers)).fetchall() if numbers else []
    messages = {found.id: found for found in messages_of(c, seen, viewer)}
    taken_back = {row.message for row in rows if row.kind in {"deleted", "withheld", "covered"}}
    owners = _authors(len(taken_back))(c, **among(taken_back)) if taken_back else ()
    authors = {number: MemberId(author) for number, author in owners}
    hidden = hidden_from(c, viewer)
    names = _names(c, rows)
    events = (
        _named(row, names.get(row.message))
        if row.kind == "named"
        else _event_of(row, messages.get(row.message), authors.get(row.message, NOBODY))
        for row in rows
    )
    return [event_for(one, hidden) for one in events]


def _named(row: Any, author: Author | None) -> PlaceEvent:
    return Named(row.position, author.id, author.name) if author else Stub(row.position)


@cache
def _shown(count: int) -> Prepared:
    return Prepared(select(message.c.id, message.c.shown).where(_one_of(message.c.id, count)))


def _names(c: Connection, rows: Iterable[Any]) -> dict[str, Author]:
    """Return how the authors of renamed messages are shown now: an event keeps nobody's name."""
    numbers = {row.message for row in rows if row.kind == "named"}
    if not numbers:
        return {}
    return {number: author_decoder.decode(shown) for number, shown in _shown(len(numbers))(c, **among(numbers))}


def _event_of(row: Any, shown: Message | None, author: MemberId) -> PlaceEvent:
    match row.kind:
        case "said" if shown:
            return Said(row.position, shown)
        case "shown_again" if shown:
            return ShownAgain(row.position, shown)
        case "edited" if shown:
            return Edited(row.position, shown.id, shown.text, shown.mentions, shown.edited, shown.author.id)
        case "returned":
            return Returned(row.position, row.message)
        case "deleted":
            return Deleted(row.position, row.message, author)
        case "withheld" | "covered":
            hidden = Withheld if row.kind == "withheld" else Covered
            return hidden(row.position, row.message, author)
        case "reacted":
            return msgspec.json.decode(row.detail, type=Reacted)
        case "room_changed":
            return msgspec.json.decode(row.detail, type=RoomChanged)
        case _:
            return Stub(row.position)


def entry(c: Connection, place: PlaceId, viewer: MemberId, since: Head, events: int, messages: int) -> Found | None:
    """Return a room as somebody finds it who enters, all of one moment."""
    found = ROOM(c, here=place).fetchone()
    if found is None:
        return None
    row = RoomRow(*found)
    head, missed, shown = Head(row.epoch, row.head), None, None
    if since.epoch == head.epoch and 0 <= since.position <= head.position <= since.position + events:
        missed = _missed(c, place, viewer, since.position, head.position)
    if missed is None:
        shown = page_before(c, place, viewer, head.position + 1, messages)
    pinned = one_message(c, place, viewer, row.pinned) if row.pinned else None
    return Found(room_of(found), head, missed, shown, pinned)


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


def proposed_by(c: Connection, member: MemberId) -> list[tuple[Room, str]]:
    """Return a member's rooms that wait or were refused, by name, each with the code of why, which the ledger keeps."""
    of_it = (ledger_entry.c.object_type == "room", ledger_entry.c.object_ref == room.c.id)
    refused = select(ledger_entry.c.reason_code).where(*of_it, ledger_entry.c.action == ROOM_REFUSED)
    why = refused.order_by(ledger_entry.c.n.desc()).limit(1).scalar_subquery()
    mine = (room.c.host == member, room.c.state.in_([RoomState.WAITING.value, RoomState.REFUSED.value]))
    statement = select(room, why.label("why")).where(*mine).order_by(room.c.name)
    return [(room_of(row[:-1]), row.why or "") for row in c.execute(statement)]
