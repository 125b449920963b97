"""What deciding and complaining ask of the world: a store that is the truth, names, and lines to tell."""

from collections.abc import Collection, Sequence
from typing import Protocol

from msgspec import Struct

from palabre.kernel.ids import MemberId
from palabre.moderation.casework import By
from palabre.moderation.complaints import Complaint
from palabre.moderation.decisions import Decision, DecisionState, Imposed
from palabre.moderation.misuse import MisuseEvent, Suspension
from palabre.moderation.model import Restriction
from palabre.moderation.notice_ports import Reach
from palabre.moderation.statements import Statement


class Owed(Struct, frozen=True):
    """Something imposed that has still to take effect, or to be undone."""

    decision: Decision
    imposed: Imposed
    undo: bool


class DecisionStore(Protocol):
    """Decisions and statements; one method, one transaction with its entry in the ledger, durable when it returns."""

    async def draft(self, decision: Decision, statement: Statement, by: By, now: int) -> None:
        """Keep a draft with the exact statement that its subject would read; one of the same id is replaced."""

    async def decision(self, number: str) -> Decision | None:
        """Return a decision."""

    async def decisions_of(self, member: MemberId) -> list[Decision]:
        """Return a member's decisions that were in force, newest first."""

    async def decisions_on(self, case: str) -> list[Decision]:
        """Return every decision on a case, oldest first."""

    async def in_force_by(self, means: Collection[str]) -> list[Decision]:
        """Return the decisions in force that impose one of these, oldest first."""

    async def imposing(self, means: Collection[str], limit: int) -> list[Decision]:
        """Return the newest decisions that impose one of these, or did while they were in force; newest first."""

    async def statement_on(self, decision: str) -> Statement | None:
        """Return the statement of a decision."""

    async def statements_of(self, member: MemberId) -> list[Statement]:
        """Return the statements delivered to a member, newest first."""

    async def statement_of_code(self, kept: bytes) -> Statement | None:
        """Return the delivered statement that a recovery code opens."""

    async def move(self, decision: Decision, after: DecisionState, by: By, now: int, reason: str = "") -> bool:
        """Move a decision; false when it is no longer in the state that it has here.

        In force: what it imposes is due, its statement is delivered. Replaced or expired: what it imposed is to be
        undone. What a complaint undoes, ``reverse`` does.
        """

    async def reverse(self, decision: Decision, by: By, now: int, reason: str) -> Reach | None:
        """Undo a decision and all that its case did; nothing when it is no longer in the state that it has here.

        Of one in force what it imposed is to be undone; one that has run out counts for nothing on the ladder any
        more. Confirmed holds and what a rule imposed end with either, unless another decision on the case stands.
        """

    async def stand(self, case: str, by: By, now: int) -> bool:
        """Close a case that waited again under the decision that stands on it; false when none does.

        Raises ``Refusal("not_leased")``.
        """

    async def undo_some(self, decision: Decision, imposed: Collection[str], by: By, now: int) -> None:
        """Let some of what a decision imposes be undone; it stays in force."""

    async def owed(self, now: int) -> list[Owed]:
        """Return what has still to take effect or to be undone, and what has come to its date."""

    async def settled(self, imposed: str, *, undone: bool) -> None:
        """Note that something has taken effect, or is undone."""

    async def over(self, now: int) -> list[Decision]:
        """Return the decisions in force whose last date has come."""

    async def looked(self, action: str, kind: str, ref: str, by: By, now: int) -> None:
        """Enter a look in the ledger: nothing else changes."""

    async def protects_child(self, case: str) -> bool:
        """Whether what a case did protects a child: two people lift it, whatever queue it was handed to."""

    async def restriction_of_session(self, digest: bytes) -> Restriction | None:
        """Return what binds the member whose session was revoked by a decision in force."""


class ComplaintStore(Protocol):
    """Complaints; one method, one transaction with its entry in the ledger."""

    async def lodge(self, complaint: Complaint, now: int) -> bool:
        """Keep a complaint; false when this person has one on this decision already."""

    async def complaint(self, number: str) -> Complaint | None:
        """Return a complaint."""

    async def complaints_on(self, decision: str) -> list[Complaint]:
        """Return the complaints on a decision, oldest first."""

    async def complaints_in(self, states: Sequence[str], limit: int) -> list[Complaint]:
        """Return complaints in these states, oldest first."""

    async def change(self, before: Complaint, after: Complaint, action: str, by: By, now: int) -> bool:
        """Replace a complaint; false when it is no longer what it was."""

    async def close(self, before: Complaint, told: Complaint, by: By, now: int) -> bool:
        """Let a complaint be decided and its answer be read, at once; false when it is no longer what it was."""

    async def feed_quality(self, case: str, why: str, now: int) -> None:
        """Let a case be looked at again blind; once."""

    async def all_complaints(self, since: int) -> list[Complaint]:
        """Return every complaint lodged since a moment."""


class MisuseStore(Protocol):
    """What is counted of misuse, and what it has led to."""

    async def count(self, event: MisuseEvent, by: By, now: int, number: str = "") -> None:
        """Count something, or note a warning; once under a number."""

    async def take_back(self, number: str, by: By, now: int) -> None:
        """Let what was counted or noted under a number count no more."""

    async def events_of(self, person: str, since: int) -> list[MisuseEvent]:
        """Return what was counted of somebody since a moment."""

    async def sent(self, person: str, since: int) -> int:
        """Return how many notices and complaints somebody has sent since a moment."""

    async def senders(self, case: str) -> list[MemberId]:
        """Return who sent the notices of a case, of those who have an account."""

    async def waits(self, person: str) -> bool:
        """Whether a case about somebody's misuse waits."""

    async def suspend(self, suspension: Suspension, by: By, now: int, number: str = "") -> None:
        """Keep a suspension for misuse; once under a number."""

    async def lift(self, number: str) -> None:
        """End a suspension, if it stands."""

    async def suspensions_of(self, person: str, now: int) -> list[Suspension]:
        """Return the suspensions of somebody that hold."""

    async def fade_misuse(self, before: int) -> None:
        """Erase what was counted before a moment."""


class Answerable(Struct, frozen=True):
    """A notice whose case is decided, as its notifier may read and contest the answer."""

    notice: str
    case: str
    category: str  # that the notifier chose
    reporter: MemberId = MemberId("")


class AnswerStore(Protocol):
    """Answers to notices: what lets whoever reported read, and contest."""

    async def answered(self, case: str, now: int) -> list[Answerable]:
        """Let the decided notices of a case be answered; return them."""

    async def undone(self, case: str, now: int) -> None:
        """Let whoever reported a case know that its answer was undone, and nothing more."""

    async def of_code(self, kept: bytes) -> Answerable | None:
        """Return the answered notice of a follow-up code, or of the one that it joined."""

    async def complained(self, notice: str, now: int) -> None:
        """Note that a notifier contests; harmless when repeated."""


class Names(Protocol):
    """Pseudonyms of people who are here."""

    async def taken_of(self, skeletons: Collection[str]) -> frozenset[str]:
        """Return those that people bear."""

    async def name_of(self, member: MemberId) -> str:
        """Return somebody's pseudonym, or nothing."""


class Inbox(Protocol):
    """Lines of people on this node."""

    def informed(self, member: MemberId, statement: Statement) -> None:
        """Tell every line of a member that a statement is there for them."""
