"""Staff on SQL: implements ``moderation.signing.StaffStore``. What changes who may do what is entered in the ledger."""

from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from palabre.identity.methods.passkeys import Passkey
from palabre.moderation.exposure import KEPT
from palabre.moderation.ledger.model import Act
from palabre.moderation.shown import KEPT as SHOWN_KEPT
from palabre.moderation.signing import Session
from palabre.moderation.staff import ANSWERING, SESSION_LIFE, Invitation, Role, Staff
from palabre.store.database import Database
from palabre.store.ledger import enter
from palabre.store.staff_schema import (
    invitation_table,
    said_table,
    seen_table,
    shift_table,
    shown_table,
    staff_passkey,
    staff_session,
    staff_table,
)

OPERATOR = ("operator", Role.TECHNICAL.value)  # whoever holds the machine, at its command line
encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Staff)


@dataclass(frozen=True, slots=True)
class SqlStaffStore:
    """One database; each method is one transaction."""

    database: Database

    async def invite(self, staff: Staff, code: bytes, until: int, now: int) -> None:
        """Keep somebody, if new, and their invitation."""

        def act(c: Connection) -> None:
            if c.execute(select(staff_table.c.ref).where(staff_table.c.ref == staff.ref)).first() is None:
                c.execute(insert(staff_table).values(ref=staff.ref, whole=encoder.encode(staff), suspended=0))
            c.execute(insert(invitation_table).values(code=code, staff=staff.ref, until=until))
            enter(c, Act(*OPERATOR, "staff_invited", "staff", staff.ref, payload=told(staff)), now)

        await self.database.write(act)

    async def invitation(self, code: bytes) -> Invitation | None:
        """Return whom a code invites, and until when."""
        statement = (
            select(invitation_table.c.until, staff_table)
            .join(staff_table, staff_table.c.ref == invitation_table.c.staff)
            .where(invitation_table.c.code == code)
        )
        row = await self.database.read(lambda c: c.execute(statement).one_or_none())
        return Invitation(staff_of(row), row.until) if row else None

    async def accept(self, code: bytes, passkey: Passkey, session: bytes, now: int) -> bool:
        """Keep a passkey and open a session in exchange for an invitation."""

        def act(c: Connection) -> bool:
            fits = (invitation_table.c.code == code, invitation_table.c.until > now)
            ref = c.execute(delete(invitation_table).where(*fits).returning(invitation_table.c.staff)).scalar()
            found = active(c, ref) if ref else None
            if found is None:
                return False
            c.execute(
                insert(staff_passkey).values(
                    credential=passkey.credential, staff=ref, public_key=passkey.public_key, signs=passkey.count
                )
            )
            _open(c, found, session, now)
            enter(c, _own(found, "passkey_made"), now)
            return True

        try:
            return await self.database.write(act)
        except IntegrityError:  # a passkey that is known already proves nothing new
            return False

    async def member_of_staff(self, ref: str) -> Staff | None:
        """Return who has a reference."""
        statement = select(staff_table).where(staff_table.c.ref == ref)
        row = await self.database.read(lambda c: c.execute(statement).one_or_none())
        return staff_of(row) if row else None

    async def everybody(self) -> list[Staff]:
        """Return everybody, suspended too, by reference."""
        statement = select(staff_table).order_by(staff_table.c.ref)
        return await self.database.read(lambda c: [staff_of(row) for row in c.execute(statement)])

    async def answering(self) -> list[Staff]:
        """Return who may decide reports: neither suspended nor of a demonstration."""
        return [one for one in await self.everybody() if one.roles & ANSWERING and not one.suspended and not one.demo]

    async def is_staffed(self) -> bool:
        """Whether somebody who may decide reports can sign in."""
        return any([await self.passkeys_of(one.ref) for one in await self.answering()])

    async def seed(self, people: list[Staff]) -> None:
        """Keep people who sign in by a demonstration's links, unless they are kept already."""

        def act(c: Connection) -> None:
            known = set(c.execute(select(staff_table.c.ref)).scalars())
            for one in people:
                if one.ref not in known:
                    c.execute(insert(staff_table).values(ref=one.ref, whole=encoder.encode(one), suspended=0))

        await self.database.write(act)

    async def suspend(self, ref: str, now: int) -> bool:
        """Suspend somebody: sessions, invitations and duty end at once."""

        def act(c: Connection) -> bool:
            if active(c, ref) is None:
                return False
            put_out(c, ref, now)
            enter(c, Act(*OPERATOR, "staff_suspended", "staff", ref), now)
            return True

        return await self.database.write(act)

    async def passkeys_of(self, ref: str) -> list[bytes]:
        """Return the credentials of somebody."""
        statement = select(staff_passkey.c.credential).where(staff_passkey.c.staff == ref)
        return await self.database.read(lambda c: [bytes(one) for one in c.execute(statement).scalars()])

    async def passkey(self, credential: bytes) -> tuple[Staff, Passkey] | None:
        """Return whose a credential is."""
        statement = (
            select(staff_passkey, staff_table)
            .join(staff_table, staff_table.c.ref == staff_passkey.c.staff)
            .where(staff_passkey.c.credential == credential)
        )
        row = await self.database.read(lambda c: c.execute(statement).one_or_none())
        return (staff_of(row), Passkey(bytes(row.credential), bytes(row.public_key), row.signs)) if row else None

    async def signed(self, credential: bytes, count: int, session: bytes, now: int) -> None:
        """Note a passkey's counter, and open a session of its owner."""

        def act(c: Connection) -> None:
            mine = update(staff_passkey).where(staff_passkey.c.credential == credential)
            ref = c.execute(mine.values(signs=count).returning(staff_passkey.c.staff)).scalar()
            found = active(c, ref) if ref else None
            if found is not None:
                _open(c, found, session, now)

        await self.database.write(act)

    async def add_session(self, ref: str, session: bytes, now: int) -> None:
        """Open a session of somebody."""

        def act(c: Connection) -> None:
            found = active(c, ref)
            if found is not None:
                _open(c, found, session, now)

        await self.database.write(act)

    async def session(self, session: bytes) -> Session | None:
        """Return whose a session is."""
        statement = (
            select(staff_session.c.began, staff_session.c.seen, staff_table)
            .join(staff_table, staff_table.c.ref == staff_session.c.staff)
            .where(staff_session.c.digest == session)
        )
        row = await self.database.read(lambda c: c.execute(statement).one_or_none())
        return Session(staff_of(row), row.began, row.seen) if row else None

    async def touch(self, session: bytes, now: int) -> None:
        """Note that a session has served."""
        statement = update(staff_session).where(staff_session.c.digest == session).values(seen=now)
        await self.database.write(lambda c: c.execute(statement))

    async def end_session(self, session: bytes) -> None:
        """End a session, and the duty of whose it was."""

        def act(c: Connection) -> None:
            gone = delete(staff_session).where(staff_session.c.digest == session)
            ref = c.execute(gone.returning(staff_session.c.staff)).scalar()
            if ref:
                off_duty(c, ref)

        await self.database.write(act)

    async def fade(self, now: int) -> None:
        """Erase what has outlived its time: invitations, sessions, counters of exposure, what was said or read."""

        def act(c: Connection) -> None:
            c.execute(delete(invitation_table).where(invitation_table.c.until <= now))
            c.execute(delete(staff_session).where(staff_session.c.began <= now - SESSION_LIFE))
            for table in (seen_table, said_table):
                c.execute(delete(table).where(table.c.at <= now - KEPT))
            c.execute(delete(shown_table).where(shown_table.c.at <= now - SHOWN_KEPT))

        await self.database.write(act)


