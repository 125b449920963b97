"""A decided case waits again: its first answer was undone, or somebody who looked again would have given another."""

import msgspec
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from palabre.moderation.casework import By
from palabre.moderation.decisions import RIGHT, Decision, DecisionState
from palabre.moderation.model import CaseState
from palabre.store.casework import decided_work, held
from palabre.store.casework_schema import work
from palabre.store.decisions_schema import decision
from palabre.store.moderation_decisions import count
from palabre.store.moderation_schema import case, rule_review
from palabre.store.moves import Thing, move


def reopen(c: Connection, number: str, now: int, by: By, reason: str) -> bool:
    """Let a closed case wait in its queue, for somebody who did not decide it; false when there is none such.

    Its age still counts from its oldest notice. What a rule was credited with, or blamed for, by the first answer waits
    for the next.
    """
    row = c.execute(select(work).where(work.c.case == number, work.c.state == "closed")).one_or_none()
    found = c.execute(select(case).where(case.c.id == number)).one_or_none()
    if row is None or found is None:
        return False
    state = move(c, Thing("case", number), row.state, "reopened", now, by, reason)
    waits = {"state": state, "waits": True, "leased_by": "", "leased_until": 0, "closed": 0}
    c.execute(update(work).where(work.c.case == number).values(**waits))
    _uncount(c, found.rule, CaseState(found.state))
    c.execute(update(case).where(case.c.id == number).values(state=CaseState.OPEN.value, decided=0))
    return True


def stand(c: Connection, number: str, now: int, by: By) -> bool:
    """Close a case again under the decision that stands on it; false when none does. Raises ``not_leased``."""
    held(c, number, by, now)
    stands = (decision.c.case == number, decision.c.state == DecisionState.IN_FORCE.value)
    whole = c.execute(select(decision.c.whole).where(*stands).order_by(decision.c.made.desc())).scalars().first()
    found = c.execute(select(case).where(case.c.id == number, case.c.state == CaseState.OPEN.value)).one_or_none()
    if whole is None or found is None:
        return False
    outcome = msgspec.json.decode(whole, type=Decision).outcome
    state = CaseState.UPHELD if outcome in RIGHT else CaseState.RELEASED
    c.execute(update(case).where(case.c.id == number).values(state=state.value, decided=now))
    if found.rule:
        count(c, found.rule, state)
    decided_work(c, number, now, by, "stands")
    return True


def _uncount(c: Connection, rule: str, state: CaseState) -> None:
    column = rule_review.c.upheld if state is CaseState.UPHELD else rule_review.c.overturned
    counted = (rule_review.c.rule == rule, column > 0)
    c.execute(update(rule_review).where(*counted).values({column.name: column - 1}))
