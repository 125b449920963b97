"""What hearing 10,000 notices costs, half of them nonsense: receipts, holds of what cannot wait, a queue of 100,000.

One store on disk, as a node has it: each receipt is durable when its time is taken. One line of JSON a part.
"""

import asyncio
import json
import os
import random
import tempfile
import time
from functools import partial
from pathlib import Path

from sqlalchemy.engine import Connection

from palabre.bus.memory import MemoryBus
from palabre.chat.model import Author, Room
from palabre.chat.model import Draft as Said
from palabre.kernel.clock import SystemClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, PlaceId
from palabre.moderation.desk import Desk
from palabre.moderation.evidence import Vault
from palabre.moderation.help_lines import HelpLines, Line
from palabre.moderation.model import Case, Priority
from palabre.moderation.notices import Channel, Draft, Item, ItemKind
from palabre.moderation.policy.catalogue import categories
from palabre.moderation.queues import Queue
from palabre.moderation.seal import throw_away
from palabre.safety.tables import shipped_rules
from palabre.store.casework import SqlCaseworkStore, begin_work
from palabre.store.chat import SqlChatStore
from palabre.store.database import Database
from palabre.store.notice_evidence import Safe
from palabre.store.notices import SqlNoticeStore

NOTICES, BESIDE, MESSAGES, CASES, SEED = 10_000, 32, 500, 100_000, 21
PACED, TIMES = 800, 10  # half a minute at ten times the pace of 10,000 an hour
TEA = Room(id=PlaceId("tea"), name="Tea")


async def main() -> None:
    """Measure, and tell each part."""
    with tempfile.TemporaryDirectory(prefix="palabre-notices-") as folder:
        database = await Database.open(Path(folder) / "chat.db", "chat")
        try:
            desk, said = await hearing(database)
            told("paced", await paced(desk, said))
            told("flood", await flood(desk, said))
            told("queue", await queue(database))
        finally:
            await database.close()


async def hearing(database: Database) -> tuple[Desk, list[str]]:
    """Return a desk on the store, and messages to report."""
    clock = SystemClock()
    chat = SqlChatStore(database, clock)
    await chat.add_room(TEA, "tea")
    safe = Safe(Vault(os.urandom(32)), throw_away())
    desk = Desk(SqlNoticeStore(database, safe), HelpLines.load(shipped_rules()), MemoryBus(), clock, _Nobody())
    return desk, [await _say(chat, number) for number in range(MESSAGES)]


async def paced(desk: Desk, said: list[str]) -> dict[str, float]:
    """Return what notices cost that come at random, ten times as many as 10,000 an hour."""
    chance, times = random.Random(SEED), _times()  # noqa: S311 - invented notices
    a_second = TIMES * NOTICES / 3_600
    coming = []
    for number in range(PACED):
        await asyncio.sleep(chance.expovariate(a_second))
        coming.append(asyncio.create_task(_timed(desk, _draft(number, chance, said), number, times)))
    await asyncio.gather(*coming)
    return {"notices": PACED, "an_hour": TIMES * NOTICES, **_all(times)}


async def flood(desk: Desk, said: list[str]) -> dict[str, float]:
    """Return what 10,000 notices cost as fast as they come, 32 at once."""
    chance, times = random.Random(SEED), _times()  # noqa: S311 - invented notices
    waiting = iter([(PACED + number, _draft(PACED + number, chance, said)) for number in range(NOTICES)])

    async def work() -> None:
        for number, draft in waiting:
            await _timed(desk, draft, number, times)

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(BESIDE)))
    took = time.perf_counter() - began
    return {"notices": NOTICES, "at_once": BESIDE, "seconds": round(took, 1), "per_s": round(NOTICES / took)} | _all(
        times
    )


async def queue(database: Database) -> dict[str, float]:
    """Return how long the first page of a queue takes when 100,000 cases wait in it."""
    chance = random.Random(SEED)  # noqa: S311 - invented cases

    for start in range(0, CASES, 5_000):
        await database.write(partial(_fill, chance, start))
    store, times = SqlCaseworkStore(database), []
    for _ in range(50):
        began = time.perf_counter()
        await store.queue(Queue.ABUSE, 50)
        times.append(1_000 * (time.perf_counter() - began))
    return {"cases": CASES, **{f"page_{name}_ms": value for name, value in _spread(times).items()}}


def _fill(chance: random.Random, start: int, c: Connection) -> None:
    for number in range(start, start + 5_000):
        urgency, at = chance.choice(list(Priority)), chance.randrange(10**12)
        begin_work(c, Case(f"c{number}", "hate", urgency, at, MemberId(""), "", "", ""))


class _Nobody:
    """A node where nobody has a line."""

    async def changed(self, member: MemberId) -> None:
        """Read nothing again."""

    def help_shown(self, member: MemberId, lines: tuple[Line, ...]) -> None:
        """Show nothing."""


async def _say(chat: SqlChatStore, number: int) -> str:
    author = Author(MemberId(f"author-{number % 50:09}"), f"A{number % 50}", 1)
    ack, _ = await chat.append(
        TEA.id, author, Said(f"key-{number:08}", f"a line of talk, number {number}"), (), held=False, now=number
    )
    return str(ack.id)


def _draft(number: int, chance: random.Random, said: list[str]) -> Draft:
    reporter = MemberId(f"member-{number:09}")
    if number % 2:
        return Draft(Channel.IN_APP, "spam", (Item(ItemKind.MESSAGE, "nothing", TEA.id),), reporter=reporter)
    item = Item(ItemKind.MESSAGE, chance.choice(said), TEA.id)
    reason = chance.choice([code for code, one in categories().items() if not one.is_sealed])
    return Draft(Channel.IN_APP, reason, (item,), "a few words of explanation " * 8, reporter=reporter)


async def _take(desk: Desk, draft: Draft, number: int) -> str:
    try:
        receipt = await desk.take(draft, number.to_bytes(4, "big"))
    except Refusal:
        return "refusal"
    return "hold" if receipt.notice.category.priority is Priority.P0 else "receipt"


async def _timed(desk: Desk, draft: Draft, number: int, times: dict[str, list[float]]) -> None:
    began = time.perf_counter()
    kind = await _take(desk, draft, number)
    times[kind].append(1_000 * (time.perf_counter() - began))


def _times() -> dict[str, list[float]]:
    return {"receipt": [], "hold": [], "refusal": []}


def _all(times: dict[str, list[float]]) -> dict[str, float]:
    return {f"{kind}_{name}_ms": value for kind, found in times.items() for name, value in _spread(found).items()}


def _spread(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {"p50": round(ordered[len(ordered) // 2], 2), "p99": round(ordered[len(ordered) * 99 // 100], 2)}


def told(part: str, found: dict[str, float]) -> None:
    """Tell one part."""
    print(json.dumps({"part": part, **found}), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
