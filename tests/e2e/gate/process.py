"""A demonstration as a process of its own, all it says kept."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from palabre.demo.run import PORTS


@dataclass
class Process:
    """A running demonstration: its addresses, its data, its words."""

    folder: Path
    port: int
    process: asyncio.subprocess.Process
    said: str = ""

    @property
    def site_url(self) -> str:
        """The site's origin."""
        return f"http://localhost:{self.port}"

    @property
    def wallet_url(self) -> str:
        """The test wallet's origin."""
        return f"http://wallet.localhost:{self.port + 1}"

    async def stop(self) -> str:
        """Stop it as an operator does; return everything it said."""
        self.process.terminate()
        rest, _ = await self.process.communicate()
        self.said += rest.decode()
        return self.said


@asynccontextmanager
async def running_process(folder: Path, **environment: str) -> AsyncIterator[Process]:
    """Run a demonstration until the block ends or it is stopped; ready when it is entered."""
    port = free_port()
    variables = {**os.environ, "PALABRE_FOLDER": str(folder), "PALABRE_PORT": str(port), **environment}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "palabre", "demo", env=variables,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    one = Process(folder, port, process)
    try:
        await _ready(one)
        yield one
    finally:
        if process.returncode is None:
            await one.stop()


async def _ready(one: Process) -> None:
    assert one.process.stdout is not None
    while "Ctrl+C" not in one.said:
        line = await one.process.stdout.readline()
        assert line, one.said
        one.said += line.decode()
    async with asyncio.timeout(20):
        while not (await _listens(one.port) and await _listens(one.port + 1)):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def free_port() -> int:
    """Return a port that is free, as are the next ones: the test wallet and the test provider take them."""
    for port in range(20_001 + os.getpid() % 20_000, 60_000, PORTS):
        with ExitStack() as held:
            try:
                for shift in range(PORTS):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", port + shift))
            except OSError:
                continue
            return port
    raise AssertionError(f"no {PORTS} free ports in a row")
