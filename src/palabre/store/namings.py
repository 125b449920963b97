"""Naming volunteers on SQL: implements ``moderation.naming.NamingStore``. What is asked stands in the row of whom."""

from dataclasses import dataclass

from msgspec.structs import replace
from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from palabre.moderation.casework import By
from palabre.moderation.ledger.model import Act
from palabre.moderation.naming import Volunteer
from palabre.moderation.staff import Change, Role, Staff
from palabre.store.database import Database
from palabre.store.ledger import enter
from palabre.store.staff import active, encoder, put_out, staff_of, told
from palabre.store.staff_schema import invitation_table, staff_passkey, staff_table

ASKED = {Change.NAME: "naming_asked", Change.WITHDRAW: "withdrawal_asked"}


@dataclass(frozen=True, slots=True)
class SqlNamings:
    """One database; each method is one transaction."""

    database: Database

    async def volunteers(self) -> list[Volunteer]:
        """Return every volunteer, by reference."""

        def act(c: Connection) -> list[Volunteer]:
            have_come = set(c.execute(select(staff_passkey.c.staff)).scalars())
            everybody = map(staff_of, c.execute(select(staff_table).order_by(staff_table.c.ref)))
            return [Volunteer(one, one.ref in have_come) for one in everybody if one.roles == {Role.HOST}]

        return await self.database.read(act)

    async def ask(self, staff: Staff, by: By) -> bool:
        """Keep what is asked of somebody."""
        assert staff.awaited is not None
        asked = Act(by.ref, by.role, ASKED[staff.awaited.change], "staff", staff.ref, payload=told(staff))
        at = staff.awaited.at

        def act(c: Connection) -> bool:
            known = c.execute(select(staff_table).where(staff_table.c.ref == staff.ref)).one_or_none()
            if known is None:
                c.execute(insert(staff_table).values(ref=staff.ref, whole=encoder.encode(staff), suspended=0))
            elif (now := active(c, staff.ref)) is None or now.awaited is not None:
                return False
            else:
                _keep(c, staff)
            enter(c, asked, at)
            return True

        return await self.database.write(act)

    async def invite(self, ref: str, by: By, code: bytes, until: int, now: int) -> bool:
        """Name somebody at last, and keep their invitation."""

        def act(c: Connection) -> bool:
            one = _awaited(c, ref, by, Change.NAME)
            if one is None:
                return False
            _keep(c, replace(one, awaited=None))
            c.execute(insert(invitation_table).values(code=code, staff=ref, until=until))
            enter(c, Act(by.ref, by.role, "staff_invited", "staff", ref, payload=told(one)), now)
            return True

        return await self.database.write(act)

    async def withdraw(self, ref: str, by: By, now: int) -> bool:
        """Suspend somebody at last."""

        def act(c: Connection) -> bool:
            one = _awaited(c, ref, by, Change.WITHDRAW)
            if one is None:
                return False
            _keep(c, replace(one, awaited=None))
            put_out(c, ref, now)
            enter(c, Act(by.ref, by.role, "staff_suspended", "staff", ref), now)
            return True

        return await self.database.write(act)

    async def decline(self, ref: str, by: By, now: int) -> bool:
        """Drop what is asked of somebody, and whoever was only asked for."""

        def act(c: Connection) -> bool:
            one = active(c, ref)
            if one is None or one.awaited is None:
                return False
            if one.awaited.change is Change.NAME:
                c.execute(delete(staff_table).where(staff_table.c.ref == ref))
            else:
                _keep(c, replace(one, awaited=None))
            enter(c, Act(by.ref, by.role, "change_declined", "staff", ref, one.awaited.change.value), now)
            return True

        return await self.database.write(act)


def _awaited(c: Connection, ref: str, by: By, change: Change) -> Staff | None:
    """Return somebody of whom this is asked, by another who still works here."""
    one = active(c, ref)
    if one is None or one.awaited is None or one.awaited.change is not change or one.awaited.by == by.ref:
        return None
    return one if active(c, one.awaited.by) else None


def _keep(c: Connection, staff: Staff) -> None:
    c.execute(update(staff_table).where(staff_table.c.ref == staff.ref).values(whole=encoder.encode(staff)))
