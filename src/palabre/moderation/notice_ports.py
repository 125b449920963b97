"""What notices and casework ask of the world: a store that is the truth, and ways to stop and to tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from palabre.chat.ports import Written
from palabre.kernel.ids import MemberId, PlaceId
from palabre.moderation.casework import By
from palabre.moderation.help_lines import Line
from palabre.moderation.holds import Alarm, Hold
from palabre.moderation.notices import Notice
from palabre.private.model import Shown
from palabre.private.ports import Pair

BELL = "%"  # before a notice's id in the outbox: no room's id begins so
ANSWERED, UNDONE = 1, 2  # what such a row says of it
MOVED = "reports"  # rung once such rows are there


@dataclass(frozen=True, slots=True)
class Intake:
    """A notice on its way in, with what is kept apart from it."""

    notice: Notice
    code: bytes  # hash of the follow-up code
    commitment: bytes  # what the ledger makes public of the receipt
    name: str = ""
    email: str = ""
    shown: tuple[Shown, ...] = ()
    rules: str = ""  # version of the rules that people read when they wrote


NOTHING_SAID = Written(())


@dataclass(frozen=True, slots=True)
class Reach:
    """What a transaction changed for people: to be rung and told once it is durable."""

    written: Written = NOTHING_SAID
    pairs: tuple[Pair, ...] = ()
    members: tuple[MemberId, ...] = ()  # whose restrictions are to be read again
    rooms: tuple[PlaceId, ...] = ()  # whose line in the list has changed
    helped: tuple[tuple[MemberId, str], ...] = ()  # who is to be shown the help lines of a category

    def __add__(self, other: "Reach") -> "Reach":
        """Return both."""
        written = Written(self.written.announcements + other.written.announcements)
        return Reach(
            written, self.pairs + other.pairs, self.members + other.members, self.rooms + other.rooms,
            self.helped + other.helped,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """A notice as it is kept now, and what it brought about."""

    notice: Notice
    entry: int  # of the ledger: where its commitment stands
    hold: Hold | None
    reach: Reach
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """What the holder of a code may read: their own notice, and how far the one that answers it has come."""

    notice: Notice
    state: str
    entry: int
    undone: bool = False  # its answer was, by a complaint


@dataclass(frozen=True, slots=True)
class Swept:
    """What a round over the holds did."""

    alarms: tuple[Alarm, ...]
    reach: Reach


class NoticeStore(Protocol):
    """Notices, their evidence and their holds; one method, one transaction, durable when it returns.

    Every transition is an entry of the ledger in the same transaction (section 5.2).
    """

    async def take(self, intake: Intake, now: int) -> Taken:
        """Keep a notice: its items found, merged or put to a case, snapshotted, held.

        Raises ``Refusal``: unknown_message, unknown_member, unknown_place, not_oneself.
        """

    async def by_code(self, kept: bytes) -> Followed | None:
        """Return the notice of a code's hash."""

    async def followed(self, number: str) -> Followed | None:
        """Return a notice with where it stands."""

    async def notice(self, number: str) -> Notice | None:
        """Return a notice."""

    async def of_case(self, case: str) -> list[Notice]:
        """Return the notices of a case, oldest first."""

    async def of_reporter(self, member: MemberId, limit: int) -> list[Followed]:
        """Return what a member has reported, newest first."""

    async def holds(self, case: str) -> list[Hold]:
        """Return every hold of a case, oldest first."""

    async def sort(self, case: str, by: By, code: str, now: int) -> None:
        """Set the category that a case's moderator finds. Raises ``Refusal``: not_leased, unknown_category."""

    async def sweep(self, now: int) -> Swept:
        """End the holds whose time has come; return them, and those that have stood for too long."""

    async def fade(self, now: int) -> None:
        """Erase what has outlived its time, as ``policy.retention`` says it."""


class Stop(Protocol):
    """Ends every contact between two members, for good."""

    async def __call__(self, member: MemberId, other: MemberId) -> None:
        """Let the first block the second, everywhere."""


class Binds(Protocol):
    """What this node does for members whom a notice concerns."""

    async def changed(self, member: MemberId) -> None:
        """Read what binds a member again, and tell their lines."""

    def help_shown(self, member: MemberId, lines: tuple[Line, ...]) -> None:
        """Show a member whom they may call; nothing says why."""


class Alarms(Protocol):
    """Whoever is on duty."""

    def __call__(self, alarms: Sequence[Alarm]) -> None:
        """Say that these holds wait for a person."""
