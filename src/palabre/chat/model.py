"""What rooms are made of: plain values, encoded for the wire as they stand."""

from enum import StrEnum

from msgspec import Struct

from palabre.kernel.ids import MemberId, MessageId, PlaceId


class MessageState(StrEnum):
    """What others may see of a message."""

    SAID = "said"
    HELD = "held"  # its author alone sees it, until a person has looked
    RETURNED = "returned"  # not accepted after all: its author alone has it back
    WITHHELD = "withheld"  # its author alone sees it, while what was reported of it is looked at
    COVERED = "covered"  # everybody sees that the host has hidden it, its author alone what it says
    DELETED = "deleted"


class RoomState(StrEnum):
    """Whether a room is listed."""

    WAITING = "waiting"
    OPEN = "open"
    REFUSED = "refused"


class Author(Struct, frozen=True):
    """Who said it, as they chose to be shown when they said it."""

    id: MemberId
    name: str
    colour: int  # 1 to 12
    age: str = ""  # "41", "40–44" or nothing
    town: str = ""  # what they chose to show of it


class Quote(Struct, frozen=True):
    """The message replied to, in short."""

    message: MessageId
    name: str
    colour: int
    text: str  # at most 140 characters; empty once deleted
    author: MemberId = MemberId("")


class Reaction(Struct, frozen=True):
    """One emoji under a message."""

    emoji: str
    count: int
    mine: bool = False


class Roll(Struct, frozen=True):
    """Dice thrown by the server: nobody chose what came up."""

    dice: str  # "2d6"
    faces: tuple[int, ...]  # in the order they fell


class Message(Struct, frozen=True):
    """A message as one member sees it now."""

    id: MessageId
    position: int
    at: int  # milliseconds since 1970
    author: Author
    text: str
    action: bool = False  # said with /me
    reply: Quote | None = None
    mentions: tuple[MemberId, ...] = ()
    edited: int = 0  # when, or 0
    reactions: tuple[Reaction, ...] = ()
    state: MessageState = MessageState.SAID
    roll: Roll | None = None  # what the dice showed; the text says the same in words


class Room(Struct, frozen=True):
    """A shared place with its rules, as listed."""

    id: PlaceId
    name: str
    topic: str = ""
    purpose: str = ""
    theme: str = ""  # key of a theme, see THEMES
    town: int = 0  # identity.towns id, or 0
    host: MemberId | None = None  # whoever opened it, while they are here
    slow_s: int = 0  # seconds between two messages of one member
    read_only: bool = False
    pinned: MessageId | None = None
    state: RoomState = RoomState.OPEN
    count: int = 0  # members here now
    created: int = 0  # milliseconds, rounded to the day
    covered: str = ""  # "held" or "removed": a neutral name stands in the place of its own
    topic_en: str = ""  # the topic for those who read English, while it is the one the room was seeded with


ROOM_REASONS = ("too_close", "unclear", "house_rules", "names_somebody", "not_here")  # why a room is refused


class Ruling(Struct, frozen=True):
    """Who decided on a room that waited, as the ledger names them, and why it is refused: a code."""

    by: str
    role: str
    reason: str = ""


class Person(Struct, frozen=True):
    """One line of a people list."""

    id: MemberId
    name: str
    colour: int
    age: str = ""
    town: str = ""
    away: str | None = None  # a note, possibly empty; None when here
    host: bool = False


class Draft(Struct, frozen=True):
    """What a member wants to say, before judgement."""

    key: str  # client's own, 8 to 64 characters: a repeat is harmless
    text: str
    action: bool = False
    reply: MessageId | None = None
    roll: Roll | None = None


class Ack(Struct, frozen=True):
    """A message is durable at this position."""

    key: str
    place: PlaceId
    id: MessageId
    epoch: str
    position: int
    at: int
    state: MessageState = MessageState.SAID


THEMES = (
    "welcome", "talk", "meet", "cooking", "cinema", "books", "music", "games",
    "sport", "travel", "garden", "animals", "science", "languages", "night", "town",
)  # fmt: skip
