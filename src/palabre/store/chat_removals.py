"""Messages removed by a decision: their words are set aside while they would have lived, and can come back."""

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from palabre.chat.announce import Announcement
from palabre.chat.events import Deleted
from palabre.chat.model import MessageState
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, MessageId, PlaceId
from palabre.store.chat_schema import message, reaction, room, set_aside
from palabre.store.chat_writes import next_position, record

GONE = {"text": "", "mentions": "", "reply": None, "roll": None, "state": MessageState.DELETED.value}


def remove(c: Connection, place: PlaceId, number: MessageId, now: int) -> tuple[Announcement, ...]:
    """Remove a message for everybody, its author too, with its reactions. Raises ``Refusal("unknown_message")``."""
    row = c.execute(select(message).where(message.c.id == number, message.c.place == place)).one_or_none()
    if row is None or row.state == MessageState.DELETED.value:
        raise Refusal("unknown_message")
    kept = {name: getattr(row, name) for name in ("text", "mentions", "reply", "roll")}
    c.execute(insert(set_aside).values(message=number, **kept))
    c.execute(delete(reaction).where(reaction.c.message == number))
    c.execute(update(room).where(room.c.pinned == number).values(pinned=None))
    c.execute(update(message).where(message.c.id == number).values(**GONE))
    epoch, position = next_position(c, place)
    return (record(c, place, epoch, Deleted(position, number, MemberId(row.author)), now, number),)


def restore(c: Connection, place: PlaceId, number: MessageId) -> None:
    """Give a removed message its words again, as one that is withheld. Raises ``Refusal("unknown_message")``."""
    kept = c.execute(select(set_aside).where(set_aside.c.message == number)).one_or_none()
    there = c.execute(select(message.c.id).where(message.c.id == number, message.c.place == place)).first()
    if kept is None or there is None:
        raise Refusal("unknown_message")
    back = {name: getattr(kept, name) for name in ("text", "mentions", "reply", "roll")}
    c.execute(update(message).where(message.c.id == number).values(state=MessageState.WITHHELD.value, **back))
    c.execute(delete(set_aside).where(set_aside.c.message == number))
