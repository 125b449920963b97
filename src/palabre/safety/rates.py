"""How often something may happen: one moment a key, no list of them (safety engine section 14)."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and one more every ``spacing`` milliseconds: the generic cell rate algorithm."""

    burst: int
    spacing: float

    def next_due(self, due: float, now: float) -> float | None:
        """Return when the next but these would be due, or None when one more is too many at this time.

        ``due`` is what the last call returned, 0 at first. A clock that goes back lets nothing more through.
        """
        due = max(due, now)
        return None if due - now > self.spacing * (self.burst - 1) else due + self.spacing


@dataclass
class Rates(Generic[Key]):
    """A rate for each key; of more keys than are kept, the one unseen for longest starts anew."""

    rate: Rate
    kept: int
    due: "OrderedDict[Key, float]" = field(default_factory=OrderedDict)

    def take(self, key: Key, now: float) -> bool:
        """Take one of a key at a time in milliseconds; false when it is too many."""
        due = self.rate.next_due(self.due.get(key, 0.0), now)
        if due is None:
            return False
        self.due[key] = due
        self.due.move_to_end(key)
        if len(self.due) > self.kept:
            self.due.popitem(last=False)
        return True

    def ahead(self, key: Key, now: float) -> float:
        """Return how many of a key are not yet paid off by time."""
        return max(0.0, self.due.get(key, 0.0) - now) / self.rate.spacing

    def sweep(self, now: float) -> None:
        """Forget the keys whose rate is whole again."""
        for key in [key for key, due in self.due.items() if due <= now]:
            del self.due[key]
