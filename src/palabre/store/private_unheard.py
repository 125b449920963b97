"""What one of two people could never read: from what their devices held when keys were lost, to the new group."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.ids import ConversationId, MemberId
from palabre.kernel.limits import UNHEARD_STRETCHES
from palabre.private.model import Unheard
from palabre.store.private_schema import leaf, unheard


def note(c: Connection, talk: ConversationId, reader: MemberId, now: int) -> None:
    """Open a stretch after what a reader's devices held; an open one stands, and of no device nothing is known."""
    is_open = select(unheard.c.after).where(_of(talk, reader), unheard.c.before == 0)
    held = select(func.max(leaf.c.acked)).where(leaf.c.conversation == talk, leaf.c.member == reader)
    after = c.execute(held).scalar_one()
    if after is None or c.execute(is_open).first():
        return
    c.execute(delete(unheard).where(_of(talk, reader), unheard.c.after == after))
    c.execute(insert(unheard).values(conversation=talk, reader=reader, after=after, before=0, at=now))


def note_last(c: Connection, talk: ConversationId, reader: MemberId, device: bytes, now: int) -> None:
    """Open a stretch when the device about to be removed is a reader's last one in the group."""
    others = select(leaf.c.device).where(leaf.c.conversation == talk, leaf.c.member == reader, leaf.c.device != device)
    if c.execute(others).first() is None:
        note(c, talk, reader, now)


def close(c: Connection, talk: ConversationId, readers: Iterable[MemberId], position: int) -> None:
    """Close what is open for readers who are in the new group: they hear everything from its Welcome on."""
    for reader in readers:
        is_open = (_of(talk, reader), unheard.c.before == 0)
        c.execute(delete(unheard).where(*is_open, unheard.c.after >= position - 1))
        c.execute(update(unheard).where(*is_open).values(before=position))
        newest = (
            select(unheard.c.after).where(_of(talk, reader)).order_by(unheard.c.after.desc()).limit(UNHEARD_STRETCHES)
        )
        c.execute(delete(unheard).where(_of(talk, reader), unheard.c.after.not_in(newest)))


def stretches(c: Connection, talk: ConversationId, reader: MemberId) -> tuple[Unheard, ...]:
    """Return what a reader never read and is over, oldest first."""
    over = (
        select(unheard.c.after, unheard.c.before)
        .where(_of(talk, reader), unheard.c.before > 0)
        .order_by(unheard.c.after)
    )
    return tuple(Unheard(row.after, row.before) for row in c.execute(over))


def _of(talk: ConversationId, reader: MemberId) -> ColumnElement[bool]:
    return (unheard.c.conversation == talk) & (unheard.c.reader == reader)
