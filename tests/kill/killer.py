"""Chooses, from a seed, the moments at which the process dies."""

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kill.server import Server
from palabre_client.history import History, Line

PAUSE = (0.5, 3.0)  # seconds between a start and the next fault's choice of moment
SOON = 3.0  # seconds; a moment that waits for a word which nobody says comes all the same
DOWN = (0.0, 0.5)  # seconds before somebody starts it again


@dataclass
class Watched(History):
    """A history that lets somebody act at the very instant a line is written."""

    watcher: Callable[[Line], None] | None = None

    def note(self, f: str, **fields: Any) -> Line:
        """Add a line, and tell."""
        line = super().note(f, **fields)
        if self.watcher is not None:
            self.watcher(line)
        return line


@dataclass
class Killer:
    """Kills a server again and again; with ``restores``, now and then an older copy of its files takes their place."""

    server: Server
    history: Watched
    chance: random.Random
    restores: bool = False
    kills: int = 0
    _copy: Path | None = field(default=None)

    async def live(self, until: float) -> None:
        """Kill until a time of the loop; the server runs when this returns."""
        while True:
            await asyncio.sleep(self.chance.uniform(*PAUSE))
            if asyncio.get_running_loop().time() >= until:
                return
            await self._moment()
            await self._kill()

    async def _kill(self) -> None:
        is_restored = self.restores and self._copy is not None
        with self.history.fault("restore" if is_restored else "kill"):
            self.server.kill()
            await self.server.over()
            self.kills += 1
            await asyncio.sleep(self.chance.uniform(*DOWN))
            if is_restored:
                self._restore()
            elif self.restores:
                self._keep()
            await self.server.start()

    async def _moment(self) -> None:
        kind, number = self.chance.choice(["now", "ack", "send", "window"]), self.chance.randint(1, 6)
        if kind == "now":
            return
        wanted = "ok" if kind == "ack" else "invoke"
        reached = asyncio.Event()

        def watch(line: Line) -> None:
            nonlocal number
            number -= line["f"] == "send" and line.get("type") == wanted
            if number == 0:
                if kind == "ack":
                    self.server.kill()  # the ack has just arrived: what it promises must be on disk
                self.history.watcher = None
                reached.set()

        self.history.watcher = watch
        try:
            await asyncio.wait_for(reached.wait(), SOON)
        except TimeoutError:
            self.history.watcher = None
        if kind == "window":
            await asyncio.sleep(self.chance.uniform(0, 0.015))  # somewhere in judging, committing, announcing

    def _keep(self) -> None:
        self._copy = self.server.folder / "copy"
        shutil.rmtree(self._copy, ignore_errors=True)
        shutil.copytree(self.server.folder / "var", self._copy)

    def _restore(self) -> None:
        """Do what a restoration will do: an older copy of the chat's file, and another epoch in each place."""
        assert self._copy is not None
        for file in (self.server.folder / "var").glob("chat.db*"):
            file.unlink()
        for file in self._copy.glob("chat.db*"):
            shutil.copy(file, self.server.folder / "var")
        with sqlite3.connect(self.server.folder / "var" / "chat.db") as database:
            database.execute("UPDATE room SET epoch = ? || substr(epoch, 1, 8)", (f"r{self.kills}-",))
        database.close()
        self._copy = None
