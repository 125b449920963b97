"""The wire: every command, reply and event of the socket, with its codes.

One text frame holds one JSON object. ``t`` names its type; ``n`` is the client's request number and comes
back in the reply. Unknown fields are ignored, unknown commands are refused by name. docs/protocol.md and
frontend/src/protocol/types.ts are generated from this module (``make types``) and tested against it.
"""

from typing import Annotated

from msgspec import Meta, Struct

from palabre.chat.events import PlaceEvent
from palabre.chat.model import Author, Message, MessageState, Person, Room
from palabre.gateway.protocol_base import Command, Name, Number
from palabre.gateway.protocol_hosting import AnyHostCommand, AnyHostFrame
from palabre.gateway.protocol_measures import AnyMeasureCommand, AnyMeasureFrame
from palabre.gateway.protocol_people import AnyPeopleCommand, AnyPeopleFrame
from palabre.gateway.protocol_private import AnyPrivateCommand, AnyPrivateFrame
from palabre.gateway.protocol_reports import AnyReportCommand, AnyReportFrame
from palabre.gateway.protocol_statements import AnyStatementCommand, AnyStatementFrame
from palabre.identity.model import Card, Profile
from palabre.kernel.errors import Advice
from palabre.kernel.ids import MemberId, MessageId, PlaceId

VERSION = 1
SUBPROTOCOL = "palabre.1"

Key = Annotated[str, Meta(min_length=8, max_length=64)]
Words = Annotated[str, Meta(max_length=8_000)]  # the sentence with the real bound comes from normalise_text
Emoji = Annotated[str, Meta(min_length=1, max_length=32)]


class Resume(Struct, frozen=True):
    """Where a client that returns had read to."""

    place: PlaceId
    epoch: str
    position: int


# ---- commands: client to server --------------------------------------------------------------------------


class Hello(Command, frozen=True, tag="hello"):
    """First frame: the version spoken, and where to take up again."""

    v: int
    resume: tuple[Resume, ...] = ()


class Join(Command, frozen=True, tag="join"):
    """Enter a room; answered by ``joined``, possibly in its twin."""

    place: PlaceId
    resume: Resume | None = None


class Leave(Command, frozen=True, tag="leave"):
    """Leave a room."""

    place: PlaceId


class Send(Command, frozen=True, tag="send"):
    """Say something in a room; answered by ``ack``. The same key again gives the same ack.

    ``sure`` sends what was refused with ``think_again``.
    """

    place: PlaceId
    key: Key
    text: Words
    action: bool = False
    reply: MessageId | None = None
    sure: bool = False


class Throw(Command, frozen=True, tag="roll"):
    """Throw dice in a room, such as "2d6"; the server casts them. Answered by ``ack``, repeated like ``send``."""

    place: PlaceId
    key: Key
    dice: Name
    reply: MessageId | None = None


class Edit(Command, frozen=True, tag="edit"):
    """Change a message of one's own within 15 minutes."""

    place: PlaceId
    message: MessageId
    text: Words


class Delete(Command, frozen=True, tag="delete"):
    """Take back a message of one's own."""

    place: PlaceId
    message: MessageId


class React(Command, frozen=True, tag="react"):
    """Put an emoji under a message, or take it away."""

    place: PlaceId
    message: MessageId
    emoji: Emoji
    on: bool = True


class Typing(Command, frozen=True, tag="typing"):
    """Say that one is writing; at most every 3 s, never stored, told in rooms of a hundred people at most."""

    place: PlaceId


class History(Command, frozen=True, tag="history"):
    """Ask for the page of messages before a position; answered by ``page``."""

    place: PlaceId
    before: Number


class Search(Command, frozen=True, tag="search"):
    """Look for words in the room's visible history; answered by ``found``."""

    place: PlaceId
    text: Name


class People(Command, frozen=True, tag="people"):
    """Ask for a page of the people of a room; differences for that page follow until another is asked."""

    place: PlaceId
    offset: Number = 0
    filter: Name = ""


