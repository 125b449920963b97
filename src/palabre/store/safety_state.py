"""What safety remembers, in a file of its own: counts and digests, a row a person or a pair; nobody's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, String, Table, bindparam, delete, insert, select
from sqlalchemy.engine import Connection

from palabre.kernel.clock import DAY
from palabre.store.database import Database

LIFE = 30 * DAY  # of a row that nothing changed
SLICE = 2_000  # rows a transaction
metadata = MetaData()
remembered = Table(
    "remembered",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("octets", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class SafetyState:
    """Keeps rows ``(key, octets)``."""

    database: Database

    async def keep(self, rows: Sequence[tuple[str, bytes]], now: int) -> None:
        """Keep rows in place of those of the same key; one without octets is erased."""
        for start in range(0, len(rows), SLICE):
            await self.database.write(partial(_keep, rows=rows[start : start + SLICE], now=now))

    async def all(self) -> list[tuple[str, bytes]]:
        """Return every row, the one longest unchanged first."""
        statement = select(remembered.c.key, remembered.c.octets).order_by(remembered.c.at, remembered.c.key)
        return await self.database.read(lambda c: [(row.key, row.octets) for row in c.execute(statement)])

    async def fade(self, now: int) -> None:
        """Erase rows that nothing changed for thirty days."""
        await self.database.write(partial(_fade, before=now - LIFE))


def _keep(c: Connection, rows: Sequence[tuple[str, bytes]], now: int) -> None:
    c.execute(delete(remembered).where(remembered.c.key == bindparam("old")), [{"old": key} for key, _ in rows])
    if values := [{"key": key, "octets": octets, "at": now} for key, octets in rows if octets]:
        c.execute(insert(remembered), values)


def _fade(c: Connection, before: int) -> None:
    c.execute(delete(remembered).where(remembered.c.at < before))
