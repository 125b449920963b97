"""Rows of what happened, for the figures of moderation: every query stands here; nothing of a person comes with it."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from palabre.moderation.figures import CaseRow, Figures, figures_of
from palabre.moderation.model import Priority
from palabre.store.casework_schema import work
from palabre.store.complaints import decoder
from palabre.store.database import Database
from palabre.store.decisions_schema import complaint, statement
from palabre.store.notice_schema import notice

ANSWERED = ("answered", "complained", "expired", "decided")  # states of a notice whose answer can be read


@dataclass(frozen=True, slots=True)
class SqlFigures:
    """One database."""

    database: Database

    async def since(self, begins: int, now: int) -> Figures:
        """Return the figures of what came since a moment, and of whatever is still open."""
        return await self.database.read(lambda c: _figures(c, begins, now))


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
