"""The WebSocket protocol class given to uvicorn's ``ws=``: sizes, liveness, slowness, the ends.

One instance a connection. All that it does is on the loop's thread and never waits, but for the admission.
The walk: head read and judged, admission (may wait), 101, frames to the listener, one of the ends. Every
way out leads to ``connection_lost``; the listener hears ``closed`` once, as soon as the end is known.
Source: design/architecture.md section 4, specs/reliability.md section 5.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from enum import Enum, auto
from http import HTTPStatus
from typing import Any, ClassVar, cast

from uvicorn.config import Config
from uvicorn.server import ServerState

from palabre.gateway import handshake as opening
from palabre.gateway.budget import Budget, Turnstile
from palabre.gateway.codes import CloseCode
from palabre.gateway.doors import Place, later
from palabre.gateway.edge import Admit, Bounds, Edge, Listener, Wire
from palabre.gateway.entrance import Entrance
from palabre.gateway.handshake import Handshake, Rejection
from palabre.gateway.tcp import descriptor_of, part_with, peer_of, reset, set_option
from palabre.gateway.websocket import (
    ABNORMAL,
    PING,
    PONG,
    Binary,
    Close,
    Event,
    Failure,
    Parser,
    Ping,
    Pong,
    Text,
    frame,
    frame_close,
    frame_text,
)
from palabre.kernel.limits import FRAMES_PER_TURN

__all__ = ["Admit", "Bounds", "Edge", "Listener", "Socket", "Wire", "socket_class"]

_log = logging.getLogger("palabre.gateway")
_TOKEN_OCTETS = 4
_SILENT_BEATS = 2  # unanswered, the next beat drops


class _Stage(Enum):
    """Where a connection is in its life."""

    HEAD = auto()
    ADMISSION = auto()
    OPEN = auto()
    CLOSING = auto()  # our close is sent, theirs is awaited
    OVER = auto()  # both said or one failed: only TCP is still to end


class Socket(asyncio.Protocol):
    """One WebSocket connection; see ``socket_class``. Is a ``Wire`` and can be asked whether it is alive."""

    __slots__ = (
        "_beats", "_brimming", "_code", "_deadline", "_descriptor", "_direct", "_drained", "_early", "_entrance",
        "_frame_since", "_frames", "_listener", "_parser", "_pings", "_place", "_server", "_slot", "_slow", "_stage",
        "_token", "_turn", "transport",
    )  # fmt: skip

    edge: ClassVar[Edge]
    turnstile: ClassVar[Turnstile]
    binary: ClassVar[bool] = False  # the product speaks text alone; the echo service of the tests both

    def __init__(
        self,
        config: Config,  # noqa: ARG002 - uvicorn passes it by name
        server_state: ServerState,
        app_state: dict[str, Any],  # noqa: ARG002 - uvicorn passes it by name
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        bounds = self.edge.bounds
        self._server = server_state
        self.transport = cast("asyncio.Transport", None)
        self._place: Place | None = None
        self._stage = _Stage.HEAD
        self._parser = Parser(bounds.message_octets, binary=self.binary)
        self._pings = Budget(bounds.control_per_second, bounds.control_burst)
        self._listener: Listener | None = None
        self._entrance: Entrance | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._turn: asyncio.Handle | None = None  # the next reading of what one turn left
        self._early = 0  # octets that came before the answer
        self._frame_since: int | None = None  # when the frame being read began, in monotonic ms
        self._frames = 0  # ended when last looked
        self._beats = 0  # heartbeats since the last was answered
        self._token = b""  # that the answer must hold: who does not read cannot know it
        self._slot = -1
        self._slow = False
        self._descriptor = -1  # of a socket whose octets are ours to write, no TLS between
        self._direct = -1  # the same while one talks and the transport holds nothing: all that a write looks at
        self._brimming = False  # half the outbox is owed: whoever can wait does
        self._drained: asyncio.Future[None] | None = None  # what that waits for
        self._code = ABNORMAL  # what the listener is told

    # What the HTTP class, uvicorn and the loop call.

    def hold(self, place: Place) -> None:
        """Take over the place that the connection has at the doors."""
        self._place = place

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport, bound what it may keep, and be known to the server."""
        self.transport = cast("asyncio.Transport", transport)
        self._server.connections.add(cast("Any", self))
        self.transport.set_write_buffer_limits(high=self.edge.bounds.outbox_octets // 2)
        set_option(self.transport, socket.SO_RCVBUF, self.edge.bounds.receive_buffer_octets)
        self._descriptor = descriptor_of(self.transport)
        self._brimming = self.transport.get_write_buffer_size() > 0  # of pages asked for before

    def data_received(self, data: bytes) -> None:
        """Read the head, which uvicorn hands over whole, then frames."""
        match self._stage:
            case _Stage.HEAD:
                self._open_with(data)
            case _Stage.ADMISSION:
                self._keep_early(data)
            case _Stage.OPEN | _Stage.CLOSING:
                self._read(data)
            case _Stage.OVER:
                pass

    def eof_received(self) -> None:
        """Treat a half-closed connection as gone: nobody is left to ask for anything."""
        if self._stage is not _Stage.OVER:
            self._over(self._code)

    def pause_writing(self) -> None:
        """Learn that half the outbox is owed: from now on each write looks at how much."""
        self._brimming = True
        self._drop_if_slow()

    def resume_writing(self) -> None:
        """Learn that the client has taken most of it."""
        self._brimming = False
        self._let_go()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - why TCP ended changes nothing
        """Let go of everything: the last call, whatever the way."""
        self._server.connections.discard(cast("Any", self))
        self._disarm()
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None
        self._enter(_Stage.OVER)
        self._leave()
        if self._place is not None:
            self.edge.doors.leave(self._place)
            self._place = None

    def shutdown(self) -> None:
        """Begin a graceful stop: 1012 whose reason is the delay in milliseconds before returning."""
        if self._stage is _Stage.OPEN:
            self.close(CloseCode.RESTART, str(self.edge.restart_ms()))
        elif self._stage in {_Stage.HEAD, _Stage.ADMISSION}:
            self._reject(later(HTTPStatus.SERVICE_UNAVAILABLE))

    # What the listener calls: the wire.

    @property
    def is_slow(self) -> bool:
        """Whether the client owed the whole outbox."""
        return self._slow

    def send_text(self, payload: bytes) -> None:
        """Frame one text message and write it."""
        self.write_framed(frame_text(payload))

    def write_framed(self, frame: bytes) -> None:
        """Write framed octets; nothing once an end has begun."""
        if self._direct < 0:
            self._write_behind(frame)
            return
        try:
            sent = os.write(self._direct, frame)
        except OSError:  # full, or gone: the transport finds out which
            sent = 0
        if sent != len(frame):
            self._write_behind(frame[sent:])

    def _write_behind(self, frame: bytes) -> None:
        """Hand to the transport what the socket does not take now, or what must follow it."""
        if self._stage is not _Stage.OPEN:
            return
        self.transport.write(frame)
        self._direct = -1 if self.transport.get_write_buffer_size() else self._descriptor
        if self._brimming:
            self._drop_if_slow()

    async def drained(self) -> None:
        """Wait while half the outbox is owed."""
        while self._brimming and self._stage is _Stage.OPEN:
            if self._drained is None:
                self._drained = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._drained)

    def close(self, code: int, reason: str = "") -> None:
        """Send a close and give the client ``close_ms`` to answer it."""
        if self._stage is not _Stage.OPEN:
            return
        if code == CloseCode.POLICY:
            self._fail(CloseCode.POLICY, reason)  # of who floods, nothing more is read
            return
        self.write_framed(frame_close(code, reason))
        if self._slow:
            return  # that very write found it slow and dropped it
        self._code = code
        self._enter(_Stage.CLOSING)
        self._arm(self.edge.bounds.close_ms, self.drop)

    def drop(self) -> None:
        """Reset TCP: the client sees 1006 and the kernel keeps nothing of what was not sent."""
        self._enter(_Stage.OVER)
        reset(self.transport)

    def _drop_if_slow(self) -> None:
        """Drop a client that owes the whole outbox: a slow client is closed, not buffered."""
        if self.transport.get_write_buffer_size() > self.edge.bounds.outbox_octets:
            self._slow = True
            self.drop()

    def _enter(self, stage: _Stage) -> None:
        """Leave the stage where one talks: nothing more is read, nobody waits for it."""
        self._stage, self._direct = stage, -1
        self._let_go()

    def _let_go(self) -> None:
        """Let go whoever waits for the client to read."""
        waiting, self._drained = self._drained, None
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    # What the heartbeat calls.

    def beat(self) -> None:
        """Ask for a sign of life; drop who gave none twice, whatever else it says, or holds a frame open too long."""
        if self._stage is not _Stage.OPEN:
            return
        if self._beats >= _SILENT_BEATS or self._frame_is_late():
            self.drop()
            return
        self._beats += 1
        self._token = os.urandom(_TOKEN_OCTETS)
        self.write_framed(frame(PING, self._token))

    # Opening.

    def _open_with(self, head: bytes) -> None:
        self._entrance = Entrance(self.edge, self.turnstile, self._answer)
        assert self._place is not None
        asking = self._entrance.ask(head, peer_of(self.transport), self._place)
        if isinstance(asking, Rejection):
            self._reject(asking)
            return
        self._stage = _Stage.ADMISSION
        self._server.tasks.add(asking)
        asking.add_done_callback(self._server.tasks.discard)
        self._arm(self.edge.bounds.head_ms, lambda: self._reject(later(HTTPStatus.SERVICE_UNAVAILABLE)))

    def _answer(self, asked: Handshake, verdict: Listener | Rejection) -> None:
        if isinstance(verdict, Rejection):
            self._reject(verdict)
        elif self._stage is _Stage.ADMISSION:
            self._accept(asked, verdict)

    def _accept(self, asked: Handshake, listener: Listener) -> None:
        """Answer 101, tell the listener, and read what came early."""
        self._disarm()
        self._leave_entrance()
        self.transport.write(opening.answer(asked, self.edge.terms))
        self._stage, self._listener = _Stage.OPEN, listener
        self._slot = self.edge.heartbeat.add(self)
        self._guarded(lambda: listener.opened(self))
        self.transport.resume_reading()
        self._read(b"")

    def _keep_early(self, data: bytes) -> None:
        """Keep what comes before the answer, up to one message."""
        self._early += len(data)
        self._parser.keep(data)
        if self._early > self.edge.bounds.message_octets:
            self.transport.pause_reading()

    def _reject(self, rejection: Rejection) -> None:
        """Answer over HTTP and part."""
        self._stage = _Stage.OVER
        self._leave_entrance()
        self.transport.resume_reading()
        self.transport.write(opening.refusal(rejection, self.edge.headers))
        self._part()

    # Reading.

    def _read(self, data: bytes) -> None:
        """Read one turn's frames; what is left waits until the loop has served the others."""
        if self._turn is not None:
            self._parser.keep(data)
            return
        for event in self._parser.feed(data, FRAMES_PER_TURN):
            if self._stage is _Stage.OVER:
                return
            self._hear(event)
        if self._stage is _Stage.OVER:
            return
        self._watch_frame()
        if self._parser.more:
            self.transport.pause_reading()
            self._turn = asyncio.get_running_loop().call_soon(self._next_turn)

    def _next_turn(self) -> None:
        self._turn = None
        self._read(b"")
        if self._turn is None:
            self.transport.resume_reading()  # over or not: the client's end of TCP must be seen

    def _hear(self, event: Event) -> None:
        """Act on one event; once our close is sent only theirs counts."""
        match event:
            case Close(code=code):
                self._closed_by_client(code)
            case Failure(code=code, reason=reason):
                self._fail(code, reason)
            case _ if self._stage is _Stage.CLOSING:
                pass
            case Text(data=data):
                self._deliver(data)
            case Ping(data=data):
                self._pong(data)
            case Pong(data=data):
                self._ponged(data)
            case Binary():
                self._fail(CloseCode.UNSUPPORTED, "text expected")

    def _deliver(self, data: bytes) -> None:
        listener = self._listener
        if listener is not None:
            self._guarded(lambda: listener.text(data))

    def _guarded(self, call: Callable[[], None]) -> None:
        """Call the listener; its fault ends this connection with 1011, not the node."""
        try:
            call()
        except Exception as fault:  # noqa: BLE001 - one connection fails closed, the node lives
            _log.error("listener failed: %s", type(fault).__name__)
            self.close(CloseCode.FAULT)

    def _pong(self, data: bytes) -> None:
        """Answer a ping within the budget; dropped, not queued, when the client does not read."""
        if not self._spend_control():
            return
        if self.transport.get_write_buffer_size() <= self.edge.bounds.pong_backlog_octets:
            self.write_framed(frame(PONG, data))

    def _ponged(self, data: bytes) -> None:
        """Note the answer to the last heartbeat; other pongs say nothing."""
        if self._spend_control() and data == self._token:
            self._beats = 0

    def _spend_control(self) -> bool:
        """Count a ping or a pong; too many fail with 1008."""
        if self._pings.take(self.edge.clock.monotonic()):
            return True
        self._fail(CloseCode.POLICY, "too many pings")
        return False

    def _watch_frame(self) -> None:
        """Note when a frame begins; drop the client that takes too long over one."""
        ended, self._frames = self._parser.ended != self._frames, self._parser.ended
        if not self._parser.in_frame:
            self._frame_since = None
        elif ended or self._frame_since is None:
            self._frame_since = self.edge.clock.monotonic()
        elif self._frame_is_late():
            self.drop()

    def _frame_is_late(self) -> bool:
        since = self._frame_since
        return since is not None and self.edge.clock.monotonic() - since > self.edge.bounds.frame_ms

    # Ending.

    def _closed_by_client(self, code: int) -> None:
        """Answer the client's close with its own code, or take it as the answer to ours."""
        self.write_framed(frame_close(code))
        self._over(code if self._stage is _Stage.OPEN else self._code)

    def _fail(self, code: CloseCode, reason: str) -> None:
        """Fail the connection (RFC 6455 section 7.1.7); our own close, once sent, stays the reason."""
        self.write_framed(frame_close(code, reason))
        self._over(code if self._stage is _Stage.OPEN else self._code)

    def _over(self, code: int) -> None:
        """End the conversation: TCP is closed by us first, and the listener hears it now."""
        if self._stage is _Stage.OVER:
            return  # the last write found the client slow
        self._code = code
        self._enter(_Stage.OVER)
        self._part()
        self._leave()

    def _part(self) -> None:
        """End TCP from our side and drop it when the client does not follow in time."""
        self._arm(self.edge.bounds.close_ms, self.drop)
        part_with(self.transport)

    def _leave(self) -> None:
        """Leave every list and tell the listener; harmless when repeated."""
        self._leave_entrance()
        if self._slot >= 0:
            self.edge.heartbeat.remove(self, self._slot)
        listener, self._listener = self._listener, None
        if listener is not None:
            self._guarded(lambda: listener.closed(self._code))

    def _leave_entrance(self) -> None:
        entrance, self._entrance = self._entrance, None
        if entrance is not None:
            entrance.leave()

    # Small things.

    def _arm(self, milliseconds: int, act: Callable[[], None]) -> None:
        self._disarm()
        self._deadline = asyncio.get_running_loop().call_later(milliseconds / 1_000, act)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def socket_class(edge: Edge) -> type[asyncio.Protocol]:
    """Return the class for uvicorn's ``ws=``, bound to its edge and to one turnstile per process."""
    turnstile = Turnstile(edge.bounds.handshakes, edge.bounds.handshakes_per_address)
    return type("BoundSocket", (Socket,), {"__slots__": (), "edge": edge, "turnstile": turnstile})
