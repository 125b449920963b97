"""Seats kept for those on their way into a room, so that a crowd at the door does not pass its bound."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from palabre.kernel.ids import PlaceId


class Seats:
    """Counts who is in a room together with who is about to be."""

    def __init__(self, here: Callable[[PlaceId], int]) -> None:
        self._here = here
        self._kept: Counter[PlaceId] = Counter()

    def taken(self, place: PlaceId) -> int:
        """Return how many seats nobody else may have."""
        return self._here(place) + self._kept[place]

    @contextmanager
    def kept(self, place: PlaceId) -> Iterator[None]:
        """Keep a seat until its taker is in, or gives up."""
        self._kept[place] += 1
        try:
            yield
        finally:
            self._kept[place] -= 1
            if not self._kept[place]:
                del self._kept[place]
