"""Overseeing hosts: staff who may hide a message see what hosts did, and undo it with a reason."""

from dataclasses import dataclass

from palabre.kernel.errors import Refusal
from palabre.moderation.access import access_hosts
from palabre.moderation.casework import By
from palabre.moderation.conflicts import case_of
from palabre.moderation.deciding import Deciding
from palabre.moderation.decisions import HOSTS, Decision, DecisionState, Source
from palabre.moderation.looking import Looking
from palabre.moderation.staff import Staff

SHOWN = 200  # the newest
UNDO_REASONS = ("within_rules", "too_hard", "wrong_one", "not_a_hosts")  # why a host is undone, as the ledger has it


@dataclass(frozen=True, slots=True)
class Overseeing:
    """What staff do about hosts."""

    looking: Looking
    deciding: Deciding

    async def acts(self, staff: Staff) -> list[Decision]:
        """Return what hosts did, newest first, in force or not any more. Raises ``Refusal("not_yours")``."""
        access_hosts(staff)
        return await self.deciding.store.imposing([one.value for one in HOSTS], SHOWN)

    async def undo(self, staff: Staff, number: str, reason: str, *, is_apart: bool = False) -> None:
        """Undo what a host did, of nobody one knows; ``is_apart`` takes their word for that.

        Raises ``Refusal``: not_yours, bad_reason, apart_needed, not_a_move.
        """
        grant = access_hosts(staff)
        if reason not in UNDO_REASONS:
            raise Refusal("bad_reason")
        found = await self.deciding.store.decision(number)
        if found is None or found.source is not Source.HOST:
            raise Refusal("not_yours")
        if found.state is not DecisionState.IN_FORCE:
            raise Refusal("not_a_move", machine="decision", before=found.state.value, after="reversed")
        case = case_of(found)
        if is_apart:
            await self.looking.store.say_apart(staff, case, self.looking.clock.now())
        await self.looking.check_near(staff, case)
        await self.deciding.reverse(number, By(staff.ref, grant.role.value), reason)
        await self.deciding.tell(found)
