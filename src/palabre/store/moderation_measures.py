"""Measures put in force: a case with its place in a queue, restrictions, freezes, bells; in one transaction."""

import msgspec
from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from palabre.kernel.ids import MemberId
from palabre.moderation.model import Case
from palabre.moderation.ports import BELL, Measure
from palabre.private.ports import Pair
from palabre.store import moderation_freezes as freezes
from palabre.store.casework import begin_work
from palabre.store.chat_schema import outbox
from palabre.store.moderation_rows import kept_case, kept_restriction
from palabre.store.moderation_schema import case, restriction


def put(c: Connection, measure: Measure, now: int) -> tuple[Pair, ...]:
    """Record a measure; return the conversations that it froze or withdrew."""
    contacts = freezes.contacts(c, measure.subject) if measure.case and measure.freezes else ()
    touched = freezes.freeze(c, measure, now)
    if measure.case is not None:
        open_case(c, msgspec.structs.replace(measure.case, contacts=contacts))
    for one in measure.restrictions:
        if one.decision:  # a decision takes effect again after a crash
            c.execute(delete(restriction).where(restriction.c.id == one.id))
        c.execute(insert(restriction).values(lifted=False, **kept_restriction(one)))
    if measure.restrictions:
        bell(c, measure.subject, now)
    return touched


def open_case(c: Connection, new: Case, *, is_trusted: bool = False) -> None:
    """Record a case, in its queue."""
    c.execute(insert(case).values(**kept_case(new)))
    begin_work(c, new, is_trusted=is_trusted)


def bell(c: Connection, member: MemberId, now: int) -> None:
    """Leave an outbox row: every node looks again at what binds a member."""
    c.execute(insert(outbox).values(place=f"{BELL}{member}", position=1, at=now))
