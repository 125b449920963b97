"""The wire of private conversations: docs/private.md says who sends what, and when.

Octets travel as base64 (RFC 4648 section 4, padded). `id` is made by the device and is the same in its outbox and here.
"""

from typing import Annotated

from msgspec import Meta, Struct

from palabre.gateway.protocol_base import Name, Number, PrivateCommand
from palabre.gateway.protocol_reports import Explanation
from palabre.kernel.ids import ConversationId, MemberId
from palabre.private.model import (
    Choices,
    ConsentKind,
    Conversation,
    Device,
    GivenPackage,
    Item,
    Request,
    Shown,
    Vanishing,
    Who,
)  # fmt: skip

MessageKey = Annotated[str, Meta(min_length=16, max_length=64, pattern="^[A-Za-z0-9_-]+$")]
Octets16 = Annotated[bytes, Meta(min_length=16, max_length=16)]
Octets32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
Sealed = Annotated[bytes, Meta(max_length=49_000)]  # a socket frame of 64 KiB holds no more in base64


# ---- devices: client to server ---------------------------------------------------------------------------


class BeginDevice(PrivateCommand, frozen=True, tag="device.begin"):
    """Say which device this connection is; null makes a new one. Answered by ``device``; frames that wait follow."""

    device: Octets16 | None = None


class GivePackages(PrivateCommand, frozen=True, tag="device.packages"):
    """Give key packages of this device, all or none. Answered by ``stock``."""

    packages: tuple[Sealed, ...] = ()
    last_resort: Sealed | None = None


class DropDevice(PrivateCommand, frozen=True, tag="device.drop"):
    """Declare a device of mine gone: it is served no more, and must be removed from every group."""

    device: Octets16


# ---- asking to talk --------------------------------------------------------------------------------------


class OpenContact(PrivateCommand, frozen=True, tag="contact.open"):
    """Ask whether one may ask. Answered by ``ticket``, or refused ``not_available``, whatever the reason."""

    member: MemberId


class RequestContact(PrivateCommand, frozen=True, tag="contact.request"):
    """Bring the Welcome and the one text of a request. Answered by ``stored``; the same again, the same answer."""

    ticket: Name
    id: MessageKey
    welcome: Sealed
    frame: Sealed


class ListRequests(PrivateCommand, frozen=True, tag="contact.list"):
    """Ask for the requests that wait for me: five a page, newest first. Answered by ``requests``."""

    before: Number = 0  # time of the last one shown, in seconds; 0 for the newest
    folded: bool = False  # those of a burst of newcomers


class AnswerContact(PrivateCommand, frozen=True, tag="contact.answer"):
    """Accept a request, or say no thanks; for a block, see ``block``."""

    conversation: ConversationId
    yes: bool


class RefuseFolded(PrivateCommand, frozen=True, tag="contact.refuse_folded"):
    """Say no thanks to every folded request."""


class Choose(PrivateCommand, frozen=True, tag="contact.choose"):
    """Choose who may ask me, and which marks I exchange. Absent fields stay. Answered by ``choices``."""

    who: Who | None = None
    age_least: Number | None = None
    age_most: Number | None = None
    distance_km: Number | None = None
    here_days: Number | None = None
    typing: bool | None = None
    read: bool | None = None


# ---- conversations ---------------------------------------------------------------------------------------


class ListConversations(PrivateCommand, frozen=True, tag="private.list"):
    """Ask for my conversations. Answered by ``conversations``."""


class SendSealed(PrivateCommand, frozen=True, tag="private.send"):
    """Send a sealed message. Answered by ``stored``; the same id and octets again, the same answer."""

    conversation: ConversationId
    id: MessageKey
    frame: Sealed


class SendCommit(PrivateCommand, frozen=True, tag="private.commit"):
    """Send a commit: it moves the epoch by one, or is refused ``stale_epoch``. Answered by ``stored``."""

    conversation: ConversationId
    id: MessageKey
    frame: Sealed
    welcome: Sealed | None = None  # when it adds devices of mine
    removed: tuple[Octets32, ...] = ()  # identities


class AckSealed(PrivateCommand, frozen=True, tag="private.ack"):
    """Say that this device holds everything up to an order: the server may forget it."""

    conversation: ConversationId
    order: Number


