"""What somebody may look at: the cases that are theirs, and one of them opened."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, PlaceId
from palabre.kernel.limits import DANGERS
from palabre.moderation.access import access_case, queue_of, queues_seen, rooms_seen
from palabre.moderation.casework import CaseworkStore, Waiting
from palabre.moderation.conflicts import Acquaintances, check_apart, is_apart
from palabre.moderation.docket import History
from palabre.moderation.exposure import UNITS, Seen
from palabre.moderation.model import Case, Priority
from palabre.moderation.ports import ModerationStore
from palabre.moderation.roles import Grant, Manner
from palabre.moderation.shifts import Shifts
from palabre.moderation.staff import Staff

SHOWN = 100  # rows of a queue: three screens of them


class LookStore(Protocol):
    """Keeps what somebody did with a case; looks and words are entered in the ledger in the same transaction."""

    async def look(self, staff: Staff, grant: Grant, case: Case, seen: Seen) -> None:
        """Enter a view; it counts in their exposure the first time."""

    async def say_apart(self, staff: Staff, case: Case, now: int) -> None:
        """Keep somebody's word that they do not know whom a case is about."""

    async def has_said(self, ref: str, case: str) -> bool:
        """Whether they gave it."""

    async def hand_over(self, staff: Staff, case: Case, now: int) -> None:
        """Let a case go to somebody else; nobody is asked why, and no ledger tells who did."""

    async def handed_over(self, ref: str) -> frozenset[str]:
        """Return the cases that somebody let go."""


class Found(Struct, frozen=True):
    """A case, and where it waits."""

    case: Case
    work: Waiting | None  # none of a case older than casework

    @property
    def queue(self) -> str:
        """The queue that it waits in."""
        return queue_of(self.case, _place(self.work))

    @property
    def received(self) -> int:
        """Its age counts from here: the oldest notice."""
        return self.work.received if self.work else self.case.opened

    @property
    def order(self) -> tuple[str, bool, float, int, str]:
        """Where it stands among others: priority, trusted flagger, deadline, age (section 5.1)."""
        if self.work is None:
            return (self.case.priority.value, True, float("inf"), self.case.opened, self.case.id)
        work = self.work
        deadline = work.deadline or float("inf")
        return (work.priority.value, not work.is_trusted, deadline, work.received, work.case)


class Sight(Struct, frozen=True):
    """What one person is offered: everything of some queues, what hosts see of some rooms, less what is too near."""

    queues: frozenset[str]
    rooms: frozenset[PlaceId]
    refused: frozenset[str] = frozenset()  # queues and kinds of case, by their own choice
    gone: frozenset[str] = frozenset()  # cases that they let go, or reported
    own: frozenset[MemberId] = frozenset()
    known: frozenset[MemberId] = frozenset()
    lighter_first: bool = False

    @property
    def near(self) -> frozenset[MemberId]:
        """Everybody whose cases are not for this person."""
        return self.own | self.known

    def shows(self, one: Found) -> bool:
        """Whether a case that stands where this person looks is offered to them."""
        is_refused = self.refused & {one.queue, *one.case.kind.split()}
        return not is_refused and one.case.id not in self.gone and is_apart(one.case, self.own, self.known, ())


class QueueStore(Protocol):
    """Finds what waits, by indexes: a page costs what it shows, however much waits."""

    async def waiting_for(self, sight: Sight, limit: int) -> tuple[list[Found], int]:
        """Return the first cases that somebody is offered, in their order, and how many more wait.

        The order is that of section 5.1, the heavy ones last when lighter ones come first. What is beyond the page is
        counted and not read: of whom one was in contact with and has parted from since, the count knows nothing.
        """


class Queue(Struct, frozen=True):
    """What waits for one person, and how many more there are than are shown."""

    cases: Sequence[Found]
    more: int
    is_calm: bool  # lighter ones come first


NOBODY = MemberId("")


