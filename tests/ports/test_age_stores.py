import asyncio
import os

from palabre.age.ports import AgeSessionStore, SessionRow, SpentStore
from palabre.kernel.clock import HOUR

NOW = 1_795_000_000_000
KEY, OTHER = os.urandom(32), os.urandom(32)


async def test_a_proof_is_spent_once(spent: SpentStore) -> None:
    """The same proof shown fifty times at once counts once; another is another."""
    answers = await asyncio.gather(*(spent.spend(KEY, 20_800) for _ in range(50)))
    assert sorted(answers) == [False] * 49 + [True]
    assert await spent.spend(OTHER, 20_800)


async def test_a_spent_proof_is_kept_through_its_last_day(spent: SpentStore) -> None:
    """A hash goes the day after its proof could last be shown, and no sooner."""
    await spent.spend(KEY, 20_800)
    assert await spent.forget(20_800) == 0
    assert not await spent.spend(KEY, 20_800)
    assert await spent.forget(20_801) == 1
    assert await spent.spend(KEY, 20_802)


async def test_a_session_is_kept_whole(sessions: AgeSessionStore) -> None:
    """What is recorded is read back; nothing is known of another digest."""
    await sessions.add(KEY, SessionRow(NOW + 12 * HOUR, NOW))
    assert await sessions.get(KEY) == SessionRow(NOW + 12 * HOUR, NOW)
    assert await sessions.get(OTHER) is None


async def test_the_active_minute_moves_alone(sessions: AgeSessionStore) -> None:
    """Being active changes neither the end nor anybody else's session; it makes none."""
    await sessions.add(KEY, SessionRow(NOW + 12 * HOUR, NOW))
    await sessions.touch(KEY, NOW + HOUR)
    await sessions.touch(OTHER, NOW + HOUR)
    assert await sessions.get(KEY) == SessionRow(NOW + 12 * HOUR, NOW + HOUR)
    assert await sessions.get(OTHER) is None


async def test_an_ended_session_is_gone(sessions: AgeSessionStore) -> None:
    """Erasing takes one session, and may be repeated."""
    await sessions.add(KEY, SessionRow(NOW, NOW))
    await sessions.add(OTHER, SessionRow(NOW, NOW))
    for _ in range(2):
        await sessions.remove(KEY)
    assert [await sessions.get(one) for one in (KEY, OTHER)] == [None, SessionRow(NOW, NOW)]


async def test_sessions_over_are_purged(sessions: AgeSessionStore) -> None:
    """Whatever ended by now, or was idle since before the moment given, goes; the rest stays."""
    rows = {
        b"ended now": SessionRow(NOW, NOW),
        b"ends next": SessionRow(NOW + 1, NOW - HOUR),
        b"idle too long": SessionRow(NOW + HOUR, NOW - HOUR - 1),
    }
    for digest, row in rows.items():
        await sessions.add(digest, row)
    assert await sessions.purge(NOW, NOW - HOUR) == 2
    assert [digest for digest in rows if await sessions.get(digest)] == [b"ends next"]
