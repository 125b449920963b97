"""Age sessions: one bit, "18 or over", for a visit (age assurance specification section 8).

Nothing here names a member: a connection holds an ``AgeSession`` in memory and writes it nowhere.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from palabre.age.ports import AgeSessionStore, SessionRow
from palabre.kernel.clock import HOUR, MINUTE, SECOND, Clock
from palabre.kernel.ids import digest, new_secret

TOTAL = 12 * HOUR
IDLE = 60 * MINUTE
CHANGEOVER = 60 * SECOND  # what a session still lives once another follows it: its pages change over, unhurried
COOKIE = "__Host-adult"


class AgeSession:
    """A live session, shared by all connections that carry its cookie."""

    __slots__ = ("__weakref__", "_active", "_ends", "_touched")

    def __init__(self, row: SessionRow, touched: Callable[[int], None]) -> None:
        """Take the stored row, and what to call when the active minute moves."""
        self._ends = row.ends
        self._active = row.active
        self._touched = touched

    @property
    def expires_at(self) -> int:
        """When it ends unless something is done before, in milliseconds; in the past once ended."""
        return min(self._ends, self._active + IDLE)

    @property
    def latest_end(self) -> int:
        """When it ends whatever is done, in milliseconds."""
        return self._ends

    def touch(self, now: int) -> None:
        """Record that the person did something; a session that ended does not come back."""
        if now < self.expires_at and now - self._active >= MINUTE:
            self._active = now - now % MINUTE
            self._touched(self._active)

    def end(self, at: int = 0) -> None:
        """End at a moment, or now; connections that hold it are then closed by the next sweep."""
        self._ends = min(self._ends, at)


@dataclass
class AgeSessions:
    """Opens, finds and ends age sessions; a restart of the server ends none."""

    store: AgeSessionStore
    clock: Clock
    persist: Callable[[bytes, int], None]  # schedules a touch of the store, never awaited by the asker
    _live: WeakValueDictionary[bytes, AgeSession] = field(default_factory=WeakValueDictionary)

    async def open(self) -> str:
        """Open a session after a verified proof; return the cookie's secret."""
        secret = new_secret()
        now = self.clock.now()
        await self.store.add(digest(secret), SessionRow(now + TOTAL, now - now % MINUTE))
        return secret

    async def renew(self, former: str | None) -> str:
        """Open a session after a new proof, in place of the one of a former cookie, if any.

        Pages that hold the former one keep it for a minute, long enough to come back with the new cookie.
        """
        secret = await self.open()
        if former:
            key = digest(former)
            if live := self._live.get(key):
                live.end(self.clock.now() + CHANGEOVER)
            await self.store.remove(key)
        return secret

    async def check(self, secret: str | None) -> AgeSession | None:
        """Return the session of a cookie if it has not ended; fails closed."""
        if not secret:
            return None
        session = await self._find(digest(secret))
        return session if session is not None and self.clock.now() < session.expires_at else None

    async def end(self, secret: str) -> None:
        """End a session: erased from the store, its connections closed within a second."""
        key = digest(secret)
        if live := self._live.get(key):
            live.end()
        await self.store.remove(key)

    async def purge(self) -> int:
        """Erase sessions that have ended."""
        now = self.clock.now()
        return await self.store.purge(now, now - IDLE)

    async def _find(self, key: bytes) -> AgeSession | None:
        if live := self._live.get(key):
            return live
        row = await self.store.get(key)
        if row is None:
            return None
        return self._live.setdefault(key, AgeSession(row, lambda active: self.persist(key, active)))
