"""Time as a port, so that tests and replays choose it."""

import time
from dataclasses import dataclass
from typing import Protocol

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """Tells the time in milliseconds."""

    def now(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""

    def monotonic(self) -> int:
        """Milliseconds that never go back, from an arbitrary start."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> int:
        """Milliseconds that never go back, from an arbitrary start."""
        return time.monotonic_ns() // 1_000_000


@dataclass
class ManualClock:
    """A clock that moves only when told, for tests and replays."""

    at: int = 1_795_000_000_000

    def now(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        return self.at

    def monotonic(self) -> int:
        """Milliseconds that never go back, from an arbitrary start."""
        return self.at

    def advance(self, milliseconds: int) -> None:
        """Move forward."""
        self.at += milliseconds
