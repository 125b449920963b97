"""What waits for one person, on SQL: implements ``moderation.looking.QueueStore`` (docs/decisions/0069).

A queue is a row of lanes, one for each kind of case in it; of each the order stands in an index. Lanes are counted
there, and read side by side, one case at a time, until a page is full.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from heapq import merge
from typing import Any, NamedTuple

from sqlalchemy import Column, bindparam, func, select
from sqlalchemy.engine import Connection

from palabre.moderation.access import FOR_HOSTS
from palabre.moderation.exposure import HEAVY, UNITS
from palabre.moderation.looking import Found, Sight
from palabre.moderation.model import Priority
from palabre.store.casework import ORDER, waiting_of
from palabre.store.casework_schema import work
from palabre.store.database import Database
from palabre.store.moderation_rows import case_of
from palabre.store.moderation_schema import case
from palabre.store.prepared import Prepared, row_of

EVERY = list(Priority)  # the most urgent first, which are the heaviest
LIGHT_FROM = next(at for at, one in enumerate(EVERY) if UNITS[one] < HEAVY)
AT_ONCE = ((EVERY[0], EVERY[-1]),)
LIGHTER_FIRST = ((EVERY[LIGHT_FROM], EVERY[-1]), (EVERY[0], EVERY[LIGHT_FROM - 1]))
PARTS = 500  # values of one statement: the oldest driver takes 999


class Lane(NamedTuple):
    """Cases of one kind that wait in one queue, all of them or those of one room."""

    queue: str
    category: str
    room: str  # empty: wherever they come from


_Work, _Case = row_of(work), row_of(case)
_waits = (work.c.seen_in == bindparam("queue"), work.c.waits.is_(True))
_here = work.c.place == bindparam("room")
_counted = select(work.c.category, func.count()).where(*_waits).group_by(work.c.category)
_COUNT, _COUNT_HERE = Prepared(_counted), Prepared(_counted.where(_here))
_between = work.c.priority.between(bindparam("first"), bindparam("last"))
_lane = (
    select(work, case).join(case, case.c.id == work.c.case)
    .where(*_waits, work.c.category == bindparam("category"), _between).order_by(*ORDER)
)  # fmt: skip
_READ, _READ_HERE = Prepared(_lane), Prepared(_lane.where(_here))


@dataclass(frozen=True, slots=True)
class SqlQueueStore:
    """One database; each method is one read."""

    database: Database

    async def waiting_for(self, sight: Sight, limit: int) -> tuple[list[Found], int]:
        """Return the first cases that somebody is offered, in their order, and how many more wait."""
        return await self.database.read(lambda c: first_of(c, sight, limit))


def first_of(c: Connection, sight: Sight, limit: int) -> tuple[list[Found], int]:
    """Return the first cases that somebody is offered, and how many more wait."""
    lanes = {lane: count for lane, count in _lanes(c, sight) if not _is_refused(lane, sight)}
    shown: list[Found] = []
    passed: set[str] = set()
    with ExitStack() as open_reads:
        for one in _in_order(c, lanes, open_reads, lighter_first=sight.lighter_first):
            if len(shown) == limit:
                return shown, _beyond(c, sight, lanes, passed)
            passed.add(one.case.id)
            if sight.shows(one):
                shown.append(one)
    return shown, 0


def _lanes(c: Connection, sight: Sight) -> Iterator[tuple[Lane, int]]:
    for queue in sorted(sight.queues):
        for category, count in _COUNT(c, queue=queue).fetchall():
            yield Lane(queue, category, ""), count
    for queue in sorted(FOR_HOSTS - sight.queues):
        for room in sorted(sight.rooms):
            for category, count in _COUNT_HERE(c, queue=queue, room=room).fetchall():
                yield Lane(queue, category, room), count


def _is_refused(lane: Lane, sight: Sight) -> bool:
    return bool(sight.refused & {lane.queue, *lane.category.split()})


def _in_order(c: Connection, lanes: dict[Lane, int], open_reads: ExitStack, *, lighter_first: bool) -> Iterator[Found]:
    """Yield cases of all lanes in one order; those asked for are read, and one more of each lane."""
    for first, last in LIGHTER_FIRST if lighter_first else AT_ONCE:
        reads = [_read(c, lane, first, last, open_reads) for lane in lanes]
        yield from merge(*reads, key=lambda one: one.order)


def _read(c: Connection, lane: Lane, first: Priority, last: Priority, open_reads: ExitStack) -> Iterator[Found]:
    asked: dict[str, Any] = {"queue": lane.queue, "category": lane.category, "first": first.value, "last": last.value}
    cursor = _READ_HERE(c, **asked, room=lane.room) if lane.room else _READ(c, **asked)
    open_reads.enter_context(closing(cursor))
    split = len(work.c)
    for row in cursor:
        yield Found(case_of(_Case(*row[split:])), waiting_of(_Work(*row[:split])))


def _beyond(c: Connection, sight: Sight, lanes: dict[Lane, int], passed: set[str]) -> int:
    """Return how many wait after those that were passed, less those that this person is not offered."""
    return sum(lanes.values()) - len(passed) - len(_kept_from(c, sight, lanes) - passed)


def _kept_from(c: Connection, sight: Sight, lanes: dict[Lane, int]) -> set[str]:
    """Return the cases of these lanes that are let go, reported by this person, or about somebody near."""
    asked: list[tuple[Column[Any], list[str]]] = [(work.c.case, [*sight.gone]), (work.c.subject, [*sight.near])]
    found: set[str] = set()
    for column, values in asked:
        for start in range(0, len(values), PARTS):
            mine = select(work.c.case, work.c.seen_in, work.c.category, work.c.place).where(
                column.in_(values[start : start + PARTS]), work.c.waits.is_(True)
            )
            found |= {row.case for row in c.execute(mine) if _stands_in(row, lanes)}
    return found


def _stands_in(row: Any, lanes: dict[Lane, int]) -> bool:
    return any(Lane(row.seen_in, row.category, room) in lanes for room in ("", row.place))
