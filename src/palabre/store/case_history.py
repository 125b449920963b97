"""What became of a case before: who took part, who reported it, what waits for a second person. On SQL."""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from palabre.kernel.ids import MemberId
from palabre.moderation.decisions import Decision, DecisionState
from palabre.moderation.second_looks import SecondLook
from palabre.store.casework_schema import note, work
from palabre.store.database import Database
from palabre.store.decisions import decision_of
from palabre.store.decisions_schema import decision, second_look
from palabre.store.ledger_schema import entry
from palabre.store.notice_schema import notice, notice_item

NEVER = 2**63 - 1
look_decoder = msgspec.json.Decoder(SecondLook)
JUDGED = ("in_force", "expired", "reversed", "replaced")  # states of what was in force once


@dataclass(frozen=True, slots=True)
class SqlCaseHistory:
    """One database; each method is one read. Implements ``History``."""

    database: Database

    async def took_part(self, case: str) -> frozenset[str]:
        """Return who of the staff leased or noted a case before it last waited for a second look."""
        return await self.database.read(lambda c: _took_part(c, case))

    async def reported_by(self, members: Collection[MemberId]) -> frozenset[str]:
        """Return the cases that any of these members reported."""
        statement = select(notice.c.case).where(notice.c.reporter.in_(list(members)), notice.c.reporter != "")
        return await self.database.read(lambda c: frozenset(c.execute(statement).scalars()))

    async def reporters(self, member: MemberId) -> int:
        """Return how many different people report a member in cases that wait; without an account each is one."""
        about = select(notice_item.c.notice).where(notice_item.c.subject == member)
        waits = select(work.c.case).where(work.c.waits.is_(True))
        mine = (notice.c.id.in_(about), notice.c.case.in_(waits))
        named = select(func.count(notice.c.reporter.distinct())).where(*mine, notice.c.reporter != "")
        unnamed = select(func.count()).select_from(notice).where(*mine, notice.c.reporter == "")
        return await self.database.read(lambda c: int(c.execute(named).scalar_one() + c.execute(unnamed).scalar_one()))

    async def judged_before(self, ref: str) -> frozenset[str]:
        """Return the cases that wait again, and that somebody decided, signed or looked at before."""
        # Asked of each decision: what waits may be a hundred thousand cases, of which few were decided before.
        waits = select(work.c.case).where(work.c.case == decision.c.case, work.c.waits.is_(True)).exists()
        mine = (decision.c.state.in_(JUDGED), waits)
        looked = (
            select(second_look.c.whole)
            .join(decision, decision.c.id == second_look.c.decision)
            .where(second_look.c.done > 0, waits)
        )

        def act(c: Connection) -> frozenset[str]:
            found = list(map(decision_of, c.execute(select(decision).where(*mine))))
            looks = map(look_decoder.decode, c.execute(looked).scalars())
            judged = [one.case for one in found if ref in {one.author, one.second}]
            return frozenset([*judged, *(one.case for one in looks if one.reader == ref)])

        return await self.database.read(act)

    async def proposals(self, limit: int) -> list[Decision]:
        """Return the decisions that wait for a second person on cases that wait, oldest first."""
        waits = select(work.c.case).where(work.c.waits.is_(True))
        mine = (decision.c.state == DecisionState.PENDING_SECOND.value, decision.c.case.in_(waits))
        statement = select(decision).where(*mine).order_by(decision.c.made, decision.c.id).limit(limit)
        return await self.database.read(lambda c: [decision_of(row) for row in c.execute(statement)])


def _took_part(c: Connection, case: str) -> frozenset[str]:
    mine = (entry.c.object_type == "case", entry.c.object_ref == case)
    rows = c.execute(select(entry.c.n, entry.c.time, entry.c.action, entry.c.actor_ref).where(*mine)).all()
    last = max((row.n for row in rows if row.action == "case.second_look"), default=NEVER)
    until = next((row.time for row in rows if row.n == last), NEVER)
    leased = {row.actor_ref for row in rows if row.action == "case.leased" and row.n < last}
    noted = c.execute(select(note.c.by).where(note.c.case == case, note.c.at <= until)).scalars()
    return frozenset({*leased, *noted}) - {""}