class Unwatch(Command, frozen=True, tag="unwatch"):
    """Stop hearing differences of a people list."""

    place: PlaceId


class ShowCard(Command, frozen=True, tag="card"):
    """Ask for somebody's card; answered by ``card``."""

    member: MemberId


class Rooms(Command, frozen=True, tag="rooms"):
    """Ask for the list of rooms; answered by ``rooms``."""


class About(Command, frozen=True, tag="about"):
    """Ask what a room is before or after entering it; answered by ``about``."""

    place: PlaceId


class OpenRoom(Command, frozen=True, tag="open_room"):
    """Propose a room; it waits for approval before it is listed. Answered by ``opened``."""

    name: Name
    purpose: Words
    theme: Name = "talk"
    town: Number = 0


class SetRoom(Command, frozen=True, tag="set_room"):
    """The host changes what is given, and only that."""

    place: PlaceId
    name: Name | None = None  # only while a neutral one stands in the place of its own
    topic: Name | None = None
    slow_s: Number | None = None
    read_only: bool | None = None
    pin: MessageId | None = None  # empty string unpins


class Away(Command, frozen=True, tag="away"):
    """Say that one is away, with a short note; ``on`` false comes back."""

    on: bool = True
    note: Name = ""


class SetProfile(Command, frozen=True, tag="set_profile"):
    """Change one's own card; answered by ``me``. Absent fields stay."""

    pseudonym: Name | None = None
    town: Number | None = None
    town_shown: Name | None = None  # "town", "larger", "department" or "none"
    age_shown: Name | None = None  # "age", "band" or "none"
    colour: Number | None = None
    here_for: tuple[Name, ...] | None = None
    words: Words | None = None
    pronouns: Name | None = None
    gender: Name | None = None
    languages: Name | None = None


class Active(Command, frozen=True, tag="active"):
    """The person did something on the page; keeps the age session alive. At most once a minute."""


AnyCommand = (
    Hello | Join | Leave | Send | Throw | Edit | Delete | React | Typing | History | Search | People | Unwatch
    | ShowCard | Rooms | About | OpenRoom | SetRoom | Away | SetProfile | Active | AnyPrivateCommand
    | AnyPeopleCommand | AnyMeasureCommand | AnyStatementCommand | AnyReportCommand | AnyHostCommand
)  # fmt: skip


# ---- frames: server to client ----------------------------------------------------------------------------


class Welcome(Struct, frozen=True, tag_field="t", tag="welcome"):
    """Answer to ``hello``: who I am and the rooms; one ``joined`` for each resumed place follows.

    ``ends_at`` and ``by_proof`` as in ``visit``, at the server's time ``now``.
    """

    n: int
    v: int
    me: Profile
    rooms: tuple[Room, ...]
    now: int
    ends_at: int
    by_proof: bool
    demo: bool = False


class Visit(Struct, frozen=True, tag_field="t", tag="visit"):
    """The visit now ends later than was told: doing something moves the end, or only a new proof if ``by_proof``.

    Told when less than six minutes were left of what was told before.
    """

    ends_at: int
    by_proof: bool


class Ok(Struct, frozen=True, tag_field="t", tag="ok"):
    """Done."""

    n: int


class Error(Struct, frozen=True, tag_field="t", tag="error"):
    """Refused: certainly not done. The code names the sentence people read."""

    n: int
    code: str
    advice: Advice
    retry_after_ms: int = 0
    params: dict[str, str | int] = {}
    sentence: dict[str, str] = {}  # fr and en, when a rule refused: operators write these
    help: str = ""  # which help lines to show


class Acked(Struct, frozen=True, tag_field="t", tag="ack"):
    """The message is durable at this position."""

    n: int
    key: str
    place: PlaceId
    id: MessageId
    epoch: str
    position: int
    at: int
    state: MessageState = MessageState.SAID
    sentence: dict[str, str] = {}  # fr and en: why it is held, or a word for its author alone, with help


