"""A danger calls until somebody has opened its case: at once, then every quarter of an hour (issue of moderation)."""

from dataclasses import dataclass, field
from typing import Protocol

from msgspec import Struct

from palabre.kernel.clock import MINUTE, Clock
from palabre.kernel.limits import ALARM_AGAIN_MS, ALARM_RETRY_MS, DANGERS
from palabre.moderation.casework import CaseworkStore, Waiting
from palabre.moderation.model import Priority


class Danger(Struct, frozen=True):
    """What whoever is on call is told: numbers, nobody and no word."""

    cases: int
    minutes: int  # that the oldest has waited


class Alarm(Protocol):
    """Calls somebody who is not at the console."""

    async def call(self, danger: Danger) -> bool:
        """Call, and return whether the call left; never longer than its bound."""


@dataclass
class Ringing:
    """Looks for cases of danger that nobody has opened, and has somebody called.

    What was called for is remembered in memory alone: a server started again calls once more than it had to.
    """

    cases: CaseworkStore
    alarm: Alarm | None  # none: consoles alone ring
    clock: Clock
    _due: dict[str, int] = field(default_factory=dict)  # when each case calls again

    async def look(self) -> None:
        """Call if a case is new, or has waited long enough since the last call; one call for all of them."""
        if self.alarm is None:
            return
        waiting = await self.cases.unopened(Priority.P0, DANGERS)
        now = self.clock.now()
        self._due = {one.case: self._due.get(one.case, now) for one in waiting}
        if not any(due <= now for due in self._due.values()):
            return
        rung = await self.alarm.call(danger_of(waiting, now))
        again = now + (ALARM_AGAIN_MS if rung else ALARM_RETRY_MS)
        self._due = dict.fromkeys(self._due, again)


def danger_of(waiting: list[Waiting], now: int) -> Danger:
    """Return what is told of cases, the oldest first."""
    return Danger(len(waiting), max(0, now - waiting[0].received) // MINUTE)
