"""Budgets of one client, pure: how much in a time, how many at once."""

from collections import Counter
from collections.abc import Hashable
from functools import partial
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


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

    def _refill(self, now: int) -> None:
        self._left = min(self._burst, self._left + (now - self._since) * self._rate)
        self._since = now


class Budgets(Generic[Key]):
    """A budget for each of many; whoever was unseen for longest is forgotten first."""

    def __init__(self, per_second: int, burst: int, most: int) -> None:
        self._make = partial(Budget, per_second, burst)
        self._most = most
        self._each: dict[Key, Budget] = {}

    def take(self, key: Key, now: int) -> bool:
        """Take one from somebody's budget; False when none is left."""
        budget = self._each.pop(key) if key in self._each else self._make()
        self._each[key] = budget
        if len(self._each) > self._most:
            del self._each[next(iter(self._each))]
        return budget.take(now)


class Turnstile:
    """Counts who is being let in: so many at once, and fewer of one address."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._inside: Counter[str] = Counter()
        self._total = 0

    @property
    def is_full(self) -> bool:
        """Whether nobody can enter, whatever the address."""
        return self._total >= self._most

    def enter(self, address: str) -> bool:
        """Take a place; False when there is none, or the address holds its own."""
        if self.is_full or self._inside[address] >= self._most_of_one:
            return False
        self._inside[address] += 1
        self._total += 1
        return True

    def leave(self, address: str) -> None:
        """Give the place back; an address without any is forgotten."""
        self._total -= 1
        self._inside[address] -= 1
        if not self._inside[address]:
            del self._inside[address]
