"""The desk: takes what anybody tells, keeps it with its proof, protects at once, and says where it stands.

Nothing of it waits for a person, and nothing is dropped in silence: each receipt has its commitment in the ledger.
"""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field

import structlog

from palabre.kernel.clock import MINUTE, Clock
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import MemberId, new_id
from palabre.kernel.ports import Bus
from palabre.moderation import codes
from palabre.moderation.excerpts import excerpt
from palabre.moderation.help_lines import HelpLines, Line
from palabre.moderation.holds import Alarm, Hold
from palabre.moderation.model import Priority
from palabre.moderation.notice_ports import Binds, Followed, Intake, NoticeStore, Reach, Stop
from palabre.moderation.notices import Channel, Draft, Item, ItemKind, Notice, checked, notice_of
from palabre.moderation.policy.catalogue import Category, category
from palabre.moderation.reaching import tell
from palabre.private.ports import Received, Report
from palabre.safety.rates import Rate, Rates

Hears = Callable[[MemberId, Category], Awaitable[None]]
log = structlog.get_logger(__name__)
REPORTS = Rate(20, MINUTE)  # of one member or network: twenty at once, then one a minute; what cannot wait is exempt
TRIES = Rate(20, MINUTE / 2)  # codes typed from one network; of 2^128, a million years find none
COUNTED = 100_000  # members and networks counted at once; the one unseen for longest starts anew
MINE = 100  # of one's own reports, the newest


@dataclass(frozen=True, slots=True)
class Receipt:
    """What whoever reported gets at once (section 4.3): never who else did, nor what is known of the other."""

    notice: Notice
    code: str  # to be copied by them, and kept nowhere here
    entry: int  # of the ledger
    lines: tuple[Line, ...]
    hold: Hold | None
    hidden: tuple[str, ...] = ()  # messages that they see no more
    is_stopped: bool = False  # the other can no longer write to them


def logged(alarms: Sequence[Alarm]) -> None:
    """Say in the log that holds wait for a person; it names the case, and nobody."""
    for one in alarms:
        log.warning("a hold waits", case=one.hold.case, kind=one.hold.kind.value, hours=one.hours, over=one.is_over)


@dataclass
class Desk:
    """Where notices come in, from members and from anybody else."""

    store: NoticeStore
    help: HelpLines
    bus: Bus
    clock: Clock
    here: Binds
    rules: str = ""  # version of the rules people read
    stop: Stop | None = None  # set once it exists
    check_heard: Hears | None = None  # the same: refuses whoever's reports go unread for now
    alarm: Callable[[Sequence[Alarm]], None] = logged
    _reports: Rates[Hashable] = field(default_factory=lambda: Rates(REPORTS, COUNTED))
    _tries: Rates[Hashable] = field(default_factory=lambda: Rates(TRIES, COUNTED))

    async def take(self, draft: Draft, network: bytes = b"") -> Receipt:
        """Take a notice; its receipt is durable when it is given.

        Raises ``Refusal``: those of ``checked`` and of ``NoticeStore.take``, too_many_reports, reports_unread.
        """
        draft = checked(draft)
        if self.check_heard is not None and draft.reporter:
            await self.check_heard(draft.reporter, category(draft.reason_code))
        self._check_pace(draft, network)
        code = codes.new_code()
        new = notice_of(draft, new_id(), self.clock.now())
        intake = Intake(
            new, codes.kept(code), codes.commitment(code), draft.name, draft.email, draft.shown, self.rules
        )  # fmt: skip
        taken = await self.store.take(intake, self.clock.now())
        await self.tell(taken.reach)
        kept = taken.notice
        stopped = await self._stop(kept)
        hidden = tuple(item.ref for item in kept.items if item.kind is ItemKind.MESSAGE) if kept.reporter else ()
        lines = self.help.numbered(kept.category.helplines)
        return Receipt(kept, code, taken.entry, lines, taken.hold, hidden, stopped)

    async def follow(self, typed: str, network: bytes) -> Followed | None:
        """Return how far the notice of a typed code has come. Raises ``Refusal("too_many_tries")``."""
        if not self._tries.take(network, self.clock.monotonic()):
            raise Refusal("too_many_tries", Advice.LATER, retry_after_ms=round(TRIES.spacing))
        return await self.store.by_code(codes.kept(codes.read(typed)))

    async def mine(self, member: MemberId) -> list[Followed]:
        """Return what a member has reported, newest first."""
        return await self.store.of_reporter(member, MINE)

    async def sweep(self) -> None:
        """End the holds whose time has come, and say which wait for a person."""
        swept = await self.store.sweep(self.clock.now())
        await self.tell(swept.reach)
        if swept.alarms:
            self.alarm(swept.alarms)

    async def fade(self) -> None:
        """Erase what has outlived its time."""
        await self.store.fade(self.clock.now())
        now = self.clock.monotonic()
        self._reports.sweep(now)
        self._tries.sweep(now)

    async def tell(self, reach: Reach) -> None:
        """Let everybody concerned know what is now durable: rooms, the two of a conversation, whoever is bound."""
        await tell(self.here, self.bus, reach)
        for member, code in reach.helped:
            self.here.help_shown(member, self.help.numbered(category(code).helplines))

    def _check_pace(self, draft: Draft, network: bytes) -> None:
        """Slow down whoever sends too many; what cannot wait is never dropped (section 4.5)."""
        if category(draft.reason_code).priority is Priority.P0 or draft.is_trusted:
            return
        if not self._reports.take(draft.reporter or network, self.clock.monotonic()):
            raise Refusal("too_many_reports", Advice.LATER, retry_after_ms=round(REPORTS.spacing))

    async def _stop(self, kept: Notice) -> bool:
        others = dict.fromkeys(item.subject for item in kept.items if item.subject)
        if not (kept.wants_contact_stop and kept.reporter and self.stop and others):
            return False
        try:
            for other in others:
                await self.stop(kept.reporter, other)
        except Refusal:  # they have left, or the list of people set aside is full
            return False
        return True


@dataclass(frozen=True, slots=True)
class SealedDesk:
    """Takes proven messages of private conversations. Implements ``private.ports.Desk``."""

    desk: Desk

    async def take(self, report: Report) -> Received:
        """Take a report whose proof holds. Raises ``Refusal`` as ``Desk.take``, and ``bad_proof``."""
        items = tuple(
            Item(ItemKind.SEALED, one.receipt.msg_id, report.conversation, report.subject)
            for one in excerpt(report.messages).messages
        )
        draft = Draft(
            Channel.IN_APP, report.category, items, report.words, reporter=report.reporter, good_faith=True,
            shown=report.messages, wants_contact_stop=report.stop,
        )  # fmt: skip
        receipt = await self.desk.take(draft)
        return Received(receipt.notice.id, receipt.code, receipt.notice.reason_code, receipt.is_stopped)
