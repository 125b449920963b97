"""The place closes when nobody is there to answer: told a little before, then every line at once."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

import structlog

from palabre.gateway.codes import CloseCode
from palabre.gateway.protocol_measures import Closing
from palabre.gateway.registry import Registry
from palabre.kernel.clock import MINUTE, Clock
from palabre.moderation.hours import Attendance, Hours

log = structlog.get_logger(__name__)
TOLD_BEFORE = 10 * MINUTE
SHORTEST_SPREAD_MS = 30_000  # everybody coming back at once would be a storm
LONGEST_SPREAD_MS = 120_000


@dataclass
class OpenDoors:
    """Holds the lines of this node to the hours (moderation section 5.4)."""

    hours: Hours
    staffed: Callable[[], Awaitable[bool]]
    on_duty: Callable[[], Awaitable[Collection[str]]]
    registry: Registry
    clock: Clock
    attendance: Attendance = field(init=False)
    _is_staffed: bool = False
    _is_somebody_there: bool = False
    _was_open: bool = field(default=True)
    _told: int = 0  # of which closing people were told

    def __post_init__(self) -> None:
        """Hold the hours to who was there at the last look."""
        self.attendance = Attendance(self.hours, lambda: self._is_staffed, lambda: self._is_somebody_there)

    def is_open(self) -> bool:
        """Whether a line may be open."""
        return self.attendance.is_open(self.clock.now())

    async def look(self) -> None:
        """Tell of the end of the hours a little before it; close every line once the place is closed."""
        self._is_staffed = await self.staffed()
        self._is_somebody_there = bool(self.hours) and bool(await self.on_duty())
        now = self.clock.now()
        is_open = self.attendance.is_open(now)
        if is_open:
            self._tell(now)
        else:
            for connection in self.registry.every():
                connection.close(CloseCode.CLOSED)
        if is_open != self._was_open:
            log.info("doors", open=is_open)
        self._was_open = is_open

    def _tell(self, now: int) -> None:
        at = self.attendance.hours.next_closing(now)
        if not at or at - now > TOLD_BEFORE or at == self._told:
            return
        self._told = at
        for connection in self.registry.every():
            if connection.greeted:
                connection.send(Closing(at))


def spread_ms(connections: int) -> int:
    """Return over how long so many connections should come back: a hundred a second."""
    return min(SHORTEST_SPREAD_MS + 10 * connections, LONGEST_SPREAD_MS)
