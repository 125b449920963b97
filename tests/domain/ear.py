"""A wire that a test can look at."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import msgspec


@dataclass
class Ear:
    """A wire that keeps what was written to it, decoded."""

    frames: list[Any] = field(default_factory=list)
    octets: list[bytes] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    reads: asyncio.Event = field(default_factory=asyncio.Event)
    is_slow: bool = False

    def __post_init__(self) -> None:
        """Read, until told otherwise."""
        self.reads.set()

    @property
    def positions(self) -> list[int]:
        """Positions of every event written, in order."""
        return [event["position"] for frame in self.frames if frame["t"] == "events" for event in frame["events"]]

    def send_text(self, payload: bytes) -> None:
        """Keep a frame."""
        self.frames.append(msgspec.json.decode(payload))

    def write_framed(self, frame: bytes) -> None:
        """Keep a frame without its head (RFC 6455 section 5.2)."""
        self.octets.append(frame)
        head = {126: 4, 127: 10}.get(frame[1], 2)
        self.send_text(frame[head:])

    async def drained(self) -> None:
        """Keep waiting while nothing is read."""
        await self.reads.wait()

    def close(self, code: int, reason: str = "") -> None:  # noqa: ARG002 - the shape of a wire
        """Note the code."""
        self.codes.append(code)

    def drop(self) -> None:
        """Do nothing."""
