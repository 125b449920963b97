"""What any store of figures holds to: the same figures as counted one by one, from indexes alone."""

import random
import statistics
from collections.abc import AsyncIterator, Sequence
from math import ceil
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio
from sqlalchemy import insert
from sqlalchemy.engine import Connection

from palabre.kernel.clock import DAY, HOUR, ManualClock
from palabre.moderation.figures import OfPriority
from palabre.moderation.model import Priority
from palabre.store.casework_schema import NEVER, work
from palabre.store.database import Database
from palabre.store.figures import SqlFigures
from ports.adapters import BENCHES, Benches
from ports.samples import NOW
from ports.test_queue_store import KINDS, Inline, Watched

BEGINS = NOW - 90 * DAY
Row = dict[str, Any]


@pytest_asyncio.fixture(params=BENCHES)
async def benches(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Benches]:
    """Give empty stores."""
    async with BENCHES[request.param](tmp_path, clock) as opened:
        yield opened


def a_line(number: int, chance: random.Random) -> Row:
    """Return the line of a case, old or new, waiting or closed, looked at or not."""
    received = NOW - chance.randrange(120 * DAY)
    waits, looked = chance.random() < 0.4, chance.random() < 0.7
    return {
        "case": f"case-{number}", "queue": "triage", "category": chance.choice(KINDS), "subject": "ada",
        "priority": chance.choice(list(Priority)[:3]).value, "rank": 1, "deadline": NEVER, "received": received,
        "state": "open" if waits else "closed", "waits": waits, "leased_by": "", "leased_until": 0,
        "looked": received + chance.randrange(1, 60 * HOUR) if looked else 0,
        # One that was closed and opened again keeps when it was closed.
        "closed": received + chance.randrange(1, 90 * HOUR) if not waits or chance.random() < 0.1 else 0,
    }  # fmt: skip


async def lines(benches: Benches, count: int, seed: int) -> list[Row]:
    """Write lines and return them."""
    chance = random.Random(seed)
    made = [a_line(number, chance) for number in range(count)]

    def act(c: Connection) -> None:
        if made:
            c.execute(insert(work), made)

    await benches.database.write(act)
    return made


def slowest(values: Sequence[int]) -> int | None:
    """Return what 95 % do not pass."""
    return sorted(values)[ceil(19 * len(values) / 20) - 1] if values else None


def one_by_one(made: list[Row], priority: Priority) -> tuple[Any, ...]:
    """Return the figures of a priority, counted as anybody would."""
    mine = [one for one in made if one["priority"] == priority]
    came = [one for one in mine if one["received"] >= BEGINS]
    waiting = [one["received"] for one in mine if one["waits"]]
    looks = [one["looked"] - one["received"] for one in came if one["looked"]]
    acts = [one["closed"] - one["received"] for one in came if not one["waits"]]
    return (
        len(waiting), NOW - min(waiting) if waiting else 0, statistics.median(looks) if looks else None,
        slowest(looks), statistics.median(acts) if acts else None,
    )  # fmt: skip


def told(one: OfPriority) -> tuple[Any, ...]:
    """Return what was counted of a priority."""
    return one.open, one.oldest, one.first_look, one.first_look_95, one.action


@pytest.mark.parametrize("count", [0, 1, 2, 7, 40, 41, 1_000])
async def test_figures_are_those_counted_one_by_one(benches: Benches, count: int) -> None:
    """Open ones however old, the others of ninety days; what was opened again waits, whatever it once took."""
    made = await lines(benches, count, count)
    found = await SqlFigures(benches.database).since(BEGINS, NOW)
    assert [told(one) for one in found.priorities] == [one_by_one(made, one) for one in Priority]
    kinds = await SqlFigures(benches.database).kinds(BEGINS)
    wanted = {
        kind: (sum(one["received"] >= BEGINS for one in mine), sum(one["waits"] for one in mine))
        for kind in KINDS if (mine := [one for one in made if one["category"] == kind])
    }  # fmt: skip
    assert {one.name: (one.came, one.open) for one in kinds} == {kind: two for kind, two in wanted.items() if any(two)}


async def test_figures_read_no_case_and_sort_none(benches: Benches) -> None:
    """Every count and every rank comes from an index in its order, of 2,000 cases as of 100,000."""
    await lines(benches, 2_000, 1)

    def act(c: Connection) -> tuple[int, list[str]]:
        watched, figures = Watched(c), SqlFigures(cast("Database", Inline(c)))
        for asked in (figures.since(BEGINS, NOW), figures.kinds(BEGINS)):
            with pytest.raises(StopIteration):
                asked.send(None)
        return watched.rows, watched.plans()

    rows, plans = await benches.database.read(act)
    assert rows < 80
    of_cases = [one for one in plans if "case_work" in one.split(":")[0]]
    assert of_cases
    assert [one for one in plans if "B-TREE" in one or ("SCAN" in one and "COVERING INDEX" not in one)] == []
