"""The generator: many connections in a C process of its own (c/load.c), told what to do line by line."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

Json = dict[str, Any]
LINE_OCTETS = 1 << 20
UNDER_WAY = 64  # handshakes at once


@dataclass(frozen=True)
class Seat:
    """One connection to open: whose, where, and what it does.

    `r` reads, `s` also speaks, `d` is deaf, `f` floods, `p` is a device.
    """

    place: str
    member: int
    kind: str = "s"
    cookies: str = ""
    source: str = "127.0.1.1"
    path: str = "/socket"

    @property
    def line(self) -> str:
        """As load.c reads it."""
        return "\t".join((self.source, self.path, self.place, str(self.member), self.kind, self.cookies)) + "\n"


@dataclass
class Load:
    """A process of connections; use it as ``async with``."""

    program: Path
    port: int
    seats: Iterable[Seat]
    opening: str  # frames after the handshake, one a line; empty for a server that expects none
    words: str  # what is said
    folder: Path = field(init=False)
    process: asyncio.subprocess.Process = field(init=False)

    async def __aenter__(self) -> Self:
        """Start the process; nothing is opened yet."""
        self.folder = Path(tempfile.mkdtemp(prefix="palabre-load-"))
        files = {"plan": "".join(seat.line for seat in self.seats), "opening": self.opening, "words": self.words}
        for name, text in files.items():
            (self.folder / name).write_text(text)
        self.process = await asyncio.create_subprocess_exec(
            self.program, str(self.port), f"localhost:{self.port}", *(self.folder / name for name in files),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=LINE_OCTETS,
        )  # fmt: skip
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the process and every connection of it."""
        if self.process.returncode is None:
            self.process.terminate()
        await self.process.wait()
        shutil.rmtree(self.folder)

    async def open(self, under_way: int = UNDER_WAY) -> Json:
        """Open every connection and enter its room."""
        return await self._tell(f"open {under_way}")

    async def run(self, seconds: float, a_second: float, nap_ms: float = 0) -> Json:
        """Say so many messages a second, then hear the last of them."""
        return await self._tell(f"run {seconds} {a_second} {nap_ms}")

    async def wait(self, seconds: float) -> Json:
        """Read on without a word."""
        return await self._tell(f"wait {seconds}")

    async def _tell(self, command: str) -> Json:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(command.encode() + b"\n")
        line = await self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the generator ended during {command!r}")
        return dict(json.loads(line))
