"""Writing to many without holding the loop: what one turn of it writes is bounded for the whole node.

A work is an iterator that writes to one client a step. Works go on side by side, so that a small room does not wait
behind a large one. Source: design/architecture.md section 4.
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from itertools import islice

from palabre.kernel.limits import WRITES_PER_TURN

SHARE = 100  # steps of one work before the next has its own


class Fanout:
    """Does at most ``WRITES_PER_TURN`` steps a turn of the loop, of all its works together."""

    def __init__(self) -> None:
        self._works: deque[Iterator[None]] = deque()
        self._left = WRITES_PER_TURN
        self._renewal: asyncio.Handle | None = None

    def run(self, work: Iterator[None]) -> None:
        """Begin a work, at once if this turn allows."""
        self._works.append(work)
        self._go_on()

    def _go_on(self) -> None:
        if self._renewal is None:
            self._renewal = asyncio.get_running_loop().call_soon(self._next_turn)
        while self._works and self._left:
            work = self._works.popleft()
            share = min(SHARE, self._left)
            done = len(list(islice(work, share)))
            self._left -= done
            if done == share:  # else it has ended
                self._works.append(work)

    def _next_turn(self) -> None:
        self._renewal, self._left = None, WRITES_PER_TURN
        if self._works:
            self._go_on()
