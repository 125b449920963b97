"""The opening handshake, judged purely: a request head in, an answer out; no socket, no loop.

Sources: RFC 6455 sections 4.2 and 11, specs/reliability.md section 5 (origin, fetch metadata, cookie).
The order matters: shape first, then where the request comes from, and only then who asks, so that a page
of another site learns nothing about the session.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

_MAGIC: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 section 1.3
VERSION: Final = "13"

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rejection:
    """An HTTP answer instead of a socket; ``headers`` are added to those every refusal carries."""

    status: int
    headers: Headers = ()

    @classmethod
    def later(cls, status: int, seconds: int) -> "Rejection":
        """Refuse for now: ``Retry-After`` says when to come back."""
        return cls(status, (("Retry-After", str(seconds)),))


@dataclass(frozen=True)
class Handshake:
    """One request head, as received.

    ``headers`` has lower-case names, each with its values in order; ``path`` is as sent, without the
    query, of which only the presence is kept (it might hold what no log may see); ``peer`` is the
    address that limits count.
    """

    method: str
    path: str
    has_query: bool
    version: str
    headers: Mapping[str, Sequence[str]]
    peer: str

    def values(self, name: str) -> Sequence[str]:
        """Return each value of a header (lower-case name), in order; nothing when absent."""
        return self.headers.get(name, ())

    def one(self, name: str) -> str | None:
        """Return the value of a header that came exactly once, else nothing."""
        values = self.values(name)
        return values[0] if len(values) == 1 else None

    def tokens(self, name: str) -> list[str]:
        """Return the parts of a header that is a list, over all its lines."""
        return [part.strip() for value in self.values(name) for part in value.split(",") if part.strip()]

    def says(self, name: str, token: str) -> bool:
        """Tell whether a list header holds a token, in any case."""
        return token in (part.lower() for part in self.tokens(name))

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies, by name; of two of one name the last, as the pages read them."""
        pairs = (part.partition("=") for value in self.values("cookie") for part in value.split(";"))
        return {name.strip(): value.strip() for name, equals, value in pairs if equals}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a handshake must match, exactly: no prefix, no suffix, no pattern.

    ``origins`` are serialised origins ("https://chat.example"), ``hosts`` values of Host
    ("chat.example", "localhost:8000").
    """

    origins: frozenset[str]
    hosts: frozenset[str]
    path: str = "/socket"
    subprotocol: str = "palabre.1"


def read_head(head: bytes, peer: str) -> Handshake | None:
    """Read a request head that ends in an empty line; nothing when it is none."""
    lines = head.decode("latin-1").split("\r\n")
    parts = lines[0].split(" ")
    if len(parts) != 3 or lines[-2:] != ["", ""]:
        return None
    headers: dict[str, list[str]] = {}
    for line in lines[1:-2]:
        name, colon, value = line.partition(":")
        if not colon or "\n" in line or "\r" in line:
            return None
        headers.setdefault(name.lower(), []).append(value.strip(" \t"))
    path, question, _ = parts[1].partition("?")
    return Handshake(parts[0], path, bool(question), parts[2], headers, peer)


def collect(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, list[str]]:
    """Return headers by lower-case name, each with its values in order."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


def judge(asked: Handshake, terms: Terms) -> Rejection | None:
    """Return why the request is no acceptable handshake, or nothing; who asks is judged elsewhere."""
    return _shape(asked, terms) or _upgrade(asked) or _origin(asked, terms)


def answer(asked: Handshake, terms: Terms) -> bytes:
    """Return the head of the 101 that accepts a judged handshake."""
    lines = [
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Accept: {accept_key(asked.one('sec-websocket-key') or '')}",
    ]
    if terms.subprotocol in asked.tokens("sec-websocket-protocol"):
        lines.append(f"Sec-WebSocket-Protocol: {terms.subprotocol}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def refusal(rejection: Rejection, extra: Sequence[tuple[str, str]] = ()) -> bytes:
    """Return the whole answer of a rejection: no body, and the connection ends with it."""
    status = HTTPStatus(rejection.status)
    headers = (*extra, *rejection.headers, ("Content-Length", "0"), ("Connection", "close"))
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def accept_key(key: str) -> str:
    """Return the proof that the key was read (RFC 6455 section 4.2.2)."""
    return base64.b64encode(hashlib.sha1(key.encode() + _MAGIC, usedforsecurity=False).digest()).decode()


def client_address(peer: str, forwarded: Sequence[str], trusted: frozenset[str]) -> str:
    """Return the address that limits count: the peer, or what trusted proxies say of it.

    ``forwarded`` are the parts of X-Forwarded-For, which anybody can send: they are read from the
    right, as long as the address that vouches for them is a trusted proxy.
    """
    address = peer
    for said in reversed(forwarded):
        if address not in trusted:
            break
        address = said
    return address


def _shape(asked: Handshake, terms: Terms) -> Rejection | None:
    """Judge what any HTTP request to the socket's path must have."""
    if asked.path != terms.path:
        return Rejection(HTTPStatus.NOT_FOUND)
    if asked.method != "GET":
        return Rejection(HTTPStatus.METHOD_NOT_ALLOWED, (("Allow", "GET"),))
    if asked.version != "HTTP/1.1" or asked.has_query:
        return Rejection(HTTPStatus.BAD_REQUEST)
    if asked.values("transfer-encoding") or any(size != "0" for size in asked.values("content-length")):
        return Rejection(HTTPStatus.BAD_REQUEST)
    if (host := asked.one("host")) is None:
        return Rejection(HTTPStatus.BAD_REQUEST)
    return None if host.lower() in terms.hosts else Rejection(HTTPStatus.MISDIRECTED_REQUEST)


def _upgrade(asked: Handshake) -> Rejection | None:
    """Judge what makes it a WebSocket handshake (RFC 6455 section 4.2.1)."""
    if not asked.says("upgrade", "websocket"):
        return Rejection(HTTPStatus.UPGRADE_REQUIRED, (("Upgrade", "websocket"),))
    if not asked.says("connection", "upgrade"):
        return Rejection(HTTPStatus.BAD_REQUEST)
    if asked.one("sec-websocket-version") != VERSION:
        headers = (("Upgrade", "websocket"), ("Sec-WebSocket-Version", VERSION))
        return Rejection(HTTPStatus.UPGRADE_REQUIRED, headers)
    return None if _is_key(asked.one("sec-websocket-key")) else Rejection(HTTPStatus.BAD_REQUEST)


def _origin(asked: Handshake, terms: Terms) -> Rejection | None:
    """Judge where the request comes from: our own pages alone."""
    site = asked.values("sec-fetch-site")
    ours = (
        asked.one("origin") in terms.origins
        and all(value == "same-origin" for value in site)
        and "navigate" not in asked.values("sec-fetch-mode")
    )
    return None if ours else Rejection(HTTPStatus.FORBIDDEN)


def _is_key(key: str | None) -> bool:
    """Tell whether a key is base64 of 16 octets."""
    try:
        return key is not None and len(base64.b64decode(key, validate=True)) == 16
    except (binascii.Error, ValueError):
        return False
