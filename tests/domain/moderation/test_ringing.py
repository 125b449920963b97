"""When a danger calls somebody, and when it stops."""

from dataclasses import dataclass, field
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as some

from palabre.kernel.clock import MINUTE, ManualClock
from palabre.kernel.ids import MemberId
from palabre.kernel.limits import ALARM_AGAIN_MS, ALARM_RETRY_MS
from palabre.moderation.casework import CaseworkStore, Waiting
from palabre.moderation.model import Priority
from palabre.moderation.queues import Queue
from palabre.moderation.ringing import Danger, Ringing


@dataclass
class Bell:
    """An alarm and a store of dangers, both in hand."""

    clock: ManualClock
    waiting: dict[str, Waiting] = field(default_factory=dict)
    heard: list[Danger] = field(default_factory=list)
    works: bool = True

    def comes(self, case: str) -> None:
        """Let a danger come now."""
        now = self.clock.now()
        self.waiting[case] = Waiting(case, Queue.URGENT, "threat", Priority.P0, now, False, 0, "open", MemberId("ada"))

    async def unopened(self, priority: Priority, limit: int) -> list[Waiting]:
        """Return what nobody has opened."""
        assert priority is Priority.P0
        return list(self.waiting.values())[:limit]

    async def call(self, danger: Danger) -> bool:
        """Note a call."""
        self.heard.append(danger)
        return self.works


@pytest.fixture
def bell() -> Bell:
    """Give a bell that works."""
    return Bell(ManualClock())


@pytest.fixture
def ringing(bell: Bell) -> Ringing:
    """Give what looks for dangers."""
    return ringing_of(bell)


def ringing_of(bell: Bell) -> Ringing:
    """Return what looks for dangers of a bell."""
    return Ringing(cast("CaseworkStore", bell), bell, bell.clock)


async def test_a_danger_calls_at_once_and_once(bell: Bell, ringing: Ringing) -> None:
    """The first look that sees it calls; those that follow within a quarter of an hour do not."""
    bell.comes("first")
    for _ in range(3):
        await ringing.look()
        bell.clock.advance(MINUTE)
    assert bell.heard == [Danger(1, 0)]


async def test_it_calls_again_until_somebody_opens_it(bell: Bell, ringing: Ringing) -> None:
    """Every quarter of an hour, saying how long it has waited; never again once it is opened."""
    bell.comes("first")
    for _ in range(2):
        await ringing.look()
        bell.clock.advance(ALARM_AGAIN_MS)
    assert bell.heard == [Danger(1, 0), Danger(1, 15)]
    bell.waiting.clear()
    await ringing.look()
    assert len(bell.heard) == 2


async def test_another_danger_calls_without_waiting_for_the_first(bell: Bell, ringing: Ringing) -> None:
    """A second one is told at once, with both counted."""
    bell.comes("first")
    await ringing.look()
    bell.clock.advance(MINUTE)
    bell.comes("second")
    await ringing.look()
    assert bell.heard == [Danger(1, 0), Danger(2, 1)]


async def test_a_call_that_failed_is_tried_in_a_minute(bell: Bell, ringing: Ringing) -> None:
    """A command that ends badly has called nobody."""
    bell.works = False
    bell.comes("first")
    await ringing.look()
    bell.works = True
    bell.clock.advance(ALARM_RETRY_MS)
    for _ in range(2):
        await ringing.look()
    assert bell.heard == [Danger(1, 0), Danger(1, 1)]


async def test_without_a_command_nobody_is_called(bell: Bell) -> None:
    """The consoles ring by themselves; nothing else is done."""
    bell.comes("first")
    await Ringing(cast("CaseworkStore", bell), None, bell.clock).look()
    assert bell.heard == []


@given(some.lists(some.sampled_from(["comes", "opened", "minute"]), max_size=60))
async def test_nothing_waits_a_quarter_of_an_hour_unheard(steps: list[str]) -> None:
    """Looked at each minute, a danger that stands has called within the last fifteen, and none calls twice a minute."""
    bell = Bell(ManualClock())
    ringing, calls = ringing_of(bell), list[int]()
    for number, step in enumerate(steps):
        if step == "comes":
            bell.comes(f"case {number}")
        elif step == "opened" and bell.waiting:
            bell.waiting.pop(next(iter(bell.waiting)))
        before = len(bell.heard)
        await ringing.look()
        calls += [bell.clock.now()] * (len(bell.heard) - before)
        if bell.waiting:
            assert bell.clock.now() - calls[-1] < ALARM_AGAIN_MS
        bell.clock.advance(MINUTE)
    assert len(calls) == len(set(calls))
