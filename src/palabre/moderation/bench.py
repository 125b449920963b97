"""Work of one person of the staff on one case: take it, keep it, note, hand on, open what is kept.

Each act asks the table of roles and the conflict check first; whatever is opened is in the ledger before it is read.
"""

from dataclasses import dataclass

import msgspec

from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import new_id
from palabre.moderation.casework import By, Casework, Note, Waiting
from palabre.moderation.docket import Dockets, is_sealed
from palabre.moderation.evidence import Unreadable
from palabre.moderation.evidence_ports import EvidenceStore
from palabre.moderation.ledger.model import Json
from palabre.moderation.looking import Found, Looking
from palabre.moderation.notices import ItemKind
from palabre.moderation.queues import Queue
from palabre.moderation.roles import Asked, Manner, Power, may
from palabre.moderation.staff import Staff


@dataclass(frozen=True, slots=True)
class Bench:
    """What staff do with a case, each within their rights."""

    looking: Looking
    casework: Casework
    evidence: EvidenceStore
    dockets: Dockets
    clock: Clock

    async def lease(self, staff: Staff, number: str, reason: str = "") -> Waiting:
        """Take a case. Raises ``Refusal``: took_part (they decided it before), those of ``checked``, ``Casework``."""
        _, by = await self.at(staff, number)
        if number in await self.looking.history.judged_before(staff.ref):
            raise Refusal("took_part")
        return await self.casework.lease(number, by, reason)

    async def renew(self, staff: Staff, number: str) -> Waiting | None:
        """Keep a case for longer; return where it stands. Raises ``Refusal``: not_leased, as ``Looking.checked``."""
        _, by = await self.at(staff, number)
        await self.casework.renew(number, by)
        return await self.casework.store.waiting(number)

    async def hand_over(self, staff: Staff, number: str) -> None:
        """Let a case go, leased or not, for no reason. Raises ``Refusal("not_yours")``."""
        await self.looking.hand_over(staff, number)
        found = await self.looking.offers(staff, number)
        if found and found.work and found.work.leased_by == staff.ref and found.work.is_leased(self.clock.now()):
            _, by = await self.at(staff, number)
            await self.casework.hand_over(number, by)

    async def note(self, staff: Staff, number: str, words: str) -> list[Note]:
        """Write a note on a case that one has; return all of them. Raises ``Refusal``: not_leased."""
        _, by = await self.at(staff, number)
        await self.casework.note(new_id(), number, by, words)
        return await self.casework.store.notes(number)

    async def requeue(self, staff: Staff, number: str, queue: Queue, reason: str) -> None:
        """Hand a case that one has to another queue. Raises ``Refusal``: not_leased, reason_needed, not_a_move."""
        _, by = await self.at(staff, number)
        await self.casework.requeue(number, by, queue, reason)

    async def move(self, staff: Staff, number: str, after: str, reason: str) -> None:
        """Let a case that one has wait for somebody: waiting_info, escalated, second_look.

        Raises ``Refusal``: not_leased, reason_needed, not_a_move.
        """
        _, by = await self.at(staff, number)
        await self.casework.move(number, by, after, reason)

    async def open_kept(self, staff: Staff, number: str, piece: str, reason: str) -> dict[str, Json]:
        """Return a snapshot, from the vault; the ledger knows who opened it and why before it is read.

        Raises ``Refusal``: reason_needed, not_leased, unknown_evidence, not_yours.
        """
        found, by = await self.at(staff, number)
        if not reason:
            raise Refusal("reason_needed")
        if is_sealed(found.case.kind):
            raise Refusal("unknown_evidence")
        if any(one.kind is ItemKind.SEALED for one in await self.dockets.items(number)):
            may(staff, Power.EXCERPT, Asked(manner=Manner.READ))
        try:
            octets = await self.evidence.open(number, piece, by, reason, self.clock.now())
        except Unreadable:
            raise Refusal("unknown_evidence") from None
        snapshot: dict[str, Json] = msgspec.json.decode(octets)
        return snapshot

    async def at(self, staff: Staff, number: str) -> tuple[Found, By]:
        """Return a case that somebody may work on, and them as the ledger names them.

        Raises ``Refusal``: not_yours, apart_needed.
        """
        found, grant = await self.looking.checked(staff, number, Manner.DO)
        return found, By(staff.ref, grant.role.value)

    async def holding(self, staff: Staff, number: str) -> tuple[Found, By]:
        """Return a case that somebody has leased at this moment. Raises ``Refusal``: not_leased, those of ``at``."""
        found, by = await self.at(staff, number)
        work = found.work
        if work is None or work.leased_by != staff.ref or not work.is_leased(self.clock.now()):
            raise Refusal("not_leased")
        return found, by
