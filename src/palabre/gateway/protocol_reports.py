"""The wire of reports: what is said of a message, a card, a pseudonym or a room's name, and what became of it."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from palabre.gateway.protocol_base import Command, Name
from palabre.gateway.protocol_measures import HelpLine
from palabre.kernel.ids import MessageId, PlaceId

Explanation = Annotated[str, Meta(max_length=16_000)]  # the sentence with the real bound comes from normalise_text


class Reportable(StrEnum):
    """What may be reported here; a private conversation has ``private.report``."""

    MESSAGE = "message"
    CARD = "card"
    PSEUDONYM = "pseudonym"
    ROOM_NAME = "room_name"


class Harmed(StrEnum):
    """Whether I am the one harmed."""

    YES = "yes"
    NO = "no"
    UNSAID = "unsaid"


class ReportCommand(Command, frozen=True):
    """What a client asks about reports."""


class Report(ReportCommand, frozen=True, tag="report"):
    """Report a message of a room, a card, a pseudonym or a room's name. Answered by ``reported``.

    ``target`` is the id of the message, the member or the room; a bare reason is a report too.
    """

    what: Reportable
    target: Name
    category: Name  # see ``report.choices``
    place: PlaceId = PlaceId("")  # of a message
    more: Annotated[tuple[MessageId, ...], Meta(max_length=19)] = ()  # further messages of the same place
    words: Explanation = ""
    law: Name = ""
    harmed: Harmed = Harmed.UNSAID
    stop: bool = False  # block whoever it is, at once


class ListReports(ReportCommand, frozen=True, tag="report.list"):
    """Ask for my own reports, newest first. Answered by ``reports``."""


class ListChoices(ReportCommand, frozen=True, tag="report.choices"):
    """Ask what may be reported. Answered by ``report_choices``."""


AnyReportCommand = Report | ListReports | ListChoices


class Reported(Struct, frozen=True, tag_field="t", tag="reported"):
    """It is taken, and durable. Only what was shown or pointed at is kept."""

    n: int
    report: str
    code: str = ""  # shown once: with it one follows the report, from anywhere
    lines: tuple[HelpLine, ...] = ()
    hidden: tuple[MessageId, ...] = ()  # messages that are shown to me no more
    stopped: bool = False  # whoever it is can no longer write to me


class ReportLine(Struct, frozen=True):
    """One of my reports."""

    report: str
    category: str
    at: int
    state: str  # received, acknowledged, linked, decided, answered, complained, expired
    joined: bool = False  # somebody had reported the same: one answer for both
    undone: bool = False  # its answer was, since, by somebody who looked again


class Reports(Struct, frozen=True, tag_field="t", tag="reports"):
    """My reports, newest first."""

    n: int
    reports: tuple[ReportLine, ...]


class ReportCategory(Struct, frozen=True):
    """One precise reason."""

    code: str
    label: dict[str, str]  # fr and en


class ReportChoice(Struct, frozen=True):
    """One of the seven reasons of the first screen; alone, it means its first category."""

    key: str
    label: dict[str, str]
    categories: tuple[ReportCategory, ...]


class ReportChoices(Struct, frozen=True, tag_field="t", tag="report_choices"):
    """What may be reported: danger and minors first."""

    n: int
    choices: tuple[ReportChoice, ...]


class ReportMoved(Struct, frozen=True, tag_field="t", tag="report_moved"):
    """A report of mine has its answer, or the answer was undone; of the other person nothing is told."""

    report: str
    state: str  # as in ``reports``
    undone: bool = False


AnyReportFrame = Reported | Reports | ReportChoices | ReportMoved
