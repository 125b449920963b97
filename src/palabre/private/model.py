"""What private conversations are made of, as their two people see them. Octets are sealed: nothing here reads them.

Octets travel as base64 (RFC 4648 section 4). Times are milliseconds since 1970.
"""

from enum import StrEnum

from msgspec import Struct

from palabre.identity.model import Band, Card
from palabre.kernel.ids import ConversationId, MemberId, PlaceId


class ConversationState(StrEnum):
    """Where a conversation stands."""

    ASKED = "asked"  # a request waits; only its one text exists
    OPEN = "open"  # accepted
    ENDED = "ended"  # one of the two has left; what is on its way still arrives


class FrameKind(StrEnum):
    """What stands at a place in the order of a conversation."""

    WELCOME = "welcome"  # joins the device it is given to
    MESSAGE = "message"  # MLS application data
    COMMIT = "commit"


class ConsentKind(StrEnum):
    """The four things that each need a yes of their own."""

    PHOTOS = "photos"
    LINKS = "links"
    VOICE_WEBCAM = "voice_webcam"
    PLAN = "plan"


class Offer(StrEnum):
    """Sealed kinds that begin by a clear command; a device refuses them without it."""

    PHOTO = "photo"
    CALL = "call"
    PLAN = "plan"
    RETRACT = "retract"


class Vanishing(StrEnum):
    """How long the two devices keep messages; chosen by either, kept by both."""

    OFF = "off"
    DAY = "24h"
    HOUR = "1h"
    READ = "read"


class Who(StrEnum):
    """Who may ask to talk."""

    EVERYBODY = "everybody"
    SPOKEN = "spoken"  # people I have spoken with in a room
    FRIENDS = "friends"
    NOBODY = "nobody"


class Choices(Struct, frozen=True):
    """Who may ask me, and which marks I exchange."""

    who: Who = Who.EVERYBODY
    age_least: int = 0  # 0: no such filter; people who hide their age pass none
    age_most: int = 0
    distance_km: int = 0  # 0 for any, 20, 50 or 100
    here_days: int = 0  # at least this long here
    typing: bool = False  # sent and seen only while both have it on
    read: bool = False


class Device(Struct, frozen=True):
    """One device of a member."""

    device: bytes  # 16 random octets
    since: int  # rounded to the day
    seen: int  # rounded to the day
    this: bool = False


class Leaf(Struct, frozen=True):
    """A device that the server holds to be in a conversation's group."""

    member: MemberId
    identity: bytes  # 32 octets: the member's reference, then the device's
    gone: bool = False  # must be removed before the next message of anybody


class GivenPackage(Struct, frozen=True):
    """A key package handed out for one group."""

    member: MemberId
    identity: bytes
    package: bytes  # MLSMessage, wire format 5


class Consents(Struct, frozen=True):
    """What one of the two accepts from the other: since when, or null."""

    photos: int | None = None
    links: int | None = None
    voice_webcam: int | None = None
    plan: int | None = None


class Unheard(Struct, frozen=True):
    """Orders between which the other could read nothing: what was said there was never received."""

    after: int
    before: int


class Conversation(Struct, frozen=True):
    """A conversation as one of its two people sees it, on one device."""

    id: ConversationId
    other: Card | None  # null once they have left
    other_id: MemberId
    other_identity: bytes  # 16 octets: their reference, with which the identities of their devices begin
    state: ConversationState
    asked_by_me: bool
    available: bool  # false: blocked either way, or left; nothing can be sent
    frozen: bool  # by moderation
    group: bytes  # 16 octets
    epoch: int
    head: int  # order of the newest frame
    acked: int  # order up to which this device has said it holds everything
    joined: bool  # this device is in the group, or its Welcome waits
    leaves: tuple[Leaf, ...]
    missing: tuple[bytes, ...]  # my own devices to be added: `group.packages` gives their packages
    lost: bool  # somebody lost the state: the next message needs `group.open`
    mine: Consents  # what I accept from them
    theirs: Consents  # what they accept from me
    vanishing: Vanishing = Vanishing.OFF
    since: int = 0  # of the acceptance, or of the request
    unheard: tuple[Unheard, ...] = ()  # what I said there the other never received, since their keys were lost


class Request(Struct, frozen=True):
    """Somebody asks to talk. Its text is sealed: `private.fetch` brings it; joining is not accepting."""

    conversation: ConversationId
    card: Card
    at: int
    distance: Band
    rooms: tuple[PlaceId, ...]  # where both are now
    wrote: int  # people they wrote to today, told from 10 up, else 0
    is_new: bool  # here less than a day


class Receipt(Struct, frozen=True):
    """What the server says of a delivered message; its seal proves it while the day key lives (30 days).

    `seal` is HMAC-SHA-256(day key, JCS of the other fields, octets in base64).
    """

    v: int
    msg_id: str
    conversation_id: ConversationId
    author_ref: bytes  # 16 octets: the author's reference
    seq: int  # counts messages of the conversation, without holes, across groups
    time: int
    c: bytes  # 32 octets: the commitment, from the frame itself
    key_id: str
    seal: bytes = b""


class Item(Struct, frozen=True):
    """One frame of a conversation, as given to one device."""

    order: int  # counts all frames of the conversation
    kind: FrameKind
    id: str  # as its author's device made it
    group: bytes
    epoch: int  # in which it was sealed; a Welcome leads to it
    member: MemberId  # the author: refuse a frame whose MLS sender is another
    identity: bytes  # 32 octets: the author's member and device
    at: int
    frame: bytes  # MLSMessage; empty when this device made it
    receipt: Receipt | None = None  # of messages
    offer: Offer | None = None  # the clear command that came before
    target: str = ""  # of a retraction: the message taken back
    added: tuple[bytes, ...] = ()  # of a commit: identities
    removed: tuple[bytes, ...] = ()


class Shown(Struct, frozen=True):
    """One message that a report shows: exactly what its receiver's device had."""

    payload: bytes
    fk: bytes  # 32 octets
    receipt: Receipt
