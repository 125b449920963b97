"""The public figures are counted now and then, however many people ask for them."""

import asyncio
from dataclasses import dataclass

from palabre.kernel.clock import DAY, ManualClock
from palabre.moderation.figures import Figures, figures_of
from palabre.web.transparency import KEPT, Recently


@dataclass
class Slow:
    """Counts, and how often it did; it takes a turn of the loop."""

    times: int = 0

    async def since(self, begins: int, now: int) -> Figures:
        """Return as many statements as it was asked."""
        assert now - begins == 90 * DAY
        self.times += 1
        await asyncio.sleep(0)
        return figures_of([], [], (0, 0), self.times)


async def test_a_crowd_that_asks_at_once_is_counted_for_once() -> None:
    """Two hundred at once have one count; ten seconds later there is another."""
    clock, slow = ManualClock(), Slow()
    recently = Recently(slow, clock)

    async def ask() -> int:
        return (await recently.since(clock.now() - 90 * DAY, clock.now())).statements

    assert await asyncio.gather(*(ask() for _ in range(200))) == [1] * 200
    clock.advance(KEPT - 1)
    assert await ask() == 1
    clock.advance(1)
    assert await asyncio.gather(*(ask() for _ in range(200))) == [2] * 200