class Joined(Struct, frozen=True, tag_field="t", tag="joined"):
    """Here is the room. ``reset``: forget what was shown and show ``messages``; else apply ``events``."""

    n: int
    place: PlaceId
    room: Room
    epoch: str
    head: int
    reset: bool
    messages: tuple[Message, ...] = ()
    events: tuple[PlaceEvent, ...] = ()
    more: bool = False  # older messages exist
    total: int = 0  # people here
    pinned: Message | None = None


class Page(Struct, frozen=True, tag_field="t", tag="page"):
    """Older messages, oldest first."""

    n: int
    place: PlaceId
    messages: tuple[Message, ...]
    more: bool


class Found(Struct, frozen=True, tag_field="t", tag="found"):
    """Messages that hold the words, newest first."""

    n: int
    place: PlaceId
    messages: tuple[Message, ...]
    more: bool


class PeoplePage(Struct, frozen=True, tag_field="t", tag="people"):
    """A page of the people of a room: hosts first, then by name."""

    n: int
    place: PlaceId
    total: int
    offset: int
    people: tuple[Person, ...]


class PeopleChanged(Struct, frozen=True, tag_field="t", tag="people_changed"):
    """Differences for the page on screen, at most every 2 s."""

    place: PlaceId
    total: int
    here: tuple[Person, ...] = ()  # new or changed
    gone: tuple[MemberId, ...] = ()


class CardShown(Struct, frozen=True, tag_field="t", tag="card"):
    """Somebody's card."""

    n: int
    card: Card
    here: bool


class RoomList(Struct, frozen=True, tag_field="t", tag="rooms"):
    """Every listed room, with its count."""

    n: int
    rooms: tuple[Room, ...]


class RoomAbout(Struct, frozen=True, tag_field="t", tag="about"):
    """What a room is: itself, its town in words, its host, how long its words last."""

    n: int
    room: Room
    town: str = ""
    host: Author | None = None
    host_here: bool = False
    fades_h: int = 24  # hours before what is said there is erased


class Opened(Struct, frozen=True, tag_field="t", tag="opened"):
    """The room waits for approval; its opener may already enter."""

    n: int
    room: Room


class Me(Struct, frozen=True, tag_field="t", tag="me"):
    """My own card and choices, after a change made here or in another tab."""

    n: int
    me: Profile


class Events(Struct, frozen=True, tag_field="t", tag="events"):
    """What happened in a place, in order; a hole means: ask again with ``join`` and ``resume``."""

    place: PlaceId
    epoch: str
    events: tuple[PlaceEvent, ...]


class SomeoneTypes(Struct, frozen=True, tag_field="t", tag="typing"):
    """Somebody is writing in a place; forget it after 6 s."""

    place: PlaceId
    member: MemberId
    name: str


class Counts(Struct, frozen=True, tag_field="t", tag="counts"):
    """How many are in each room whose count changed; every 5 s."""

    rooms: dict[PlaceId, int]


class RoomsChanged(Struct, frozen=True, tag_field="t", tag="rooms_changed"):
    """Rooms newly listed or changed in the list, and those no longer listed."""

    rooms: tuple[Room, ...] = ()
    gone: tuple[PlaceId, ...] = ()


class RoomRefused(Struct, frozen=True, tag_field="t", tag="room_refused"):
    """A room that I proposed is not opened; ``reason`` is a code, empty of a refusal older than reasons."""

    room: PlaceId
    name: str
    reason: str = ""


AnyFrame = (
    Welcome | Visit | Ok | Error | Acked | Joined | Page | Found | PeoplePage | PeopleChanged | CardShown | RoomList
    | RoomAbout | Opened | Me | Events | SomeoneTypes | Counts | RoomsChanged | RoomRefused | AnyPrivateFrame
    | AnyPeopleFrame | AnyMeasureFrame | AnyStatementFrame | AnyReportFrame | AnyHostFrame
)  # fmt: skip
