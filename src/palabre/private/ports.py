"""What private conversations ask of the world: a store that is the truth, keys of days, and who knows whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from palabre.identity.model import Profile
from palabre.kernel.ids import ConversationId, MemberId, PlaceId
from palabre.private.mls import KeyPackage, Private
from palabre.private.model import (
    Choices,
    ConsentKind,
    Conversation,
    ConversationState,
    Device,
    FrameKind,
    GivenPackage,
    Offer,
    Shown,
    Vanishing,
)

BELL = "@"  # before a conversation's id in the outbox: no room's id begins so


class DayKeys(Protocol):
    """Keys that seal receipts, one a day; each dies after thirty days."""

    def of(self, moment: int) -> tuple[str, bytes]:
        """Return the name and key of a moment's day, made on first use."""

    def living(self, name: str) -> bytes | None:
        """Return a key that still lives."""

    def forget(self, now: int) -> None:
        """Destroy the keys whose time is over."""


@dataclass(frozen=True, slots=True)
class Report:
    """Proven messages that somebody shows to moderation."""

    reporter: MemberId
    subject: MemberId
    conversation: ConversationId
    category: str
    messages: tuple[Shown, ...]
    words: str
    stop: bool = False  # block the other at once


@dataclass(frozen=True, slots=True)
class Received:
    """What whoever reported gets: a number, and the code with which they follow it."""

    number: str
    code: str
    category: str
    is_stopped: bool = False


class Desk(Protocol):
    """Where reports are read."""

    async def take(self, report: Report) -> Received:
        """Take a report whose proof holds.

        Raises ``Refusal``: unknown_category; bad_proof for a message twice; those of a text.
        """


class Company(Protocol):
    """Who is where, and who has spoken with whom."""

    async def have_spoken(self, one: MemberId, other: MemberId) -> bool:
        """Whether both have said something in one room."""

    def rooms_of_both(self, one: MemberId, other: MemberId) -> tuple[PlaceId, ...]:
        """Return the rooms where both are now."""


@dataclass(frozen=True, slots=True)
class Seat:
    """On whose behalf something is done: a member, on one device."""

    member: MemberId
    device: bytes


@dataclass(frozen=True, slots=True)
class Begun:
    """A device as it begins."""

    identity: bytes
    is_new: bool


@dataclass(frozen=True, slots=True)
class Stock:
    """Key packages held for a device."""

    packages: int
    until: int
    last_resort: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A key package that passed every check of its own."""

    package: KeyPackage
    octets: bytes


@dataclass(frozen=True, slots=True)
class Asker:
    """What a quota looks at: the asker alone."""

    arrived: int
    open: int  # requests that wait, and tickets
    answers: tuple[tuple[int, str], ...]  # of the last 24 hours: when asked, "", "yes" or "no"


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands between two people; read whole whatever it says, so that no answer is faster than another."""

    asked: Profile | None
    arrived: int  # of the asker
    is_blocked: bool
    is_refused: bool
    is_known: bool  # a conversation or request exists
    is_friend: bool
    is_reachable: bool  # some device has a key package
    choices: Choices


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket, with the packages that were given."""

    ticket: str
    conversation: ConversationId
    group: bytes
    packages: tuple[GivenPackage, ...]
    until: int
    low: tuple[tuple[MemberId, bytes], ...]  # devices to be told to refill


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request as stored."""

    conversation: ConversationId
    asker: Profile
    arrived: int
    at: int
    wrote: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A frame is durable, with whom it concerns; ``is_new`` false when it already was, and nobody is to be told."""

    conversation: ConversationId
    id: str
    order: int
    epoch: int
    seq: int
    at: int
    is_new: bool = True
    pair: "Pair | None" = None


@dataclass(frozen=True, slots=True)
class Carried:
    """A frame as stored, for one device."""

    order: int
    kind: FrameKind
    id: str
    group: bytes
    epoch: int
    member: MemberId
    identity: bytes
    at: int
    octets: bytes
    seq: int
    commitment: bytes
    offer: Offer | None
    target: str
    added: tuple[bytes, ...]
    removed: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames after an order, up to another."""

    items: tuple[Carried, ...]
    upto: int
    more: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """The two people of a conversation."""

    conversation: ConversationId
    asker: MemberId
    asked: MemberId

    def other_than(self, member: MemberId) -> MemberId:
        """Return the one of the two who is not this member."""
        return self.asked if self.asker == member else self.asker


@dataclass(frozen=True, slots=True)
class Relation:
    """What stands between the two people of a conversation, for one of them."""

    other: MemberId
    other_ref: bytes
    state: ConversationState
    is_available: bool


@dataclass(frozen=True, slots=True)
class Faded:
    """What a round of forgetting touched."""

    requests: tuple[Pair, ...] = ()
    changed: tuple[Pair, ...] = ()


