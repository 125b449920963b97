"""What somebody may look at: the cases that are theirs, and one of them opened."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.kernel.limits import DANGERS
from palabre.moderation import queues
from palabre.moderation.access import access_case, queue_of, sees
from palabre.moderation.casework import CaseworkStore, Waiting
from palabre.moderation.conflicts import Acquaintances, check_apart, is_apart
from palabre.moderation.docket import History
from palabre.moderation.exposure import HEAVY, UNITS, Choices, Seen
from palabre.moderation.model import Case, CaseState, Priority
from palabre.moderation.ports import ModerationStore
from palabre.moderation.roles import Grant, Manner
from palabre.moderation.shifts import Shifts
from palabre.moderation.staff import Staff

SCANNED = 1_000  # open cases looked through for one person's queue, the most urgent first
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


class Queue(Struct, frozen=True):
    """What waits for one person, and how many more there are than are shown."""

    cases: tuple[Found, ...]
    more: int
    is_calm: bool  # lighter ones come first


@dataclass(frozen=True, slots=True)
class Looking:
    """Shows each person the cases that are theirs, and no other's existence."""

    store: LookStore
    cases: ModerationStore
    work: CaseworkStore
    history: History
    shifts: Shifts
    acquaintances: Acquaintances
    clock: Clock

    async def queue(self, staff: Staff) -> Queue:
        """Return what waits for somebody: in their queues, not refused, not let go, about nobody they know."""
        standing = await self.shifts.standing(staff)
        own = frozenset(await self.shifts.pseudonyms(staff))
        gone = await self.store.handed_over(staff.ref) | await self._reported(own)
        gone |= await self.history.judged_before(staff.ref)
        known = await self.acquaintances.known_to(own) if own else frozenset()
        mine = [
            one for one in await self._waiting()
            if sees(staff, one.case, _place(one.work)) and one.case.id not in gone
            and not _is_refused(one, standing.choices) and is_apart(one.case, own, known, ())
        ]  # fmt: skip
        is_calm = standing.taken.is_calm or standing.choices.lighter_first
        ordered = _lighter_first(mine) if is_calm else mine
        return Queue(tuple(ordered[:SHOWN]), max(0, len(ordered) - SHOWN), is_calm)

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

    async def check_near(self, staff: Staff, case: Case) -> None:
        """Refuse a case that is too near to somebody. Raises ``Refusal``: not_yours, apart_needed."""
        own = frozenset(await self.shifts.pseudonyms(staff))
        check_apart(
            is_apart=await self._is_apart(case, own), has_shown=bool(own),
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

    async def _waiting(self) -> list[Found]:
        cases = await self.cases.cases([CaseState.OPEN], SCANNED)
        lines = [line for each in queues.Queue for line in await self.work.queue(each, SCANNED)]
        work = {line.case: line for line in lines}
        return sorted((Found(case, work.get(case.id)) for case in cases), key=lambda one: one.order)

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


def _is_refused(one: Found, choices: Choices) -> bool:
    return bool(choices.refused & {one.queue, *one.case.kind.split()})


def _lighter_first(cases: Sequence[Found]) -> list[Found]:
    """Return cases with the heavy ones last, each part in its order."""
    return sorted(cases, key=lambda one: UNITS[one.case.priority] >= HEAVY)
