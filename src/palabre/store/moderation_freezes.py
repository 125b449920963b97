"""What moderation stops in private conversations, and frees again: from who is in them, never from what is said."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.ids import ConversationId, MemberId
from palabre.moderation.model import Contact, Freeze
from palabre.moderation.ports import Measure
from palabre.private.model import ConversationState
from palabre.private.ports import Pair
from palabre.store.moderation_schema import frozen
from palabre.store.notice_schema import notice
from palabre.store.parted import part, rejoin
from palabre.store.private_delivery import tell
from palabre.store.private_reads import pair_key, pair_of
from palabre.store.private_schema import conversation, ticket


def freeze(c: Connection, measure: Measure, now: int) -> tuple[Pair, ...]:
    """Freeze what a measure names, under its cause; requests end where it withdraws them."""
    touched: dict[str, Pair] = {}
    for one in measure.freezes:
        other = _other(c, one)
        if other:
            part(c, one.member, other, measure.cause)
        rows = c.execute(select(conversation).where(_named(one, other))).all()
        withdrawn = [row for row in rows if one.withdraw and row.state == ConversationState.ASKED.value]
        _withdraw(c, one.member, withdrawn)
        _stop(c, (row for row in rows if row not in withdrawn), measure.cause, now)
        touched |= {row.id: pair_of(row) for row in rows}
    return tuple(touched.values())


def thaw(c: Connection, cause: str, now: int) -> tuple[Pair, ...]:
    """Free what a cause froze, unless another still holds it."""
    rejoin(c, cause)
    numbers = c.execute(select(frozen.c.conversation).where(frozen.c.cause == cause)).scalars().all()
    c.execute(delete(frozen).where(frozen.c.cause == cause))
    held = select(frozen.c.conversation)
    free = (conversation.c.id.in_(numbers), conversation.c.id.not_in(held))
    rows = c.execute(select(conversation).where(*free)).all()
    c.execute(update(conversation).where(*free).values(frozen=False))
    for row in rows:
        tell(c, ConversationId(row.id), row.head, now)
    return tuple(pair_of(row) for row in rows)


def contacts(c: Connection, member: MemberId) -> tuple[Contact, ...]:
    """Return with whom a member has a conversation or a request, and since when."""
    rows = c.execute(select(conversation).where(_of(member)).order_by(conversation.c.since, conversation.c.id))
    return tuple(Contact(pair_of(row).other_than(member), ConversationId(row.id), row.state, row.since) for row in rows)


def _other(c: Connection, one: Freeze) -> MemberId:
    """Return with whom alone a freeze is: named, or found by a conversation or a notice; nobody when it is wider."""
    if one.other or not one.towards:
        return one.other
    talks = select(conversation).where(conversation.c.id == one.towards, _of(one.member))
    talk = c.execute(talks).one_or_none()
    if talk is not None:
        return pair_of(talk).other_than(one.member)
    sender = c.execute(select(notice.c.reporter).where(notice.c.id == one.towards)).scalar_one_or_none()
    return MemberId(sender or "")


def _named(one: Freeze, other: MemberId) -> Any:
    if other or one.towards:  # of somebody who is gone nothing is left to stop
        return conversation.c.pair == pair_key(one.member, other)
    return _of(one.member) if one.member else conversation.c.id == one.conversation


def _of(member: MemberId) -> Any:
    return or_(conversation.c.asker == member, conversation.c.asked == member)


def _withdraw(c: Connection, member: MemberId, rows: Iterable[Row[Any]]) -> None:
    c.execute(delete(conversation).where(conversation.c.id.in_([row.id for row in rows])))
    c.execute(delete(ticket).where(or_(ticket.c.member == member, ticket.c.asked == member)))


def _stop(c: Connection, rows: Iterable[Row[Any]], cause: str, now: int) -> None:
    for row in rows:
        known = (frozen.c.conversation == row.id, frozen.c.cause == cause)
        c.execute(delete(frozen).where(*known))
        c.execute(insert(frozen).values(conversation=row.id, cause=cause))
        c.execute(update(conversation).where(conversation.c.id == row.id).values(frozen=True))
        tell(c, ConversationId(row.id), row.head, now)