def acting(staff: Staff) -> Role:
    """Return the role under which somebody acts for themselves: their first, in the table's order."""
    return next(role for role in Role if role in staff.roles)


def off_duty(c: Connection, ref: str) -> None:
    """Turn somebody's switch off."""
    row = c.execute(select(shift_table.c.whole).where(shift_table.c.staff == ref)).one_or_none()
    if row is not None:
        whole = msgspec.json.decode(row.whole) | {"duty": None}
        c.execute(
            update(shift_table).where(shift_table.c.staff == ref).values(used=0, whole=msgspec.json.encode(whole))
        )


def put_out(c: Connection, ref: str, now: int) -> None:
    """Suspend somebody: sessions, invitations and duty end."""
    c.execute(update(staff_table).where(staff_table.c.ref == ref).values(suspended=now))
    for table in (staff_session, invitation_table, shift_table):
        c.execute(delete(table).where(table.c.staff == ref))


def _open(c: Connection, staff: Staff, session: bytes, now: int) -> None:
    c.execute(insert(staff_session).values(digest=session, staff=staff.ref, began=now, seen=now))
    enter(c, _own(staff, "signed_in"), now)


def _own(staff: Staff, action: str) -> Act:
    return Act(staff.ref, acting(staff).value, action, "staff", staff.ref)


def told(staff: Staff) -> dict[str, Any]:
    """Return what an entry of the ledger says of somebody named."""
    return {"roles": sorted(staff.roles), "rooms": sorted(staff.rooms), "trained": staff.trained}


def active(c: Connection, ref: str) -> Staff | None:
    """Return who has a reference, unless they are suspended."""
    statement = select(staff_table).where(staff_table.c.ref == ref, staff_table.c.suspended == 0)
    row = c.execute(statement).one_or_none()
    return staff_of(row) if row else None


def staff_of(row: Row[Any]) -> Staff:
    """Return the person of a row."""
    return replace(_decoder.decode(row.whole), suspended=row.suspended)
