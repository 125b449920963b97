"""Casework on SQL: implements ``moderation.casework.CaseworkStore``."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation.access import place_for_hosts, queue_of
from palabre.moderation.casework import PICKED, TAKEN_UP, By, Note, Waiting, needs_reason
from palabre.moderation.model import Case, Priority
from palabre.moderation.policy.catalogue import categories
from palabre.moderation.queues import Queue
from palabre.moderation.queues import queue_of as queue_of_kinds
from palabre.store.casework_schema import NEVER, note, work
from palabre.store.database import Database
from palabre.store.moderation_rows import case_of
from palabre.store.moderation_schema import case as opened
from palabre.store.moves import Thing, begin, move

ORDER = (work.c.priority, work.c.rank, work.c.deadline, work.c.received, work.c.case)
WORKED_ON = frozenset({"leased", "sealed"})  # states in which a lease may stand


@dataclass(frozen=True, slots=True)
class SqlCaseworkStore:
    """One database; each method is one transaction."""

    database: Database

    async def queue(self, queue: Queue, limit: int) -> list[Waiting]:
        """Return the first cases of a queue, in order."""
        statement = select(work).where(*_waiting_in(queue)).order_by(*ORDER).limit(limit)
        return await self.database.read(lambda c: [waiting_of(row) for row in c.execute(statement)])

    async def unopened(self, priority: Priority, limit: int) -> list[Waiting]:
        """Return cases of a priority that wait and that nobody has opened yet, the oldest first."""
        unopened = (work.c.priority == priority.value, work.c.looked == 0, work.c.waits.is_(True))
        mine = select(work).where(*unopened)
        statement = mine.order_by(work.c.received, work.c.case).limit(limit)
        return await self.database.read(lambda c: [waiting_of(row) for row in c.execute(statement)])

    async def counts(self) -> dict[Queue, int]:
        """Return how many cases wait in each queue."""
        statement = select(work.c.queue, func.count()).where(work.c.waits.is_(True)).group_by(work.c.queue)
        found = await self.database.read(lambda c: {Queue(name): int(count) for name, count in c.execute(statement)})
        return {queue: found.get(queue, 0) for queue in Queue}

    async def waiting(self, case: str) -> Waiting | None:
        """Return where a case stands."""
        row = await self.database.read(lambda c: c.execute(select(work).where(work.c.case == case)).one_or_none())
        return waiting_of(row) if row else None

    async def lease(self, case: str, by: By, now: int, until: int, reason: str) -> Waiting:
        """Give a case to somebody."""
        return await self.database.write(lambda c: _lease(c, case, by, now, until, reason))

    async def renew(self, case: str, by: By, now: int, until: int) -> None:
        """Lengthen one's lease."""

        def act(c: Connection) -> None:
            held(c, case, by, now)
            c.execute(update(work).where(work.c.case == case).values(leased_until=until))

        await self.database.write(act)

    async def move(self, case: str, by: By, now: int, after: str, reason: str) -> None:
        """Move a case that one has leased to another state; its lease ends."""

        def act(c: Connection) -> None:
            row = held(c, case, by, now)
            moved_to(c, row, after, now, by, reason)

        await self.database.write(act)

    async def requeue(self, case: str, by: By, now: int, queue: Queue, reason: str) -> None:
        """Hand a case that one has leased to another queue, open."""

        def act(c: Connection) -> None:
            row = held(c, case, by, now)
            if row.state == "sealed":
                raise Refusal("not_a_move", machine="case", before="sealed", after="open")
            moved_to(c, row, "open", now, by, reason or f"to.{queue.value}")
            seen = queue_of(opened_as(c, case), queue.value)
            c.execute(update(work).where(work.c.case == case).values(queue=queue.value, seen_in=seen))

        await self.database.write(act)

    async def lost(self, now: int) -> int:
        """Return to their queues the cases whose lease has ended."""

        def act(c: Connection) -> int:
            over = select(work).where(work.c.state.in_(WORKED_ON), work.c.leased_until > 0, work.c.leased_until <= now)
            rows = c.execute(over).all()
            for row in rows:
                _free(c, row, now)
            return len(rows)

        return await self.database.write(act)

    async def note(self, new: Note, by: By, now: int) -> None:
        """Keep a note."""

        def act(c: Connection) -> None:
            held(c, new.case, by, now)
            c.execute(insert(note).values(id=new.id, case=new.case, at=new.at, by=new.by, words=new.words))

        await self.database.write(act)

    async def notes(self, case: str) -> list[Note]:
        """Return the notes of a case, oldest first."""
        statement = select(note).where(note.c.case == case).order_by(note.c.at, note.c.id)
        return await self.database.read(lambda c: [Note(*row) for row in c.execute(statement)])


def begin_work(c: Connection, case: Case, *, is_trusted: bool = False) -> None:
    """Put a new case in its queue: that of its category, or of the word of the rule that opened it."""
    known = categories().get(case.kind)
    queue = (known.queue if known else queue_of_kinds(case.kind)).value
    state = begin(c, Thing("case", case.id), case.opened)
    c.execute(
        insert(work).values(
            case=case.id, queue=queue, seen_in=queue_of(case, queue), place=place_for_hosts(case),
            category=case.kind[:32], subject=case.subject, priority=case.priority.value,
            rank=0 if is_trusted else 1, deadline=NEVER, received=case.opened, state=state, waits=True, leased_by="",
            leased_until=0, looked=0, closed=0,
        )
    )  # fmt: skip


