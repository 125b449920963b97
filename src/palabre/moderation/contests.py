"""Another look: a refused text sent again, a measure contested, a threat told. Each is a case for a person."""

from dataclasses import dataclass

from msgspec.structs import replace

from palabre.kernel.clock import DAY, Clock
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import MemberId, PlaceId, new_id
from palabre.moderation.model import Case, Kind, Priority, Restriction
from palabre.moderation.ports import Measure, ModerationStore
from palabre.moderation.restrictions import Standings
from palabre.safety.normalise import normalise_text

OPEN_CONTESTS = 3  # of one member at once
AGAIN = DAY  # between two claims that one is an adult (safety engine section 10)


@dataclass(frozen=True)
class Contests:
    """What members say of measures against them."""

    store: ModerationStore
    standings: Standings
    clock: Clock

    async def of_text(self, member: MemberId, rule: str, text: str, place: PlaceId) -> None:
        """Keep a refused text with a case. Raises ``Refusal``: of ``normalise_text``, too_many_contests."""
        words = normalise_text(text)
        if await self.store.contests_of(member) >= OPEN_CONTESTS:
            raise Refusal("too_many_contests", Advice.LATER, limit=OPEN_CONTESTS)
        await self._open(Case(new_id(), "contest", Priority.P3, self.clock.now(), member, place, rule, "", words=words))

    async def of_measure(self, restriction: Restriction, text: str) -> None:
        """Keep what a member says of a restriction, once. Raises ``Refusal`` of ``normalise_text``."""
        if not restriction.contestable or restriction.contested:
            return
        words = normalise_text(text) if text.strip() else ""
        await self._about(restriction, "contest", Priority.P2, words)
        await self._change(replace(restriction, contested=self.clock.now()))

    async def threatened(self, restriction: Restriction) -> None:
        """Put the case of somebody who is threatened before all others, once."""
        if restriction.threatened:
            return
        if restriction.case:
            await self.store.urge(restriction.case, self.clock.now())
        await self._about(restriction, "threatened", Priority.P0)
        await self._change(replace(restriction, threatened=self.clock.now()))

    async def is_mistake(self, restriction: Restriction) -> bool:
        """Note that a member says they are an adult; false when they said so in the last 24 hours."""
        now = self.clock.now()
        if restriction.kind is not Kind.ISOLATED or now - restriction.contested < AGAIN:
            return False
        await self._change(replace(restriction, contested=now))
        return True

    async def proved(self, restriction: Restriction) -> None:
        """Open a review once an adult check has passed after the claim; once for each claim."""
        if restriction.contested and restriction.proved < restriction.contested:
            await self._about(restriction, "proved_again", Priority.P1)
            await self._change(replace(restriction, proved=self.clock.now()))

    async def _about(self, restriction: Restriction, kind: str, priority: Priority, words: str = "") -> None:
        case = Case(
            new_id(), kind, priority, self.clock.now(), restriction.member, "", restriction.rule, "",
            sentence=restriction.sentence, words=words, about=restriction.case, restriction=restriction.id,
        )  # fmt: skip
        await self._open(case)

    async def _open(self, case: Case) -> None:
        await self.store.record(Measure(case.subject, case), self.clock.now())

    async def _change(self, restriction: Restriction) -> None:
        self.standings.bind(restriction)
        with self.standings.writing(restriction.member):
            await self.store.change(restriction, self.clock.now())
