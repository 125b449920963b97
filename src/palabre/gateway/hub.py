"""Who hears what: events of each place in order, encoded once, written as the same octets to everyone there.

Announcements may be lost, doubled or reordered; positions repair it (reliability R-3, R-4, R-8).
"""

import asyncio
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field

import msgspec
import structlog

from palabre.chat.announce import Announcement, subject, unpack
from palabre.chat.events import PlaceEvent
from palabre.chat.seeing import event_for
from palabre.gateway.edge import Wire
from palabre.gateway.fanout import Fanout
from palabre.gateway.websocket import frame_text
from palabre.identity.ties import Apart
from palabre.kernel.ids import MemberId, PlaceId
from palabre.kernel.limits import (
    ANSWER_OCTETS,
    COALESCE_LARGE_MS,
    COALESCE_MS,
    COALESCE_PEOPLE,
    REPAIR_EVENTS,
    ROOM_OWED_OCTETS,
)
from palabre.kernel.ports import Bus, Subscription

log = structlog.get_logger(__name__)
decoder: msgspec.json.Decoder[PlaceEvent] = msgspec.json.Decoder(PlaceEvent)
Between = Callable[[PlaceId, int, int], Awaitable[list[bytes]]]
GONE = sys.maxsize  # who has left has seen whatever will come: nothing is written to them


@dataclass(slots=True, eq=False)
class _Listener:
    wire: Wire
    member: MemberId
    since: int  # it has seen everything up to here; GONE once it has left


@dataclass
class _Audience:
    place: PlaceId
    epoch: str
    position: int  # the last event taken, in order
    subscription: Subscription | None = None
    joining: int = 0  # on their way in: what they will hear must not be let go meanwhile
    listeners: dict[int, _Listener] = field(default_factory=dict)
    crowd: tuple[_Listener, ...] | None = None  # the same as last written to; nothing once somebody came or left
    pending: list[bytes] = field(default_factory=list)  # taken, not yet framed; ends at `position`
    window: asyncio.TimerHandle | None = None
    outgoing: deque[tuple[int, int, bytes, list[bytes]]] = field(default_factory=deque)
    owed: int = 0  # octets of events taken and not yet written to everybody
    sending: bool = False
    known: int = 0  # the highest position heard of
    repairing: bool = False


