"""An echo service over the very classes the product uses, in the test's own loop."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from uvicorn import Config, Server

from palabre.gateway.edge import Bounds, Edge, Listener, Wire
from palabre.gateway.handshake import Handshake, Rejection
from palabre.gateway.http import http_class
from palabre.gateway.listening import EdgeServer
from palabre.gateway.transport import Socket, socket_class
from palabre.gateway.websocket import BINARY, Binary, Event, frame
from palabre.kernel.limits import ACCEPTS_PER_TURN

HOST = "chat.example"
ORIGIN = "https://chat.example"
COOKIE = "__Host-session"
VALID = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"


@dataclass
class Echo:
    """Answers each message with itself and remembers what it heard; its events can be awaited."""

    heard: list[bytes] = field(default_factory=list)
    code: int | None = None
    wire: Wire | None = None
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def opened(self, wire: Wire) -> None:
        """Keep the wire."""
        self.wire = wire
        self.begun.set()

    def text(self, data: bytes) -> None:
        """Send it back."""
        self.heard.append(data)
        assert self.wire is not None
        self.wire.send_text(data)

    def closed(self, code: int) -> None:
        """Note the end, which comes once."""
        assert self.code is None
        self.code = code
        self.ended.set()


@dataclass
class Door:
    """Admits whoever shows the one valid cookie; each connection gets an ``Echo`` unless told otherwise."""

    echoes: list[Echo] = field(default_factory=list)
    asked: list[Handshake] = field(default_factory=list)
    open: asyncio.Event | None = None

    async def __call__(self, handshake: Handshake) -> Listener | Rejection:
        """Judge the cookie, once the door is open."""
        self.asked.append(handshake)
        if self.open is not None:
            await self.open.wait()
        if handshake.cookies.get(COOKIE) != VALID:
            return Rejection(401)
        self.echoes.append(Echo())
        return self.echoes[-1]


class EchoSocket(Socket):
    """The product's class, taking binary messages too, and counting the octets it was given."""

    __slots__ = ("received",)
    binary = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to count: the head comes first."""
        self.received = -1
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Count what comes after the head."""
        self.received += len(data) if self.received >= 0 else 1
        super().data_received(data)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Binary):
            self.write_framed(frame(BINARY, event.data))
        else:
            super()._hear(event)


@dataclass
class Service:
    """A running server."""

    port: int
    door: Door
    edge: Edge
    server: Server


async def _page(_request: Request) -> Response:
    return PlainTextResponse("page")


async def _body(request: Request) -> Response:
    return PlainTextResponse(await request.body())


APP = Starlette(routes=[Route("/", _page), Route("/echo", _body, methods=["POST"])])


def edge_of(door: Door, **changes: Any) -> Edge:
    """Return an edge of one origin, as the product has it."""
    return replace(
        Edge(origins=frozenset({ORIGIN}), hosts=frozenset({HOST}), admit=door, headers=(("X-Refusal", "yes"),)),
        **changes,
    )


@asynccontextmanager
async def serving(
    edge: Edge | None = None,
    *,
    binary: bool = False,
    app: Any = APP,
    tls: ssl.SSLContext | None = None,
    **bounds: int,
) -> AsyncIterator[Service]:
    """Run a server on a free port with these bounds, and stop it gracefully."""
    door = edge.admit if edge is not None and isinstance(edge.admit, Door) else Door()
    edge = replace(edge or edge_of(door), bounds=Bounds(**bounds))
    ws = socket_class(edge)
    if binary:
        ws = type("Bound", (EchoSocket,), {"edge": edge, "turnstile": cast("Any", ws).turnstile})
    config = Config(
        app, http=http_class(edge), ws=ws, lifespan="off", log_config=None, access_log=False, backlog=ACCEPTS_PER_TURN
    )
    config.load()
    config.ssl = tls
    server = EdgeServer(config)
    server.lifespan = config.lifespan_class(config)
    with socket.create_server(("127.0.0.1", 0), backlog=1_024) as listening:
        await server.startup(sockets=[listening])
        yield Service(listening.getsockname()[1], door, edge, server)
        await server.shutdown()


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop run until something inside the server is so; fails after 20 s."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the server has no event for its tests
            await asyncio.sleep(0)
