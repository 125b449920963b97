"""Whether what a case did protects a child: lifting it takes two people (moderation section 6)."""

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from palabre.moderation.access import queue_of
from palabre.moderation.model import Kind
from palabre.moderation.queues import Queue
from palabre.store.casework_schema import work
from palabre.store.moderation_rows import case_of
from palabre.store.moderation_schema import case, restriction

PROTECTS = (Kind.ISOLATED.value, Kind.AGE_PROOF.value)


def protects_child(c: Connection, number: str) -> bool:
    """Whether a case waits, or began, in the restricted queue, or holds somebody until their age is known.

    The queue that it was handed to does not matter: a case does not leave its second person behind.
    """
    row = c.execute(select(case).where(case.c.id == number)).one_or_none()
    one = case_of(row) if row is not None else None
    stands = select(work.c.case).where(work.c.case == number, work.c.queue == Queue.CHILD_SAFETY.value)
    if (one and queue_of(one) == Queue.CHILD_SAFETY.value) or c.execute(stands).first() is not None:
        return True
    cases = [each for each in (number, one.about if one else "") if each]
    whose = or_(restriction.c.case.in_(cases), restriction.c.id == (one.restriction if one else ""))
    held = select(restriction.c.id).where(whose, restriction.c.kind.in_(PROTECTS), restriction.c.lifted.is_(False))
    return c.execute(held).first() is not None
