"""Carries sealed frames: read at the door, put in one order, given with receipts, forgotten once everybody has them."""

from collections.abc import Callable
from dataclasses import dataclass

from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId, MemberId
from palabre.kernel.ports import Bus
from palabre.private.bells import Changed, FramesCame, Gone, LowStock, RequestsMoved, ring, ring_both
from palabre.private.mls import APPLICATION, COMMIT, Malformed, read_private, read_welcome
from palabre.private.model import Conversation, FrameKind, Item, Receipt
from palabre.private.ports import (
    Carried,
    Commit,
    Kept,
    Opened,
    Pair,
    PrivateStore,
    SealedFrame,
    Seat,
    WelcomeFrame,
)
from palabre.private.receipts import Receipts


@dataclass(frozen=True, slots=True)
class Given:
    """Frames after an order, with their receipts."""

    items: tuple[Item, ...]
    upto: int
    more: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """The delivery service of RFC 9750, for groups of two people's devices."""

    store: PrivateStore
    receipts: Receipts
    bus: Bus
    clock: Clock
    tried: Callable[[MemberId, MemberId], None] = lambda _, __: None  # somebody wrote where nothing may be written

    async def conversations(self, seat: Seat) -> tuple[Conversation, ...]:
        """Return a member's conversations as a device sees them."""
        return await self.store.conversations(seat)

    async def conversation(self, seat: Seat, conversation: ConversationId) -> Conversation:
        """Return one conversation. Raises ``Refusal("unknown_conversation")``."""
        return await self.store.conversation(seat, conversation)

    async def other(self, member: MemberId, conversation: ConversationId) -> MemberId:
        """Return the other person. Raises ``Refusal("unknown_conversation")``."""
        return (await self.store.pair(member, conversation)).other_than(member)

    async def send(self, seat: Seat, conversation: ConversationId, key: str, frame: bytes) -> Kept:
        """Store a message for the current epoch. Raises ``Refusal``: see docs/private.md."""
        sealed = read_sealed(frame, is_commit=False)
        try:
            kept = await self.store.send(seat, conversation, key, sealed, self.clock.now())
        except Refusal as refusal:
            if refusal.code == "frozen":
                self.tried(seat.member, await self.other(seat.member, conversation))
            raise
        await self._came(kept)
        return kept

    async def commit(
        self,
        seat: Seat,
        conversation: ConversationId,
        key: str,
        frame: bytes,
        welcome: bytes | None,
        removed: tuple[bytes, ...],
    ) -> Kept:
        """Store a commit, if nobody was first; one adds or removes, never both. Raises ``Refusal``."""
        sealed = read_sealed(frame, is_commit=True)
        if welcome is not None and removed:
            raise Refusal("bad_frame_sealed", reason="adds and removes")
        brought = Commit(sealed, read_welcome_frame(welcome) if welcome is not None else None, removed)
        kept = await self.store.commit(seat, conversation, key, brought, self.clock.now())
        await self._came(kept, changed=welcome is not None or bool(removed))
        return kept

    async def ack(self, seat: Seat, conversation: ConversationId, order: int) -> None:
        """Note that a device holds everything up to an order."""
        await self.store.ack(seat, conversation, order)

    async def after(self, seat: Seat, conversation: ConversationId, after: int) -> Given:
        """Return what follows an order, with receipts. Raises ``Refusal("unknown_conversation")``."""
        found = await self.store.frames(seat, conversation, after)
        return Given(tuple(self._item(conversation, one) for one in found.items), found.upto, found.more)

    async def own_packages(self, seat: Seat, conversation: ConversationId) -> Opened:
        """Return packages of one's own devices that are missing."""
        return await self._told_low(await self.store.own_packages(seat, conversation, self.clock.now()))

    async def lose(self, seat: Seat, conversation: ConversationId) -> None:
        """Note that this device can no longer read."""
        pair = await self.store.lose(seat, conversation, self.clock.now())
        await ring_both(self.bus, pair, Changed(conversation))

    async def open_group(self, seat: Seat, conversation: ConversationId) -> Opened:
        """Return what a new group is made with."""
        return await self._told_low(await self.store.open_group(seat, conversation, self.clock.now()))

    async def found_group(self, seat: Seat, ticket: str, key: str, welcome: bytes) -> Kept:
        """Put a new group in force, if nobody was first."""
        brought = read_welcome_frame(welcome)
        kept = await self.store.found_group(seat, ticket, key, brought, self.clock.now())
        await self._came(kept, changed=True)
        return kept

    async def fade(self) -> None:
        """Erase what has outlived its time, and tell whom it concerns: of a faded request, nothing to who asked."""
        faded = await self.store.fade(self.clock.now())
        self.receipts.keys.forget(self.clock.now())
        for pair in faded.requests:
            await ring(self.bus, pair.asked, Gone(pair.conversation))
            await ring(self.bus, pair.asked, RequestsMoved())
        for pair in faded.changed:
            await ring_both(self.bus, pair, Changed(pair.conversation))

    async def leave(self, member: MemberId, *, erase: bool) -> None:
        """End the conversations of somebody who leaves."""
        for pair in await self.store.left(member, self.clock.now(), erase=erase):
            await self._ended(pair.other_than(member), pair)

    async def _ended(self, other: MemberId, pair: Pair) -> None:
        await ring(self.bus, other, Changed(pair.conversation))
        await ring(self.bus, other, RequestsMoved())

    async def _came(self, kept: Kept, *, changed: bool = False) -> None:
        if kept.pair is None:
            return
        if changed:
            await ring_both(self.bus, kept.pair, Changed(kept.conversation))
        await ring_both(self.bus, kept.pair, FramesCame(kept.conversation, kept.order))

    async def _told_low(self, opened: Opened) -> Opened:
        for member, device in opened.low:
            await ring(self.bus, member, LowStock(device))
        return opened

    def _item(self, conversation: ConversationId, one: Carried) -> Item:
        receipt = None
        if one.kind is FrameKind.MESSAGE:
            receipt = self.receipts.seal(
                Receipt(1, one.id, conversation, one.identity[:16], one.seq, one.at, one.commitment, "")
            )
        return Item(
            one.order, one.kind, one.id, one.group, one.epoch, one.member, one.identity, one.at, one.octets, receipt,
            one.offer, one.target, one.added, one.removed,
        )  # fmt: skip


def read_sealed(frame: bytes, *, is_commit: bool) -> SealedFrame:
    """Return a frame of the wanted kind. Raises ``Refusal("bad_frame_sealed")`` with ``reason``."""
    try:
        envelope = read_private(frame)
    except Malformed as malformed:
        raise Refusal("bad_frame_sealed", reason=str(malformed)) from None
    if envelope.kind != (COMMIT if is_commit else APPLICATION):
        raise Refusal("bad_frame_sealed", reason="content type")
    return SealedFrame(envelope, frame)


def read_welcome_frame(welcome: bytes) -> WelcomeFrame:
    """Return a Welcome. Raises ``Refusal("bad_welcome")`` with ``reason``."""
    try:
        return WelcomeFrame(read_welcome(welcome), welcome)
    except Malformed as malformed:
        raise Refusal("bad_welcome", reason=str(malformed)) from None
