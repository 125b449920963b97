"""uvicorn's HTTP class, bounded: the size, the number of headers and the time of a request head.

So are a body's time, requests sent before their answers, pages that nobody reads, and connections (``doors``).
It also hands over to the socket the octets that follow an upgrade's head in the same segment, which
uvicorn loses, and answers plain requests to the socket's path with the handshake's own verdict.
Leans on the inside of uvicorn 0.54 (docs/decisions/0007-own-live-edge.md); tests/wire/test_http.py
proves the hand-over.
"""

import asyncio
import socket
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar, cast

import httptools
from uvicorn._types import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from palabre.gateway import handshake as opening
from palabre.gateway.doors import Place
from palabre.gateway.edge import Edge
from palabre.gateway.handshake import Handshake, Rejection
from palabre.gateway.tcp import part_with, peer_of, reset, set_option


class _RefusedError(Exception):
    """Stops the parser in the middle of a head, with the status that says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class BoundedHttp(HttpToolsProtocol):
    """One HTTP connection; see ``http_class``."""

    edge: ClassVar[Edge]

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._head_open = True  # a head is being read, or awaited
        self._head_octets = 0  # received for it, as far as parsed
        self._head_unparsed = 0  # received for it, in segments that did not complete it
        self._request_ended = False  # in the segment being read
        self._deadline: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._owed = 0  # octets of answers, when last looked
        self._deaf = False  # our last words are said
        self._place: Place | None = None

    # What the loop calls.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Take a place, or turn away; give the first head its time from the start: a silent connection counts."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # whatever is not taken at once is watched
        set_option(transport, socket.SO_SNDBUF, self.edge.bounds.send_buffer_octets)
        place = self.edge.doors.enter(peer_of(transport))
        if isinstance(place, Rejection):
            self._turn_away(place)
        else:
            self._place = place
            self._arm(self.edge.bounds.head_ms, self._drop)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of timers and place too."""
        self._disarm()
        self._disarm_stall()
        if self._place is not None:
            self.edge.doors.leave(self._place)
            self._place = None
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Watch whether the client takes what it is owed."""
        super().pause_writing()
        self._owed = self.transport.get_write_buffer_size()
        self._disarm_stall()
        self._stall = self.loop.call_later(self.edge.bounds.stall_ms / 1_000, self._stalled)

    def resume_writing(self) -> None:
        """Watch no more: it took everything."""
        self._disarm_stall()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        """Feed the parser, count the head, and give the upgraded connection its octets."""
        if self._deaf:
            return
        self._unset_keepalive_if_required()
        self._request_ended = False
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            refused = error.__context__
            self._refuse(refused.status if isinstance(refused, _RefusedError) else HTTPStatus.BAD_REQUEST)
        else:
            self._watch(len(data))

    # What the parser calls.

    def on_message_begin(self) -> None:
        """Begin a head, unless too many requests wait for their answers."""
        if len(self.pipeline) >= self.edge.bounds.pipelined:
            raise _RefusedError(HTTPStatus.TOO_MANY_REQUESTS)
        super().on_message_begin()
        self._head_open, self._head_octets = True, 0

    def on_url(self, url: bytes) -> None:
        """Count the target's octets."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header and its octets."""
        self._count(len(name) + len(value))
        super().on_header(name, value)
        if len(self.headers) > self.edge.bounds.head_headers:
            raise _RefusedError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_headers_complete(self) -> None:
        """End the head, and its time."""
        self._head_open, self._head_unparsed = False, 0
        self._disarm()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Await the next head; the body had its time."""
        self._disarm()
        self._head_open = self._request_ended = True
        super().on_message_complete()

    # Bounds of a head.

    def _count(self, octets: int) -> None:
        self._head_octets += octets
        if self._head_octets > self.edge.bounds.head_octets:
            raise _RefusedError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def _watch(self, octets: int) -> None:
        """After a segment: bound what an unfinished head holds, and the time of head and body."""
        if self._head_open:
            self._watch_head(octets)
        elif self._deadline is None:
            self._arm(self.edge.bounds.body_ms, self._body_is_late)

    def _watch_head(self, octets: int) -> None:
        if self._request_ended:
            return
        self._head_unparsed += octets
        if self._head_unparsed > self.edge.bounds.head_octets:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif self._deadline is None:
            self._arm(self.edge.bounds.head_ms, self._drop)

    def _body_is_late(self) -> None:
        """Say so while nothing else is said; an answer that came before the whole body ends here too."""
        if self._answering() and not self.cycle.response_started:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self._drop()

    def _stalled(self) -> None:
        """Drop a client that took nothing of what it is owed; watch on whoever takes slowly."""
        owed, self._stall = self.transport.get_write_buffer_size(), None
        if owed >= self._owed:
            self._drop()
        else:
            self._owed = owed
            self._stall = self.loop.call_later(self.edge.bounds.stall_ms / 1_000, self._stalled)

    # Upgrade.

    def _get_upgrade(self) -> bytes | None:
        """Read Connection and Upgrade as lists over all their lines (RFC 9110 section 7.8)."""
        asked = self._asked()
        wanted = asked.says("connection", "upgrade") and asked.says("upgrade", "websocket")
        return b"websocket" if wanted else None

    def _asked(self) -> Handshake:
        """Return the request as the handshake's judge reads it."""
        path, question, _ = self.url.decode("latin-1").partition("?")
        method, version = self.parser.get_method().decode(), f"HTTP/{self.parser.get_http_version()}"
        return Handshake(method, path, bool(question), version, opening.collect(self.headers), "")

    def _upgrade(self, tail: bytes) -> None:
        """Hand over to the socket class; another protocol is not spoken here."""
        if not self._should_upgrade():
            self.cycle.keep_alive = False  # answered as it is, and the last of its connection
            self._deaf = True
        elif self._answering():
            self._refuse(HTTPStatus.BAD_REQUEST)
        else:
            self._hand_over(tail)

    def _hand_over(self, tail: bytes) -> None:
        """Give transport, head and tail to a new socket."""
        self.connections.discard(self)
        socket_class = self.ws_protocol_class
        assert socket_class is not None
        protocol = cast("Any", socket_class)(
            config=self.config, server_state=self.server_state, app_state=self.app_state
        )
        self._disarm_stall()
        protocol.hold(self._place)
        self._place = None
        self.transport.set_protocol(protocol)
        protocol.connection_made(self.transport)
        protocol.data_received(self._raw_head())
        if tail:
            protocol.data_received(tail)

    def _raw_head(self) -> bytes:
        """Return the head again, as octets, with the version it had."""
        version = self.parser.get_http_version().encode()
        first = b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, version)
        return b"\r\n".join([first, *(b"%s: %s" % header for header in self.headers), b"", b""])

    # Answers of our own.

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Answer plain requests to the socket's path here, and all others in the application."""
        if cycle.scope["path"] == self.edge.path:
            app = self._no_upgrade(self._verdict(cycle))
        super()._start_asgi_task(cycle, app)

    def _verdict(self, cycle: RequestResponseCycle) -> Rejection:
        """Judge a plain request as a handshake, which it is not."""
        scope = cycle.scope
        query, version = bool(scope["query_string"]), f"HTTP/{scope['http_version']}"
        headers = opening.collect(scope["headers"])
        asked = Handshake(scope["method"], scope["path"], query, version, headers, "")
        return opening.judge(asked, self.edge.terms) or Rejection(HTTPStatus.BAD_REQUEST)

    def _no_upgrade(self, rejection: Rejection) -> ASGI3Application:
        """Make the application that answers a rejection and keeps the connection."""
        pairs = (*self.edge.headers, *rejection.headers, ("Content-Length", "0"))
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in pairs]

        async def refuse(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:  # noqa: ARG001 - the shape of ASGI
            await send({"type": "http.response.start", "status": rejection.status, "headers": headers})
            await send({"type": "http.response.body", "body": b"", "more_body": False})

        return cast("ASGI3Application", refuse)

    def _refuse(self, status: int) -> None:
        """Answer what cannot be parsed, and end; an answer under way is neither cut nor mixed with."""
        self._deaf = True
        self._disarm()
        if self._answering() and (self.cycle.response_started or not self.cycle.more_body):
            self.cycle.keep_alive = False
            return
        self._forget_request()
        self.transport.write(opening.refusal(Rejection(status), self.edge.headers))
        self._arm(self.edge.bounds.close_ms, self._drop)
        part_with(self.transport)

    def _turn_away(self, rejection: Rejection) -> None:
        """Say that there is no place, and hold none for the time of an answer."""
        self._deaf = True
        self.transport.write(opening.refusal(rejection, self.edge.headers))
        self.transport.close()

    def _drop(self) -> None:
        reset(self.transport)

    def _forget_request(self) -> None:
        """Tell the application, if it waits for a body, that none will come."""
        if self._answering():
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _answering(self) -> bool:
        """Whether an answer is still owed on this connection."""
        return self.cycle is not None and not self.cycle.response_complete

    # The timers: a head, a body, or the client's end of TCP; and a client that takes nothing.

    def _arm(self, milliseconds: int, act: Callable[[], None]) -> None:
        self._disarm()
        self._deadline = self.loop.call_later(milliseconds / 1_000, act)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _disarm_stall(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None


def http_class(edge: Edge) -> type[asyncio.Protocol]:
    """Return the class for uvicorn's ``http=``, bound to its edge."""
    return type("BoundHttp", (BoundedHttp,), {"edge": edge})
