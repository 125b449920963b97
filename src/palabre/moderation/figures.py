"""Figures of moderation, from rows of what happened (moderation section 20). Pure; nothing is known of any person."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from palabre.kernel.clock import HOUR, MINUTE
from palabre.moderation.complaints import Complaint, Verdict
from palabre.moderation.model import Priority

OVERTURNED = frozenset({Verdict.REVERSED, Verdict.PARTLY_REVERSED})
OVERTURN_ALARM = 0.15  # beyond it the house looks at how it decides
FEWEST_PEOPLE = 3  # of staff, behind any figure of how decisions held
APPEAL_GOAL = 48 * HOUR  # median, lodged to notified
# How soon a person looks, and how soon something is done (sections 5.4 and 20).
LOOK_GOALS = {Priority.P0: 15 * MINUTE, Priority.P1: 2 * HOUR, Priority.P2: 24 * HOUR, Priority.P3: 72 * HOUR}


class Waiting(Struct, frozen=True):
    """How many cases wait, and when the oldest notice of them was received, in milliseconds since 1970."""

    count: int = 0
    since: int = 0


class Times(Struct, frozen=True):
    """How long something took, in milliseconds; ``None`` where it never happened."""

    median: float | None = None
    slow: float | None = None  # what all but one in twenty do not pass


class OfPriority(Struct, frozen=True):
    """The figures of one priority; times in milliseconds, ``None`` where there is nothing to count."""

    priority: Priority
    open: int
    oldest: int  # age of the oldest open one
    first_look: float | None  # median
    first_look_95: float | None
    action: float | None  # median, received to decided
    goal: int


class Appeals(Struct, frozen=True):
    """The figures of complaints."""

    lodged: int
    open: int
    decided: int  # those withdrawn left out
    overturn: float | None  # share, 0 to 1
    median: float | None  # lodged to notified, those withdrawn left out

    @property
    def alarms(self) -> bool:
        """Whether so many are overturned that the house must look at how it decides."""
        return self.overturn is not None and self.overturn > OVERTURN_ALARM


class Heard(Struct, frozen=True):
    """A complaint that was answered: how, and whose decision, by which rule, on what it was."""

    author: str  # reference of staff; counted, never told
    rule: str  # of the safety engine; empty of what people alone reported
    kind: str
    verdict: Verdict


class Overturned(Struct, frozen=True):
    """How often decisions of one kind, or on one rule, were overturned."""

    name: str
    decided: int
    overturned: int | None  # ``None``: too few people decided for it to be nobody's figure
    rate: float | None


class Kind(Struct, frozen=True):
    """How many cases of a kind came, and how many wait."""

    name: str
    came: int
    open: int


class Figures(Struct, frozen=True):
    """All that ``/transparence`` shows."""

    priorities: tuple[OfPriority, ...]
    appeals: Appeals
    notices: int  # in the time counted
    answered: float | None  # share of those whose case is decided
    statements: int


def median(values: Sequence[float]) -> float | None:
    """Return the median; of an even count, the mean of the two middle ones (section 18)."""
    held = sorted(values)
    middle = [held[rank] for rank in middle_of(len(held))]
    return sum(middle) / len(middle) if middle else None


def middle_of(count: int) -> range:
    """Return the ranks, from 0 in order of size, whose mean is the median of so many values; none of none."""
    return range((count - 1) // 2, count // 2 + 1) if count else range(0)


def slow_of(count: int) -> int:
    """Return the rank, from 0 in order of size, of the smallest of so many values that 95 % do not pass."""
    return -(-19 * count // 20) - 1


def of_priority(priority: Priority, waiting: Waiting, looks: Times, acts: Times, now: int) -> OfPriority:
    """Return the figures of one priority."""
    oldest = now - waiting.since if waiting.count else 0
    goal = LOOK_GOALS[priority]
    return OfPriority(priority, waiting.count, oldest, looks.median, looks.slow, acts.median, goal)


def appeals_of(complaints: Sequence[Complaint]) -> Appeals:
    """Return the figures of complaints."""
    told = [one for one in complaints if one.notified and one.verdict is not Verdict.OMITTED]
    overturned = sum(one.verdict in OVERTURNED for one in told)
    waiting = sum(not one.notified for one in complaints)
    share = overturned / len(told) if told else None
    return Appeals(
        len(complaints), waiting, len(told), share, median([one.notified - one.lodged for one in told])
    )  # fmt: skip


def overturned_by(rows: Sequence[Heard], name_of: Callable[[Heard], str]) -> tuple[Overturned, ...]:
    """Return how often each rule, or kind, was overturned, by name; those withdrawn and those without a name left out.

    Of what fewer than three people of staff decided, only the count is told: nothing is to be one person's figure.
    """
    told = [one for one in rows if one.verdict is not Verdict.OMITTED and name_of(one)]
    names = sorted({name_of(one) for one in told})
    return tuple(_overturned(name, [one for one in told if name_of(one) == name]) for name in names)


def _overturned(name: str, rows: Sequence[Heard]) -> Overturned:
    if len({one.author for one in rows}) < FEWEST_PEOPLE:
        return Overturned(name, len(rows), None, None)
    count = sum(one.verdict in OVERTURNED for one in rows)
    return Overturned(name, len(rows), count, count / len(rows))


def figures_of(
    priorities: Sequence[OfPriority], complaints: Sequence[Complaint], notices: tuple[int, int], statements: int
) -> Figures:
    """Return all the figures; ``notices`` are how many came, and how many of them were answered."""
    came, answered = notices
    share = answered / came if came else None
    return Figures(tuple(priorities), appeals_of(complaints), came, share, statements)
