"""Every state table of moderation as data, and the one function that moves (moderation section 5.2). Pure.

What the drawing of section 5.2 leaves in words stands here as pairs too: a lease lost returns its case to the queue,
what waited is taken up again, and a sealed case is decided by those who may see that it exists (section 12).
A merged notice moves no more: it reads the answer of the notice that it joined.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from palabre.kernel.errors import Refusal

Moves = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Machine:
    """The states of one kind of thing: where it begins, and where each state may go."""

    name: str
    begins: str
    moves: Moves

    @property
    def states(self) -> frozenset[str]:
        """Every state of the table."""
        return frozenset(self.moves)

    def may(self, before: str, after: str) -> bool:
        """Whether a thing in one state may go to another."""
        return after in self.moves.get(before, frozenset())


def _machine(name: str, begins: str, **moves: str) -> Machine:
    return Machine(name, begins, {state: frozenset(after.split()) for state, after in moves.items()})


NOTICE = _machine(
    "notice",
    "received",
    received="acknowledged merged",
    acknowledged="linked merged",
    merged="",
    linked="decided",
    decided="answered complained",
    answered="complained expired",
    complained="expired",
    expired="",
)
CASE = _machine(
    "case",
    "open",
    open="leased sealed",
    leased="open waiting_info escalated second_look decided sealed",
    waiting_info="leased decided sealed",
    escalated="leased decided sealed",
    second_look="leased decided sealed",
    decided="closed sealed",
    closed="reopened sealed",
    reopened="leased sealed",
    sealed="decided",
)
HOLD = _machine("hold", "active", active="confirmed lifted expired", confirmed="", lifted="", expired="")
DECISION = _machine(
    "decision",
    "draft",
    draft="pending_second in_force",
    pending_second="in_force",
    in_force="expired reversed replaced",
    expired="",
    reversed="",
    replaced="",
)
COMPLAINT = _machine("complaint", "lodged", lodged="assigned", assigned="decided", decided="notified", notified="")
ORDER = _machine(
    "order",
    "received",
    received="authenticated",
    authenticated="acknowledged",
    acknowledged="in_work",
    in_work="executed refused_with_reasons",
    executed="closed",
    refused_with_reasons="closed",
    closed="",
)
STATEMENT = _machine(
    "statement",
    "composed",
    composed="delivered",
    delivered="queued_db",
    queued_db="accepted_db rejected_db",
    accepted_db="",
    rejected_db="",
)
EVIDENCE = _machine(
    "evidence",
    "captured",
    captured="sealed",
    sealed="transmitted released",
    transmitted="released",
    released="destroyed",
    destroyed="",
)
MACHINES = {one.name: one for one in (NOTICE, CASE, HOLD, DECISION, COMPLAINT, ORDER, STATEMENT, EVIDENCE)}


def moved(machine: str, before: str, after: str) -> None:
    """Let a thing go from one state to another, or refuse: what is not in the table fails.

    Raises ``Refusal("not_a_move")`` with machine, before and after; ``KeyError`` for a machine that does not exist.
    """
    if not MACHINES[machine].may(before, after):
        raise Refusal("not_a_move", machine=machine, before=before, after=after)
