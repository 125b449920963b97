"""What moderation asks of the world: a store that is the truth, and whoever holds the open lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from palabre.chat.ports import Written
from palabre.kernel.ids import MemberId
from palabre.moderation.help_lines import Line
from palabre.moderation.model import Answers, Case, CaseState, Freeze, Restriction, Review
from palabre.private.ports import Pair

BELL = "!"  # before a member's id in the outbox: no room's id begins so


@dataclass(frozen=True, slots=True)
class Measure:
    """All that one verdict brings about, to be recorded in one transaction."""

    subject: MemberId
    case: Case | None = None
    restrictions: tuple[Restriction, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    cause: str = ""  # under which the freezes stand: the case, or the restriction


@dataclass(frozen=True, slots=True)
class Undone:
    """What a decision has ended."""

    case: Case
    members: tuple[MemberId, ...]
    pairs: tuple[Pair, ...]
    written: Written


@dataclass(frozen=True, slots=True)
class Marked:
    """The restriction that a device mark stands for."""

    restriction: Restriction
    until: int


class ModerationStore(Protocol):
    """Cases and restrictions; one method, one transaction, durable when it returns.

    Whatever changes what a member may do leaves an outbox row for every node.
    """

    async def record(self, measure: Measure, now: int) -> tuple[Pair, ...]:
        """Record a measure; return the conversations that it froze or withdrew."""

    async def binding(self, now: int) -> list[Restriction]:
        """Return every restriction in force."""

    async def binding_of(self, member: MemberId, now: int) -> list[Restriction]:
        """Return the restrictions in force of one member."""

    async def change(self, restriction: Restriction, now: int) -> None:
        """Replace a restriction of the same id."""

    async def lift(self, restriction: str, now: int) -> tuple[Pair, ...]:
        """End a restriction and what it froze; return the conversations freed."""

    async def thaw(self, cause: str, now: int) -> tuple[Pair, ...]:
        """Free what a cause without a restriction froze; return the conversations freed."""

    async def expired(self, now: int) -> list[Restriction]:
        """Return the restrictions whose date has come and that nobody has lifted."""

    async def cases(self, states: Sequence[CaseState], limit: int) -> list[Case]:
        """Return cases, most urgent first, then oldest."""

    async def case(self, number: str) -> Case | None:
        """Return a case."""

    async def case_of_message(self, message: str) -> Case | None:
        """Return the open case for which a message is held."""

    async def contests_of(self, member: MemberId) -> int:
        """Return how many of a member's contests are open."""

    async def urge(self, number: str, now: int) -> None:
        """Put an open case among the most urgent."""

    async def decide(self, number: str, state: CaseState, now: int) -> Undone | None:
        """Decide an open case, and count it for its rule; released, its restrictions and freezes end.

        Nothing for a case that is not open.
        """

    async def reviews(self) -> list[Review]:
        """Return how each rule was judged."""

    async def answers(self, since: int) -> dict[MemberId, Answers]:
        """Return what members answered to the question of their age since a moment."""

    async def answered(self, member: MemberId, answers: Answers) -> None:
        """Keep a member's answers."""

    async def mark(self, mac: bytes, restriction: str, until: int) -> None:
        """Keep a device's mark for a restriction."""

    async def marked(self, mac: bytes, now: int) -> Marked | None:
        """Return the restriction in force of a mark that has not ended."""

    async def has_returned(self, mac: bytes, member: MemberId, now: int) -> bool:
        """Whether a mark that has not ended stands for a suspension of somebody else that ran its whole time.

        Not once a person has released that suspension, or a case opened of this member's return.
        """

    async def fade(self, now: int) -> None:
        """Erase what has outlived its time: marks, restrictions that ended, answers."""


class Lines(Protocol):
    """Whoever holds the lines of members on this node."""

    def shut(self, member: MemberId, restriction: Restriction) -> None:
        """Tell every line of a member why, and close it; at once, without waiting for anything."""

    def bound(self, member: MemberId, restriction: Restriction) -> None:
        """Tell a member of what leaves their lines open: something taken away for a time, their age asked."""

    def helped(self, member: MemberId, lines: tuple[Line, ...]) -> None:
        """Show a member whom they may call."""

    def freed(self, member: MemberId) -> None:
        """Tell a member that nothing binds them any more."""
