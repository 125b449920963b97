"""Sessions and credentials that a decision takes away, and gives back: implements ``moderation.means.Keys``."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from palabre.kernel.ids import MemberId
from palabre.store.database import Database
from palabre.store.decisions_schema import revoked, revoked_passkey, revoked_session
from palabre.store.identity import SEEN_STEP, member_table, passkey_table, session_table, words_table


@dataclass(frozen=True, slots=True)
class SqlKeys:
    """One database; each method is one transaction, harmless when repeated."""

    database: Database

    async def revoke(self, member: MemberId, decision: str, now: int) -> None:
        """End every session and credential of a member; what they were is set aside."""

        def act(c: Connection) -> None:
            if c.execute(select(member_table.c.id).where(member_table.c.id == member)).first() is None:
                return
            if c.execute(select(revoked.c.member).where(revoked.c.member == member)).first() is None:
                words = c.execute(select(words_table.c.hashed).where(words_table.c.member == member)).scalar()
                c.execute(insert(revoked).values(member=member, decision=decision, at=now, words=words))
            _set_aside(c, member)

        await self.database.write(act)

    async def give_back(self, decision: str, now: int) -> None:
        """Put back what a decision took."""

        def act(c: Connection) -> None:
            row = c.execute(select(revoked).where(revoked.c.decision == decision)).one_or_none()
            if row is None:
                return
            if row.words:
                c.execute(insert(words_table).values(member=row.member, hashed=row.words))
            _put_back(c, row.member, now - now % SEEN_STEP)
            c.execute(delete(revoked).where(revoked.c.member == row.member))

        await self.database.write(act)

    async def forget(self, before: int) -> None:
        """Let go of what was taken before a moment: nobody can contest it any more, and the card fades."""
        await self.database.write(lambda c: c.execute(delete(revoked).where(revoked.c.at < before)))


def _set_aside(c: Connection, member: MemberId) -> None:
    for digest in c.execute(select(session_table.c.digest).where(session_table.c.member == member)).scalars().all():
        c.execute(insert(revoked_session).values(digest=digest, member=member))
    for row in c.execute(select(passkey_table).where(passkey_table.c.member == member)).all():
        c.execute(insert(revoked_passkey).values(**row._mapping))  # noqa: SLF001 - SQLAlchemy's own name for it
    for table in (session_table, passkey_table, words_table):
        c.execute(delete(table).where(table.c.member == member))


def _put_back(c: Connection, member: MemberId, seen: int) -> None:
    mine = revoked_session.c.member == member
    for digest in c.execute(select(revoked_session.c.digest).where(mine)).scalars().all():
        c.execute(insert(session_table).values(digest=digest, member=member, seen=seen))
    for row in c.execute(select(revoked_passkey).where(revoked_passkey.c.member == member)).all():
        c.execute(insert(passkey_table).values(**row._mapping))  # noqa: SLF001 - the same
