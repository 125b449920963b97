"""Holds: protective steps before any decision, each reversible, none longer than it may be (moderation section 5.3).

Pure: which hold a notice brings, what it comes to, until when, and when somebody is to be told that it still stands.
"""

from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from palabre.kernel.clock import HOUR
from palabre.kernel.ids import MemberId
from palabre.moderation.model import Kind, Priority
from palabre.moderation.notices import Channel, Item, ItemKind, Notice
from palabre.moderation.policy.catalogue import HoldKind

LONGEST: Final = 72 * HOUR
ALARMS: Final = (24 * HOUR, 48 * HOUR, 72 * HOUR)  # a hold that still stands is told of, each once
BY_A_PERSON = frozenset({HoldKind.ISOLATE, HoldKind.FREEZE_ACCOUNT_UNTIL_AGE_PROOF, HoldKind.SEAL_AND_HIDE})
HIDES = frozenset({HoldKind.HIDE, HoldKind.HIDE_AND_PRESERVE, HoldKind.SEAL_AND_HIDE})
ACCOUNT = {
    HoldKind.FREEZE_ACCOUNT: Kind.SUSPEND,
    HoldKind.FREEZE_ACCOUNT_UNTIL_AGE_PROOF: Kind.AGE_PROOF,
    HoldKind.ISOLATE: Kind.ISOLATED,
}
# Whom they limit is told at once; whether that could endanger somebody is for a person to say, before it is done.
SILENT = frozenset({HoldKind.NONE, HoldKind.HIDE_FOR_REPORTER, HoldKind.PRESERVE_ONLY, HoldKind.SHOW_HELP})
SENTENCE = {
    "fr": "Un signalement est en cours de vérification. Une personne regarde ; vous pouvez demander un autre regard.",
    "en": "A report is being checked. A person is looking; you can ask for another look.",
}
RULE = "notice"  # what the page of a measure names in the place of a rule: never who reported, nor why


class Hold(Struct, frozen=True):
    """One protective step in force, or that was."""

    id: str
    case: str
    kind: HoldKind
    begins: int
    ends: int  # 0: until a person decides, or a proof of age is made after it began
    items: tuple[Item, ...] = ()  # what is hidden or kept
    subject: MemberId = MemberId("")
    other: MemberId = MemberId("")  # of a pair
    restriction: str = ""  # what it put on the account
    state: str = "active"
    told: int = 0  # how many alarms were raised

    @property
    def limits_somebody(self) -> bool:
        """Whether the subject feels it, and so is told."""
        return self.kind not in SILENT


@dataclass(frozen=True, slots=True)
class Alarm:
    """A hold that has stood for so long, or has ended by itself, and that nobody has decided."""

    hold: Hold
    hours: int
    is_over: bool  # it has ended by itself, and what it held is free


def hold_for(notice: Notice, account_holds_today: int = 0) -> HoldKind:
    """Return what a notice brings about at once.

    Whoever reports without an account, or has put more accounts on hold today than ``ACCOUNT_HOLDS_A_DAY``, hides and
    keeps, and freezes no account by a tap: the case waits for a person all the same.
    """
    wanted = notice.category.protective_hold
    is_unknown = notice.channel is Channel.PUBLIC_FORM and not notice.reporter
    if wanted in ACCOUNT and (is_unknown or account_holds_today >= ACCOUNT_HOLDS_A_DAY):
        return HoldKind.PRESERVE_ONLY
    if wanted is HoldKind.NONE and notice.category.priority is Priority.P0:
        return HoldKind.PRESERVE_ONLY
    return wanted


ACCOUNT_HOLDS_A_DAY: Final = 3  # that one member's notices may bring about by themselves


def ends_of(kind: HoldKind, now: int) -> int:
    """Return when a hold that begins now ends by itself: 0 when only a person ends it."""
    return 0 if kind in BY_A_PERSON else now + LONGEST


def hidden_by(kind: HoldKind, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return what a hold takes from everybody's sight: messages of rooms; what is private nobody else sees."""
    return tuple(item for item in items if item.kind is ItemKind.MESSAGE) if kind in HIDES else ()


def alarms_due(hold: Hold, now: int) -> int:
    """Return how many alarms a hold should have raised by now."""
    return sum(now - hold.begins >= after for after in ALARMS)
