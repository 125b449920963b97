"""Misuse of reports and complaints: counted when a reader says so, looked at by a person, warned of, then suspended.

Nothing of it is decided by software: what was counted opens a case about whoever sent it, where a warning comes first
and a suspension needs a second person (section 9; DSA 23). Complaints are always read: only reports may go unread.
"""

import asyncio
from dataclasses import dataclass, field

from msgspec import Struct

from palabre.kernel.clock import Clock
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import MemberId, new_id
from palabre.moderation.casework import By
from palabre.moderation.complaints import Complaint
from palabre.moderation.deciding_ports import MisuseStore
from palabre.moderation.misuse import (
    FREQUENT,
    KIND,
    ROLLING,
    Assessment,
    Counter,
    Misuse,
    MisuseEvent,
    Suspension,
    check_grounds,
    counted,
    is_heard,
    was_warned,
)
from palabre.moderation.model import Case, Priority
from palabre.moderation.policy.catalogue import Category
from palabre.moderation.ports import Measure, ModerationStore


class Numbers(Struct, frozen=True):
    """What twelve months show of somebody's reports and complaints."""

    counted: int  # manifestly unfounded
    sent: int  # in all
    warnings: int
    goes_on: bool  # something was counted after a warning

    @property
    def share(self) -> float:
        """Return which part was manifestly unfounded, 0 to 1."""
        return min(1.0, self.counted / max(1, self.sent))


@dataclass(frozen=True, slots=True)
class Misusing:
    """Everything about reports and complaints that are manifestly unfounded."""

    store: MisuseStore
    cases: ModerationStore
    clock: Clock
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)  # two looks at once would open two cases

    async def numbers(self, person: MemberId) -> Numbers:
        """Return what twelve months show of somebody."""
        now = self.clock.now()
        events = await self.store.events_of(person, now - ROLLING)
        return Numbers(
            counted(events, Counter.HANDLING, now), await self.store.sent(person, now - ROLLING),
            sum(one.warning for one in events), was_warned(events, Counter.HANDLING, now),
        )  # fmt: skip

    async def notices_counted(self, case: str) -> None:
        """Look at whoever sent the notices of a case, once its decision has called them manifestly unfounded."""
        for person in await self.store.senders(case):
            await self.look(person)

    async def complaint_unfounded(self, complaint: Complaint, by: By) -> None:
        """Count a complaint that its reader found manifestly unfounded; without an account nothing is counted."""
        if complaint.member:
            now = self.clock.now()
            event = MisuseEvent(complaint.member, Misuse.UNFOUNDED_COMPLAINT, now)
            await self.store.count(event, by, now, complaint.id)
            await self.look(complaint.member)

    async def look(self, person: MemberId) -> None:
        """Open a case about somebody when a warning is due, or what goes on after one; one at a time."""
        async with self._looking:
            await self._look(person)

    async def _look(self, person: MemberId) -> None:
        found, now = await self.numbers(person), self.clock.now()
        is_due = found.counted >= FREQUENT and (not found.warnings or found.goes_on)
        if not is_due or await self.store.suspensions_of(person, now) or await self.store.waits(person):
            return
        shown = {"counted": found.counted, "sent": found.sent, "warnings": found.warnings}
        case = Case(new_id(), KIND, Priority.P3, now, person, "", "", "", signals={KIND: shown})
        await self.cases.record(Measure(person, case), now)

    async def assessed(self, person: MemberId, lasts: int, gravity: str, intention: str) -> Assessment:
        """Return the look at the whole that a suspension rests on.

        Raises ``Refusal``: not_frequent, not_warned, not_assessed, too_long_a_time.
        """
        found, now = await self.numbers(person), self.clock.now()
        looked = Assessment(found.counted, found.share, gravity.strip(), intention.strip())
        asked = Suspension(person, Counter.HANDLING, now, now + lasts, looked, "", "")
        check_grounds(asked, await self.store.events_of(person, now - ROLLING), now)
        return looked

    async def check_heard(self, person: MemberId, category: Category) -> None:
        """Refuse the report of somebody whose reports are not read for now, but for a danger or a child's safety.

        Raises ``Refusal("reports_unread")`` with the time left.
        """
        now = self.clock.now()
        suspensions = await self.store.suspensions_of(person, now)
        if not is_heard(category, suspensions, now):
            left = max(one.ends for one in suspensions if one.counter is Counter.HANDLING) - now
            raise Refusal("reports_unread", Advice.LATER, retry_after_ms=left)