def urge_work(c: Connection, case: str) -> None:
    """Put a case that waits among the most urgent."""
    waits = (work.c.case == case, work.c.waits.is_(True))
    c.execute(update(work).where(*waits).values(priority=Priority.P0.value))


def decided_work(c: Connection, case: str, now: int, by: By, reason: str) -> None:
    """Close what was decided, from wherever it stands: taken up, decided, closed, each an entry of the ledger.

    Nothing for a case that waits no more, or is older than this table.
    """
    row = c.execute(select(work).where(work.c.case == case, work.c.waits.is_(True))).one_or_none()
    if row is None:
        return
    state = str(row.state)
    if state in {"open", "reopened"}:
        state = move(c, Thing("case", case), state, "leased", now, by, reason)
    state = move(c, Thing("case", case), state, "decided", now, by, reason)
    state = move(c, Thing("case", case), state, "closed", now, by, reason)
    done = {"state": state, "waits": False, "leased_by": "", "leased_until": 0, "closed": now}
    c.execute(update(work).where(work.c.case == case).values(**done))


def held(c: Connection, case: str, by: By, now: int) -> Row[Any]:
    """Return a case that somebody has leased. Raises ``Refusal``: unknown_case, not_leased."""
    row = c.execute(select(work).where(work.c.case == case)).one_or_none()
    if row is None:
        raise Refusal("unknown_case")
    if row.leased_by != by.ref or row.leased_until <= now:
        raise Refusal("not_leased")
    return row


def moved_to(c: Connection, row: Row[Any], after: str, now: int, by: By, reason: str) -> None:
    """Move a case to another state and let go of it. Raises ``Refusal("not_a_move")``."""
    if row.state == "sealed" and after == "open":  # its lease stands beside its state, which stays
        c.execute(update(work).where(work.c.case == row.case).values(leased_by="", leased_until=0))
        return
    state = move(c, Thing("case", row.case), row.state, after, now, by, reason)
    changed: dict[str, Any] = {"state": state, "leased_by": "", "leased_until": 0}
    if after == "sealed":
        changed["queue"] = changed["seen_in"] = Queue.CHILD_SAFETY.value
    c.execute(update(work).where(work.c.case == row.case).values(**changed))


def opened_as(c: Connection, number: str) -> Case:
    """Return a case as it was opened, and decided since."""
    return case_of(c.execute(select(opened).where(opened.c.id == number)).one())


def waiting_of(row: Row[Any]) -> Waiting:
    """Return the line of a row."""
    return Waiting(
        row.case, Queue(row.queue), row.category, Priority(row.priority), row.received, row.rank == 0,
        0 if row.deadline == NEVER else row.deadline, row.state, MemberId(row.subject), row.leased_by,
        row.leased_until, row.looked,
    )  # fmt: skip


def _waiting_in(queue: Queue) -> tuple[Any, ...]:
    return (work.c.queue == queue.value, work.c.waits.is_(True))


def _lease(c: Connection, case: str, by: By, now: int, until: int, reason: str) -> Waiting:
    row = c.execute(select(work).where(work.c.case == case, work.c.waits.is_(True))).one_or_none()
    if row is None:
        raise Refusal("unknown_case")
    if row.leased_by and row.leased_by != by.ref and row.leased_until > now:
        raise Refusal("leased", Advice.LATER, retry_after_ms=row.leased_until - now)
    if row.leased_by == by.ref and row.leased_until > now:
        return waiting_of(row)
    if not reason and needs_reason(_place(c, row, now)):
        raise Refusal("reason_needed", limit=PICKED)
    if row.leased_by:
        row = _free(c, row, now)
    state = str(row.state)
    if state in TAKEN_UP:
        state = move(c, Thing("case", case), state, "leased", now, by, reason)
    given = {"state": state, "leased_by": by.ref, "leased_until": until, "looked": row.looked or now}
    c.execute(update(work).where(work.c.case == case).values(**given))
    return waiting_of(c.execute(select(work).where(work.c.case == case)).one())


def _place(c: Connection, row: Row[Any], now: int) -> int:
    """Return how many free cases stand before one in its queue, as far as that matters."""
    free = (work.c.leased_by == "") | (work.c.leased_until <= now)
    first = select(work.c.case).where(*_waiting_in(Queue(row.queue)), free).order_by(*ORDER).limit(PICKED)
    before = [str(one) for one in c.execute(first).scalars()]
    return before.index(row.case) if row.case in before else PICKED


def _free(c: Connection, row: Row[Any], now: int) -> Row[Any]:
    """Let go of a lease that has ended; what was noted stays."""
    state = (
        move(c, Thing("case", row.case), "leased", "open", now, reason="lease_lost")
        if row.state == "leased"
        else row.state
    )
    c.execute(update(work).where(work.c.case == row.case).values(state=state, leased_by="", leased_until=0))
    return c.execute(select(work).where(work.c.case == row.case)).one()
