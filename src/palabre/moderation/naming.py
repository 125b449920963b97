"""Naming volunteer hosts at the console: one person asks, another agrees (moderation section 16: roles and settings).

Nothing of what is asked holds before the second answers; either may take it back.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import PlaceId, digest
from palabre.moderation.access import access_volunteers
from palabre.moderation.casework import By
from palabre.moderation.four_eyes import Guarded, check_second
from palabre.moderation.roles import Manner
from palabre.moderation.staff import INVITED_FOR, Awaited, Change, Role, Staff, check_roles, new_code, new_ref


class Volunteer(Struct, frozen=True):
    """Somebody who looks after rooms, or may."""

    staff: Staff
    has_come: bool  # they have made a passkey


class NamingStore(Protocol):
    """Keeps who looks after rooms; one method, one transaction with its entry in the ledger."""

    async def volunteers(self) -> list[Volunteer]:
        """Return every volunteer who is a host and nothing else, suspended ones too, by reference."""

    async def ask(self, staff: Staff, by: By) -> bool:
        """Keep what ``staff.awaited`` asks; false when something is asked of them already, or they are suspended."""

    async def invite(self, ref: str, by: By, code: bytes, until: int, now: int) -> bool:
        """Name somebody at last, and keep their invitation; false when nobody waits for it under this reference."""

    async def withdraw(self, ref: str, by: By, now: int) -> bool:
        """Suspend somebody at last, as ``StaffStore.suspend``; false when nobody waits for it."""

    async def decline(self, ref: str, by: By, now: int) -> bool:
        """Drop what is asked of somebody, and whoever was only asked for; false when nothing is."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a technical administrator asks about volunteers, and another agrees to."""

    store: NamingStore
    clock: Clock

    async def volunteers(self, staff: Staff) -> list[Volunteer]:
        """Return who looks after rooms. Raises ``Refusal("not_yours")``."""
        access_volunteers(staff)
        return await self.store.volunteers()

    async def name(self, staff: Staff, rooms: Collection[PlaceId]) -> str:
        """Ask that a volunteer look after these rooms; return the reference that they would have.

        Raises ``Refusal``: not_yours, rooms_needed.
        """
        by, now = _by(staff), self.clock.now()
        check_roles([Role.HOST], rooms)
        awaited = Awaited(Change.NAME, staff.ref, now)
        one = Staff(new_ref(), frozenset({Role.HOST}), now, frozenset(rooms), awaited=awaited)
        await self.store.ask(one, by)
        return one.ref

    async def withdraw(self, staff: Staff, ref: str) -> None:
        """Ask that a volunteer look after nothing any more. Raises ``Refusal``: not_yours, not_awaited."""
        by, one = _by(staff), await self._volunteer(ref)
        if not await self.store.ask(replace(one, awaited=Awaited(Change.WITHDRAW, staff.ref, self.clock.now())), by):
            raise Refusal("not_awaited")

    async def agree(self, staff: Staff, ref: str) -> str:
        """Agree to what another asked; return the code of an invitation, shown this once, or nothing.

        Raises ``Refusal``: not_yours, not_awaited, same_person.
        """
        access_volunteers(staff)
        awaited = (await self._volunteer(ref)).awaited
        if awaited is None:
            raise Refusal("not_awaited")
        check_second(Guarded.NAME_STAFF, awaited.by, staff.ref)
        grant = access_volunteers(staff, Manner.DO, awaited.by)
        by, now, code = By(staff.ref, grant.role.value), self.clock.now(), ""
        if awaited.change is Change.NAME:
            code = new_code()
            done = await self.store.invite(ref, by, digest(code), now + INVITED_FOR, now)
        else:
            done = await self.store.withdraw(ref, by, now)
        if not done:
            raise Refusal("not_awaited")
        return code

    async def decline(self, staff: Staff, ref: str) -> None:
        """Take back what one asked, or say no to what another did. Raises ``Refusal``: not_yours, not_awaited."""
        by = _by(staff)
        if not await self.store.decline(ref, by, self.clock.now()):
            raise Refusal("not_awaited")

    async def _volunteer(self, ref: str) -> Staff:
        found = next((one.staff for one in await self.store.volunteers() if one.staff.ref == ref), None)
        if found is None or found.suspended:
            raise Refusal("not_yours")
        return found


def _by(staff: Staff) -> By:
    """Return somebody as the ledger names them, if they may ask for a change. Raises ``Refusal("not_yours")``."""
    return By(staff.ref, access_volunteers(staff, Manner.PROPOSE).role.value)
