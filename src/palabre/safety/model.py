"""What safety is shown and what it answers: plain values that it defines itself, so that any rule can be replayed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum


class EventType(StrEnum):
    """What happened."""

    MESSAGE_ROOM = "message.room"
    MESSAGE_EDITED = "message.edited"
    ROOM_NAMED = "room.named"
    PROFILE_CHANGED = "profile.changed"
    MEMBER_JOINED = "member.joined"


@dataclass(frozen=True, slots=True)
class Observation:
    """One fact offered to safety; ``subject`` is an opaque key of the person, never a name."""

    id: str
    type: EventType
    subject: str
    text: str
    place: str = ""


class Outcome(Enum):
    """What happens to what was observed; the strongest of all rules wins."""

    ALLOW = "allow"
    HOLD = "hold"
    REFUSE = "refuse"

    @property
    def strength(self) -> int:
        """Rank among outcomes."""
        return list(Outcome).index(self)


Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision, with what explains it."""

    outcome: Outcome = Outcome.ALLOW
    rule: str = ""
    sentence: Mapping[str, str] = field(default_factory=dict)  # fr and en
    help: str = ""  # which help lines to show
    retry_after_ms: int = 0
    policy_version: str = ""
    fired: tuple[str, ...] = ()
    shadow: tuple[str, ...] = ()
    signals: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
