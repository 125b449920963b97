"""A demonstration as a process of its own, which can be killed in the middle of a word and started again."""

import asyncio
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).parents[1]
LOWEST, HIGHEST = (
    12_000,
    32_000,
)  # below the ports that systems give to clients: none of ours takes one while we are down
STARTS_WITHIN = 60.0  # seconds; a loaded machine is slow, and no promise


PORTS = iter(range(LOWEST + 4 * (os.getpid() % 4_000), HIGHEST, 2))


def free_port() -> int:
    """Return a port never given here before that is free, as is the next one: the test wallet takes it."""
    for port in PORTS:
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise AssertionError("no two free ports in a row")


@dataclass
class Server:
    """One data folder, one pair of ports, and the process that serves them now; a mutant is broken on purpose."""

    folder: Path
    mutant: str = ""
    port: int = field(default_factory=free_port)
    back_after: list[float] = field(default_factory=list)  # seconds from each start to the first answer
    _forker: asyncio.subprocess.Process | None = None
    _pid: int = 0  # of the process that serves, 0 when none does

    @property
    def origin(self) -> str:
        """The site's address."""
        return f"http://localhost:{self.port}"

    @property
    def wallet(self) -> str:
        """The test wallet's address."""
        return f"http://wallet.localhost:{self.port + 1}"

    @property
    def said(self) -> str:
        """Everything that the processes wrote."""
        return (self.folder / "said.log").read_text()

    async def start(self) -> None:
        """Start a process on the folder; return once it listens."""
        if self._forker is None:
            self._forker = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "kill.serve", env={**os.environ, "PYTHONPATH": str(TESTS)},
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
        begun = time.monotonic()
        self._pid = int(await self._ask(f"start\t{self.folder}\t{self.port}\t{self.mutant}"))
        async with asyncio.timeout(STARTS_WITHIN):
            while not (await _listens(self.port) and await _listens(self.port + 1)):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.02)
        assert await self._ask("alive") == "yes", self.said
        self.back_after.append(time.monotonic() - begun)

    def kill(self) -> None:
        """End the process at this instant, whatever it is doing."""
        os.kill(self._pid, signal.SIGKILL)

    async def over(self) -> None:
        """Return once the process is gone."""
        await self._ask("wait")
        self._pid = 0

    async def stop(self) -> None:
        """Stop it as an operator does, and end."""
        if self._pid:
            os.kill(self._pid, signal.SIGTERM)
            await self.over()
        if self._forker is not None and self._forker.stdin is not None:
            self._forker.stdin.close()
            await self._forker.wait()

    async def _ask(self, command: str) -> str:
        assert self._forker is not None
        assert self._forker.stdin is not None
        assert self._forker.stdout is not None
        self._forker.stdin.write(command.encode() + b"\n")
        return (await self._forker.stdout.readline()).decode().rstrip("\n")


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
