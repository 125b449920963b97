"""A decision undone by a complaint: what its case did to anybody is undone with it, in one transaction."""

import contextlib

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from palabre.chat.model import MessageState
from palabre.chat.ports import Written
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MessageId, PlaceId
from palabre.moderation.model import Case, CaseState
from palabre.moderation.notice_ports import Reach
from palabre.store.chat_holds import release
from palabre.store.moderation_decisions import recount, undo
from palabre.store.moderation_holds import undo_confirmed
from palabre.store.moderation_measures import bell
from palabre.store.moderation_rows import case_of
from palabre.store.moderation_schema import case


def undo_case(c: Connection, number: str, now: int) -> Reach:
    """Undo what was done in a case that a decision had found right, and in the one that it contested.

    Its holds, though they were confirmed, and what a rule had put on the account; the rule counts as wrong once. A
    case whose row has faded is undone all the same.
    """
    row = c.execute(select(case).where(case.c.id == number)).one_or_none()
    undone = case_of(row) if row is not None else None
    reach = Reach()
    if undone is not None and undone.state is CaseState.UPHELD:
        reach += _released(c, undone, now)
    members, pairs = undo(c, number, undone.restriction if undone else "", now)
    for member in members:
        bell(c, member, now)
    return reach + Reach(members=members, pairs=pairs) + undo_confirmed(c, number, now)


def _released(c: Connection, undone: Case, now: int) -> Reach:
    c.execute(update(case).where(case.c.id == undone.id).values(state=CaseState.RELEASED.value))
    about = undo_case(c, undone.about, now) if undone.about else Reach()
    if undone.rule and not undone.about:
        recount(c, undone.rule)
    return about + _words(c, undone, now)


def _words(c: Connection, undone: Case, now: int) -> Reach:
    """Show what was held for the case and left to its author, while it is there."""
    if undone.message:
        with contextlib.suppress(Refusal):
            place, number = PlaceId(undone.place), MessageId(undone.message)
            return Reach(Written(release(c, place, number, now, MessageState.RETURNED)))
    return Reach()
