"""Messages hidden by the host of their room: everybody sees that they are, their author alone what they say."""

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from palabre.chat.announce import Announcement
from palabre.chat.events import Covered, ShownAgain
from palabre.chat.model import MessageState
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, MessageId, PlaceId
from palabre.store.chat_reads import messages_of
from palabre.store.chat_schema import host_cover as covers
from palabre.store.chat_schema import message, room
from palabre.store.chat_writes import next_position, record


def cover(c: Connection, place: PlaceId, number: MessageId, now: int) -> tuple[Announcement, ...]:
    """Hide a message for the host; nothing more for one hidden already. Raises ``Refusal("unknown_message")``."""
    row = c.execute(select(message).where(message.c.id == number, message.c.place == place)).one_or_none()
    if row is None or row.state == MessageState.DELETED.value:
        raise Refusal("unknown_message")
    if not is_covered(c, number):
        c.execute(insert(covers).values(message=number, at=now))
    return show_covered(c, place, number, now) if row.state == MessageState.SAID.value else ()


def show_covered(c: Connection, place: PlaceId, number: MessageId, now: int) -> tuple[Announcement, ...]:
    """Let everybody see that a message is hidden by the host."""
    author = c.execute(select(message.c.author).where(message.c.id == number)).scalar_one()
    c.execute(update(room).where(room.c.pinned == number).values(pinned=None))
    c.execute(update(message).where(message.c.id == number).values(state=MessageState.COVERED.value))
    epoch, position = next_position(c, place)
    return (record(c, place, epoch, Covered(position, number, MemberId(author)), now, number),)


def uncover(c: Connection, place: PlaceId, number: MessageId, now: int) -> tuple[Announcement, ...]:
    """Show again what the host hid, where it was said; nothing for what something else withholds."""
    c.execute(delete(covers).where(covers.c.message == number))
    row = c.execute(select(message).where(message.c.id == number, message.c.place == place)).one_or_none()
    if row is None:
        raise Refusal("unknown_message")
    if row.state != MessageState.COVERED.value:
        return ()
    c.execute(update(message).where(message.c.id == number).values(state=MessageState.SAID.value))
    epoch, position = next_position(c, place)
    (shown,) = messages_of(c, c.execute(select(message).where(message.c.id == number)).all(), MemberId(""))
    return (record(c, place, epoch, ShownAgain(position, shown), now, number),)


def is_covered(c: Connection, number: MessageId) -> bool:
    """Whether a host hides a message."""
    return c.execute(select(covers.c.message).where(covers.c.message == number)).first() is not None
