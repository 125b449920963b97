"""What every part of a run shares: how large it is, who has entered, and where the product may run."""

import itertools
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import site
from bench.crowd import CONNECTIONS, Ticket, enter
from bench.load import Seat
from bench.places import add_open, add_small
from bench.site import Site


@dataclass(frozen=True)
class Scale:
    """How much of everything: three sizes of one run."""

    name: str
    each: int  # connections of a member
    people: int  # who enter by the gate, once for the whole run
    turns: int  # of each server in each mode
    seconds: float  # of one turn
    idle: int  # connections that say nothing
    talkers: int  # connections in rooms of a hundred
    rooms: int  # of two connections
    rates: tuple[int, ...]  # of commits, messages a second
    beats: float  # seconds over which heartbeats are counted
    person_s: float  # of watching one person's page
    probes: int  # people who measure with the Python client
    budget_s: float  # after this long no further part begins


FULL = Scale("full", CONNECTIONS, 2_020, 3, 4, 10_000, 5_000, 2_000, (600, 2_000), 22, 45, 10, 840)
QUICK = Scale("quick", CONNECTIONS, 1_010, 2, 2.5, 5_000, 5_000, 1_000, (600,), 6, 10, 5, 150)
SMOKE = Scale("smoke", 1, 30, 1, 0.4, 20, 20, 10, (20,), 0.2, 2, 1, 600)


@dataclass(frozen=True)
class Stage:
    """The product running, with the rooms that a part asked for: for everybody, and for their hosts alone."""

    site: Site
    places: list[str]
    small: list[str]


@dataclass
class House:
    """One run: its scale, its folder, its people."""

    scale: Scale
    folder: Path
    people: list[Ticket] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _shared: Stage | None = None

    async def fill(self) -> None:
        """Let everybody in by the real gate, once; every part begins on a copy of what that left."""
        with site.running(self.folder / "entered") as one:
            self.people = await enter(one.origin, one.wallet, self.scale.people)

    def copy(self) -> Path:
        """Return a folder of a site where everybody has entered and nobody has spoken."""
        folder = self.folder / f"site{next(self._numbers)}"
        shutil.copytree(self.folder / "entered", folder)
        return folder

    @asynccontextmanager
    async def stage(self, rooms: int = 0, hosts: int = 0, *, fresh: bool = False) -> AsyncIterator[Stage]:
        """Run the product for as long as the block lasts, with rooms for everybody and rooms of hosts.

        ``fresh``: even where parts share one site, this one has its own, where nobody knows anybody.
        """
        if self._shared is not None and not fresh:
            yield self._shared
            return
        folder = self.copy()
        places = await add_open(folder, rooms)
        small = await add_small(folder, self.crowd[:hosts])
        with site.running(folder) as one:
            yield Stage(one, places, small)

    @asynccontextmanager
    async def sharing(self) -> AsyncIterator[None]:
        """Let every part run on one and the same site: smaller than a measure needs, and quicker."""
        async with self.stage(self.scale.rooms, self.scale.rooms) as self._shared:
            yield
        self._shared = None

    @property
    def probes(self) -> list[Ticket]:
        """Those who measure with the Python client, and sit nowhere else."""
        return self.people[-self.scale.probes :]

    @property
    def crowd(self) -> list[Ticket]:
        """Everybody else."""
        return self.people[: -self.scale.probes]

    def seats(self, count: int, places: Sequence[str], kind: str = "s", *, past: int = 0) -> list[Seat]:
        """Seat connections of the crowd in equal shares, one place after the other; pass over so many members."""
        each = -(-count // len(places))
        connections = (one for one in self.crowd[past:] for _ in range(self.scale.each))
        return [
            Seat(places[at // each], ticket.number, kind, ticket.cookies, ticket.source)
            for at, ticket in enumerate(itertools.islice(connections, count))
        ]


def bare_seats(count: int, places: int = 1) -> list[Seat]:
    """Seat as many on a rival, whose rooms are numbers."""
    each = -(-count // places)
    return [Seat(str(at // each), at // CONNECTIONS, path=f"/{at // each}") for at in range(count)]
