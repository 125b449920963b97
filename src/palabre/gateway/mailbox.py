"""What reaches the devices of members here: sealed frames in order, and passing hints.

The bus only rings: frames are read from the store after what each connection has had, so a lost or doubled bell
loses and doubles nothing.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog

from palabre.gateway.connection import Connection, encoder
from palabre.gateway.protocol import AnyFrame
from palabre.gateway.protocol_private import (
    ContactAnswered,
    ConversationChanged,
    ConversationGone,
    Frames,
    RequestsWait,
    Stock,
)
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId, MemberId
from palabre.kernel.limits import REQUESTS_TOLD_MS
from palabre.kernel.ports import Bus, Subscription
from palabre.private import bells
from palabre.private.delivery import Delivery
from palabre.private.devices import Devices
from palabre.private.model import Conversation, ConversationState
from palabre.private.ports import Seat
from palabre.private.requests import Requests

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class Box:
    """One connection that is a device: how far it has been given each conversation."""

    connection: Connection
    seat: Seat
    reached: dict[ConversationId, int] = field(default_factory=dict)
    asks: set[ConversationId] = field(default_factory=set)  # a page was full: the client asks for the next
    due: dict[ConversationId, None] = field(default_factory=dict)  # in order
    is_busy: bool = False


@dataclass
class _Reader:
    subscription: Subscription | None = None
    is_heard: bool = False  # or is about to be
    connections: dict[int, Connection] = field(default_factory=dict)
    boxes: dict[int, Box] = field(default_factory=dict)
    window: asyncio.TimerHandle | None = None  # requests were told less than a second ago
    again: bool = False


@dataclass
class Mailbox:
    """The members connected to this node, and those of their connections that are devices."""

    bus: Bus
    delivery: Delivery
    devices: Devices
    requests: Requests
    _readers: dict[MemberId, _Reader] = field(default_factory=lambda: defaultdict(_Reader))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def watch(self, connection: Connection) -> None:
        """Hear what concerns a connection's member."""
        reader = self._readers[connection.member]
        reader.connections[connection.key] = connection
        if not reader.is_heard:
            reader.is_heard = True
            await self._hear(connection.member, reader)
        if connection.is_over:
            self.leave(connection)

    async def _hear(self, member: MemberId, reader: _Reader) -> None:
        """Hear a member's bells, once however many of their lines open at a time, unless all have ended meanwhile."""
        try:
            subscription = await self.bus.subscribe(bells.subject(member), lambda _, bell: self._rung(member, bell))
        except BaseException:
            reader.is_heard = False
            raise
        if self._readers.get(member) is reader:
            reader.subscription = subscription
        else:
            subscription.cancel()

    def begin(self, connection: Connection, seat: Seat, conversations: tuple[Conversation, ...]) -> None:
        """Give a connection the frames that wait for its device, and those to come."""
        box = Box(connection, seat)
        self._readers[connection.member].boxes[connection.key] = box
        for one in conversations:
            self._take_up(box, one)

    def leave(self, connection: Connection) -> None:
        """Forget a connection that has ended."""
        reader = self._readers.get(connection.member)
        if reader is None:
            return
        reader.connections.pop(connection.key, None)
        reader.boxes.pop(connection.key, None)
        if not reader.connections:
            del self._readers[connection.member]
            if reader.subscription is not None:
                reader.subscription.cancel()
            if reader.window is not None:
                reader.window.cancel()

    def reached(self, connection: Connection, conversation: ConversationId, upto: int, *, more: bool) -> None:
        """Note what a connection was given because it asked."""
        box = self._readers[connection.member].boxes.get(connection.key)
        if box is None or conversation not in box.reached:
            return
        box.reached[conversation] = max(upto, box.reached[conversation])
        if not more:
            box.asks.discard(conversation)
            self._due(box, conversation)

    def look(self, orders: Mapping[ConversationId, int]) -> None:
        """Take up conversations where the store is known to have gone further; each device is looked at once."""
        for reader in self._readers.values():
            for box in reader.boxes.values():
                for conversation in box.reached.keys() & orders.keys():
                    if box.reached[conversation] < orders[conversation]:
                        self._due(box, conversation)

    async def tell(self, member: MemberId, frame: AnyFrame, *, but: bytes = b"") -> None:
        """Tell every connection of a member, on whatever node, but those of one device."""
        await bells.ring(self.bus, member, bells.Told(encoder.encode(frame), but))

    def _rung(self, member: MemberId, payload: bytes) -> None:  # noqa: C901 - one match, a line or two a bell
        reader = self._readers.get(member)
        if reader is None:
            return
        match bells.decoder.decode(payload):
            case bells.Told(frame, but):
                for connection in reader.connections.values():
                    if not but or connection.device != but:
                        connection.wire.send_text(frame)
            case bells.FramesCame(conversation, _):
                for box in reader.boxes.values():
                    self._due(box, conversation)
            case bells.Changed(conversation):
                self._each(reader, lambda box: self._changed(box, conversation))
            case bells.Gone(conversation):
                self._gone(reader, conversation)
            case bells.Answered(conversation, yes):
                self._answered(reader, conversation, yes=yes)
            case bells.RequestsMoved():
                self._requests_moved(member, reader)
            case bells.LowStock(device):
                self._each(reader, lambda box: self._low(box, device))
            case bells.Dropped(device):
                self._dropped(reader, device)

    def _each(self, reader: _Reader, act: Callable[[Box], Awaitable[None]]) -> None:
        for box in list(reader.boxes.values()):
            self._later(act(box))

    def _answered(self, reader: _Reader, conversation: ConversationId, *, yes: bool) -> None:
        for connection in reader.connections.values():
            connection.send(ContactAnswered(conversation, yes))
        if not yes:
            for box in reader.boxes.values():
                box.reached.pop(conversation, None)

    def _gone(self, reader: _Reader, conversation: ConversationId) -> None:
        for box in reader.boxes.values():
            box.reached.pop(conversation, None)
        for connection in reader.connections.values():
            connection.send(ConversationGone(conversation))

    def _dropped(self, reader: _Reader, device: bytes) -> None:
        for key, box in list(reader.boxes.items()):
            if box.seat.device == device:
                box.connection.device = b""
                del reader.boxes[key]

    async def _low(self, box: Box, device: bytes) -> None:
        if box.seat.device == device:
            held = await self.devices.stock(box.seat)
            box.connection.send(Stock(0, held.packages, held.until, held.last_resort))

    async def _changed(self, box: Box, conversation: ConversationId) -> None:
        try:
            seen = await self.delivery.conversation(box.seat, conversation)
        except Refusal:
            box.reached.pop(conversation, None)
            box.connection.send(ConversationGone(conversation))
            return
        if seen.state is ConversationState.ASKED and not seen.asked_by_me:
            return
        box.connection.send(ConversationChanged(seen))
        self._take_up(box, seen)

    def _take_up(self, box: Box, seen: Conversation) -> None:
        if seen.joined:
            box.reached.setdefault(seen.id, seen.acked)
            self._due(box, seen.id)
        else:
            box.reached.pop(seen.id, None)

    def _due(self, box: Box, conversation: ConversationId) -> None:
        if conversation not in box.reached or conversation in box.asks:
            return
        box.due[conversation] = None
        if not box.is_busy:
            box.is_busy = True
            self._later(self._give(box))

    async def _give(self, box: Box) -> None:
        try:
            while box.due and not box.connection.is_over:
                conversation = next(iter(box.due))
                del box.due[conversation]
                await self._give_one(box, conversation)
        finally:
            box.is_busy = False

    async def _give_one(self, box: Box, conversation: ConversationId) -> None:
        after = box.reached.get(conversation)
        if after is None:
            return
        given = await self.delivery.after(box.seat, conversation, after)
        if given.upto <= box.reached.get(conversation, given.upto):
            return
        box.reached[conversation] = given.upto
        if given.more:
            box.asks.add(conversation)
        box.connection.send(Frames(0, conversation, after, given.upto, given.items, given.more))

    def _requests_moved(self, member: MemberId, reader: _Reader) -> None:
        if reader.window is not None:
            reader.again = True
            return
        loop = asyncio.get_running_loop()
        reader.window = loop.call_later(REQUESTS_TOLD_MS / 1_000, self._window_ends, member, reader)
        self._later(self._tell_requests(member, reader))

    def _window_ends(self, member: MemberId, reader: _Reader) -> None:
        reader.window = None
        if reader.again:
            reader.again = False
            self._requests_moved(member, reader)

    async def _tell_requests(self, member: MemberId, reader: _Reader) -> None:
        shown, folded = await self.requests.counts(member)
        for connection in list(reader.connections.values()):
            connection.send(RequestsWait(shown, folded))

    def _later(self, act: Awaitable[None]) -> None:
        task = asyncio.ensure_future(_guarded(act))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _guarded(act: Awaitable[None]) -> None:
    try:
        await act
    except Refusal:
        return  # it ended meanwhile
    except Exception as error:  # noqa: BLE001 - the next bell or the poll tries again
        log.error("delivery failed", error=type(error).__name__)  # noqa: TRY400 - a traceback's locals hold sealed octets
