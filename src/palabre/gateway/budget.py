"""Budgets of one client, pure: how much in a time, how many at once."""

from collections import Counter


class Budget:
    """Refills at a rate up to a burst; each thing done takes one."""

    __slots__ = ("_burst", "_left", "_rate", "_since")

    def __init__(self, per_second: int, burst: int) -> None:
        self._rate = per_second
        self._burst = burst * 1_000  # counted in thousandths, so that no refill is rounded away
        self._left = self._burst
        self._since = 0

    def take(self, now: int) -> bool:
        """Take one at ``now`` (monotonic milliseconds); False when none is left."""
        self._refill(now)
        if self._left < 1_000:
            return False
        self._left -= 1_000
        return True

    def wait(self, now: int) -> int:
        """Return the milliseconds until one can be taken."""
        self._refill(now)
        return max(0, -((self._left - 1_000) // self._rate))

    def is_whole(self, now: int) -> bool:
        """Tell whether nothing is missing from the burst."""
        self._refill(now)
        return self._left == self._burst

    def _refill(self, now: int) -> None:
        self._left = min(self._burst, self._left + (now - self._since) * self._rate)
        self._since = now


class Turnstile:
    """Counts who is being let in, so that one address cannot hold every place."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._inside: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """Take a place; False when the address already holds the most."""
        if self._inside[address] >= self._most:
            return False
        self._inside[address] += 1
        return True

    def leave(self, address: str) -> None:
        """Give the place back; an address without any is forgotten."""
        self._inside[address] -= 1
        if self._inside[address] <= 0:
            del self._inside[address]
