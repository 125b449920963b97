"""Misuse: two counters over twelve months, a warning first, four eyes, and a danger is always heard (DSA 23). Pure."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from palabre.kernel.clock import DAY
from palabre.kernel.errors import Refusal
from palabre.moderation.four_eyes import Guarded, check_second
from palabre.moderation.model import Priority
from palabre.moderation.policy.catalogue import Category
from palabre.moderation.queues import Queue

ROLLING = 365 * DAY  # both counters
LONGEST = 30 * DAY  # fixed by the terms
KIND = "misuse"  # of a case about somebody whose reports or complaints are manifestly unfounded
FREQUENT = 3  # under it nothing is frequent, whatever the share


class Misuse(StrEnum):
    """What is counted, apart (DSA 24(1)(b))."""

    ILLEGAL_CONTENT = "illegal_content"  # manifestly illegal
    UNFOUNDED_NOTICE = "unfounded_notice"  # manifestly
    UNFOUNDED_COMPLAINT = "unfounded_complaint"  # manifestly


class Counter(StrEnum):
    """The two counters: what one provides, what one asks."""

    CONTENT = "content"
    HANDLING = "handling"


COUNTERS = {
    Misuse.ILLEGAL_CONTENT: Counter.CONTENT,
    Misuse.UNFOUNDED_NOTICE: Counter.HANDLING,
    Misuse.UNFOUNDED_COMPLAINT: Counter.HANDLING,
}


class MisuseEvent(Struct, frozen=True):
    """One thing counted; ``warning`` is the warning itself, which counts for nothing."""

    person: str  # a member, or what stands for a notifier without account
    misuse: Misuse
    at: int
    warning: bool = False


class Assessment(Struct, frozen=True):
    """The look case by case that DSA 23(3) asks, in the words of whoever decides."""

    items: int  # (a) in absolute numbers, over the twelve months
    share: float  # (b) of all that the person provided or sent, 0 to 1
    gravity: str  # (c) with its consequences
    intention: str  # (d) where it is known, else that it is not


class Suspension(Struct, frozen=True):
    """A suspension for misuse: of the service, or of the handling of notices and complaints."""

    person: str
    counter: Counter
    begins: int
    ends: int
    assessment: Assessment
    author: str
    second: str

    def holds(self, now: int) -> bool:
        """Whether it is in force."""
        return self.begins <= now < self.ends


def counted(events: Sequence[MisuseEvent], counter: Counter, now: int) -> int:
    """Return how much a counter shows: what happened in the last twelve months."""
    return sum(not one.warning for one in _recent(events, counter, now))


def was_warned(events: Sequence[MisuseEvent], counter: Counter, now: int) -> bool:
    """Whether a warning stands, and something was counted after it."""
    recent = _recent(events, counter, now)
    warned = [one.at for one in recent if one.warning]
    return bool(warned) and any(not one.warning and one.at > min(warned) for one in recent)


def check_suspension(asked: Suspension, events: Sequence[MisuseEvent], now: int) -> None:
    """Refuse a suspension for misuse that does not hold to DSA 23.

    Raises ``Refusal``: those of ``check_grounds`` and of ``check_second``.
    """
    check_grounds(asked, events, now)
    check_second(Guarded.MISUSE_SUSPENSION, asked.author, asked.second)


def check_grounds(asked: Suspension, events: Sequence[MisuseEvent], now: int) -> None:
    """Refuse what no second person could sign either.

    Raises ``Refusal``: not_frequent, not_warned, not_assessed, too_long_a_time.
    """
    if counted(events, asked.counter, now) < FREQUENT:
        raise Refusal("not_frequent", limit=FREQUENT)
    if not was_warned(events, asked.counter, now):
        raise Refusal("not_warned")
    _check_assessment(asked.assessment)
    if not 0 < asked.ends - asked.begins <= LONGEST:
        raise Refusal("too_long_a_time", limit=LONGEST // DAY)


def is_heard(category: Category, suspensions: Sequence[Suspension], now: int) -> bool:
    """Whether a notice is handled: one that tells of a danger or of a child always is, whoever sends it."""
    if category.priority is Priority.P0 or category.queue is Queue.CHILD_SAFETY:
        return True
    return not any(one.counter is Counter.HANDLING and one.holds(now) for one in suspensions)


def _check_assessment(assessment: Assessment) -> None:
    if assessment.items < FREQUENT or not 0 < assessment.share <= 1:
        raise Refusal("not_assessed")
    if not assessment.gravity.strip() or not assessment.intention.strip():
        raise Refusal("not_assessed")


def _recent(events: Sequence[MisuseEvent], counter: Counter, now: int) -> list[MisuseEvent]:
    return [one for one in events if COUNTERS[one.misuse] is counter and 0 <= now - one.at < ROLLING]
