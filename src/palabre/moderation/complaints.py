"""Complaints: who may ask for another look, until when, and how it is read (moderation section 8; DSA 20). Pure."""

from enum import StrEnum

from msgspec import Struct

from palabre.kernel.clock import HOUR
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation import states
from palabre.moderation.parisian import months_after
from palabre.moderation.statements import MONTHS_TO_CONTEST

WORDS_AT_MOST = 1_500  # characters of a complaint, an answer or an opinion: some 200 words (ux-brief section 5.13)
OPINION_AT_LEAST = 30  # characters: a look without words is no look


class Party(StrEnum):
    """Who complains."""

    SUBJECT = "subject"  # of a restriction
    NOTIFIER = "notifier"  # whose notice was refused, or only partly followed


class Verdict(StrEnum):
    """What a complaint comes to, as sheet 7 counts them."""

    UPHELD = "upheld"  # the decision stands
    PARTLY_REVERSED = "partly_reversed"
    REVERSED = "reversed"
    OMITTED = "omitted"  # withdrawn, or settled


REVERSALS = frozenset({Verdict.REVERSED, Verdict.PARTLY_REVERSED})


class ComplaintState(StrEnum):
    """Where a complaint stands; the moves are ``states.COMPLAINT``."""

    LODGED = "lodged"
    ASSIGNED = "assigned"
    DECIDED = "decided"
    NOTIFIED = "notified"


class Followed(StrEnum):
    """What became of a notice."""

    WHOLLY = "wholly"
    PARTLY = "partly"
    REFUSED = "refused"


class Right(Struct, frozen=True):
    """What lets somebody complain: they were told of a decision, in this quality, at this time."""

    decision: str
    party: Party
    informed: int  # milliseconds
    member: MemberId = MemberId("")  # empty of a notifier without account
    notice: str = ""
    followed: Followed = Followed.REFUSED


class Complaint(Struct, frozen=True):
    """A request to look again; nothing of it is edited once it is decided."""

    id: str
    decision: str
    party: Party
    lodged: int
    words: str
    member: MemberId = MemberId("")
    notice: str = ""
    state: ComplaintState = ComplaintState.LODGED
    reader: str = ""  # reference of staff
    opinion: str = ""  # written before the first reasons were shown
    question: str = ""  # of the reader, once
    answer: str = ""  # of the person, once
    verdict: Verdict | None = None
    reasons: str = ""  # as the person reads them
    advice: str = ""  # given with a reversal, if any
    undone: tuple[str, ...] = ()  # ids of what was undone
    notified: int = 0
    second: str = ""  # who else agrees to undo what was decided in a danger
    second_view: str = ""  # written before the first opinion was shown

    @property
    def hours(self) -> float:
        """From lodging to notification, as the figures count it."""
        return (self.notified - self.lodged) / HOUR


def check_right(right: Right, now: int) -> None:
    """Refuse whoever may not complain, or comes too late: six calendar months, end of the day in Paris.

    Raises ``Refusal``: not_concerned, not_informed, too_late_to_contest.
    """
    if right.party is Party.NOTIFIER and right.followed is Followed.WHOLLY:
        raise Refusal("not_concerned")
    if not right.informed:
        raise Refusal("not_informed")
    if now >= months_after(right.informed, MONTHS_TO_CONTEST):
        raise Refusal("too_late_to_contest")


def check_reader(reader: str, author: str, second: str) -> None:
    """Refuse a reader who took part in the decision. Raises ``Refusal("took_part")``."""
    if reader in {author, second} - {""}:
        raise Refusal("took_part")


def access_first_reasons(complaint: Complaint, reader: str) -> None:
    """Let a reader see the first reasons, once their own opinion is written.

    Raises ``Refusal``: not_yours, opinion_first.
    """
    access_reading(complaint, reader)
    if not complaint.opinion:
        raise Refusal("opinion_first")


def access_reading(complaint: Complaint, reader: str) -> None:
    """Let a complaint be read by whom it is assigned to, and nobody else. Raises ``Refusal("not_yours")``."""
    if not reader or complaint.reader != reader:
        raise Refusal("not_yours")


def moved(complaint: Complaint, after: ComplaintState) -> None:
    """Let a complaint move, or refuse. Raises ``Refusal("not_a_move")``."""
    states.moved("complaint", complaint.state, after)
