"""The wire of decisions about oneself: standing, statements of reasons, and asking for another look."""

from typing import Annotated

from msgspec import Meta, Struct

from palabre.gateway.protocol_base import Command, Name
from palabre.kernel.limits import MESSAGE_CHARACTERS

Words = Annotated[str, Meta(max_length=4 * MESSAGE_CHARACTERS)]


class StatementCommand(Command, frozen=True):
    """What somebody asks about decisions that concern them."""


class ShowStanding(StatementCommand, frozen=True, tag="standing"):
    """Ask for my points on the ladder, and for every decision about me."""


class ReadStatement(StatementCommand, frozen=True, tag="statement"):
    """Read a statement of reasons of mine."""

    statement: Name


class Complain(StatementCommand, frozen=True, tag="complain"):
    """Ask for another look at a decision, with or without words; once, within six months."""

    statement: Name
    text: Words = ""


class AnswerReader(StatementCommand, frozen=True, tag="answer_reader"):
    """Answer the one question of whoever reads my complaint."""

    statement: Name
    text: Words


class TakeBack(StatementCommand, frozen=True, tag="take_back"):
    """Take my complaint back."""

    statement: Name


AnyStatementCommand = ShowStanding | ReadStatement | Complain | AnswerReader | TakeBack


class Imposition(Struct, frozen=True):
    """One thing imposed: ``hide``, ``suspend_rooms``…; ``ends`` 0 when it has no date."""

    means: str
    ends: int


class MyComplaint(Struct, frozen=True):
    """My complaint about a decision, as far as it has come."""

    state: str  # lodged, assigned, decided, notified
    words: str
    question: str = ""  # of whoever reads it; waits for an answer while ``answer`` is empty
    answer: str = ""
    verdict: str = ""  # upheld, partly_reversed, reversed, omitted
    reasons: str = ""
    advice: str = ""


class StatementLine(Struct, frozen=True):
    """A decision about me, in short."""

    id: str
    title: dict[str, str]  # fr and en
    at: int
    state: str  # in_force, expired, reversed, replaced
    imposed: tuple[Imposition, ...]
    contested_before: int  # until then another look may be asked
    complaint: MyComplaint | None = None


class ProposedRoom(Struct, frozen=True):
    """A room that I proposed and that is not listed: it waits, or was refused, with the code of why."""

    name: str
    state: str  # waiting, refused
    reason: str = ""


class MyStanding(Struct, frozen=True, tag_field="t", tag="my_standing"):
    """Where I stand: when each of my points goes, where the next breach would lead, every decision about me."""

    n: int
    points: tuple[int, ...]
    next: str  # advice, warning, day, week, month, end
    statements: tuple[StatementLine, ...]
    rooms: tuple[ProposedRoom, ...] = ()


class StatementElement(Struct, frozen=True):
    """One element of a statement: what it is (``restriction``, ``facts``, ``ground``…), and its words."""

    element: str
    text: str


class StatementText(Struct, frozen=True):
    """A statement in one language: its elements in order (DSA 17(3))."""

    title: str
    still: str  # what I can still do
    lines: tuple[StatementElement, ...]


class StatementShown(Struct, frozen=True, tag_field="t", tag="statement_shown"):
    """A statement of reasons, whole."""

    n: int
    line: StatementLine
    fr: StatementText
    en: StatementText


class Informed(Struct, frozen=True, tag_field="t", tag="informed"):
    """A decision about me was made, or my complaint about it has moved: read ``statement``."""

    statement: str
    title: dict[str, str]


AnyStatementFrame = MyStanding | StatementShown | Informed
