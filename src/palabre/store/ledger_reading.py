"""The ledger on SQL as staff read it: implements ``moderation.reading.LedgerReads``. Nothing here changes an entry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.engine import Connection

from palabre.moderation.access import Scope
from palabre.moderation.ledger.model import Act, Entry
from palabre.moderation.ledger.proofs import Proof
from palabre.moderation.reading import Asking
from palabre.store.casework_schema import hold
from palabre.store.database import Database
from palabre.store.decisions_schema import complaint, decision, statement
from palabre.store.ledger import enter, entry_of, payload_of
from palabre.store.ledger_heads import SqlLedger
from palabre.store.ledger_schema import entry, payload
from palabre.store.notice_schema import evidence, notice, seal


@dataclass(frozen=True, slots=True)
class SqlLedgerReads:
    """One database; each method is one transaction."""

    ledger: SqlLedger

    @property
    def _database(self) -> Database:
        return self.ledger.database

    async def page(self, scope: Scope, asking: Asking, limit: int) -> Sequence[tuple[Entry, bytes, bool]]:
        """Return entries of a scope with their hashes, and whether their payload is there; the newest first."""
        wanted = [_page(part, asking, limit) for part in _within(scope)]
        rows = await self._database.read(lambda c: {row.n: row for one in wanted for row in c.execute(one)})
        newest = [rows[number] for number in sorted(rows, reverse=True)[:limit]]
        return [(entry_of(row), bytes(row.hash), bool(row.there)) for row in newest]

    async def entry(self, number: int) -> Entry | None:
        """Return an entry."""
        wanted = select(entry).where(entry.c.n == number)
        row = await self._database.read(lambda c: c.execute(wanted).one_or_none())
        return entry_of(row) if row else None

    async def proof(self, number: int) -> Proof | None:
        """Return the proof that the newest head includes an entry; nothing when no head does yet."""
        return await self.ledger.proof(number)

    async def open_payload(self, number: int, act: Act, now: int) -> bytes | None:
        """Enter that a payload is opened, and return it; nothing, and no entry, when it is not there."""

        def opening(c: Connection) -> bytes | None:
            found = payload_of(c, number)
            if found is not None:
                enter(c, act, now)
            return found

        return await self._database.write(opening)


def _page(part: ColumnElement[bool], asking: Asking, limit: int) -> Select[Any]:
    there = payload.c.n.isnot(None).label("there")
    wanted = select(entry, there).join(payload, payload.c.n == entry.c.n, isouter=True).where(part)
    if asking.before:
        wanted = wanted.where(entry.c.n < asking.before)
    if asking.act:
        wanted = wanted.where(entry.c.action == asking.act)
    if asking.case:
        wanted = wanted.where(or_(*_of_case(asking.case)))
    return wanted.order_by(entry.c.n.desc()).limit(limit)


def _within(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the parts of a scope, each of which has an index in the order of the ledger: whole, it would have none."""
    if scope.everything:
        return [true()]
    return [entry.c.actor_ref == scope.author, *(entry.c.role == role for role in sorted(scope.roles))]


def _of_case(case: str) -> Iterator[ColumnElement[bool]]:
    """Yield what an entry about a case, or about anything that hangs on it, looks like."""
    yield (entry.c.object_type == "case") & (entry.c.object_ref == case)
    decided = select(decision.c.id).where(decision.c.case == case)
    hanging: tuple[tuple[str, Select[Any]], ...] = (
        ("notice", select(notice.c.id).where(notice.c.case == case)),
        ("hold", select(hold.c.id).where(hold.c.case == case)),
        ("decision", decided),
        ("statement", select(statement.c.id).where(statement.c.decision.in_(decided))),
        ("complaint", select(complaint.c.id).where(complaint.c.decision.in_(decided))),
        ("evidence", select(evidence.c.id).where(evidence.c.case == case)),
        ("evidence", select(seal.c.id).where(seal.c.case == case)),
    )
    for kind, refs in hanging:
        yield (entry.c.object_type == kind) & entry.c.object_ref.in_(refs)
