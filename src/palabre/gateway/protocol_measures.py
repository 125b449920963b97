"""The wire of measures: what binds oneself, the question of an age, another look."""

from typing import Annotated

from msgspec import Meta, Struct

from palabre.gateway.protocol_base import Command, Name
from palabre.kernel.ids import PlaceId


class MeasureCommand(Command, frozen=True):
    """What a client answers or contests."""


class AnswerAge(MeasureCommand, frozen=True, tag="answer_age"):
    """Answer ``age_asked``: 18 or over, or under."""

    adult: bool


class Contest(MeasureCommand, frozen=True, tag="contest"):
    """Send a refused text again, for a person to look at; it is kept with the case, and shown to nobody else."""

    rule: Name
    text: Annotated[str, Meta(max_length=8_000)]
    place: PlaceId = PlaceId("")


AnyMeasureCommand = AnswerAge | Contest


class HelpLine(Struct, frozen=True):
    """Whom one may call or write to."""

    name: str
    number: str  # empty when one writes
    link: str
    how: dict[str, str]  # fr and en: what for, and how to call or write
    hours: dict[str, str]


class Shut(Struct, frozen=True, tag_field="t", tag="shut"):
    """The place is closed to me: ``isolated``, ``suspend``, ``terminated`` or ``age_proof``; close 4005 follows.

    ``ends`` 0: no date.

    The whole page is at ``GET /chat``.
    """

    kind: str
    sentence: dict[str, str]
    ends: int
    lines: tuple[HelpLine, ...] = ()


class Bound(Struct, frozen=True, tag_field="t", tag="bound"):
    """Taken away until ``ends``: ``cool_off`` (words in public), ``requests_off`` or ``name_asked`` (both)."""

    kind: str
    sentence: dict[str, str]
    ends: int


class AgeAsked(Struct, frozen=True, tag_field="t", tag="age_asked"):
    """Say whether you are 18 or over, before ``until``; answered by ``answer_age``.

    Asked ``in_passing``, no answer says nothing; else the place closes at that moment.
    """

    until: int
    in_passing: bool = False


class Freed(Struct, frozen=True, tag_field="t", tag="freed"):
    """Nothing binds me any more, nor is anything asked."""


class Closing(Struct, frozen=True, tag_field="t", tag="closing"):
    """The place closes at a moment, for nobody is there to answer after it; close 4006 follows."""

    at: int


class HelpOffered(Struct, frozen=True, tag_field="t", tag="help_offered"):
    """Somebody is worried about me, or I said that I am not well: here is whom I may call. Nothing else follows."""

    lines: tuple[HelpLine, ...]


AnyMeasureFrame = Shut | Bound | AgeAsked | Freed | Closing | HelpOffered
