"""What safety is shown and what it answers: plain values that it defines itself, so that any rule can be replayed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum


class EventType(StrEnum):
    """What happened (safety engine section 2)."""

    MESSAGE_ROOM = "message.room"
    MESSAGE_EDITED = "message.edited"
    ROOM_NAMED = "room.named"
    PROFILE_CHANGED = "profile.changed"
    MEMBER_JOINED = "member.joined"
    CONTACT_REQUESTED = "contact.requested"
    CONTACT_ACCEPTED = "contact.accepted"
    CONTACT_REFUSED = "contact.refused"
    CONTACT_IGNORED = "contact.ignored"
    MESSAGE_PRIVATE = "message.private"  # that one was sent, or tried on a frozen conversation: never its text
    MEMBER_BLOCKED = "member.blocked"  # the subject is who was blocked, ``to`` who blocked
    MEMBER_REPORTED = "member.reported"  # likewise
    RECIPIENT_LEFT = "recipient.left"
    DEVICE_TOLD = "device.told"  # a code of somebody's device, in `facts`
    LINK_OPENED = "link.opened"
    HELP_OPENED = "help.opened"
    MODERATOR_DECIDED = "moderator.decided"


Value = bool | int | float | str
Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Observation:
    """One fact offered to safety; people are opaque keys, never names.

    ``text`` is empty for whatever is private. ``to`` are those it replies to or mentions, or the one contacted;
    ``names`` what those people present are called, so that their names are no handles. ``facts`` are what the house
    knows of the author or of the event (declared_age, minutes_here, code).
    """

    id: str
    type: EventType
    subject: str
    text: str = ""
    place: str = ""
    to: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entity:
    """Something found in a text: ``start`` and ``end`` count code points of the raw text, whatever view showed it.

    ``kind`` is one of KINDS; ``value`` an age, a class of the kind, or a host; ``cues`` name the lines of the tables
    that spoke for it. Never the words themselves.
    """

    kind: str
    value: int | str
    start: int
    end: int
    view: str = "plain"
    confidence: float = 0.9
    cues: tuple[str, ...] = ()


KINDS = (
    "age_self", "age_other", "age_asked", "age_named", "question", "contact", "payment", "price_offer", "link",
    "probing", "secrecy", "meeting", "bait", "threat", "third_party", "insult", "hate", "distress", "farewell",
    "refusal", "agreement", "insistence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a text: the kinds of the questions just put to its author, oldest first, and names present.

    A question's kind is the value of a ``question`` entity: age, majority, handle, place, hour, child…
    ``former_age`` is the last age that the author gave in this place, for corrections; 0 when none. ``today`` is the
    day (UTC) of what is observed, that birth years are read by; without one they say nothing: safety has no clock.
    """

    asked: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    former_age: int = 0
    today: date | None = None


class Outcome(Enum):
    """What happens to what was observed; the strongest of all rules wins (section 8)."""

    ALLOW = "allow"
    ALLOW_WITH_NOTICE = "allow_with_notice"
    ASK_CONSENT = "ask_consent"
    HOLD = "hold"
    REFUSE = "refuse"

    @property
    def strength(self) -> int:
        """Rank among outcomes."""
        return _STRENGTH[self]


_STRENGTH = {outcome: place for place, outcome in enumerate(Outcome)}


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing to do: a name of ``verdicts.EFFECTS``, with a duration in milliseconds or a word where it takes one."""

    name: str
    value: int | str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the raw text that spoke for a decision."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision, with what explains it; ``decision`` itself is a moderator's word."""

    outcome: Outcome = Outcome.ALLOW
    rule: str = ""
    sentence: Mapping[str, str] = field(default_factory=dict)  # fr and en
    help: str = ""  # which help lines to show
    retry_after_ms: int = 0
    effects: tuple[Effect, ...] = ()
    policy_version: str = ""
    fired: tuple[str, ...] = ()
    shadow: tuple[str, ...] = ()
    signals: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()
