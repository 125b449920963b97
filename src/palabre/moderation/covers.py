"""Covers: what a hold or a decision does to a card, a pseudonym or a room's name, and how it comes back.

Spec: moderation sections 5.3 and 6. A message has its own ways (``chat.withholding``); these three have this one.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

import structlog
from msgspec import Struct

from palabre.chat.announce import LISTED
from palabre.chat.messages import ring
from palabre.kernel.clock import HOUR, Clock
from palabre.kernel.ids import MemberId
from palabre.kernel.ports import Bus
from palabre.moderation.casework import PROGRAM, By
from palabre.moderation.enforcement import BOUND
from palabre.moderation.holds import HIDES
from palabre.moderation.notice_ports import Reach
from palabre.moderation.notices import Item, ItemKind
from palabre.moderation.policy.catalogue import HoldKind
from palabre.private.bells import Changed, ring_both

LONGEST = 72 * HOUR  # that a pseudonym waits, as the longest hold (section 5.3)
log = structlog.get_logger()
COVERED: Final = frozenset({ItemKind.CARD, ItemKind.PSEUDONYM, ItemKind.ROOM_NAME})


class Manner(StrEnum):
    """How an object is covered; the heavier of two causes counts."""

    HELD = "held"  # from everybody but its owner, until a person decides
    REMOVED = "removed"  # its words are taken away; its owner chooses others


@dataclass(frozen=True, slots=True)
class Cover:
    """One reason why an object is covered."""

    kind: ItemKind
    ref: str
    cause: str  # a hold, or a restriction of a decision
    case: str
    manner: Manner
    is_wiped: bool = False  # nothing of it is kept here: it was sealed


class Waiting(Struct, frozen=True):
    """A pseudonym that nobody has read yet: a rule held it at the door, and its bearer goes by a stand-in."""

    member: MemberId
    name: str
    since: int  # to the minute


class CoverStore(Protocol):
    """Keeps covers, and what they hide; one method, one transaction, durable when it returns."""

    async def put(self, cover: Cover, now: int) -> Reach:
        """Cover an object; harmless when repeated, and when the object is no longer there or has other words."""

    async def lift(self, cause: str, now: int) -> Reach:
        """Take away what a cause covers; what no other cause covers comes back, unless other words took its place."""

    async def is_nameless(self, member: MemberId) -> bool:
        """Whether a member goes by a stand-in for their pseudonym."""

    async def kept(self, kind: ItemKind, ref: str) -> dict[str, str]:
        """Return the words that a cover hides; nothing when nothing is covered, or they have faded."""

    async def waiting(self) -> list[Waiting]:
        """Return the pseudonyms that wait for a person, oldest first; not of whoever has chosen another since."""

    async def give(self, member: MemberId, by: By, now: int) -> Reach | None:
        """Give a pseudonym that waits to its bearer, with its entry in the ledger; nothing when none waits."""

    async def fade(self, now: int) -> None:
        """Forget the words of cases whose evidence is over: a cover that still stands then stands for good."""


@dataclass(frozen=True, slots=True)
class Covering:
    """Covers objects, and lets every open line know at once."""

    store: CoverStore
    bus: Bus
    clock: Clock

    async def cover(self, cover: Cover) -> None:
        """Put a cover on an object."""
        await self._tell(await self.store.put(cover, self.clock.now()))

    async def lift(self, cause: str) -> None:
        """Take a cause's cover away."""
        await self._tell(await self.store.lift(cause, self.clock.now()))

    async def give(self, member: MemberId, by: By) -> bool:
        """Give a pseudonym that waits to its bearer, under everybody's eyes at once; false when none waits."""
        reach = await self.store.give(member, by, self.clock.now())
        await self._tell(reach or Reach())
        return reach is not None

    async def sweep(self) -> None:
        """Give the pseudonyms that nobody has read in time: no rule alone refuses one for good."""
        due = self.clock.now() - LONGEST
        for one in await self.store.waiting():
            if one.since <= due and await self.give(one.member, PROGRAM):
                log.warning("a name was given that nobody has read in time")

    async def is_nameless(self, member: MemberId) -> bool:
        """Whether a member goes by a stand-in: whoever chose another name since a report did does not."""
        return await self.store.is_nameless(member)

    async def _tell(self, reach: Reach) -> None:
        await ring(self.bus, reach.written)
        for member in dict.fromkeys(reach.members):
            await self.bus.publish(BOUND, member.encode())
        for pair in reach.pairs:
            await ring_both(self.bus, pair, Changed(pair.conversation))
        for place in reach.rooms:
            await self.bus.publish(LISTED, place.encode())


def covers_of(kind: HoldKind, items: tuple[Item, ...], cause: str, case: str) -> tuple[Cover, ...]:
    """Return what a hold covers: suspected abuse material is not kept here, not even for its owner."""
    if kind not in HIDES:
        return ()
    is_sealed = kind is HoldKind.SEAL_AND_HIDE
    manner = Manner.REMOVED if is_sealed else Manner.HELD
    return tuple(Cover(one.kind, one.ref, cause, case, manner, is_sealed) for one in items if one.kind in COVERED)
