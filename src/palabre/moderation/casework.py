"""Work on cases: order of a queue, leases, notes, handing on (moderation section 5.1). Rules here are pure."""

from dataclasses import dataclass
from typing import Final, Protocol

from msgspec import Struct

from palabre.kernel.clock import MINUTE, Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation.model import Priority
from palabre.moderation.queues import Queue
from palabre.safety.normalise import normalise_text

LEASE: Final = 20 * MINUTE
PICKED: Final = 3  # places of the queue among which one chooses freely; below them, with a reason
PAGE: Final = 50  # cases of one page
NOTE: Final = 2_000  # characters of a note
REASON: Final = 64  # characters of a reason's code
TAKEN_UP = frozenset({"open", "reopened", "waiting_info", "escalated", "second_look"})  # a lease makes these "leased"


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, as the ledger names them: a stable reference of staff, and the role they act in."""

    ref: str
    role: str


PROGRAM = By("", "program")  # what is done by the clock
NOTIFIER = By("", "notifier")  # whoever reports is named nowhere in the ledger


class Waiting(Struct, frozen=True):
    """One line of a queue."""

    case: str
    queue: Queue
    category: str
    priority: Priority
    received: int  # the age of a case counts from its oldest notice
    is_trusted: bool
    deadline: int  # of the law; 0 without one
    state: str
    subject: MemberId
    leased_by: str = ""
    leased_until: int = 0
    looked: int = 0

    def is_leased(self, now: int) -> bool:
        """Whether somebody has it at this moment."""
        return bool(self.leased_by) and now < self.leased_until


class Note(Struct, frozen=True):
    """What somebody wrote on a case; it stays when their lease is lost."""

    id: str
    case: str
    at: int
    by: str
    words: str


class CaseworkStore(Protocol):
    """Where cases wait, and who has them; one method, one transaction, each transition in the ledger."""

    async def queue(self, queue: Queue, limit: int) -> list[Waiting]:
        """Return the first cases of a queue, in order: priority, trusted flagger, deadline, age."""

    async def unopened(self, priority: Priority, limit: int) -> list[Waiting]:
        """Return cases of a priority that wait and that nobody has opened yet, the oldest first."""

    async def counts(self) -> dict[Queue, int]:
        """Return how many cases wait in each queue."""

    async def waiting(self, case: str) -> Waiting | None:
        """Return where a case stands."""

    async def lease(self, case: str, by: By, now: int, until: int, reason: str) -> Waiting:
        """Give a case to somebody. Raises ``Refusal``: unknown_case, leased, reason_needed, not_a_move."""

    async def renew(self, case: str, by: By, now: int, until: int) -> None:
        """Lengthen one's lease. Raises ``Refusal("not_leased")``."""

    async def move(self, case: str, by: By, now: int, after: str, reason: str) -> None:
        """Move a case that one has leased to another state; its lease ends. Raises ``Refusal``."""

    async def requeue(self, case: str, by: By, now: int, queue: Queue, reason: str) -> None:
        """Hand a case that one has leased to another queue, open. Raises ``Refusal``."""

    async def lost(self, now: int) -> int:
        """Return to their queues the cases whose lease has ended; how many."""

    async def note(self, note: Note, by: By, now: int) -> None:
        """Keep a note. Raises ``Refusal("not_leased")``."""

    async def notes(self, case: str) -> list[Note]:
        """Return the notes of a case, oldest first."""


@dataclass(frozen=True, slots=True)
class Casework:
    """What staff do with the cases of a queue; whether they may is for ``roles`` to say."""

    store: CaseworkStore
    clock: Clock

    async def lease(self, case: str, by: By, reason: str = "") -> Waiting:
        """Take a case for 20 minutes; below the third place of its queue, with a reason. Raises ``Refusal``."""
        now = self.clock.now()
        return await self.store.lease(case, by, now, now + LEASE, checked_reason(reason))

    async def renew(self, case: str, by: By) -> None:
        """Keep a case for 20 minutes more."""
        now = self.clock.now()
        await self.store.renew(case, by, now, now + LEASE)

    async def hand_over(self, case: str, by: By) -> None:
        """Put a case back in its queue, at any moment, for no reason (section 17, point 6)."""
        await self.store.move(case, by, self.clock.now(), "open", "handed_over")

    async def move(self, case: str, by: By, after: str, reason: str) -> None:
        """Move a case: waiting_info, escalated, second_look, sealed. Raises ``Refusal("reason_needed")``."""
        if not reason:
            raise Refusal("reason_needed")
        await self.store.move(case, by, self.clock.now(), after, checked_reason(reason))

    async def requeue(self, case: str, by: By, queue: Queue, reason: str) -> None:
        """Hand a case to another queue. Raises ``Refusal("reason_needed")``."""
        if not reason:
            raise Refusal("reason_needed")
        await self.store.requeue(case, by, self.clock.now(), queue, checked_reason(reason))

    async def note(self, number: str, case: str, by: By, words: str) -> None:
        """Write a note on a case that one has. Raises ``Refusal`` of ``normalise_text``."""
        now = self.clock.now()
        await self.store.note(Note(number, case, now, by.ref, normalise_text(words, NOTE)), by, now)

    async def sweep(self) -> int:
        """Return what nobody works on any more to its queue, with its notes."""
        return await self.store.lost(self.clock.now())


def needs_reason(place: int) -> bool:
    """Whether taking the case at a place of a queue, 0 first, must be explained."""
    return place >= PICKED


def checked_reason(reason: str) -> str:
    """Return a reason as the ledger takes it: a code without spaces. Raises ``Refusal("bad_reason")``."""
    if len(reason) > REASON or not all("!" <= one <= "~" for one in reason):
        raise Refusal("bad_reason", limit=REASON)
    return reason
