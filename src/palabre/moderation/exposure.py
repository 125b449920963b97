"""How much somebody has looked at, and when it is enough (moderation section 17.5). Pure; counted in tenths of a unit.

The counters belong to whoever they count: nobody else reads them, they live thirty days, and rate nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from palabre.kernel.clock import DAY, HOUR, MINUTE
from palabre.kernel.errors import Advice, Refusal
from palabre.moderation.model import Priority

UNITS: Mapping[Priority, int] = {Priority.P0: 40, Priority.P1: 20, Priority.P2: 10, Priority.P3: 2}  # tenths
HEAVY = UNITS[Priority.P0]
A_DAY = 600  # tenths
AN_HOUR = 150  # tenths
LEAST = 40  # tenths: a budget below the heaviest case would let nobody answer it
WARNED_AT = 0.8
CALM_FOR = 15 * MINUTE  # after a heavy case, lighter ones come first
ON_SCREEN = 50 * MINUTE
OFF_SCREEN = 10 * MINUTE
KEPT = 30 * DAY


class Level(StrEnum):
    """Where somebody stands in their budget."""

    FREE = "free"
    WARNED = "warned"
    SPENT = "spent"


class Seen(Struct, frozen=True):
    """One case looked at."""

    at: int
    units: int  # tenths


class Budget(Struct, frozen=True):
    """What somebody may look at; their own to lower."""

    day: int = A_DAY
    hour: int = AN_HOUR

    def __post_init__(self) -> None:
        """Stay between what lets one answer and what protects. Raises ``ValueError``."""
        if not (LEAST <= self.day <= A_DAY and LEAST <= self.hour <= AN_HOUR):
            raise ValueError("a budget of units")


class Choices(Struct, frozen=True):
    """How somebody wishes to work (moderation section 17.4): their own, and nobody asks why."""

    refused: frozenset[str] = frozenset()  # queues and kinds of case that they are not offered
    lighter_first: bool = False
    masked: bool = True  # a text is covered, and seen while it is held
    slurs: bool = True  # slurs in it are masked even then, until they are held too
    budget: Budget = Budget()


class Taken(Struct, frozen=True):
    """What somebody has looked at in the last day and hour, in tenths, and what follows."""

    day: int
    hour: int
    level: Level
    is_calm: bool  # lighter cases come first
    free_at: int  # when the budget lets a case of the usual weight pass again; 0 now


class Stretch(Struct, frozen=True):
    """Time on screen without a break."""

    began: int = 0
    last: int = 0


def taken(seen: Sequence[Seen], budget: Budget, now: int) -> Taken:
    """Return where somebody stands."""
    day, hour = _within(seen, DAY, now), _within(seen, HOUR, now)
    share = max(day / budget.day, hour / budget.hour)
    level = Level.SPENT if share >= 1 else Level.WARNED if share >= WARNED_AT else Level.FREE
    is_calm = any(one.units >= HEAVY and now - one.at < CALM_FOR for one in seen)
    return Taken(day, hour, level, is_calm, _free_at(seen, budget, now) if level is Level.SPENT else 0)


def check_budget(stands: Taken, now: int) -> None:
    """Refuse one more case once the budget is spent. Raises ``Refusal("exposure_spent")``, with when it ends."""
    if stands.level is Level.SPENT:
        raise Refusal("exposure_spent", Advice.LATER, retry_after_ms=stands.free_at - now)


def used(stretch: Stretch, now: int) -> Stretch:
    """Return the stretch after one more use: a pause of ten minutes begins another, and a break due is not put off."""
    if break_until(stretch, now):
        return stretch
    if now - stretch.last >= OFF_SCREEN:
        return Stretch(now, now)
    return replace(stretch, last=max(now, stretch.last))


def break_until(stretch: Stretch, now: int) -> int:
    """Return until when to stay off screen; 0 when no break is due."""
    ends = stretch.last + OFF_SCREEN
    is_due = stretch.last - stretch.began >= ON_SCREEN and now < ends
    return ends if is_due else 0


def check_break(stretch: Stretch, priority: Priority, now: int) -> None:
    """Refuse a case while a break is due, save the most urgent. Raises ``Refusal("break_due")``."""
    until = break_until(stretch, now)
    if until and priority is not Priority.P0:
        raise Refusal("break_due", Advice.LATER, retry_after_ms=until - now)


def _within(seen: Iterable[Seen], span: int, now: int) -> int:
    return sum(one.units for one in seen if now - one.at < span)


def _free_at(seen: Sequence[Seen], budget: Budget, now: int) -> int:
    """Return the first moment at which neither span holds its whole budget."""
    ends = sorted({one.at + span for one in seen for span in (HOUR, DAY) if one.at + span > now})
    for moment in ends:
        if _within(seen, DAY, moment) < budget.day and _within(seen, HOUR, moment) < budget.hour:
            return moment
    return now
