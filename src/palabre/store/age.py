"""The gate's two tables, in a database of their own: no key is shared with the chat."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)  # fmt: skip
from sqlalchemy.exc import IntegrityError

from palabre.age.ports import SessionRow
from palabre.store.database import Database
from palabre.store.prepared import Prepared

metadata = MetaData()
spent_proof = Table(
    "spent_proof",
    metadata,
    Column("key", LargeBinary(32), primary_key=True),
    Column("day", Integer, nullable=False, index=True),
)
age_session = Table(
    "age_session",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("ends", BigInteger, nullable=False),
    Column("active", BigInteger, nullable=False),
)
SESSION = Prepared(select(age_session.c.ends, age_session.c.active).where(age_session.c.digest == bindparam("session")))


@dataclass(frozen=True, slots=True)
class SqlSpentStore:
    """Implements ``age.ports.SpentStore``."""

    database: Database

    async def spend(self, key: bytes, day: int) -> bool:
        """Record a key; false when it was there: the primary key decides any race."""
        try:
            await self.database.write(lambda c: c.execute(insert(spent_proof).values(key=key, day=day)))
        except IntegrityError:
            return False
        return True

    async def forget(self, before: int) -> int:
        """Erase keys whose last day is before a day; return how many."""
        statement = delete(spent_proof).where(spent_proof.c.day < before)
        return await self.database.write(lambda c: c.execute(statement).rowcount)


@dataclass(frozen=True, slots=True)
class SqlAgeSessionStore:
    """Implements ``age.ports.AgeSessionStore``."""

    database: Database

    async def add(self, digest: bytes, row: SessionRow) -> None:
        """Record a new session."""
        statement = insert(age_session).values(digest=digest, ends=row.ends, active=row.active)
        await self.database.write(lambda c: c.execute(statement))

    async def get(self, digest: bytes) -> SessionRow | None:
        """Return a session, if there is one."""
        found = self.database.glance(lambda c: SESSION(c, session=digest).fetchone())
        return SessionRow(*found) if found else None

    async def touch(self, moved: Mapping[bytes, int]) -> None:
        """Move last active minutes forward, by digest."""
        statement = update(age_session).where(age_session.c.digest == bindparam("session"))
        values = [{"session": digest, "active": active} for digest, active in moved.items()]
        await self.database.write(lambda c: c.execute(statement, values))

    async def remove(self, digest: bytes) -> None:
        """Erase a session; harmless when repeated."""
        await self.database.write(lambda c: c.execute(delete(age_session).where(age_session.c.digest == digest)))

    async def purge(self, now: int, idle_since: int) -> int:
        """Erase sessions that ended before ``now`` or were last active before ``idle_since``."""
        over = or_(age_session.c.ends <= now, age_session.c.active < idle_since)
        return await self.database.write(lambda c: c.execute(delete(age_session).where(over)).rowcount)
