"""Complaints at the console: whoever reads one took no part, sees the facts first, and writes before the reasons."""

from dataclasses import dataclass

from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation.casework import By
from palabre.moderation.complaining import Answer, Blind, Complaining
from palabre.moderation.complaints import Complaint
from palabre.moderation.conflicts import case_of
from palabre.moderation.decisions import Decision
from palabre.moderation.looking import Looking
from palabre.moderation.model import Case
from palabre.moderation.roles import Power, may
from palabre.moderation.staff import Staff
from palabre.moderation.statements import Statement

SCANNED = 500  # complaints that nobody has answered, looked through for one reader
WAITING = ("lodged", "assigned")


@dataclass(frozen=True, slots=True)
class Appeals:
    """What a reader of complaints does."""

    looking: Looking
    complaining: Complaining

    async def waiting(self, staff: Staff) -> list[Complaint]:
        """Return what waits for a reader: nobody's, or their own; of nothing that they took part in."""
        may(staff, Power.COMPLAINTS)
        found = await self.complaining.store.complaints_in(WAITING, SCANNED)
        return [one for one in found if one.reader in {"", staff.ref} and await self._is_free(staff, one)]

    async def subject(self, staff: Staff, number: str) -> MemberId:
        """Return whom a complaint is about, to say whether one knows them. Raises ``Refusal("not_yours")``."""
        may(staff, Power.COMPLAINTS)
        return (await self._decision(number)).subject

    async def say_apart(self, staff: Staff, number: str) -> None:
        """Take somebody's word that they do not know whom a complaint is about. Raises ``Refusal("not_yours")``."""
        may(staff, Power.COMPLAINTS)
        case = await self._case(await self._decision(number))
        await self.looking.store.say_apart(staff, case, self.looking.clock.now())

    async def take(self, staff: Staff, number: str) -> Complaint:
        """Take a complaint. Raises ``Refusal``: not_yours, apart_needed, took_part, not_a_move."""
        by = await self._reader(staff, number)
        if not await self._is_apart(staff, await self._decision(number)):
            raise Refusal("took_part")
        return await self.complaining.take(by, number)

    async def facts(self, staff: Staff, number: str) -> Blind:
        """Return what a reader looks at first. Raises ``Refusal``: not_yours, apart_needed."""
        return await self.complaining.facts(await self._reader(staff, number), number)

    async def write_opinion(self, staff: Staff, number: str, words: str) -> Complaint:
        """Keep a reader's own opinion. Raises ``Refusal``: words_short, opinion_written, as facts."""
        return await self.complaining.write_opinion(await self._reader(staff, number), number, words)

    async def first_reasons(self, staff: Staff, number: str) -> tuple[Decision, Statement | None]:
        """Return the first decision and its text. Raises ``Refusal``: opinion_first, as facts."""
        return await self.complaining.first_reasons(await self._reader(staff, number), number)

    async def ask(self, staff: Staff, number: str, words: str) -> Complaint:
        """Ask the person one question. Raises ``Refusal``: asked_once, as facts."""
        return await self.complaining.ask(await self._reader(staff, number), number, words)

    async def seconds(self, staff: Staff) -> list[Complaint]:
        """Return the complaints, in another's hands, that a second reader is needed to uphold."""
        may(staff, Power.COMPLAINTS)
        found = await self.complaining.store.complaints_in(["assigned"], SCANNED)
        return [one for one in found if one.reader != staff.ref and await self._may_second(staff, one)]

    async def facts_for_second(self, staff: Staff, number: str) -> Blind:
        """Return what a second reader looks at. Raises ``Refusal``: no_second_needed, same_person, took_part."""
        return await self.complaining.facts_for_second(await self._reader(staff, number), number)

    async def agree(self, staff: Staff, number: str, words: str) -> Complaint:
        """Keep a second reader's view: they would undo it too. Raises ``Refusal``: words_short, as facts."""
        return await self.complaining.agree(await self._reader(staff, number), number, words)

    async def answer(self, staff: Staff, number: str, answer: Answer) -> Complaint:
        """Decide a complaint. Raises ``Refusal``: those of ``Complaining.decide``, as facts."""
        return await self.complaining.decide(await self._reader(staff, number), number, answer)

    async def _reader(self, staff: Staff, number: str) -> By:
        grant = may(staff, Power.COMPLAINTS)
        found, decision = await self._found(number)
        await self.looking.check_near(staff, await self._case(decision), found.member)
        return By(staff.ref, grant.role.value)

    async def _is_free(self, staff: Staff, one: Complaint) -> bool:
        decision = await self.complaining.deciding.store.decision(one.decision)
        return decision is not None and await self._is_apart(staff, decision)

    async def _may_second(self, staff: Staff, one: Complaint) -> bool:
        decision = await self.complaining.deciding.store.decision(one.decision)
        if decision is None or not await self.complaining.waits_for_second(one, decision):
            return False
        return await self._is_apart(staff, decision)

    async def _is_apart(self, staff: Staff, decision: Decision) -> bool:
        first = {decision.author, decision.second} | await self.complaining.deciding.took_part(decision.case)
        return staff.ref not in first

    async def _decision(self, number: str) -> Decision:
        _, decision = await self._found(number)
        return decision

    async def _found(self, number: str) -> tuple[Complaint, Decision]:
        found = await self.complaining.store.complaint(number)
        decision = await self.complaining.deciding.store.decision(found.decision) if found else None
        if found is None or decision is None:
            raise Refusal("not_yours")
        return found, decision

    async def _case(self, decision: Decision) -> Case:
        """Return the case of a decision; what has been erased of it is taken from the decision."""
        found = await self.looking.cases.case(decision.case)
        return found or case_of(decision)