class PrivateStore(Protocol):
    """Devices, key packages, requests and sealed frames; one method, one transaction, durable when it returns."""

    async def begin(self, member: MemberId, device: bytes | None, now: int) -> Begun:
        """Begin a device, or make one. Raises ``Refusal``: unknown_device, too_many_devices."""

    async def devices(self, member: MemberId) -> tuple[Device, ...]:
        """Return a member's devices."""

    async def drop(self, member: MemberId, device: bytes) -> tuple[Pair, ...]:
        """Forget a device; it is gone in its groups. Raises ``Refusal("unknown_device")``."""

    async def stock(self, device: bytes, now: int) -> Stock:
        """Return what is held for a device."""

    async def give(self, device: bytes, packages: Sequence[Offered], now: int) -> Stock:
        """Keep key packages, all or none. Raises ``Refusal``: bad_package (known), too_many_packages."""

    async def choices(self, member: MemberId) -> Choices:
        """Return a member's choices."""

    async def choose(self, member: MemberId, choices: Choices) -> None:
        """Replace a member's choices."""

    async def asker(self, member: MemberId, now: int) -> Asker:
        """Return what a quota looks at."""

    async def standing(self, asker: MemberId, asked: MemberId, now: int) -> Standing:
        """Return what stands between two people."""

    async def open_contact(self, seat: Seat, asked: MemberId, now: int) -> Opened:
        """Give a ticket and key packages. Raises ``Refusal("not_available")``."""

    async def request(self, seat: Seat, ticket: str, key: str, frames: "Founding", now: int) -> Kept:
        """Store a request whole. Raises ``Refusal``: unknown_ticket, bad_welcome, not_available, key_reused."""

    async def waiting(self, member: MemberId) -> tuple[Waiting, ...]:
        """Return every request that waits for a member, newest first."""

    async def asked_by(self, asker: MemberId, asked: MemberId) -> tuple[ConversationId, ...]:
        """Return the requests of one person to another that wait, shown or not."""

    async def answer(self, member: MemberId, conversation: ConversationId, now: int, *, yes: bool) -> Pair:
        """Answer a request. Raises ``Refusal("unknown_conversation")``."""

    async def unanswered(self, after: int, upto: int) -> list[tuple[MemberId, MemberId]]:
        """Return who asked whom between two moments, the later one included, and has no answer."""

    async def conversations(self, seat: Seat) -> tuple[Conversation, ...]:
        """Return a member's conversations as a device sees them: open ones, ended ones, one's own requests."""

    async def conversation(self, seat: Seat, conversation: ConversationId) -> Conversation:
        """Return one conversation. Raises ``Refusal("unknown_conversation")``."""

    async def pair(self, member: MemberId, conversation: ConversationId) -> Pair:
        """Return the two people. Raises ``Refusal("unknown_conversation")``."""

    async def relation(self, member: MemberId, conversation: ConversationId) -> Relation:
        """Return what stands between the two. Raises ``Refusal("unknown_conversation")``."""

    async def send(self, seat: Seat, conversation: ConversationId, key: str, sealed: "SealedFrame", now: int) -> Kept:
        """Store a message. Raises ``Refusal``: see docs/private.md."""

    async def commit(self, seat: Seat, conversation: ConversationId, key: str, commit: "Commit", now: int) -> Kept:
        """Store a commit, if nobody was first. Raises ``Refusal``: see docs/private.md."""

    async def ack(self, seat: Seat, conversation: ConversationId, order: int) -> None:
        """Note what a device holds; erase what every device holds. Raises ``Refusal("unknown_conversation")``."""

    async def frames(self, seat: Seat, conversation: ConversationId, after: int) -> Stretch:
        """Return frames after an order, a page of them. Raises ``Refusal("unknown_conversation")``."""

    async def own_packages(self, seat: Seat, conversation: ConversationId, now: int) -> Opened:
        """Give packages of one's own devices that are missing. Raises ``Refusal``: unknown_conversation."""

    async def lose(self, seat: Seat, conversation: ConversationId, now: int) -> Pair:
        """Note that the state is lost, and what was held until then. Raises ``Refusal("unknown_conversation")``."""

    async def open_group(self, seat: Seat, conversation: ConversationId, now: int) -> Opened:
        """Give packages for a new group. Raises ``Refusal``: stale_group (nothing lost), not_available."""

    async def found_group(self, seat: Seat, ticket: str, key: str, welcome: "WelcomeFrame", now: int) -> Kept:
        """Put a new group in force. Raises ``Refusal``: unknown_ticket, bad_welcome, stale_group, key_reused."""

    async def consent(
        self, member: MemberId, conversation: ConversationId, kind: ConsentKind, given_at: int | None
    ) -> Pair:
        """Record what somebody accepts. Raises ``Refusal``: unknown_conversation, request_pending."""

    async def vanish(self, member: MemberId, conversation: ConversationId, after: Vanishing) -> Pair:
        """Record how long messages stay. Raises ``Refusal``: unknown_conversation, request_pending."""

    async def offer(
        self, member: MemberId, conversation: ConversationId, key: str, offer: Offer, target: str, now: int
    ) -> None:
        """Announce a sealed kind. Raises ``Refusal``: no_consent, not_yours, unknown_message, and those of ``send``."""

    async def fade(self, now: int) -> Faded:
        """Erase what has outlived its time."""

    async def left(self, member: MemberId, now: int, *, erase: bool) -> tuple[Pair, ...]:
        """End the conversations of somebody who leaves; with ``erase`` their frames go at once."""


@dataclass(frozen=True, slots=True)
class SealedFrame:
    """A frame with its envelope, as read."""

    envelope: Private
    octets: bytes


@dataclass(frozen=True, slots=True)
class WelcomeFrame:
    """A Welcome with the references it names."""

    references: tuple[bytes, ...]
    octets: bytes


@dataclass(frozen=True, slots=True)
class Founding:
    """What a request brings."""

    welcome: WelcomeFrame
    sealed: SealedFrame


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit brings and declares."""

    sealed: SealedFrame
    welcome: WelcomeFrame | None
    removed: tuple[bytes, ...]
