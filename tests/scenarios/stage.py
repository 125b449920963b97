"""A whole site on real sockets, in the test's own process: its time can be moved, its server stopped and started."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import uvicorn

from palabre.app import Node, site_of
from palabre.demo.issuer import Issuer
from palabre.demo.run import make_issuer, wallet_server
from palabre.gateway.edge import Bounds
from palabre.kernel.clock import SystemClock
from palabre.settings import Settings
from palabre_client import Member

PATIENCE = 10  # seconds; what has not come by then does not come


@dataclass
class MovableClock:
    """The machine's clock, with a lead that a test may increase."""

    lead: int = 0
    true: SystemClock = field(default_factory=SystemClock)

    def now(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        return self.true.now() + self.lead

    def monotonic(self) -> int:
        """Milliseconds that never go back, from an arbitrary start."""
        return self.true.monotonic() + self.lead

    def advance(self, milliseconds: int) -> None:
        """Move forward."""
        self.lead += milliseconds


@dataclass
class Stage:
    """One demonstration: site, test wallet, the folder of its databases, and its time."""

    folder: Path
    changes: dict[str, Any] = field(default_factory=dict)  # of the settings
    is_demo: bool = True
    bounds: dict[str, int] = field(default_factory=dict)  # of the edge
    clock: MovableClock = field(default_factory=MovableClock)
    issuer: Issuer = field(default_factory=make_issuer)
    facts: list[dict[str, Any]] = field(default_factory=list)  # known to rules of the script's own
    port: int = 0
    wallet_port: int = 0
    node: Node = field(init=False)
    server: uvicorn.Server = field(init=False)

    @property
    def origin(self) -> str:
        """The site's address."""
        return f"http://localhost:{self.port}"

    @property
    def wallet(self) -> str:
        """The test wallet's address."""
        return f"http://wallet.localhost:{self.wallet_port}"

    async def start(self) -> None:
        """Open the databases and listen; the port stays the same from one start to the next."""
        listening = socket.create_server(("127.0.0.1", self.port), backlog=512)
        self.port = listening.getsockname()[1]
        settings = Settings(port=self.port, folder=self.folder, **self.changes)
        anchors = self.issuer.anchors()
        site = site_of(settings, demo=self.is_demo, wallet=self.wallet)
        self.node = await Node.open(settings, site, lambda: anchors, self.clock)
        self.node.edge = replace(self.node.edge, bounds=Bounds(**self.bounds))
        self.server = await begin(self.node.server(), listening)

    async def stop(self) -> None:
        """Stop gracefully, as an operator would."""
        await self.server.shutdown()

    async def member(self, pseudonym: str, **choices: Any) -> Member:
        """Enter by the real gate and open the socket. Raises ``EntryRefused``."""
        wanted: dict[str, Any] = {"town": "Limoges", "age": 41, **choices}
        return await Member.enter(self.origin, wallet=self.wallet, pseudonym=pseudonym, **wanted)

    async def command(self, *words: str) -> tuple[int, str]:
        """Run ``palabre`` beside the live node, as an operator does; return its status and what it wrote."""
        environment = {**os.environ, "PALABRE_FOLDER": str(self.folder), "PALABRE_PORT": str(self.port)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "palabre", *words, env=environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        written, _ = await process.communicate()
        return process.returncode or 0, written.decode()


async def begin(server: uvicorn.Server, listening: socket.socket) -> uvicorn.Server:
    """Start a server on a socket and return once it answers; ``serve`` would take the signals of the tests."""
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup(sockets=[listening])
    return server


@asynccontextmanager
async def staged(
    folder: Path, *, is_demo: bool = True, bounds: dict[str, int] | None = None, **changes: Any
) -> AsyncIterator[Stage]:
    """Run a site and its wallet for as long as the block lasts."""
    stage = Stage(folder, changes, is_demo, bounds or {})
    listening = socket.create_server(("127.0.0.1", 0))
    stage.wallet_port = listening.getsockname()[1]
    await stage.start()
    wallet = await begin(wallet_server(stage.issuer, stage.origin, "127.0.0.1", stage.wallet_port), listening)
    try:
        yield stage
    finally:
        await stage.stop()
        await wallet.shutdown()
