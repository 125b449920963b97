"""What a node does by the clock: counts, people, lost bells, ended sessions. One small loop each."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from msgspec.structs import replace

from palabre.chat.announce import LISTED
from palabre.chat.listing import Listing
from palabre.chat.model import RoomState
from palabre.chat.ports import ChatStore
from palabre.chat.presence import Presence
from palabre.gateway.connection import encoder
from palabre.gateway.hub import Hub
from palabre.gateway.mailbox import Mailbox
from palabre.gateway.protocol import Counts, PeopleChanged, RoomRefused, RoomsChanged
from palabre.gateway.registry import Registry
from palabre.kernel.clock import Clock
from palabre.kernel.ids import ConversationId, MemberId, PlaceId
from palabre.kernel.limits import COUNTS_EVERY_MS, PEOPLE_EVERY_MS, POLL_EVERY_MS
from palabre.kernel.ports import Bus
from palabre.moderation.notice_ports import BELL as REPORTS
from palabre.moderation.notice_ports import MOVED
from palabre.moderation.ports import BELL as MEASURES
from palabre.private.ports import BELL

log = structlog.get_logger(__name__)
SESSIONS_EVERY_MS = 500  # an ended age session closes its sockets within a second
OUTBOX_PAGE = 1_000
SLICE = 500  # people or connections looked at before the loop serves the others
Step = Callable[[], Awaitable[None]]


@dataclass
class Rounds:
    """The periodic duties of the live edge."""

    presence: Presence
    hub: Hub
    registry: Registry
    store: ChatStore
    listing: Listing
    bus: Bus
    mailbox: Mailbox
    clock: Clock
    measured: Callable[[MemberId], None] = lambda _: None  # what binds a member may have changed
    reported: Callable[[str, int], None] = lambda _, __: None  # a notice has its answer, or it was undone
    endings: Callable[[], int] = int  # how often an age session's end has moved nearer
    _ended: int = 0  # the same, when last asked
    _seen: int = 0  # last outbox row read
    _listed: asyncio.Event = field(default_factory=asyncio.Event)  # set when rows are there that should not wait
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        """Begin every round."""
        self._seen = await self._newest_row()
        await self.bus.subscribe(LISTED, self._rung)
        await self.bus.subscribe(MOVED, lambda _, __: self._listed.set())
        rounds = (
            every(COUNTS_EVERY_MS, self.tell_counts),
            every(PEOPLE_EVERY_MS, self.tell_people),
            every(POLL_EVERY_MS, self.poll, self._listed),
            every(SESSIONS_EVERY_MS, self.check_sessions),
        )
        self._tasks = [asyncio.create_task(one) for one in rounds]

    async def stop(self) -> None:
        """End every round."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def tell_counts(self) -> None:
        """Tell everyone which counts of listed rooms changed, and mark the silent away."""
        now = self.clock.now()
        while self.presence.sweep_away(now, SLICE):  # noqa: ASYNC110 - a slice at a time, the others between
            await asyncio.sleep(0)
        if changed := self.presence.changed_counts():
            listed = await self.listing.rooms()
            if told := {place: count for place, count in changed.items() if place in listed}:
                self._tell_all(encoder.encode(Counts(told)))

    async def tell_people(self) -> None:
        """Tell each connection what changed of the people it shows; whoever shows the same gets the same octets."""
        for change in self.presence.differences():
            watching = [self.registry.get(key) for key in change.connections]
            told = encoder.encode(PeopleChanged(change.place, change.total, change.here, change.gone))
            self.hub.spread([one.wire for one in watching if one is not None], told)
            await asyncio.sleep(0)

    async def poll(self) -> None:
        """Read what the outbox says happened, here or elsewhere; covers lost bells."""
        while rows := await self.store.outbox(self._seen, OUTBOX_PAGE):
            sealed: dict[ConversationId, int] = {}
            for number, place, position in rows:
                self._seen = number
                if place.startswith(MEASURES):
                    self.measured(MemberId(place.removeprefix(MEASURES)))
                elif place.startswith(REPORTS):
                    self.reported(place.removeprefix(REPORTS), position)
                elif place.startswith(BELL):
                    sealed[ConversationId(place.removeprefix(BELL))] = position
                elif position:
                    self.hub.look(place, position)
                else:
                    self.listing.forget()
                    await self.tell_room(place)
            if sealed:
                self.mailbox.look(sealed)

    async def tell_room(self, place: PlaceId) -> None:
        """Tell everyone that a room is listed, changed or gone; of one that waits, nothing."""
        room = await self.store.room(place)
        if room is not None and room.state is RoomState.WAITING:
            return
        if room is None or room.state is not RoomState.OPEN:
            self._tell_all(encoder.encode(RoomsChanged(gone=(place,))))
            if room is not None and room.host:
                await self._tell_refused(room.host, place)
            return
        shown = replace(room, count=self.presence.count(place))
        hidden = self.presence.apart.from_whom(room.host) if room.host else frozenset()
        self._tell_all(encoder.encode(RoomsChanged(rooms=(shown,))), but=hidden)
        if hidden:
            self._tell_all(encoder.encode(RoomsChanged(rooms=(replace(shown, host=None),))), only=hidden)

    async def _tell_refused(self, host: MemberId, place: PlaceId) -> None:
        for room, reason in await self.store.proposed_by(host):
            if room.id == place:
                self._tell_all(encoder.encode(RoomRefused(place, room.name, reason)), only=frozenset({host}))

    async def check_sessions(self) -> None:
        """Close the connections whose age session has ended."""
        now, before, self._ended = self.clock.now(), self._ended, self.endings()
        due = self.registry.due(now if self._ended == before else None)
        for number, connection in enumerate(due, 1):
            self.registry.look_at(connection, connection.check_age(now))
            if number % SLICE == 0:
                await asyncio.sleep(0)

    def _tell_all(
        self, payload: bytes, *, but: frozenset[MemberId] = frozenset(), only: frozenset[MemberId] | None = None
    ) -> None:
        meant = [one for one in self.registry.every() if one.greeted and one.member not in but]
        if only is not None:
            meant = [one for one in meant if one.member in only]
        self.hub.spread([one.wire for one in meant], payload)

    def _rung(self, _on: str, _payload: bytes) -> None:
        self.listing.forget()
        self._listed.set()

    async def _newest_row(self) -> int:
        newest = 0
        while rows := await self.store.outbox(newest, OUTBOX_PAGE):
            newest = rows[-1][0]
        return newest


async def every(milliseconds: int, step: Step, bell: asyncio.Event | None = None) -> None:
    """Run a step again and again, at once when the bell rings; one that fails is logged and tried again next turn."""
    bell = bell or asyncio.Event()
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(bell.wait(), milliseconds / 1000)
        bell.clear()
        try:
            await step()
        except Exception as error:  # noqa: BLE001 - a round that stops would go unseen
            log.error("round failed", step=getattr(step, "__name__", "step"), error=type(error).__name__)  # noqa: TRY400 - a traceback holds words
