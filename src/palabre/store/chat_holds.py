"""Held and withheld messages: shown to everybody after all, or left to their author; each in one transaction."""

from typing import Any

import msgspec
from sqlalchemy import Row, delete, select, update
from sqlalchemy.engine import Connection

from palabre.chat.announce import Announcement
from palabre.chat.events import Returned, Said, ShownAgain, Withheld
from palabre.chat.model import MessageState
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, MessageId, PlaceId
from palabre.store.chat_covers import is_covered, show_covered
from palabre.store.chat_reads import messages_of
from palabre.store.chat_schema import event, message, reaction, room, send_key
from palabre.store.chat_writes import ack_decoder, encoder, next_position, record

EVERYBODYS = {MessageState.SAID.value, MessageState.COVERED.value}  # states of what everybody sees in its place


def release(
    c: Connection, place: PlaceId, number: MessageId, now: int, was_in: MessageState = MessageState.HELD
) -> tuple[Announcement, ...]:
    """Show a held message, or one that was left to its author, at a new position; where it stood is nothing any more.

    Raises ``Refusal("unknown_message")`` for a message in another state.
    """
    held = _in_state(c, place, number, was_in)
    epoch, position = next_position(c, place)
    was = (event.c.place == place, event.c.message == number)
    c.execute(update(event).where(*was).values(kind="stub", message=None))
    said = {"state": MessageState.SAID.value, "position": position, "at": now}
    c.execute(update(message).where(message.c.id == number).values(**said))
    _ack_anew(c, held, position, now)
    (shown,) = messages_of(c, c.execute(select(message).where(message.c.id == number)).all(), MemberId(""))
    return (record(c, place, epoch, Said(position, shown), now, number),)


def withhold(
    c: Connection, place: PlaceId, number: MessageId, now: int, *, wipe: bool = False
) -> tuple[Announcement, ...]:
    """Hide a message from everybody but its author; with ``wipe`` its words go from here, for its author too.

    Nothing for a message that nobody but its author sees. Raises ``Refusal("unknown_message")``.
    """
    row = c.execute(select(message).where(message.c.id == number, message.c.place == place)).one_or_none()
    if row is None:
        raise Refusal("unknown_message")
    if wipe:
        gone = {"text": "", "mentions": "", "reply": None, "roll": None}
        c.execute(update(message).where(message.c.id == number).values(**gone))
        c.execute(delete(reaction).where(reaction.c.message == number))
    if row.state not in EVERYBODYS:
        return ()
    c.execute(update(room).where(room.c.pinned == number).values(pinned=None))
    epoch, position = next_position(c, place)
    c.execute(update(message).where(message.c.id == number).values(state=MessageState.WITHHELD.value))
    return (record(c, place, epoch, Withheld(position, number, MemberId(row.author)), now, number),)


def show_again(c: Connection, place: PlaceId, number: MessageId, now: int) -> tuple[Announcement, ...]:
    """Show a withheld message where it was said, or as its host hides it.

    Raises ``Refusal("unknown_message")``, also of one without words.
    """
    row = _in_state(c, place, number, MessageState.WITHHELD)
    if not row.text:
        raise Refusal("unknown_message")
    if is_covered(c, number):
        return show_covered(c, place, number, now)
    epoch, position = next_position(c, place)
    c.execute(update(message).where(message.c.id == number).values(state=MessageState.SAID.value))
    (shown,) = messages_of(c, c.execute(select(message).where(message.c.id == number)).all(), MemberId(""))
    return (record(c, place, epoch, ShownAgain(position, shown), now, number),)


def give_back(c: Connection, place: PlaceId, number: MessageId, now: int) -> tuple[Announcement, ...]:
    """Leave a held message to its author: it fades with the others."""
    _in_state(c, place, number, MessageState.HELD)
    epoch, position = next_position(c, place)
    c.execute(update(message).where(message.c.id == number).values(state=MessageState.RETURNED.value))
    return (record(c, place, epoch, Returned(position, number), now, number),)


def held_before(c: Connection, moment: int) -> list[tuple[PlaceId, MessageId]]:
    """Return the messages held since before a moment, oldest first."""
    late = (message.c.state == MessageState.HELD.value, message.c.at <= moment)
    rows = c.execute(select(message.c.place, message.c.id).where(*late).order_by(message.c.at, message.c.id))
    return [(PlaceId(row.place), MessageId(row.id)) for row in rows]


def _in_state(c: Connection, place: PlaceId, number: MessageId, state: MessageState) -> Row[Any]:
    row = c.execute(select(message).where(message.c.id == number, message.c.place == place)).one_or_none()
    if row is None or row.state != state.value:
        raise Refusal("unknown_message")
    return row


def _ack_anew(c: Connection, held: Row[Any], position: int, now: int) -> None:
    """Let a send repeated under its key be answered with where the message stands now."""
    for row in c.execute(select(send_key).where(send_key.c.member == held.author)).all():
        ack = ack_decoder.decode(row.ack)
        if ack.id == held.id:
            fresh = msgspec.structs.replace(ack, position=position, at=now, state=MessageState.SAID)
            mine = (send_key.c.member == held.author, send_key.c.key == row.key)
            c.execute(update(send_key).where(*mine).values(ack=encoder.encode(fresh)))
