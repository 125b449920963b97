"""Rows of what happened, for the figures of moderation: every query stands here; nothing of a person comes with it."""

from dataclasses import dataclass

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.engine import Connection

from palabre.moderation.figures import CaseRow, Figures, Heard, Kind, figures_of
from palabre.moderation.misuse import Misuse
from palabre.moderation.model import Priority
from palabre.store.casework_schema import work
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
        """Return the figures of what came since a moment, and of whatever is still open."""
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
    cases = select(work.c.priority, work.c.received, work.c.looked, work.c.closed, work.c.waits).where(
        (work.c.received >= begins) | work.c.waits
    )
    rows = [
        CaseRow(Priority(row.priority), row.received, row.looked, 0 if row.waits else row.closed)
        for row in c.execute(cases)
    ]
    lodged = c.execute(select(complaint.c.whole).where(complaint.c.lodged >= begins)).scalars()
    came = select(func.count()).select_from(notice).where(notice.c.received_at >= begins)
    told = select(func.count()).select_from(statement).where(statement.c.informed >= max(begins, 1))
    notices = (c.execute(came).scalar_one(), c.execute(came.where(notice.c.state.in_(ANSWERED))).scalar_one())
    return figures_of(rows, [decoder.decode(one) for one in lodged], notices, c.execute(told).scalar_one(), now)