class FetchSealed(PrivateCommand, frozen=True, tag="private.fetch"):
    """Ask for frames after an order. Answered by ``frames``."""

    conversation: ConversationId
    after: Number


class GroupPackages(PrivateCommand, frozen=True, tag="group.packages"):
    """Ask for key packages of my own devices that are missing from a group. Answered by ``packages``."""

    conversation: ConversationId


class LostGroup(PrivateCommand, frozen=True, tag="group.lost"):
    """Say that this device can no longer read: the next message of either side needs a new group."""

    conversation: ConversationId


class OpenGroup(PrivateCommand, frozen=True, tag="group.open"):
    """Begin a new group for a conversation whose state is lost. Answered by ``ticket``."""

    conversation: ConversationId


class FoundGroup(PrivateCommand, frozen=True, tag="group.found"):
    """Bring the Welcome of the new group. Of two at once, one wins; the other is refused ``stale_group``."""

    ticket: Name
    id: MessageKey
    welcome: Sealed


class SetConsent(PrivateCommand, frozen=True, tag="consent.set"):
    """Say yes to a kind of thing from the other, or take it back."""

    conversation: ConversationId
    kind: ConsentKind
    on: bool
    by: MemberId | None = None  # whose yes: mine, or left out


class SetVanishing(PrivateCommand, frozen=True, tag="private.vanish"):
    """Choose how long both devices keep messages."""

    conversation: ConversationId
    after: Vanishing


class OfferPhoto(PrivateCommand, frozen=True, tag="photo.offer"):
    """Announce that the message of this id holds a photo; they must accept photos from me."""

    conversation: ConversationId
    id: MessageKey


class OfferCall(PrivateCommand, frozen=True, tag="call.offer"):
    """Announce a call in the message of this id; both must accept voice and webcam."""

    conversation: ConversationId
    id: MessageKey


class OfferPlan(PrivateCommand, frozen=True, tag="plan.offer"):
    """Announce a meeting plan in the message of this id; they must accept plans from me."""

    conversation: ConversationId
    id: MessageKey


class Retract(PrivateCommand, frozen=True, tag="message.retract"):
    """Announce that the message of this id takes back another of mine."""

    conversation: ConversationId
    id: MessageKey
    message: MessageKey


class TypePrivately(PrivateCommand, frozen=True, tag="private.typing"):
    """Say that one is writing; relayed while both have it on, never stored."""

    conversation: ConversationId


class ReadPrivately(PrivateCommand, frozen=True, tag="private.read"):
    """Say up to where one has read: to my other devices, and to the other while both have it on. Never stored."""

    conversation: ConversationId
    order: Number


class ReportSealed(PrivateCommand, frozen=True, tag="private.report"):
    """Show chosen messages to moderation, with their proof. Answered by ``reported``."""

    conversation: ConversationId
    category: Name
    messages: Annotated[tuple[Shown, ...], Meta(min_length=1, max_length=40)]
    words: Explanation = ""
    stop: bool = False  # block the other, at once


AnyContactCommand = OpenContact | RequestContact | ListRequests | AnswerContact | RefuseFolded
AnyGroupCommand = GroupPackages | LostGroup | OpenGroup | FoundGroup
AnyPrivateCommand = (
    BeginDevice | GivePackages | DropDevice | AnyContactCommand | Choose | ListConversations | SendSealed | SendCommit
    | AckSealed | FetchSealed | AnyGroupCommand | SetConsent | SetVanishing | OfferPhoto | OfferCall | OfferPlan
    | Retract | TypePrivately | ReadPrivately | ReportSealed
)  # fmt: skip


# ---- frames: server to client ----------------------------------------------------------------------------


class DeviceBegun(Struct, frozen=True, tag_field="t", tag="device"):
    """This connection is this device; here is all it needs to take up again."""

    n: int
    identity: bytes  # 32 octets: my reference, then this device's; the MLS credential
    device: bytes  # its last 16
    is_new: bool
    packages: int  # single-use key packages left here
    packages_until: int  # when the first of them ends; 0 without any
    last_resort: bool  # one is held, unused and with a third of its life left
    devices: tuple[Device, ...]
    conversations: tuple[Conversation, ...]
    requests: int  # that wait for me
    choices: Choices


