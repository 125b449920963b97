import asyncio

from palabre.age.ports import AgeSessionStore, SessionRow, SpentStore
from palabre.kernel.clock import HOUR
from palabre.kernel.ids import digest
from ports.samples import NOW

ONE, TWO, THREE = digest("one"), digest("two"), digest("three")


async def test_a_proof_is_spent_once(spent: SpentStore) -> None:
    """Of any number of racers with one key, one spends it."""
    answers = await asyncio.gather(*(spent.spend(ONE, 20_000) for _ in range(20)))
    assert sorted(answers) == [False] * 19 + [True]
    assert await spent.spend(TWO, 20_000)
    assert not await spent.spend(ONE, 20_001)


async def test_a_spent_proof_is_forgotten_after_its_last_day(spent: SpentStore) -> None:
    """Keys stay through their last day and go after it; a forgotten key is new."""
    await spent.spend(ONE, 20_000)
    await spent.spend(TWO, 20_001)
    assert await spent.forget(20_000) == 0
    assert await spent.forget(20_001) == 1
    assert [await spent.spend(ONE, 20_002), await spent.spend(TWO, 20_002)] == [True, False]


async def test_a_session_is_what_was_recorded(sessions: AgeSessionStore) -> None:
    """A row comes back whole; activity moves it; removal, repeated or not, ends it."""
    await sessions.add(ONE, SessionRow(NOW + HOUR, NOW))
    assert await sessions.get(ONE) == SessionRow(NOW + HOUR, NOW)
    assert await sessions.get(TWO) is None
    await sessions.touch({ONE: NOW + 60_000, TWO: NOW + 60_000})
    assert await sessions.get(ONE) == SessionRow(NOW + HOUR, NOW + 60_000)
    for _ in range(2):
        await sessions.remove(ONE)
    assert await sessions.get(ONE) is None


async def test_ended_and_idle_sessions_are_purged(sessions: AgeSessionStore) -> None:
    """What ended or fell idle goes; what lives stays."""
    await sessions.add(ONE, SessionRow(NOW, NOW))
    await sessions.add(TWO, SessionRow(NOW + HOUR, NOW - HOUR - 1))
    await sessions.add(THREE, SessionRow(NOW + 1, NOW - HOUR))
    assert await sessions.purge(NOW, NOW - HOUR) == 2
    assert [await sessions.get(key) is None for key in (ONE, TWO, THREE)] == [True, True, False]
