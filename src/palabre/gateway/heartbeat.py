"""One loop for all connections: each second a twentieth of them is asked whether it lives.

A timer each would cost the loop 20,000 timers for 20,000 people; a slot each costs one set.
Source: design/architecture.md section 4.
"""

import asyncio
from typing import Protocol

from palabre.kernel.limits import HEARTBEAT_MS

SLOTS = HEARTBEAT_MS // 1_000  # one a second
SLICE = 250  # connections asked before the loop serves the others


class Alive(Protocol):
    """Something that can be asked whether it lives."""

    def beat(self) -> None:
        """Ask once; whoever has not answered the times before is let go."""


class Heartbeat:
    """Spreads connections over the seconds of a round and asks each once a round."""

    def __init__(self, slots: int = SLOTS) -> None:
        self._slots: list[set[Alive]] = [set() for _ in range(slots)]
        self._next_home = 0
        self._next_beat = 0

    def add(self, connection: Alive) -> int:
        """Take a connection; returns the slot by which it is removed."""
        home = self._next_home
        self._next_home = (home + 1) % len(self._slots)
        self._slots[home].add(connection)
        return home

    def remove(self, connection: Alive, slot: int) -> None:
        """Forget a connection; harmless when repeated."""
        self._slots[slot].discard(connection)

    def __len__(self) -> int:
        return sum(map(len, self._slots))

    async def beat(self) -> None:
        """Ask the next slot's connections, giving way to others now and then."""
        slot = list(self._slots[self._next_beat])
        self._next_beat = (self._next_beat + 1) % len(self._slots)
        for start in range(0, len(slot), SLICE):
            for connection in slot[start : start + SLICE]:
                connection.beat()
            await asyncio.sleep(0)

    async def run(self) -> None:
        """Beat each second until cancelled; run once per process, by the composition root."""
        while True:
            await asyncio.sleep(1)
            await self.beat()
