"""Plays proofs against a whole site with every way out of the machine blocked, then searches what it left behind.

The site runs in a process of its own, its log at debug, its data in a temporary folder; nothing is taken from a
live server. ``python -m palabre.dossier.rehearsal FOLDER PROOFS`` is that process.
"""

import asyncio
import json
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
import uvicorn
from prometheus_client import generate_latest

from palabre.app import Node
from palabre.demo.issuer import Issuer
from palabre.demo.provider import Provider, trusted
from palabre.dossier.search import leaks
from palabre.dossier.visitors import WAYS, Stage
from palabre.dossier.watch import only_this_machine
from palabre.kernel.clock import SECOND, SystemClock
from palabre.log import set_up_logs
from palabre.settings import Settings
from palabre.web.site import Site

AT_ONCE = 16
HOST = "127.0.0.1"
PROVIDER = "provider.localhost"
HURRY = SECOND // 5  # the clock leads by this much more for each proof: twice what a network's budget asks
PLANTED, METRICS, PLAYED, DATA, LOG = "planted.json", "metrics.txt", "played.json", "data", "log.txt"


@dataclass(frozen=True)
class Result:
    """What a rehearsal found; ``leaks`` counts windows of 12 octets, by store."""

    proofs: int
    admitted: int
    attempts: tuple[str, ...]
    leaks: dict[str, int]
    searched: dict[str, int]  # octets, by store

    @property
    def is_clean(self) -> bool:
        """Whether nothing left the machine and nothing stayed."""
        return not self.attempts and not any(self.leaks.values())


class HurriedClock:
    """The machine's clock, ahead by more at each proof, so that one network's budget does not slow the rehearsal."""

    def __init__(self) -> None:
        """Start on time."""
        self.true, self.lead = SystemClock(), 0

    def now(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        return self.true.now() + self.lead

    def monotonic(self) -> int:
        """Milliseconds that never go back, from an arbitrary start."""
        return self.true.monotonic() + self.lead


async def rehearse(proofs: int) -> Result:
    """Play this many proofs by every way, right and wrong, and return what was found."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / LOG).open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", __name__, name, str(proofs), stdout=log, stderr=log
            )
            status = await process.wait()
        if status:
            raise RuntimeError(f"the rehearsal ended with {status}: {(folder / LOG).read_text()[-2_000:]}")
        return await asyncio.to_thread(_result, folder)


def _result(folder: Path) -> Result:
    played = json.loads((folder / PLAYED).read_text())
    planted = [bytes.fromhex(one) for one in json.loads((folder / PLANTED).read_text())]
    stores = {one.name: one.read_bytes() for one in sorted((folder / DATA).iterdir()) if one.suffix != ".key"}
    stores |= {"log": (folder / LOG).read_bytes(), "metrics": (folder / METRICS).read_bytes()}
    return Result(
        played["proofs"],
        played["admitted"],
        tuple(played["attempts"]),
        {name: leaks(planted, octets) for name, octets in stores.items()},
        {name: len(octets) for name, octets in stores.items()},
    )


async def _play(folder: Path, proofs: int) -> None:
    set_up_logs("debug")
    structlog.get_logger().debug("rehearsal begins")  # the log is on: finding nothing in it says something
    clock = HurriedClock()
    issuer, provider = Issuer(clock, os.urandom), Provider(PROVIDER)
    listening = socket.create_server((HOST, 0), backlog=512)
    origin = f"http://localhost:{listening.getsockname()[1]}"
    settings = Settings(folder=folder / DATA, origin=origin)
    anchors = issuer.anchors()
    site = Site(origin, demo=True)
    with only_this_machine() as attempts:
        node = await Node.open(settings, site, lambda: anchors, clock, trusted(provider.key, f"http://{PROVIDER}/"))
        server = await _listen(node.server(), listening)
        async with Stage(origin, issuer, provider, clock) as stage:
            await _visit(stage, clock, proofs)
            await _copy_databases(folder)
            (folder / METRICS).write_bytes(generate_latest(node.registry))
            (folder / PLANTED).write_text(json.dumps([octets.hex() for octets in stage.planted]))
        await server.shutdown(sockets=[listening])
    told = {"proofs": proofs, "admitted": stage.admitted, "attempts": attempts}
    (folder / PLAYED).write_text(json.dumps(told))


async def _copy_databases(folder: Path) -> None:
    """Keep the write-ahead logs as they stand: closing empties them."""
    for one in list((folder / DATA).glob("*.db-wal")):
        (folder / DATA / f"{one.name}-while-open").write_bytes(one.read_bytes())


async def _visit(stage: Stage, clock: HurriedClock, proofs: int) -> None:
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with turns:
            clock.lead += HURRY
            await WAYS[number % len(WAYS)](stage, number // len(WAYS))

    await asyncio.gather(*(one(number) for number in range(proofs)))


async def _listen(server: uvicorn.Server, listening: socket.socket) -> uvicorn.Server:
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup(sockets=[listening])
    return server


if __name__ == "__main__":
    asyncio.run(_play(Path(sys.argv[1]), int(sys.argv[2])))
