"""What each command about reports does."""

from dataclasses import dataclass
from functools import cache

from palabre.gateway import protocol_reports as pr
from palabre.gateway.connection import Connection
from palabre.gateway.measures import help_line
from palabre.kernel.ids import MessageId
from palabre.moderation.codes import shown
from palabre.moderation.desk import Desk, Receipt
from palabre.moderation.notice_ports import Followed
from palabre.moderation.notices import Channel, Draft, Item, ItemKind, Victim
from palabre.moderation.policy.catalogue import category
from palabre.moderation.policy.choices import CHOICES
from palabre.private.ports import Received


@dataclass(frozen=True)
class ReportCommands:
    """The desk, as the socket reaches it."""

    desk: Desk

    async def run(self, by: Connection, command: pr.AnyReportCommand) -> pr.AnyReportFrame:
        """Do what a command asks and return its answer. Raises ``Refusal``."""
        match command:
            case pr.Report():
                return reported(command.n, await self.desk.take(draft_of(by, command)))
            case pr.ListReports():
                return pr.Reports(command.n, tuple(map(_line, await self.desk.mine(by.member))))
            case pr.ListChoices():
                return pr.ReportChoices(command.n, _choices())

    def sealed(self, number: int, received: Received) -> pr.Reported:
        """Return the answer to a report of a private conversation."""
        lines = self.desk.help.numbered(category(received.category).helplines)
        return pr.Reported(
            number, received.number, shown(received.code), tuple(map(help_line, lines)), (), received.is_stopped
        )  # fmt: skip


def draft_of(by: Connection, command: pr.Report) -> Draft:
    """Return the notice that a member's command brings."""
    kind = ItemKind(command.what.value)
    targets = (command.target, *command.more) if kind is ItemKind.MESSAGE else (command.target,)
    place = command.place if kind is ItemKind.MESSAGE else ""
    return Draft(
        Channel.IN_APP, command.category, tuple(Item(kind, target, place) for target in targets), command.words,
        good_faith=True,  # the sentence stands above the button
        law_cited=command.law, is_victim=Victim(command.harmed.value), wants_contact_stop=command.stop,
        reporter=by.member,
    )  # fmt: skip


def reported(number: int, receipt: Receipt) -> pr.Reported:
    """Return the answer to a report."""
    return pr.Reported(
        number, receipt.notice.id, shown(receipt.code), tuple(map(help_line, receipt.lines)),
        tuple(MessageId(one) for one in receipt.hidden), receipt.is_stopped,
    )  # fmt: skip


def _line(one: Followed) -> pr.ReportLine:
    kept = one.notice
    return pr.ReportLine(kept.id, kept.reason_code, kept.received_at, one.state, bool(kept.merged_into), one.undone)


@cache
def _choices() -> tuple[pr.ReportChoice, ...]:
    return tuple(
        pr.ReportChoice(
            choice.key, choice.label.both(),
            tuple(pr.ReportCategory(one.code, one.label.both()) for one in choice.categories),
        )
        for choice in CHOICES
    )  # fmt: skip
