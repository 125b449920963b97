"""What safety may know of members besides their words: when they came, the age they gave, what came back with them."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Protocol

from palabre.identity.model import Entered
from palabre.kernel.clock import MINUTE, Clock
from palabre.kernel.ids import MemberId
from palabre.moderation.marks import Marks
from palabre.moderation.restrictions import Standings
from palabre.safety.model import Facts

REMEMBERED = 20_000  # people; whoever acted longest ago is looked up again


class Entries(Protocol):
    """Whoever keeps members."""

    async def entered(self, member: MemberId) -> Entered | None:
        """Return when a member came in and the age they gave."""


@dataclass(frozen=True)
class Known:
    """Facts for observations; nothing is stored for them that is not kept anyway."""

    standings: Standings
    entries: Entries
    marks: Marks
    clock: Clock
    _entered: OrderedDict[MemberId, Entered] = field(default_factory=OrderedDict)

    async def of(self, member: MemberId) -> Facts:
        """Return what is known of whoever says something."""
        answers = self.standings.answers(member)
        facts = {"age_confirmed": answers.adult_at > 0, "age_contradictions": answers.contradictions}
        entered = await self._of_entry(member)
        if entered is None:
            return facts
        minutes = max(0, self.clock.now() - entered.at) // MINUTE
        return {**facts, "minutes_here": minutes, "declared_age": entered.age}

    async def of_request(self, asker: MemberId, other: MemberId) -> Facts:
        """Return what is known of whoever asks somebody to talk."""
        returned = await self.marks.has_returned(asker)
        return {**await self.of(asker), "returned": returned, "recipient_isolated": self.standings.is_gone(other)}

    def forget(self, member: MemberId) -> None:
        """Forget somebody who left."""
        self._entered.pop(member, None)
        self.marks.forget(member)

    async def _of_entry(self, member: MemberId) -> Entered | None:
        """Return what a member said when they came; neither the moment nor the age changes, so it is read once."""
        found = self._entered.get(member) or await self.entries.entered(member)
        if found is not None:
            self._entered[member] = found
            self._entered.move_to_end(member)
            if len(self._entered) > REMEMBERED:
                self._entered.popitem(last=False)
        return found
