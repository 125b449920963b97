"""Rows of what happened, for the figures of moderation: every query stands here; nothing of a person comes with it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, cast, func, select
from sqlalchemy.engine import Connection

from palabre.moderation.figures import (
    Figures,
    Heard,
    Kind,
    OfPriority,
    Times,
    Waiting,
    figures_of,
    median,
    middle_of,
    of_priority,
    slow_of,
)
from palabre.moderation.misuse import Misuse
from palabre.moderation.model import Priority
from palabre.store.casework_schema import closed_after, looked_after, work
from palabre.store.complaints import decoder
from palabre.store.database import Database
from palabre.store.decisions import decision_decoder
from palabre.store.decisions_schema import complaint, decision, misuse_event, statement
from palabre.store.moderation_schema import case
from palabre.store.notice_schema import notice

ANSWERED = ("answered", "complained", "expired", "decided")  # states of a notice whose answer can be read


@dataclass(frozen=True, slots=True)
class SqlFigures:
    """One database."""

    database: Database

    async def since(self, begins: int, now: int) -> Figures:
        """Return the figures of what came since a moment; whatever still waits is counted however old."""
        return await self.database.read(lambda c: _figures(c, begins, now))

    async def heard(self, begins: int) -> list[Heard]:
        """Return the complaints lodged since a moment that were answered."""
        joined = select(complaint.c.whole, decision.c.whole.label("decided"), case.c.rule, case.c.kind)
        found = joined.join(decision, decision.c.id == complaint.c.decision).join(case, case.c.id == decision.c.case)
        rows = await self.database.read(lambda c: c.execute(found.where(complaint.c.lodged >= begins)).all())
        pairs = [(decoder.decode(row.whole), row) for row in rows]
        return [
            Heard(decision_decoder.decode(row.decided).author, row.rule, row.kind, one.verdict)
            for one, row in pairs if one.notified and one.verdict
        ]  # fmt: skip

    async def misused(self, begins: int) -> dict[Misuse, int]:
        """Return how much was counted of each misuse since a moment."""
        fits = (misuse_event.c.at >= begins, misuse_event.c.warning.is_(False))
        counted = select(misuse_event.c.misuse, func.count()).where(*fits).group_by(misuse_event.c.misuse)
        rows = await self.database.read(lambda c: c.execute(counted).all())
        found = {Misuse(name): number for name, number in rows}
        return {one: found.get(one, 0) for one in Misuse}

    async def kinds(self, begins: int) -> list[Kind]:
        """Return how many cases of each kind came since a moment, and how many wait, by name."""
        came, waits = (func.sum(cast(one, Integer)) for one in (work.c.received >= begins, work.c.waits))
        counted = select(work.c.category, came, waits).where((work.c.received >= begins) | work.c.waits)
        statement = counted.group_by(work.c.category).order_by(work.c.category)
        return await self.database.read(lambda c: [Kind(*row) for row in c.execute(statement)])


def _figures(c: Connection, begins: int, now: int) -> Figures:
    lodged = c.execute(select(complaint.c.whole).where(complaint.c.lodged >= begins)).scalars()
    came = select(func.count()).select_from(notice).where(notice.c.received_at >= begins)
    told = select(func.count()).select_from(statement).where(statement.c.informed >= max(begins, 1))
    notices = (c.execute(came).scalar_one(), c.execute(came.where(notice.c.state.in_(ANSWERED))).scalar_one())
    complaints = [decoder.decode(one) for one in lodged]
    return figures_of(_priorities(c, begins, now), complaints, notices, c.execute(told).scalar_one())


def _priorities(c: Connection, begins: int, now: int) -> list[OfPriority]:
    """Count by index alone (docs/decisions/0069): of times that took so long, only the ranks that are told are read."""
    counted = select(work.c.priority, func.count(), func.min(work.c.received)).where(work.c.waits)
    waiting = {name: Waiting(count, since) for name, count, since in c.execute(counted.group_by(work.c.priority))}
    found = []
    for one in Priority:
        of_it = work.c.priority == one.value
        looks = _times(c, looked_after, of_it, looked_after >= 0, work.c.received >= begins)
        acts = _times(c, closed_after, of_it, closed_after >= 0, work.c.received >= begins, ~work.c.waits)
        found.append(of_priority(one, waiting.get(one.value, Waiting()), looks, acts, now))
    return found


def _times(c: Connection, took: ColumnElement[int], *fits: ColumnElement[bool]) -> Times:
    count = c.execute(select(func.count()).select_from(work).where(*fits)).scalar_one()
    if not count:
        return Times()
    middle, ordered = middle_of(count), select(took).where(*fits).order_by(took)
    half = c.execute(ordered.offset(middle.start).limit(len(middle))).scalars().all()
    slow = c.execute(ordered.offset(slow_of(count)).limit(1)).scalar_one()
    return Times(median(half), slow)
