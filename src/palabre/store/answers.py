"""Answers to notices, on SQL: implements ``moderation.deciding_ports.AnswerStore``."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.ids import MemberId
from palabre.moderation.casework import NOTIFIER
from palabre.moderation.deciding_ports import Answerable
from palabre.store.database import Database
from palabre.store.moves import Thing, move
from palabre.store.notice_schema import notice
from palabre.store.report_bells import ring_reporters

ANSWERED = ("answered", "complained")


@dataclass(frozen=True, slots=True)
class SqlAnswers:
    """One database; each method is one transaction, each transition in the ledger."""

    database: Database

    async def answered(self, case: str, now: int) -> list[Answerable]:
        """Let the decided notices of a case be answered."""

        def act(c: Connection) -> list[Answerable]:
            decided = c.execute(select(notice).where(notice.c.case == case, notice.c.state == "decided")).all()
            for row in decided:
                state = move(c, Thing("notice", row.id), "decided", "answered", now)
                c.execute(update(notice).where(notice.c.id == row.id).values(state=state))
            return [_answerable(row) for row in decided]

        return await self.database.write(act)

    async def undone(self, case: str, now: int) -> None:
        """Let whoever reported a case know that its answer was undone, and nothing more."""
        await self.database.write(lambda c: ring_reporters(c, case, now, undone=True))

    async def of_code(self, kept: bytes) -> Answerable | None:
        """Return the answered notice of a follow-up code, or of the one that it joined."""

        def act(c: Connection) -> Answerable | None:
            row = c.execute(select(notice).where(notice.c.code == kept)).one_or_none()
            if row is None:
                return None
            first = row.merged_into or row.id
            answering = c.execute(select(notice.c.state).where(notice.c.id == first)).scalar_one_or_none()
            return _answerable(row) if answering in ANSWERED else None

        return await self.database.read(act)

    async def complained(self, number: str, now: int) -> None:
        """Note that a notifier contests; of a merged notice nothing moves."""

        def act(c: Connection) -> None:
            mine = (notice.c.id == number, notice.c.state == "answered")
            if c.execute(select(notice.c.id).where(*mine)).first() is not None:
                state = move(c, Thing("notice", number), "answered", "complained", now, NOTIFIER)
                c.execute(update(notice).where(notice.c.id == number).values(state=state))

        await self.database.write(act)


def _answerable(row: Row[Any]) -> Answerable:
    return Answerable(row.id, row.case, row.reason_code, MemberId(row.reporter))
