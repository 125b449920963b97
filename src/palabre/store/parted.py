"""Pairs of people whom moderation keeps apart in private, each under the causes that do: a decision, a hold."""

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.engine import Connection

from palabre.kernel.ids import MemberId
from palabre.store.identity import member_table
from palabre.store.moderation_schema import frozen_pair


def part(c: Connection, one: MemberId, other: MemberId, cause: str) -> None:
    """Keep two people apart under a cause; harmless when repeated."""
    first, second = sorted((one, other))
    same = (frozen_pair.c.one == first, frozen_pair.c.other == second, frozen_pair.c.cause == cause)
    if c.execute(select(frozen_pair.c.cause).where(*same)).first() is None:
        c.execute(insert(frozen_pair).values(one=first, other=second, cause=cause))


def rejoin(c: Connection, cause: str) -> None:
    """Let people speak again whom a cause kept apart, unless another still does."""
    c.execute(delete(frozen_pair).where(frozen_pair.c.cause == cause))


def are_parted(c: Connection, one: MemberId, other: MemberId) -> bool:
    """Whether two people are kept apart, by any cause."""
    first, second = sorted((one, other))
    both = (frozen_pair.c.one == first, frozen_pair.c.other == second)
    return c.execute(select(frozen_pair.c.cause).where(*both)).first() is not None


def parted_from(c: Connection, member: MemberId) -> frozenset[MemberId]:
    """Return everybody from whom somebody is kept apart."""
    mine = select(frozen_pair.c.one, frozen_pair.c.other).where(
        or_(frozen_pair.c.one == member, frozen_pair.c.other == member)
    )
    return frozenset(MemberId(one) for row in c.execute(mine) for one in row) - {member}


def fade_pairs(c: Connection) -> None:
    """Forget the pairs of which somebody is gone for good."""
    here = select(member_table.c.id)
    c.execute(delete(frozen_pair).where(or_(frozen_pair.c.one.not_in(here), frozen_pair.c.other.not_in(here))))
