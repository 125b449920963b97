"""What the house looks at of itself: figures of its work, and of its rules; nothing of any one person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from palabre.kernel.clock import DAY, Clock
from palabre.moderation.access import access_figures, access_rules, counts_queue, queue_of_kind
from palabre.moderation.figures import Figures, Heard, Kind, Overturned, overturned_by
from palabre.moderation.misuse import ROLLING, Misuse
from palabre.moderation.model import Review
from palabre.moderation.roles import Right
from palabre.moderation.rule_figures import RuleLine, Runs, line_of
from palabre.moderation.second_looks import Agreement, SecondLook, agreement_of
from palabre.moderation.staff import Staff
from palabre.safety.rulebook import Review as Reviewed
from palabre.safety.rulebook import Rulebook

COUNTED = 90 * DAY


class FigureStore(Protocol):
    """Counts what happened."""

    async def since(self, begins: int, now: int) -> Figures:
        """Return the figures of what came since a moment; whatever still waits is counted however old."""

    async def heard(self, begins: int) -> list[Heard]:
        """Return the complaints lodged since a moment that were answered."""

    async def misused(self, begins: int) -> Mapping[Misuse, int]:
        """Return how much was counted of each misuse since a moment."""

    async def kinds(self, begins: int) -> list[Kind]:
        """Return how many cases of each kind came since a moment, and how many wait, by name."""


class LookStore(Protocol):
    """Keeps second looks."""

    async def since(self, begins: int) -> list[SecondLook]:
        """Return the looks drawn since a moment."""


class RunStore(Protocol):
    """Counts what rules did."""

    async def runs(self) -> Mapping[str, Runs]:
        """Return what each rule did of late."""


class ReviewStore(Protocol):
    """Knows how people judged rules."""

    async def reviews(self) -> list[Review]:
        """Return how each rule was judged."""


class Counted(Struct, frozen=True):
    """All that the screen of figures shows."""

    figures: Figures
    kinds: Sequence[Kind]
    by_kind: Sequence[Overturned]
    by_rule: Sequence[Overturned]
    misused: Mapping[Misuse, int]  # over twelve months (section 9)
    second_looks: Agreement


@dataclass(frozen=True, slots=True)
class Oversight:
    """Counts for whoever may read figures or rules."""

    figures: FigureStore
    looks: LookStore
    run_store: RunStore
    review_store: ReviewStore
    rulebook: Callable[[], Rulebook]  # the one in force
    clock: Clock

    async def count(self, staff: Staff) -> Counted:
        """Return the figures of ninety days; of kinds whose queue somebody may not count, nothing.

        Raises ``Refusal("not_yours")``.
        """
        access_figures(staff)
        now = self.clock.now()
        heard = [one for one in await self.figures.heard(now - COUNTED) if _counts(staff, one.kind)]
        kinds = [one for one in await self.figures.kinds(now - COUNTED) if _counts(staff, one.name)]
        figures = await self.figures.since(now - COUNTED, now)
        by_kind, by_rule = overturned_by(heard, lambda one: one.kind), overturned_by(heard, lambda one: one.rule)
        misused = await self.figures.misused(now - ROLLING)
        return Counted(figures, kinds, by_kind, by_rule, misused, agreement_of(await self.looks.since(now - COUNTED)))

    async def rules(self, staff: Staff) -> tuple[str, Sequence[RuleLine], Right]:
        """Return the version of the rules in force, their lines, and the right that serves. Raises ``not_yours``."""
        right = access_rules(staff).right
        book, runs = self.rulebook(), await self.run_store.runs()
        judged = {one.rule: Reviewed(one.upheld, one.overturned) for one in await self.review_store.reviews()}
        lines = [line_of(rule, runs.get(rule.id, Runs()), judged.get(rule.id, Reviewed())) for rule in book.rules]
        return book.version, sorted(lines, key=lambda one: one.id), right


def _counts(staff: Staff, kind: str) -> bool:
    return counts_queue(staff, queue_of_kind(kind))
