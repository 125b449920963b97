"""One seeded run (F-1): people talk, the server is killed and started again, they come back, everything is read."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from kill.killer import Killer, Watched
from kill.server import Server
from kill.talker import Talker
from palabre.chat.history import NOBODY
from palabre.kernel.clock import SystemClock
from palabre.kernel.ids import PlaceId
from palabre.store.chat import SqlChatStore
from palabre.store.database import Database
from palabre_client import Member
from palabre_client.history import Line, Violation, check, shown, tally, why_invalid

NAMES = ("Ada", "Bo", "Cleo", "Dan", "Eve", "Fay")
PLACES = ("comptoir", "jeux")
PATIENCE = 180  # seconds beyond its own time in which a run ends, on the most loaded machine
QUIET = 10  # seconds after the last fault within which everybody has heard everything


@dataclass(frozen=True)
class Plan:
    """What a run is made of; the same seed chooses the same acts and moments."""

    seed: int
    seconds: float = 20
    members: int = 5
    lines: int = 2  # of each member
    mutant: str = ""
    restores: bool = False
    acts: frozenset[str] = frozenset()  # all of them when none is named


@dataclass
class Outcome:
    """What a run has shown."""

    plan: Plan
    history: Sequence[Line]
    reads: list[Line]
    kills: int
    back_after: list[float]
    said: str
    violations: list[Violation] = field(init=False)
    counted: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        """Judge it."""
        self.violations = check(self.history, self.reads)
        self.counted = tally(self.history)

    @property
    def rules(self) -> set[str]:
        """The rules that are broken."""
        return {found.rule for found in self.violations}

    @property
    def why_invalid(self) -> list[str]:
        """Why it shows nothing, if so."""
        return why_invalid(self.history)

    def __str__(self) -> str:
        names = ("ok send", "unknown send", "ok edit", "unknown edit", "ok delete", "unknown delete", "received",
                 "line lost", "resumed", "resumed with nothing missed", "refetched")  # fmt: skip
        numbers = ", ".join(f"{name} {self.counted[name]}" for name in names)
        back = ", ".join(f"{seconds:.1f}" for seconds in self.back_after[1:])
        told = "\n".join(map(str, self.violations[:5])) or "no violation"
        return f"seed {self.plan.seed} {self.plan.mutant}: {self.kills} kills; {numbers}; back after {back} s\n{told}"


async def play(plan: Plan, folder: Path) -> Outcome:
    """Play a run in a folder; its history stays there, as JSON lines."""
    history = Watched()
    history.note("run", seed=plan.seed)
    server = Server(folder, plan.mutant)
    try:
        async with asyncio.timeout(plan.seconds + PATIENCE):
            await server.start()
            killer, reads = await _talk(plan, server, history)
    finally:
        (folder / "history.jsonl").write_text(history.text())
        await server.stop()
    reads += [await _from_the_files(folder, place) for place in PLACES]
    return Outcome(plan, history.lines, reads, killer.kills, server.back_after, server.said)


async def _talk(plan: Plan, server: Server, history: Watched) -> tuple[Killer, list[Line]]:
    killer = Killer(server, history, random.Random(f"killer {plan.seed}"), plan.restores)
    over = asyncio.Event()
    async with _people(plan, server, history) as talkers:
        talking = [asyncio.create_task(one.live(over)) for one in talkers]
        await killer.live(asyncio.get_running_loop().time() + plan.seconds)
        over.set()
        await asyncio.gather(*talking)
        await asyncio.gather(*(one.member.come_back() for one in talkers))
        reads = [await _through_the_node(talkers[-1].member, history, place) for place in PLACES]
        await asyncio.gather(*(_has_heard(one, reads) for one in talkers))
    return killer, reads


@contextlib.asynccontextmanager
async def _people(plan: Plan, server: Server, history: Watched) -> AsyncIterator[list[Talker]]:
    talkers: list[Talker] = []
    async with contextlib.AsyncExitStack() as stack:
        for name in NAMES[: plan.members]:
            first = await Member.enter(
                server.origin, wallet=server.wallet, pseudonym=name, town="Limoges", age=41, history=history
            )
            members = [first, *(Member(first.visit, history) for _ in range(plan.lines - 1))]
            for number, member in enumerate(members, 1):
                await stack.enter_async_context(member)
                await member.come_back()
                for place in PLACES:
                    await member.join(place)
                line = f"p{len(talkers) + 1}"
                talkers.append(Talker(line, member, PLACES, random.Random(f"{name} {number} {plan.seed}"), plan.acts))
        yield talkers


async def _through_the_node(somebody: Member, history: Watched, place: str) -> Line:
    """Read a place as somebody who enters it and asks for older pages until there are none."""
    async with Member(somebody.visit, history) as reader:
        await reader.connect()
        joined = await reader.join(place)
        messages, more = list(joined.messages.values()), True
        while more and messages:
            page = await reader.ask("history", place=place, before=messages[0]["position"])
            messages, more = page["messages"] + messages, page["more"]
        events = [shown({"t": "said", "position": one["position"], "message": one}) for one in messages]
        head = {"place": place, "epoch": joined.epoch, "head": joined.position}
    return {"node": "a", "from": 1, "whole": False, **head, "events": events}


async def _from_the_files(folder: Path, place: str) -> Line:
    """Read every event of a place from the database, with nothing running."""
    database = await Database.open(folder / "var" / "chat.db", "chat")
    store = SqlChatStore(database, SystemClock())
    head = await store.head(PlaceId(place))
    assert head is not None
    events = await store.events(PlaceId(place), NOBODY, 0, head.position)
    await database.close()
    told = [shown(msgspec.to_builtins(event)) for event in events]
    where = {"place": place, "epoch": head.epoch, "head": head.position}
    return {"node": "files", "from": 1, "whole": True, **where, "events": told}


async def _has_heard(talker: Talker, reads: list[Line]) -> None:
    """Wait until a talker has heard everything; one that never does is the checker's to tell."""
    heads = {read["place"]: read["head"] for read in reads}
    places = talker.member.places
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(QUIET), talker.member._changed:
            await talker.member._changed.wait_for(lambda: all(places[one].position >= heads[one] for one in heads))
