"""What the live edge is given, and what it gives: the seam between transport and chat.

The composition root builds one ``Edge``; ``transport.socket_class`` and ``http.http_class`` make of it the
two classes that uvicorn is given. Source: design/architecture.md section 4.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from palabre.gateway.doors import Doors
from palabre.gateway.handshake import Handshake, Headers, Rejection, Terms
from palabre.gateway.heartbeat import Heartbeat
from palabre.kernel import limits
from palabre.kernel.clock import Clock, SystemClock


class Wire(Protocol):
    """What a connection may do to its client. After the end nothing has effect."""

    def send_text(self, payload: bytes) -> None:
        """Frame one text message (valid UTF-8) and write it."""

    def write_framed(self, frame: bytes) -> None:
        """Write octets already framed (``websocket.frame_text``), one frame or several, as they are."""

    def close(self, code: int, reason: str = "") -> None:
        """Begin the closing handshake; from now on no text is heard. ``closed`` follows, later."""

    def drop(self) -> None:
        """Reset the connection: what was not sent is lost, the kernel keeps nothing. ``closed`` follows."""

    async def drained(self) -> None:
        """Return once the client has taken most of what it was told, or the end has begun: the one call that waits."""

    @property
    def is_slow(self) -> bool:
        """Whether the client owed too much and was dropped for it: tell it so when it returns."""


class Listener(Protocol):
    """What hears one connection; ``opened`` comes first, ``closed`` last and exactly once.

    A listener whose client left before the answer hears nothing: it must hold nothing until ``opened``.
    """

    def opened(self, wire: Wire) -> None:
        """Take the wire: the handshake is answered."""

    def text(self, data: bytes) -> None:
        """Hear one whole message, valid UTF-8."""

    def closed(self, code: int) -> None:
        """Learn that it is over: the close code, 1005 for one without, 1006 without a closing handshake."""


Admit = Callable[[Handshake], Awaitable[Listener | Rejection]]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one connection may take, in octets, milliseconds and frames; reasons in kernel/limits.py."""

    message_octets: int = limits.FRAME_OCTETS
    frame_ms: int = limits.FRAME_MS
    close_ms: int = limits.CLOSE_MS
    outbox_octets: int = limits.OUTBOX_OCTETS
    send_buffer_octets: int = limits.SEND_BUFFER_OCTETS
    receive_buffer_octets: int = limits.RECEIVE_BUFFER_OCTETS
    pong_backlog_octets: int = limits.PONG_BACKLOG_OCTETS
    control_per_second: int = limits.CONTROL_FRAMES_PER_SECOND
    control_burst: int = limits.CONTROL_FRAMES_BURST
    head_octets: int = limits.HEAD_OCTETS
    head_headers: int = limits.HEAD_HEADERS
    head_ms: int = limits.HEAD_MS
    body_ms: int = limits.BODY_MS
    stall_ms: int = limits.STALL_MS
    pipelined: int = limits.PIPELINED_REQUESTS
    handshakes: int = limits.HANDSHAKES
    handshakes_per_address: int = limits.HANDSHAKES_PER_ADDRESS


def _one_second() -> int:
    return 1_000


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Edge:
    """Everything the live edge needs.

    ``admit`` decides who may enter, from the cookies (it runs once the request's shape and origin are
    right); ``headers`` go with every refusal (the security headers of what is no document); ``draining``
    tells that the server is stopping, ``restart_ms`` how long the next client told to go should wait;
    ``trusted_proxies`` may say whom they speak for.
    """

    origins: frozenset[str]
    hosts: frozenset[str]
    admit: Admit
    path: str = "/socket"
    subprotocol: str = "palabre.1"
    headers: Headers = ()
    trusted_proxies: frozenset[str] = frozenset()
    draining: Callable[[], bool] = _never
    restart_ms: Callable[[], int] = _one_second
    doors: Doors = field(default_factory=lambda: Doors(limits.CONNECTIONS))
    heartbeat: Heartbeat = field(default_factory=Heartbeat)
    clock: Clock = field(default_factory=SystemClock)
    bounds: Bounds = field(default_factory=Bounds)

    @property
    def terms(self) -> Terms:
        """What a handshake must match."""
        return Terms(self.origins, self.hosts, self.path, self.subprotocol)
