"""Words and passkeys of kept pseudonyms, on SQL: implements ``identity.keeping.KeepStore``."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from palabre.identity.methods.passkeys import Passkey
from palabre.identity.model import Member
from palabre.kernel.ids import MemberId
from palabre.store.database import Database
from palabre.store.identity import SEEN_STEP, member_table, passkey_table, session_table, words_table


@dataclass(frozen=True, slots=True)
class SqlKeepStore:
    """One database; each method is one transaction."""

    database: Database

    async def kept(self, member: MemberId) -> tuple[bool, int]:
        """Return whether somebody has words, and how many passkeys."""
        has = select(words_table.c.member).where(words_table.c.member == member)
        count = select(func.count()).select_from(passkey_table).where(passkey_table.c.member == member)
        return await self.database.read(lambda c: (c.execute(has).first() is not None, c.execute(count).scalar_one()))

    async def set_words(self, member: MemberId, hashed: str) -> None:
        """Keep the hash of words; a former one ends."""

        def act(c: Connection) -> None:
            c.execute(delete(words_table).where(words_table.c.member == member))
            c.execute(insert(words_table).values(member=member, hashed=hashed))

        await self.database.write(act)

    async def words_of(self, skeleton: str) -> tuple[MemberId, str] | None:
        """Return whom a pseudonym is, and the hash of their words, if they have any."""
        statement = (
            select(words_table.c.member, words_table.c.hashed)
            .join(member_table, member_table.c.id == words_table.c.member)
            .where(member_table.c.skeleton == skeleton)
        )
        row = await self.database.read(lambda c: c.execute(statement).one_or_none())
        return (MemberId(row.member), row.hashed) if row else None

    async def add_passkey(self, member: MemberId, passkey: Passkey) -> bool:
        """Keep a passkey; false when it is known already."""
        values = {
            "credential": passkey.credential, "member": member, "public_key": passkey.public_key,
            "signs": passkey.count,
        }  # fmt: skip
        try:
            await self.database.write(lambda c: c.execute(insert(passkey_table).values(**values)))
        except IntegrityError:
            return False
        return True

    async def passkeys_of(self, member: MemberId) -> list[bytes]:
        """Return the credentials of somebody."""
        statement = select(passkey_table.c.credential).where(passkey_table.c.member == member)
        return await self.database.read(lambda c: [bytes(one) for one in c.execute(statement).scalars()])

    async def passkey(self, credential: bytes) -> tuple[MemberId, Passkey] | None:
        """Return whose a credential is."""
        statement = select(passkey_table).where(passkey_table.c.credential == credential)
        row = await self.database.read(lambda c: c.execute(statement).one_or_none())
        return (MemberId(row.member), Passkey(bytes(row.credential), bytes(row.public_key), row.signs)) if row else None

    async def used(self, credential: bytes, count: int) -> None:
        """Note a passkey's counter."""
        statement = update(passkey_table).where(passkey_table.c.credential == credential).values(signs=count)
        await self.database.write(lambda c: c.execute(statement))

    async def end(self, member: MemberId) -> None:
        """Forget words and passkeys."""

        def act(c: Connection) -> None:
            c.execute(delete(words_table).where(words_table.c.member == member))
            c.execute(delete(passkey_table).where(passkey_table.c.member == member))

        await self.database.write(act)

    async def add_session(self, member: MemberId, session: bytes, now: int) -> Member | None:
        """Open another session of somebody who is still here."""

        def act(c: Connection) -> Member | None:
            found = c.execute(select(member_table.c.profile).where(member_table.c.id == member)).scalar_one_or_none()
            if found is None:
                return None
            c.execute(insert(session_table).values(digest=session, member=member, seen=now - now % SEEN_STEP))
            return msgspec.json.decode(found, type=Member)

        return await self.database.write(act)