@dataclass(frozen=True, slots=True)
class Looking:
    """Shows each person the cases that are theirs, and no other's existence."""

    store: LookStore
    cases: ModerationStore
    work: CaseworkStore
    queues: QueueStore
    history: History
    shifts: Shifts
    acquaintances: Acquaintances
    clock: Clock

    async def queue(self, staff: Staff) -> Queue:
        """Return what waits for somebody: in their queues, not refused, not let go, about nobody they know."""
        standing = await self.shifts.standing(staff)
        is_calm = standing.taken.is_calm or standing.choices.lighter_first
        sight = await self._sight(staff, standing.choices.refused, lighter_first=is_calm)
        return Queue(*await self.queues.waiting_for(sight, SHOWN), is_calm)

    async def dangers(self, staff: Staff) -> list[Found]:
        """Return the dangers that nobody has opened and that somebody could open, the oldest first."""
        waiting = await self.work.unopened(Priority.P0, DANGERS)
        found = [await self.offers(staff, one.case) for one in waiting]
        return [one for one in found if one is not None]

    async def open(self, staff: Staff, number: str) -> tuple[Found, Grant]:
        """Return a case and why somebody may see it; the view is entered in the ledger before it is shown.

        Raises ``Refusal``: not_yours (no such case, another's queue, somebody they know), apart_needed, exposure_spent,
        break_due.
        """
        found, grant = await self.checked(staff, number)
        await self.shifts.check_may_look(staff, found.case.priority)
        await self.store.look(staff, grant, found.case, Seen(self.clock.now(), UNITS[found.case.priority]))
        return found, grant

    async def checked(self, staff: Staff, number: str, manner: Manner = Manner.READ) -> tuple[Found, Grant]:
        """Return a case that somebody may look at or work on, and knows nobody of.

        Raises ``Refusal``: not_yours, apart_needed.
        """
        found, grant = await self._mine(staff, number, manner)
        await self.check_near(staff, found.case)
        return found, grant

    async def check_near(self, staff: Staff, case: Case, asks: MemberId = NOBODY) -> None:
        """Refuse a case that is too near to somebody, or whoever ``asks`` for it to be looked at again.

        Whoever asks is not named to find out: where nothing was shown, their word on the case is all there is.
        Raises ``Refusal``: not_yours, apart_needed.
        """
        own = frozenset(await self.shifts.pseudonyms(staff))
        near = own | await self.acquaintances.known_to(own) if own and asks else own
        check_apart(
            is_apart=asks not in near and await self._is_apart(case, own), has_shown=bool(own),
            has_said=await self.store.has_said(staff.ref, case.id),
        )  # fmt: skip

    async def offers(self, staff: Staff, number: str) -> Found | None:
        """Return a case that somebody may be told waits for them to act on; nothing when it is not for them."""
        try:
            found, _ = await self._mine(staff, number, Manner.DO)
        except Refusal:
            return None
        own = frozenset(await self.shifts.pseudonyms(staff))
        return found if await self._is_apart(found.case, own) else None

    async def say_apart(self, staff: Staff, number: str) -> None:
        """Take somebody's word that they do not know whom a case is about. Raises ``Refusal("not_yours")``."""
        found, _ = await self._mine(staff, number)
        await self.store.say_apart(staff, found.case, self.clock.now())

    async def subject(self, staff: Staff, number: str) -> MemberId:
        """Return whom a case is about, to say whether one knows them. Raises ``Refusal("not_yours")``."""
        found, _ = await self._mine(staff, number)
        return found.case.subject

    async def hand_over(self, staff: Staff, number: str) -> None:
        """Let a case go, at any moment and without a reason. Raises ``Refusal("not_yours")``."""
        found, _ = await self._mine(staff, number)
        await self.store.hand_over(staff, found.case, self.clock.now())

    async def _sight(self, staff: Staff, refused: frozenset[str], *, lighter_first: bool) -> Sight:
        own = frozenset(await self.shifts.pseudonyms(staff))
        gone = await self.store.handed_over(staff.ref) | await self._reported(own)
        gone |= await self.history.judged_before(staff.ref)
        known = await self.acquaintances.known_to(own) if own else frozenset()
        return Sight(queues_seen(staff), rooms_seen(staff), refused, gone, own, known, lighter_first)

    async def _mine(self, staff: Staff, number: str, manner: Manner = Manner.READ) -> tuple[Found, Grant]:
        case = await self.cases.case(number)
        if case is None:
            raise Refusal("not_yours")
        found = Found(case, await self.work.waiting(number))
        return found, access_case(staff, case, manner, _place(found.work))

    async def _reported(self, own: Collection[MemberId]) -> frozenset[str]:
        return await self.history.reported_by(own) if own else frozenset()

    async def _is_apart(self, case: Case, own: frozenset[MemberId]) -> bool:
        if case.id in await self._reported(own):
            return False
        return not own or is_apart(case, own, await self.acquaintances.known_to(own), ())


def _place(work: Waiting | None) -> str:
    return work.queue.value if work else ""
