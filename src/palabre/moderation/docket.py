"""What is known of a case beside the case itself: what was said of it, what is kept, what the person did before.

Whoever reported is in none of it. Of suspected abuse material there is a category, what the notice says and a count
(section 12, point 3).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from palabre.kernel.clock import Clock
from palabre.kernel.ids import MemberId
from palabre.moderation.casework import CaseworkStore, Note
from palabre.moderation.deciding_ports import DecisionStore, MisuseStore
from palabre.moderation.decisions import Decision, DecisionState, living_points, proposed
from palabre.moderation.evidence_ports import EvidenceStore
from palabre.moderation.misuse import ROLLING, Counter, counted
from palabre.moderation.model import Case
from palabre.moderation.notice_ports import NoticeStore
from palabre.moderation.notices import Item, ItemKind, Notice, NoticeKind
from palabre.moderation.policy.catalogue import categories
from palabre.moderation.ports import ModerationStore

OPENABLE = frozenset({"captured", "sealed", "transmitted"})  # states of evidence whose key still exists


class History(Protocol):
    """What became of cases before."""

    async def took_part(self, case: str) -> frozenset[str]:
        """Return who of the staff leased or noted a case before it last waited for a second look."""

    async def reported_by(self, members: Collection[MemberId]) -> frozenset[str]:
        """Return the cases that any of these members reported: nobody acts on their own."""

    async def reporters(self, member: MemberId) -> int:
        """Return how many different people report a member in cases that wait."""

    async def judged_before(self, ref: str) -> frozenset[str]:
        """Return the cases that wait again, and that somebody decided, signed or looked at before: another has them."""

    async def proposals(self, limit: int) -> list[Decision]:
        """Return the decisions that wait for a second person on cases that wait, oldest first."""


class Pointed(Struct, frozen=True):
    """One thing that a notice points at."""

    kind: ItemKind
    ref: str
    place: str
    subject: MemberId


class Said(Struct, frozen=True):
    """What a notice says, without whoever said it; of what is sealed unseen nothing is pointed at."""

    received: int
    category: str
    is_trusted: bool
    items: int
    words: str = ""
    law: str = ""
    pointed: tuple[Pointed, ...] = ()
    notice: str = ""  # its number, when a member sent it: a pair to keep apart is named by it


class Kept(Struct, frozen=True):
    """A piece of evidence that may be opened."""

    id: str
    captured: int


class Past(Struct, frozen=True):
    """What a person is known for here: not who they are."""

    decisions: tuple[Decision, ...]
    points: tuple[int, ...]  # when each goes
    step: str  # of the ladder, that the next breach leads to
    reporters: int  # different people, of cases that wait
    illegal: int = 0  # what two people found manifestly illegal in twelve months (section 9)
    unfounded: int = 0  # what they sent that was manifestly unfounded, in the same time


class Docket(Struct, frozen=True):
    """All that stands beside a case."""

    said: tuple[Said, ...]
    kept: tuple[Kept, ...]
    sealed: int  # items that nobody here opens
    notes: tuple[Note, ...]
    past: Past
    stands: bool = False  # a decision stands on it: the case waits for another look


@dataclass(frozen=True, slots=True)
class Dockets:
    """Puts a docket together; whether somebody may read it is the caller's to check."""

    cases: ModerationStore
    notices: NoticeStore
    evidence: EvidenceStore
    work: CaseworkStore
    decisions: DecisionStore
    history: History
    misuse: MisuseStore
    clock: Clock

    async def of(self, case: Case) -> Docket:
        """Return what stands beside a case."""
        said = tuple(said_in(one) for one in await self.notices.of_case(case.id))
        kept = tuple(Kept(one.id, one.captured) for one in await self.evidence.pieces(case.id) if one.state in OPENABLE)
        sealed = sum(one.items for one in await self.evidence.seals(case.id))
        notes = tuple(await self.work.notes(case.id))
        decided = await self.decisions.decisions_on(case.id)
        stands = any(one.state is DecisionState.IN_FORCE for one in decided)
        return Docket(said, kept, sealed, notes, await self.past(case.subject), stands)

    async def past(self, member: MemberId) -> Past:
        """Return what a person did before, and how many report them."""
        if not member:
            return Past((), (), proposed(0).value, 0)
        now = self.clock.now()
        decided = await self.decisions.decisions_of(member)
        points, reporters = living_points(decided, now), await self.history.reporters(member)
        events = await self.misuse.events_of(member, now - ROLLING)
        misused = (counted(events, one, now) for one in (Counter.CONTENT, Counter.HANDLING))
        return Past(tuple(decided), tuple(points), proposed(len(points)).value, reporters, *misused)

    async def items(self, case: str) -> list[Item]:
        """Return what the notices of a case point at."""
        return [item for one in await self.notices.of_case(case) for item in one.items]


def said_in(notice: Notice) -> Said:
    """Return what a notice says to those who judge; of what is sealed unseen, a category, words and a count."""
    shown = () if is_sealed(notice.reason_code) else notice.items
    pointed = tuple(Pointed(one.kind, one.ref, one.place, one.subject) for one in shown)
    is_trusted = notice.kind is NoticeKind.TRUSTED_FLAGGER
    return Said(
        notice.received_at, notice.reason_code, is_trusted, len(notice.items), notice.explanation, notice.law_cited,
        pointed, notice.id if notice.reporter else "",
    )  # fmt: skip


def is_sealed(category: str) -> bool:
    """Whether what is reported under a category is seen by nobody here."""
    known = categories().get(category)
    return known is not None and known.is_sealed
