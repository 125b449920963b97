"""The product in a process of its own, as an operator starts a demonstration: gate, judging and storage on."""

import os
import random
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.machine import Process
from palabre.demo.run import PORTS

AUDIENCE = 5_000  # the largest that settings allow: a measured room must not overflow into its twin


@dataclass
class Site:
    """A demonstration that runs: its address, its folder, its process."""

    folder: Path
    port: int = field(default_factory=lambda: free_ports(PORTS))
    process: "subprocess.Popen[str] | None" = None
    printed: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """The address people type."""
        return f"http://localhost:{self.port}"

    @property
    def wallet(self) -> str:
        """The test wallet's address."""
        return f"http://wallet.localhost:{self.port + 1}"

    @property
    def seen(self) -> Process:
        """The process as the system counts it."""
        assert self.process is not None
        return Process(self.process.pid)

    def start(self) -> None:
        """Start, and return once it listens."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "palabre", "demo"], env=self._environment(), stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.printed = list(_until("Ctrl+C", self.process.stdout))
        if not self.printed or "Ctrl+C" not in self.printed[-1]:
            raise SystemExit(f"bench: palabre demo ended at once with status {self.process.wait()}")

    def stop(self) -> None:
        """Stop as an operator would."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def link_of(self, role: str) -> str:
        """Return the secret of the link that was printed for a role of the staff."""
        (line,) = [line for line in self.printed if line.startswith(f"Console, {role}:")]
        return line.partition("#link=")[2].strip()

    def approve(self, room: str) -> None:
        """Approve a room from the command line, as an operator would."""
        subprocess.run([sys.executable, "-m", "palabre", "rooms", "approve", room], env=self._environment(), check=True)

    def _environment(self) -> dict[str, str]:
        settings = {"FOLDER": str(self.folder), "PORT": str(self.port), "ROOM_AUDIENCE": str(AUDIENCE)}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PALABRE_")}
        return kept | {f"PALABRE_{name}": value for name, value in settings.items()}


def _until(words: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield lines up to the first that holds some words."""
    for line in lines:
        yield line
        if words in line:
            return


@contextmanager
def running(folder: Path, like: Path | None = None) -> Iterator[Site]:
    """Run a demonstration for as long as the block lasts, on a copy of a folder of people who have entered."""
    if like is not None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(like, folder)
    site = Site(folder)
    site.start()
    try:
        yield site
    finally:
        site.stop()


def free_ports(count: int) -> int:
    """Return the first of several ports in a row that nobody uses, out of those that outgoing connections take."""
    while True:
        port = random.randrange(15_000, 30_000)  # noqa: S311 - any free one will do
        try:
            for further in range(count):
                socket.create_server(("127.0.0.1", port + further)).close()
        except OSError:
            continue
        return port
