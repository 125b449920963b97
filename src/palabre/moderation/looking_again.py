"""Looking again, blind: draw from a week's decisions, read facts, say what one finds (moderation section 17.9)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.moderation.casework import By
from palabre.moderation.deciding_ports import DecisionStore
from palabre.moderation.decisions import Decision, Outcome
from palabre.moderation.docket import Dockets, Said, is_sealed
from palabre.moderation.exposure import UNITS, Seen
from palabre.moderation.looking import Found, Looking
from palabre.moderation.roles import Grant, Manner
from palabre.moderation.second_looks import (
    SETTLED,
    WEEKS,
    SecondLook,
    Why,
    check_free,
    check_words,
    drawn,
    is_drawable,
    week_before,
)
from palabre.moderation.shown import Showing
from palabre.moderation.staff import Staff
from palabre.safety.normalise import normalise_text

SCANNED = 200  # that wait, looked through for one person
OFFERED = 20  # of them
WORDS_AT_MOST = 1_500


class SecondLookStore(Protocol):
    """Keeps what is looked at again; one method, one transaction with its entries in the ledger."""

    async def decided_in(self, begins: int, ends: int) -> list[Decision]:
        """Return the decisions of a time that took effect, whatever became of them since."""

    async def has_drawn(self, begins: int, ends: int) -> bool:
        """Whether decisions of a time were drawn by chance."""

    async def fed(self) -> list[Decision]:
        """Return the decisions of cases that were sent to quality, and that nobody has drawn."""

    async def draw(self, looks: Sequence[SecondLook], now: int) -> None:
        """Let decisions wait for another look; those drawn before stay as they are."""

    async def waiting(self, limit: int) -> list[SecondLook]:
        """Return what waits for another look, oldest first."""

    async def look(self, decision: str) -> SecondLook | None:
        """Return the second look of a decision."""

    async def give(self, look: SecondLook, by: By, now: int) -> bool:
        """Keep what somebody found; where it differs from a decision in force its case waits again. False: done."""

    async def since(self, begins: int) -> list[SecondLook]:
        """Return the looks drawn since a moment."""


class Unseen(Struct, frozen=True):
    """What a second reader looks at: the item and what was reported of it, nothing of what was made of it."""

    decision: str
    case: str
    kind: str
    quote: str
    item_at: int
    said: tuple[Said, ...]


class Line(Struct, frozen=True):
    """What waits for another look, as it is offered."""

    look: SecondLook
    found: Found


@dataclass(frozen=True, slots=True)
class LookingAgain:
    """Everything about second looks."""

    store: SecondLookStore
    decisions: DecisionStore
    looking: Looking
    dockets: Dockets
    showing: Showing
    key: bytes  # of this site: who decides cannot tell what will be drawn
    clock: Clock

    async def draw(self) -> None:
        """Draw from the weeks that have ended, each once; what was overturned, as it comes."""
        now = self.clock.now()
        ends = now - SETTLED
        for _ in range(WEEKS):
            begins, ends = week_before(ends)
            if not await self.store.has_drawn(begins, ends):
                await self._draw_from(begins, ends)
            ends = begins
        fed = await self._shown(await self.store.fed())
        await self.store.draw([_look(one, now, Why.COMPLAINT) for one in fed], now)

    async def waiting(self, staff: Staff) -> list[Line]:
        """Return what somebody may look at again: no part taken, nobody they know, words that they have not read."""
        found: list[Line] = []
        for one in await self.store.waiting(SCANNED):
            line = await self._offered(staff, one)
            found += [line] if line else []
            if len(found) == OFFERED:
                break
        return found

    async def facts(self, staff: Staff, number: str) -> Unseen:
        """Return what a second reader looks at; it counts in what they have looked at, and the ledger has it first.

        Raises ``Refusal``: not_yours, apart_needed, took_part, exposure_spent, break_due.
        """
        _, decision, found, grant = await self._mine(staff, number)
        await self.looking.shifts.check_may_look(staff, decision.priority)
        seen = Seen(self.clock.now(), UNITS[decision.priority])
        await self.looking.store.look(staff, grant, found.case, seen)
        said = (await self.dockets.of(found.case)).said
        return Unseen(number, decision.case, found.case.kind, decision.quote, decision.item_at, said)

    async def give(self, staff: Staff, number: str, found: Outcome, words: str) -> SecondLook:
        """Keep what a second reader finds, once. Raises ``Refusal``: words_short, changed_meanwhile, as ``facts``."""
        look, _, _, grant = await self._mine(staff, number)
        check_words(words)
        now, by = self.clock.now(), By(staff.ref, grant.role.value)
        given = replace(look, reader=staff.ref, found=found, words=normalise_text(words, WORDS_AT_MOST), done=now)
        if not await self.store.give(given, by, now):
            raise Refusal("changed_meanwhile")
        return given

    async def _draw_from(self, begins: int, ends: int) -> None:
        known = {one.id: one for one in await self.store.decided_in(begins, ends) if is_drawable(one)}
        mine, now = await self._shown([known[number] for number in drawn(known, self.key)]), self.clock.now()
        await self.store.draw([_look(one, now, Why.SAMPLE) for one in mine], now)

    async def _shown(self, decisions: Collection[Decision]) -> list[Decision]:
        """Return the decisions whose facts may be shown: of what is sealed, nobody sees any."""
        cases = {one.case: await self.looking.cases.case(one.case) for one in decisions}
        return [one for one in decisions if (case := cases[one.case]) is not None and not is_sealed(case.kind)]

    async def _offered(self, staff: Staff, look: SecondLook) -> Line | None:
        decision = await self.decisions.decision(look.decision)
        found = await self.looking.offers(staff, look.case)
        if decision is None or found is None or await self.showing.has_read(staff, decision.quote):
            return None
        try:
            check_free(staff.ref, look, decision, await self.looking.history.took_part(look.case))
        except Refusal:
            return None
        return Line(look, found)

    async def _mine(self, staff: Staff, number: str) -> tuple[SecondLook, Decision, Found, Grant]:
        look, decision = await self.store.look(number), await self.decisions.decision(number)
        if look is None or decision is None or look.done:
            raise Refusal("not_yours")
        found, grant = await self.looking.checked(staff, look.case, Manner.DO)
        check_free(staff.ref, look, decision, await self.looking.history.took_part(look.case))
        return look, decision, found, grant


def _look(decision: Decision, now: int, why: Why) -> SecondLook:
    return SecondLook(decision.id, decision.case, now, why, decision.outcome, decision.author)
