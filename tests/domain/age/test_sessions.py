"""Age sessions: an hour without doing anything, twelve hours at most, and no way back."""

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from palabre.age.ports import SessionRow
from palabre.age.sessions import CHANGEOVER, IDLE, TOTAL, AgeSession, AgeSessions
from palabre.kernel.clock import HOUR, MINUTE, SECOND, ManualClock
from palabre.store.age import SqlAgeSessionStore
from palabre.store.database import Database


class Kept:
    """Sessions over the real store, with the writes that were put off."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.store = SqlAgeSessionStore(database)
        self.clock = clock
        self.sessions = self.restarted()

    def restarted(self) -> AgeSessions:
        """Return what a new process would have: the store alone."""
        return AgeSessions(self.store, self.clock)

    async def written(self) -> None:
        """Make the writes that were put off."""
        await self.sessions.note()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Open the gate's own database."""
    opened = await Database.open(tmp_path / "age.db", "age")
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock at a full minute."""
    return ManualClock(at=1_795_000_020_000)


@pytest.fixture
def kept(database: Database, clock: ManualClock) -> Kept:
    """Give sessions over a real store."""
    return Kept(database, clock)


def test_bounds_are_those_of_the_specification() -> None:
    """60 minutes without activity, 12 hours in total."""
    assert (IDLE, TOTAL) == (60 * MINUTE, 12 * HOUR)


async def test_sixty_idle_minutes_end_a_session(kept: Kept, clock: ManualClock) -> None:
    """It holds to the last millisecond of the hour and not beyond."""
    secret = await kept.sessions.open()
    clock.advance(IDLE - 1)
    assert await kept.sessions.check(secret) is not None
    clock.advance(1)
    assert await kept.sessions.check(secret) is None


async def test_activity_prolongs_a_session_up_to_twelve_hours(kept: Kept, clock: ManualClock) -> None:
    """Somebody who is never idle leaves after twelve hours all the same."""
    secret = await kept.sessions.open()
    for _ in range(24):
        session = await kept.sessions.check(secret)
        assert session is not None
        session.touch(clock.now())
        clock.advance(30 * MINUTE)
    await kept.written()
    assert await kept.sessions.check(secret) is None


async def test_a_restart_ends_no_session_and_prolongs_none(kept: Kept, clock: ManualClock) -> None:
    """A new process finds the expiry and the last active minute where the old one left them."""
    secret = await kept.sessions.open()
    clock.advance(40 * MINUTE)
    session = await kept.sessions.check(secret)
    assert session is not None
    session.touch(clock.now())
    await kept.written()
    again = await kept.restarted().check(secret)
    assert again is not None
    assert again.expires_at == session.expires_at == clock.now() + IDLE


async def test_what_ended_is_erased_and_stays_ended(kept: Kept, clock: ManualClock) -> None:
    """Leaving ends the session at once for every connection that holds it, and erases its row."""
    secret = await kept.sessions.open()
    session = await kept.sessions.check(secret)
    assert session is not None
    await kept.sessions.end(secret)
    session.touch(clock.now())
    await kept.written()
    assert (await kept.sessions.check(secret), session.expires_at <= clock.now()) == (None, True)
    assert await kept.restarted().check(secret) is None


@pytest.mark.parametrize("secret", [None, "", "x", "A" * 43, "é" * 43])
async def test_other_cookies_are_no_session(kept: Kept, secret: str | None) -> None:
    """A missing, short, made-up or odd cookie finds nothing, though a session exists."""
    await kept.sessions.open()
    assert await kept.sessions.check(secret) is None


async def test_the_store_holds_a_digest_and_two_times(kept: Kept, database: Database, clock: ManualClock) -> None:
    """Of a session we keep the SHA-256 of its cookie, its end and its last active minute: nothing else."""
    secret = await kept.sessions.open()
    rows = await database.read(lambda c: [tuple(row) for row in c.execute(text("SELECT * FROM age_session"))])
    assert rows == [(sha256(secret.encode()).digest(), clock.now() + TOTAL, clock.now())]


async def test_a_purge_erases_what_ended_and_nothing_else(kept: Kept, clock: ManualClock) -> None:
    """Idle sessions go, live ones stay."""
    await kept.sessions.open()
    clock.advance(IDLE - MINUTE)
    live = await kept.sessions.open()
    clock.advance(2 * MINUTE)
    assert (await kept.sessions.purge(), await kept.sessions.check(live) is not None) == (1, True)


async def test_a_new_proof_starts_twelve_hours_afresh(kept: Kept, clock: ManualClock) -> None:
    """The new cookie's session ends by its own clock, under another secret."""
    former = await kept.sessions.open()
    clock.advance(50 * MINUTE)
    secret = await kept.sessions.renew(former)
    session = await kept.sessions.check(secret)
    assert session is not None
    assert (secret == former, session.latest_end) == (False, clock.now() + TOTAL)


async def test_a_page_changes_over_within_a_minute(kept: Kept, clock: ManualClock) -> None:
    """Who holds the former session keeps it a minute and no longer, whatever they do; its row is gone at once."""
    former = await kept.sessions.open()
    held = await kept.sessions.check(former)
    assert held is not None
    await kept.sessions.renew(former)
    clock.advance(CHANGEOVER - 1)
    held.touch(clock.now())
    still = clock.now() < held.expires_at
    clock.advance(1)
    assert (still, clock.now() < held.expires_at, await kept.sessions.check(former)) == (True, False, None)


@pytest.mark.parametrize("former", [None, "", "A" * 43])
async def test_a_first_proof_replaces_nothing(kept: Kept, former: str | None) -> None:
    """Whoever comes without a session, or with a cookie that is none, opens one; others stay."""
    other = await kept.sessions.open()
    secret = await kept.sessions.renew(former)
    assert [await kept.sessions.check(one) is not None for one in (secret, other)] == [True, True]


async def test_a_former_cookie_nobody_holds_is_worth_nothing(kept: Kept) -> None:
    """Without an open page there is nothing to change over: the former cookie ends with the new one."""
    former = await kept.sessions.open()
    await kept.sessions.renew(former)
    assert await kept.restarted().check(former) is None


@given(st.lists(st.integers(0, 90 * 60), max_size=40))
def test_activity_never_brings_back_nor_outlives(pauses: list[int]) -> None:
    """After any pauses, a session is over exactly when somebody was idle for an hour or twelve hours passed."""
    clock = ManualClock(at=1_795_000_020_000)
    start = clock.now()
    session = AgeSession(SessionRow(start + TOTAL, start), lambda _: None, lambda: None)
    is_over = False
    for pause in pauses:
        clock.advance(pause * SECOND)
        is_over = is_over or clock.now() >= session.expires_at
        session.touch(clock.now())
        assert (clock.now() >= session.expires_at) == is_over
        assert session.expires_at <= start + TOTAL
        if pause >= 61 * 60:
            assert is_over
