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

    __slots__ = ("__weakref__", "_active", "_ended", "_touched", "expires_at", "latest_end")

    def __init__(self, row: SessionRow, touched: Callable[[int], None], ended: Callable[[], None]) -> None:
        """Take the stored row, and what to call when the active minute moves and when the end moves nearer."""
        self._active = row.active
        self._touched = touched
        self._ended = ended
        self.latest_end = row.ends  # whatever is done, in milliseconds
        self.expires_at = self._ending()  # unless something is done before; in the past once ended

    @property
    def began(self) -> int:
        """When the proof was made, in milliseconds; earlier than that once the session was told to end."""
        return self.latest_end - TOTAL

    def touch(self, now: int) -> None:
        """Record that the person did something; a session that ended does not come back."""
        if now < self.expires_at and now - self._active >= MINUTE:
            self._active = now - now % MINUTE
            self.expires_at = self._ending()
            self._touched(self._active)

    def end(self, at: int = 0) -> None:
        """End at a moment, or now; connections that hold it are then closed by the next sweep."""
        self.latest_end = min(self.latest_end, at)
        self.expires_at = self._ending()
        self._ended()

    def _ending(self) -> int:
        return min(self.latest_end, self._active + IDLE)


@dataclass
class AgeSessions:
    """Opens, finds and ends age sessions; a restart of the server ends none."""

    store: AgeSessionStore
    clock: Clock
    endings: int = 0  # how often the end of a session has moved nearer
    _moved: dict[bytes, int] = field(default_factory=dict)  # active minutes that the store does not know yet
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

    async def note(self) -> None:
        """Record the active minutes that moved since the last time, all in one transaction."""
        moved, self._moved = self._moved, {}
        if moved:
            await self.store.touch(moved)

    async def purge(self) -> int:
        """Erase sessions that have ended."""
        await self.note()
        now = self.clock.now()
        return await self.store.purge(now, now - IDLE)

    def _ended(self) -> None:
        self.endings += 1

    async def _find(self, key: bytes) -> AgeSession | None:
        if live := self._live.get(key):
            return live
        row = await self.store.get(key)
        if row is None:
            return None
        return self._live.setdefault(
            key, AgeSession(row, lambda active: self._moved.update({key: active}), self._ended)
        )
