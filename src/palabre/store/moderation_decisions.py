"""A case decided: what it did is kept, or undone; each rule's count moves; all in one transaction."""

import contextlib
from typing import Any

from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.engine import Connection

from palabre.chat.announce import Announcement
from palabre.chat.ports import Written
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, MessageId, PlaceId
from palabre.moderation.casework import By
from palabre.moderation.model import Case, CaseState
from palabre.moderation.ports import Undone
from palabre.private.ports import Pair
from palabre.store import moderation_freezes as freezes
from palabre.store.casework import decided_work
from palabre.store.chat_holds import give_back, release
from palabre.store.moderation_holds import settle, undo_confirmed
from palabre.store.moderation_rows import case_of
from palabre.store.moderation_schema import case, restriction, rule_review
from palabre.store.notice_moves import decided_notices
from palabre.store.report_bells import ring_reporters

OPERATOR = By("", "operator")  # `palabre cases`, until the console decides


def decide(c: Connection, number: str, state: CaseState, now: int) -> Undone | None:
    """Decide an open case, and with it the cases that contest it; nothing when it is not open."""
    row = c.execute(select(case).where(case.c.id == number, case.c.state == CaseState.OPEN.value)).one_or_none()
    if row is None:
        return None
    decided = _set(c, row, state, now)
    # A contest heard decides the case that it is about; one act of a rule is judged once.
    about = decide(c, decided.about, state, now) if decided.about else None
    if about is None and decided.rule:
        count(c, decided.rule, state)
    members, pairs = undo(c, decided.id, decided.restriction, now) if state is CaseState.RELEASED else ((), ())
    told = _words(c, decided, state, now)
    decided_work(c, decided.id, now, OPERATOR, state.value)
    decided_notices(c, decided.id, now, OPERATOR, state.value)
    ring_reporters(c, decided.id, now)
    settled = settle(c, decided.id, state, now)
    if state is CaseState.RELEASED:  # of a case that was found right once, and waited again
        settled += undo_confirmed(c, decided.id, now)
    members, pairs, told = members + settled.members, pairs + settled.pairs, told + settled.written.announcements
    if about is not None:
        members, pairs = members + about.members, pairs + about.pairs
        told += about.written.announcements
    return Undone(decided, members, pairs, Written(told))


def _set(c: Connection, row: Row[Any], state: CaseState, now: int) -> Case:
    c.execute(update(case).where(case.c.id == row.id).values(state=state.value, decided=now))
    return case_of(c.execute(select(case).where(case.c.id == row.id)).one())


def count(c: Connection, rule: str, state: CaseState) -> None:
    """Count an act of a rule as found right or wrong."""
    column = "upheld" if state is CaseState.UPHELD else "overturned"
    mine = rule_review.c.rule == rule
    if c.execute(select(rule_review.c.rule).where(mine)).first() is None:
        c.execute(insert(rule_review).values(rule=rule, upheld=0, overturned=0))
    c.execute(update(rule_review).where(mine).values({column: rule_review.c[column] + 1}))


def recount(c: Connection, rule: str) -> None:
    """Count what was found right of a rule as wrong after all."""
    judged = (rule_review.c.rule == rule, rule_review.c.upheld > 0)
    moved = {"upheld": rule_review.c.upheld - 1, "overturned": rule_review.c.overturned + 1}
    c.execute(update(rule_review).where(*judged).values(moved))


def undo(c: Connection, number: str, bound: str, now: int) -> tuple[tuple[MemberId, ...], tuple[Pair, ...]]:
    """End the restrictions of a case, and the one that it contests; free what both froze."""
    whose = or_(restriction.c.case == number, restriction.c.id == bound)
    mine = (whose, restriction.c.lifted.is_(False))
    members = tuple(MemberId(one) for one in c.execute(select(restriction.c.member).where(*mine)).scalars())
    end(c, *mine, now=now)
    pairs = freezes.thaw(c, number, now) + freezes.thaw(c, bound, now)
    return members, pairs


def end(c: Connection, *which: Any, now: int) -> None:
    """Lift restrictions; one without a date gets this one, so that it fades as others do."""
    c.execute(update(restriction).where(*which, restriction.c.ends == 0).values(ends=now))
    c.execute(update(restriction).where(*which).values(lifted=True))


def _words(c: Connection, decided: Case, state: CaseState, now: int) -> tuple[Announcement, ...]:
    """Show what was held for a case, or leave it to its author."""
    if not decided.message:
        return ()
    act = release if state is CaseState.RELEASED else give_back
    with contextlib.suppress(Refusal):  # taken back, or given back for want of anybody
        return act(c, PlaceId(decided.place), MessageId(decided.message), now)
    return ()
