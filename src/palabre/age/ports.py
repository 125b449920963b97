"""What the gate asks of a store: two small tables that share no key with the chat."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class SpentStore(Protocol):
    """Remembers used proofs by keyed hash, until the day after they expire."""

    async def spend(self, key: bytes, day: int) -> bool:
        """Record a key with its last day (days since 1970); false when it was there. Atomic."""

    async def forget(self, before: int) -> int:
        """Erase keys whose last day is before a day; return how many."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """An age session as stored: its end and its last active minute, in milliseconds."""

    ends: int
    active: int


class AgeSessionStore(Protocol):
    """Keeps age sessions across restarts, by digest of their cookie."""

    async def add(self, digest: bytes, row: SessionRow) -> None:
        """Record a new session."""

    async def get(self, digest: bytes) -> SessionRow | None:
        """Return a session, if there is one."""

    async def touch(self, moved: Mapping[bytes, int]) -> None:
        """Move last active minutes forward, by digest."""

    async def remove(self, digest: bytes) -> None:
        """Erase a session; harmless when repeated."""

    async def purge(self, now: int, idle_since: int) -> int:
        """Erase sessions that ended before ``now`` or were last active before ``idle_since``."""
