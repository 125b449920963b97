"""Who is there to answer: a switch that only use keeps on (moderation section 21, 18). Pure; the time is passed in."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from palabre.kernel.clock import MINUTE

LIFE = 15 * MINUTE  # without a use: a page left open is nobody


class Duty(Struct, frozen=True):
    """One person's switch: since when, and when they last did something."""

    ref: str
    since: int
    used: int

    @property
    def until(self) -> int:
        """When it goes off by itself."""
        return self.used + LIFE

    def is_on(self, now: int) -> bool:
        """Whether they are there."""
        return now < self.until


def begun(ref: str, now: int, former: Duty | None = None) -> Duty:
    """Return the switch turned on; who is on already stays on since they were."""
    if former is not None and former.is_on(now):
        return kept(former, now)
    return Duty(ref, now, now)


def kept(duty: Duty, now: int) -> Duty:
    """Return the switch after a use; one that went off stays off, and a clock that went back takes nothing away."""
    return replace(duty, used=max(now, duty.used)) if duty.is_on(now) else duty


def present(duties: Iterable[Duty], now: int) -> frozenset[str]:
    """Return the references of those who are there."""
    return frozenset(duty.ref for duty in duties if duty.is_on(now))