class Stock(Struct, frozen=True, tag_field="t", tag="stock"):
    """Key packages held for this device. ``n`` is 0 when told unasked: refill."""

    n: int
    packages: int
    packages_until: int
    last_resort: bool


class Ticket(Struct, frozen=True, tag_field="t", tag="ticket"):
    """What a new group is made with: one package for each device to add. Two minutes, one use."""

    n: int
    ticket: str
    conversation: ConversationId
    group: bytes
    packages: tuple[GivenPackage, ...]
    until: int


class Packages(Struct, frozen=True, tag_field="t", tag="packages"):
    """Key packages of my own devices, for a commit that adds them; one use."""

    n: int
    conversation: ConversationId
    packages: tuple[GivenPackage, ...]


class Stored(Struct, frozen=True, tag_field="t", tag="stored"):
    """The frame is durable at this place in the order."""

    n: int
    conversation: ConversationId
    id: str
    order: int
    epoch: int  # of the conversation after it
    seq: int  # of a message; 0 for commits and Welcomes
    at: int


class Requests(Struct, frozen=True, tag_field="t", tag="requests"):
    """Requests that wait for me; those of a burst are counted, not shown."""

    n: int
    requests: tuple[Request, ...]
    more: bool
    folded: int


class RequestsWait(Struct, frozen=True, tag_field="t", tag="requests_wait"):
    """How many requests wait, after a change; at most one a second. No window, no sound."""

    requests: int
    folded: int


class ContactAnswered(Struct, frozen=True, tag_field="t", tag="contact_answered"):
    """My request has its answer. Without a yes both sides delete the group."""

    conversation: ConversationId
    yes: bool


class ChoicesShown(Struct, frozen=True, tag_field="t", tag="choices"):
    """Who may ask me, and which marks I exchange; ``n`` 0 when changed on another device."""

    n: int
    choices: Choices


class Conversations(Struct, frozen=True, tag_field="t", tag="conversations"):
    """My conversations, the newest first."""

    n: int
    conversations: tuple[Conversation, ...]


class ConversationChanged(Struct, frozen=True, tag_field="t", tag="conversation"):
    """A conversation as it is now: accepted, another device, a new group, a consent, somebody left."""

    conversation: Conversation


class ConversationGone(Struct, frozen=True, tag_field="t", tag="conversation_gone"):
    """A conversation exists no more: refused, faded, or erased."""

    conversation: ConversationId


class Frames(Struct, frozen=True, tag_field="t", tag="frames"):
    """Frames of a conversation, in order: all there is after ``after`` up to ``upto``; what is missing has faded.

    When ``after`` is not where this device stands, ask with ``private.fetch``.
    """

    n: int  # 0 when told unasked
    conversation: ConversationId
    after: int
    upto: int
    items: tuple[Item, ...]
    more: bool  # ask again after ``upto``


class ConsentChanged(Struct, frozen=True, tag_field="t", tag="consent"):
    """One of the two changed what they accept: a row for both."""

    conversation: ConversationId
    by: MemberId
    kind: ConsentKind
    given_at: int | None
    at: int


class VanishingChanged(Struct, frozen=True, tag_field="t", tag="vanishing"):
    """One of the two changed how long messages stay: a row for both."""

    conversation: ConversationId
    by: MemberId
    after: Vanishing
    at: int


class TypesPrivately(Struct, frozen=True, tag_field="t", tag="private_typing"):
    """The other is writing; forget it after 6 s."""

    conversation: ConversationId


class HasRead(Struct, frozen=True, tag_field="t", tag="private_read"):
    """Up to where somebody has read: the other, or I on another device."""

    conversation: ConversationId
    member: MemberId
    order: int


AnyPrivateFrame = (
    DeviceBegun | Stock | Ticket | Packages | Stored | Requests | RequestsWait | ContactAnswered | ChoicesShown
    | Conversations | ConversationChanged | ConversationGone | Frames | ConsentChanged | VanishingChanged
    | TypesPrivately | HasRead
)  # fmt: skip