@dataclass
class Hub:
    """The audiences of this node."""

    bus: Bus
    between: Between
    apart: Apart = field(default_factory=Apart)
    retry_seconds: float = 1.0  # before a store that failed is asked again
    fanout: Fanout = field(default_factory=Fanout)
    _audiences: dict[PlaceId, _Audience] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def expect(self, place: PlaceId) -> bool:
        """Keep a place that is heard already for somebody on their way in, as ``watch`` does; false when it is not."""
        audience = self._audiences.get(place)
        if audience is None:
            return False
        audience.joining += 1
        return True

    async def watch(self, place: PlaceId, epoch: str, position: int) -> None:
        """Hear a place from a position on, before somebody reads it; ``enter`` or ``give_up`` must follow."""
        if self.expect(place):
            return
        audience = self._audiences[place] = _Audience(place, epoch, position, known=position, joining=1)
        try:
            audience.subscription = await self.bus.subscribe(subject(place), self._rung)
        except BaseException:
            self.give_up(place)
            raise

    async def catch_up(self, place: PlaceId, position: int) -> tuple[list[bytes], int]:
        """Return events after a position that were already written here, and where that leads."""
        missed: list[bytes] = []
        while (audience := self._audiences.get(place)) and audience.position > position:
            upto = audience.position
            missed += await self.between(place, position, upto)
            position = upto
        return missed, position

    def enter(self, connection: int, wire: Wire, member: MemberId, place: PlaceId, since: int) -> None:
        """Write to a member's connection everything of a place that comes after ``since``; follows ``watch``."""
        audience = self._audiences[place]
        audience.joining -= 1
        audience.listeners[connection] = _Listener(wire, member, since)
        audience.crowd = None

    def give_up(self, place: PlaceId) -> None:
        """End a ``watch`` that leads to nobody's entering."""
        audience = self._audiences[place]
        audience.joining -= 1
        self._forget_if_empty(audience)

    def leave(self, connection: int, place: PlaceId) -> None:
        """Stop writing to a connection; a place nobody hears is no longer watched."""
        audience = self._audiences.get(place)
        if audience is None:
            return
        if listener := audience.listeners.pop(connection, None):
            listener.since, audience.crowd = GONE, None
        self._forget_if_empty(audience)

    def whisper(self, place: PlaceId, payload: bytes, author: MemberId, but: int) -> None:
        """Write a passing hint of a member to everyone in a place but one connection, and those apart from them."""
        audience = self._audiences.get(place)
        if audience is not None:
            hidden = self.apart.from_whom(author)
            hearing = [one.wire for key, one in audience.listeners.items() if key != but and one.member not in hidden]
            self.spread(hearing, payload)

    def spread(self, wires: Iterable[Wire], payload: bytes) -> None:
        """Write a hint to many, in slices; to a wire that has ended meanwhile nothing is written."""
        self.fanout.run(_one_by_one(wires, frame_text(payload)))

    def is_behind(self, place: PlaceId) -> bool:
        """Tell whether more is said in a place than can be written to everybody there."""
        audience = self._audiences.get(place)
        return audience is not None and audience.owed > ROOM_OWED_OCTETS

    def look(self, place: PlaceId, position: int) -> None:
        """Take up a place where the store is known to have gone further."""
        audience = self._audiences.get(place)
        if audience is not None and position > audience.known:
            audience.known = position
            self._repair(audience)

    def _forget_if_empty(self, audience: _Audience) -> None:
        if audience.listeners or audience.joining:
            return
        del self._audiences[audience.place]
        if audience.subscription is not None:
            audience.subscription.cancel()
        if audience.window is not None:
            audience.window.cancel()

    def _rung(self, on: str, payload: bytes) -> None:
        announcement = unpack(on, payload)
        audience = self._audiences.get(announcement.place)
        if audience is None or announcement.position <= audience.position:
            return
        audience.known = max(audience.known, announcement.position)
        if announcement.position == audience.position + 1 and not audience.repairing:
            self._take(audience, announcement)
        else:
            self._repair(audience)

    def _take(self, audience: _Audience, announcement: Announcement) -> None:
        audience.position = announcement.position
        audience.epoch = announcement.epoch
        audience.pending.append(announcement.event)
        audience.owed += len(announcement.event)
        if audience.window is None:
            self._flush(audience)

    def _repair(self, audience: _Audience) -> None:
        if audience.repairing:
            return
        audience.repairing = True
        task = asyncio.create_task(self._fetch(audience))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _fetch(self, audience: _Audience) -> None:
        while audience.known > audience.position and self._audiences.get(audience.place) is audience:
            if audience.owed > ROOM_OWED_OCTETS:
                await asyncio.sleep(COALESCE_MS / 1000)
                continue
            upto = min(audience.known, audience.position + REPAIR_EVENTS)
            try:
                events = await self.between(audience.place, audience.position, upto)
            except Exception as error:  # noqa: BLE001 - a store that fails once must not leave a room behind
                log.error("repair failed", error=type(error).__name__)  # noqa: TRY400 - a traceback holds words
                await asyncio.sleep(self.retry_seconds)
                continue
            audience.pending += events
            audience.owed += sum(map(len, events))
            audience.position = upto
            if audience.window is None and audience.pending:
                self._flush(audience)
        audience.repairing = False

    def _flush(self, audience: _Audience) -> None:
        """Frame what is pending, as much as one frame may hold, and let it go; the rest leaves after a window."""
        events, audience.pending = _fitting(audience.pending)
        last = audience.position - len(audience.pending)
        frame = frame_text(events_frame(audience.place, audience.epoch, events))
        audience.outgoing.append((last - len(events), last, frame, events))
        wait = window_ms(len(audience.listeners), len(events)) / 1000
        audience.window = asyncio.get_running_loop().call_later(wait, self._window_ends, audience)
        if not audience.sending:
            audience.sending = True
            self.fanout.run(self._writes(audience))

    def _window_ends(self, audience: _Audience) -> None:
        audience.window = None
        if audience.pending:
            self._flush(audience)

    def _writes(self, audience: _Audience) -> Iterator[None]:
        """Write every frame that goes out of a place, to one listener a step."""
        apart = self.apart.members
        while audience.outgoing:
            first, last, frame, events = audience.outgoing[0]
            audience.crowd = audience.crowd or tuple(audience.listeners.values())
            for listener in audience.crowd:
                # What nearly everybody takes is spelt out: one call more for each shows in what a room costs.
                if listener.since == first and not (apart and listener.member in apart):
                    listener.since = last
                    listener.wire.write_framed(frame)
                elif listener.since < last:
                    self._write_apart(audience, listener)
                yield
            audience.outgoing.popleft()
            audience.owed -= sum(map(len, events))
        audience.sending = False

    def _write_apart(self, audience: _Audience, listener: _Listener) -> None:
        """Write to somebody who has seen a part of the frame, or may not see everybody in it."""
        first, last, frame, events = audience.outgoing[0]
        hidden = self.apart.from_whom(listener.member)
        if listener.since > first or hidden:
            unseen = events[max(0, listener.since - first) :]
            shown = [encoded_for(one, hidden) for one in unseen] if hidden else unseen
            frame = frame_text(events_frame(audience.place, audience.epoch, shown))
        listener.since = last
        listener.wire.write_framed(frame)


def window_ms(listeners: int, events: int) -> float:
    """Return how many ms a room's next events wait for each other, once a frame of so many events went to so many.

    Several in one frame: people speak at once, and nobody sees that a crowd's next words wait longer. What came alone
    opens the shortest window. Source: design/architecture.md section 4; docs/decisions/0045.
    """
    if events < 2:
        return COALESCE_MS
    return min(max(COALESCE_MS * listeners / COALESCE_PEOPLE, COALESCE_MS), COALESCE_LARGE_MS)


def encoded_for(event: bytes, hidden: frozenset[MemberId]) -> bytes:
    """Return an encoded event as somebody sees it to whom some members are hidden."""
    seen = decoder.decode(event)
    shown = event_for(seen, hidden)
    return event if shown is seen else msgspec.json.encode(shown)


def events_frame(place: PlaceId, epoch: str, events: list[bytes]) -> bytes:
    """Return an ``events`` frame around events already encoded."""
    head = b'{"t":"events","place":%b,"epoch":%b,"events":[' % (msgspec.json.encode(place), msgspec.json.encode(epoch))
    return head + b",".join(events) + b"]}"


def _one_by_one(wires: Iterable[Wire], frame: bytes) -> Iterator[None]:
    for wire in wires:
        wire.write_framed(frame)
        yield


def _fitting(events: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Part what one frame may hold from the rest; the first event always fits."""
    total = 0
    for number, event in enumerate(events):
        total += len(event)
        if total > ANSWER_OCTETS and number:
            return events[:number], events[number:]
    return events, []
