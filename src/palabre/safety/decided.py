"""What people decided later of recorded events, so that a back-test says how often they agreed (section 6)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from palabre.kernel.clock import MINUTE, SECOND

CASE_WITHIN = 5 * SECOND  # from an event to the case that its verdict opened
CONTEST_WITHIN = 15 * MINUTE  # from a refusal to the other look that its author asked for


@dataclass(frozen=True, slots=True)
class Decided:
    """A person's decision on what a rule did; ``subject`` is keyed as in records."""

    subject: str
    rule: str
    opened: int  # when the case was
    is_upheld: bool
    within: int = CASE_WITHIN  # how long before that the event may lie

    def is_of(self, at: int) -> bool:
        """Whether an event of a moment may be the one decided upon."""
        return 0 <= self.opened - at <= self.within


@dataclass(frozen=True)
class Decisions:
    """Decisions, found by the event that they are about: cases hold whose it was, which rule and when."""

    known: dict[tuple[str, str], list[Decided]] = field(default_factory=dict)

    @classmethod
    def of(cls, decided: Iterable[Decided]) -> "Decisions":
        """Return decisions to look in."""
        known: dict[tuple[str, str], list[Decided]] = {}
        for one in sorted(decided, key=lambda decision: decision.opened):
            known.setdefault((one.subject, one.rule), []).append(one)
        return cls(known)

    def on(self, subject: str, rule: str, at: int) -> bool | None:
        """Return whether what a rule did to somebody at a moment was upheld; None when nobody has decided."""
        some = self.known.get((subject, rule), ())
        return next((one.is_upheld for one in some if one.is_of(at)), None)
