"""Pseudonyms that wait: a rule held them at the door, a person approves or refuses them (docs/decisions/0092).

Their bearer is here meanwhile under a stand-in. Approved, the name comes back everywhere. Refused, it is removed by a
decision like any other: with a statement, a complaint, a way back.
"""

from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct

from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, new_id
from palabre.moderation import terms
from palabre.moderation.access import access_rooms
from palabre.moderation.casework import By
from palabre.moderation.conflicts import Acquaintances, check_apart
from palabre.moderation.covers import Covering, Waiting
from palabre.moderation.deciding import Deciding
from palabre.moderation.decisions import Decision, Imposed, Means, Outcome, Source
from palabre.moderation.docket import Dockets, Past
from palabre.moderation.model import Priority
from palabre.moderation.notices import ItemKind
from palabre.moderation.roles import Manner
from palabre.moderation.shifts import Shifts
from palabre.moderation.staff import Staff


class Reason(StrEnum):
    """Why a name is refused; its words are in ``templates/<lang>/names.yaml``."""

    HURTS = "hurts"
    MISLEADS = "misleads"
    NAMES_SOMEBODY = "names_somebody"


CLAUSES = {Reason.HURTS: "names", Reason.MISLEADS: "names", Reason.NAMES_SOMEBODY: "others"}


class Asked(Struct, frozen=True):
    """A name that waits, and where its bearer stands."""

    waiting: Waiting
    past: Past


@dataclass(frozen=True, slots=True)
class Christening:
    """Shows and decides pseudonyms that wait; for whoever decides rooms that wait."""

    covering: Covering
    deciding: Deciding
    dockets: Dockets
    shifts: Shifts
    acquaintances: Acquaintances

    async def waiting(self, staff: Staff) -> list[Asked]:
        """Return the names that wait, those of people whom somebody knows left out. Raises ``Refusal("not_yours")``."""
        access_rooms(staff)
        near = await self._near(staff)
        found = [one for one in await self.covering.store.waiting() if one.member not in near]
        return [Asked(one, await self.dockets.past(one.member)) for one in found]

    async def approve(self, staff: Staff, member: MemberId, *, has_said: bool) -> None:
        """Give somebody the name that they asked for. Raises ``Refusal``: not_yours, unknown_name, apart_needed."""
        _, by = await self._ruling(staff, member, has_said=has_said)
        if not await self.covering.give(member, by):
            raise Refusal("unknown_name")

    async def refuse(self, staff: Staff, member: MemberId, reason: str, *, has_said: bool) -> None:
        """Refuse a name; its bearer reads why, may contest it, and chooses another before speaking again.

        Raises ``Refusal``: not_yours, unknown_name, apart_needed, bad_reason.
        """
        if reason not in set(Reason):
            raise Refusal("bad_reason")
        waiting, by = await self._ruling(staff, member, has_said=has_said)
        await self.deciding.at_once(by, self._refusal(staff, waiting, Reason(reason)))
        await self.covering.lift(member)  # what the decision covers stays so

    def _refusal(self, staff: Staff, one: Waiting, reason: Reason) -> Decision:
        now = self.deciding.clock.now()
        imposed = Imposed(new_id(), Means.REMOVE, target=one.member, what=ItemKind.PSEUDONYM)
        return Decision(
            new_id(), new_id(), one.member, Outcome.VIOLATION_TERMS, Priority.P3, Source.OWN_RULE, staff.ref, now, now,
            reason.value, CLAUSES[reason], terms.current().version, (imposed,), quote=one.name, item_at=one.since,
            found_by_automation=True,
        )  # fmt: skip

    async def _ruling(self, staff: Staff, member: MemberId, *, has_said: bool) -> tuple[Waiting, By]:
        grant = access_rooms(staff, Manner.DO)
        found = next((one for one in await self.covering.store.waiting() if one.member == member), None)
        if found is None:
            raise Refusal("unknown_name")
        own = await self.shifts.pseudonyms(staff)
        check_apart(is_apart=member not in await self._near(staff), has_shown=bool(own), has_said=has_said)
        return found, By(staff.ref, grant.role.value)

    async def _near(self, staff: Staff) -> frozenset[MemberId]:
        own = frozenset(await self.shifts.pseudonyms(staff))
        return own | await self.acquaintances.known_to(own) if own else own
