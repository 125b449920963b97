"""A client of raw octets: says anything, hears everything, mends nothing."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from palabre.gateway.transport import Socket
from wire.service import COOKIE, HOST, ORIGIN, VALID, Service
from wire.vectors import client_frame

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
PATIENCE = 20.0  # seconds; generous, on a machine that does other things too
Head = list[tuple[str, str]]

BASE: Head = [
    ("Host", HOST),
    ("Upgrade", "websocket"),
    ("Connection", "Upgrade"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", KEY),
    ("Origin", ORIGIN),
    ("Cookie", f"{COOKIE}={VALID}"),
]


def head(headers: Head = BASE, method: str = "GET", path: str = "/socket", version: str = "HTTP/1.1") -> bytes:
    """Return a request head."""
    lines = [f"{method} {path} {version}", *(f"{name}: {value}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Frame:
    """A frame of the server."""

    opcode: int
    payload: bytes

    @property
    def code(self) -> int | None:
        """The code of a close frame."""
        return int.from_bytes(self.payload[:2]) if len(self.payload) >= 2 else None


class Raw:
    """One TCP connection to the service."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def connect(cls, port: int) -> Self:
        """Open TCP."""
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=1 << 20))

    def write(self, data: bytes) -> None:
        """Write octets as they are."""
        self.writer.write(data)

    def send(self, opcode: int, payload: bytes = b"", *, fin: bool = True, rsv: int = 0) -> None:
        """Write one masked frame."""
        self.write(client_frame(opcode, payload, fin=fin, rsv=rsv))

    async def answer(self) -> Answer | None:
        """Read one HTTP answer; nothing when the connection ends instead."""
        try:
            async with asyncio.timeout(PATIENCE):
                raw = await self.reader.readuntil(b"\r\n\r\n")
                first, *lines = raw.decode("latin-1").split("\r\n")[:-2]
                pairs = (line.split(": ", 1) for line in lines)
                headers = {name.lower(): value for name, value in pairs}
                body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        return Answer(int(first.split(" ")[1]), headers, body)

    async def frame(self) -> Frame | None:
        """Read one frame; nothing when TCP ends cleanly. Raises ``ConnectionResetError`` on a reset."""
        async with asyncio.timeout(PATIENCE):
            if not (first := await self.reader.read(1)):
                return None
            assert first[0] & 0xF0 == 0x80
            length = (await self.reader.readexactly(1))[0]
            if length >= 126:
                length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8))
            return Frame(first[0] & 0x0F, await self.reader.readexactly(length))

    async def frames(self) -> list[Frame]:
        """Read all frames until TCP ends."""
        found = []
        while (frame := await self.frame()) is not None:
            found.append(frame)
        return found

    async def is_reset(self) -> bool:
        """Wait for the end; tell whether it was a reset."""
        try:
            async with asyncio.timeout(PATIENCE):
                while await self.reader.read(1 << 16):
                    pass
        except ConnectionResetError:
            return True
        return False

    def reset(self) -> None:
        """End TCP with a reset."""
        taken: socket.socket = self.writer.get_extra_info("socket")
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


@asynccontextmanager
async def tcp(port: int) -> AsyncIterator[Raw]:
    """Open TCP, and end it with the test."""
    raw = await Raw.connect(port)
    try:
        yield raw
    finally:
        raw.writer.transport.abort()


@asynccontextmanager
async def upgraded(port: int, headers: Head = BASE) -> AsyncIterator[Raw]:
    """Open a socket that was accepted."""
    async with tcp(port) as raw:
        raw.write(head(headers))
        answer = await raw.answer()
        assert answer is not None
        assert answer.status == 101
        yield raw


def socket_of(service: Service, raw: Raw | None = None) -> Socket:
    """Return the server's side of a client's connection, or of the only one."""
    sockets = [one for one in service.server.server_state.connections if isinstance(one, Socket)]
    if raw is not None:
        name = raw.writer.get_extra_info("sockname")
        sockets = [one for one in sockets if one.transport.get_extra_info("peername") == name]
    (found,) = sockets
    return found
