"""What any store of queues holds to: what each person is offered, in which order, and at what cost."""

import random
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
import pytest_asyncio
from alembic import command
from alembic.config import Config
from msgspec.structs import replace
from sqlalchemy import create_engine, insert, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.clock import ManualClock
from palabre.kernel.ids import ConversationId, MemberId, PlaceId
from palabre.moderation.access import Scope, place_for_hosts, queue_of, queues_seen, rooms_seen, sees
from palabre.moderation.casework import By
from palabre.moderation.conflicts import is_apart
from palabre.moderation.exposure import HEAVY, UNITS
from palabre.moderation.looking import Found, QueueStore, Sight
from palabre.moderation.model import Case, CaseState, Contact, Priority
from palabre.moderation.queues import Queue
from palabre.moderation.reading import Asking
from palabre.moderation.staff import Role, Staff
from palabre.store.case_history import SqlCaseHistory
from palabre.store.casework import SqlCaseworkStore
from palabre.store.casework_schema import NEVER, work
from palabre.store.database import MIGRATIONS, Database
from palabre.store.ledger_heads import SqlLedger
from palabre.store.ledger_reading import SqlLedgerReads
from palabre.store.moderation_measures import open_case
from palabre.store.moderation_rows import kept_case
from palabre.store.moderation_schema import case as case_table
from palabre.store.prepared import driver_of
from palabre.store.queues import SqlQueueStore, first_of
from palabre.store.staff_looks import SqlLookStore
from ports.adapters import BENCHES, Benches
from ports.samples import ADA, BO, NOW

T = TypeVar("T")
BY_ACT = [Asking(act="decide"), Asking(before=9, act="decide")]
STAFF = By("staff-1", "child_safety")
PEOPLE = [MemberId(f"member-{number}") for number in range(12)]
ROOMS = [PlaceId(""), PlaceId("tea"), PlaceId("soup")]
KINDS = ["hate", "threat", "hate minor_doubt", "minor_disclosure told_by_several_minors", "held", "contest", "phishing",
         "harassment", "csam", "spam", "returned", "something", "persisting hate"]  # fmt: skip
RULES = ["", "minor_said", "age_asked", "links"]
WHO = [{one} for one in Role] + [{Role.HOST, Role.CHILD_SAFETY}, {Role.HOST, Role.MODERATOR}]


@pytest_asyncio.fixture(params=BENCHES)
async def benches(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Benches]:
    """Give empty stores."""
    async with BENCHES[request.param](tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def queues(benches: Benches) -> QueueStore:
    """Return the store of queues."""
    return SqlQueueStore(benches.database)


def a_case(number: int, chance: random.Random) -> Case:
    """Return a case of any kind, about anybody."""
    contacts = (Contact(chance.choice(PEOPLE), ConversationId("talk"), "open", NOW),)
    return Case(
        f"case-{number}", chance.choice(KINDS), chance.choice(list(Priority)), NOW + chance.randrange(40),
        chance.choice(PEOPLE), chance.choice(ROOMS), chance.choice(RULES), "",
        contacts=contacts if chance.random() < 0.2 else (),
    )  # fmt: skip


async def opened(benches: Benches, cases: Iterable[Case], chance: random.Random) -> None:
    """Open cases, some after a trusted flagger's notice."""

    def act(c: Connection) -> None:
        for one in cases:
            open_case(c, one, is_trusted=chance.random() < 0.2)

    await benches.database.write(act)


async def filled(benches: Benches, count: int, chance: random.Random) -> None:
    """Open cases; hand some to other queues, seal some, decide some, give some a deadline or a trusted flagger."""
    cases = [a_case(number, chance) for number in range(count)]
    await opened(benches, cases, chance)
    for one in cases[: count // 3]:
        await benches.cases.lease(one.id, STAFF, NOW, NOW + 9, "picked")
        if chance.random() < 0.7:
            await benches.cases.requeue(one.id, STAFF, NOW, chance.choice(list(Queue)), "handed")
        else:
            await benches.cases.move(one.id, STAFF, NOW, "sealed", "sealed")
    for one in cases[-count // 6 :]:
        await benches.moderation.decide(one.id, CaseState.UPHELD, NOW)
    due = [one.id for one in cases if chance.random() < 0.2]
    await benches.database.write(lambda c: c.execute(update(work).where(work.c.case.in_(due)).values(deadline=NOW + 5)))


async def everything(benches: Benches) -> list[Found]:
    """Return every open case with its line, read one by one."""
    cases = await benches.moderation.cases([CaseState.OPEN], 9_999)
    return [Found(one, await benches.cases.waiting(one.id)) for one in cases]


def offered(found: Iterable[Found], staff: Staff, sight: Sight) -> list[str]:
    """Return the ids of what somebody is offered, by asking of each case whether it is theirs, and sorting."""
    mine = [
        one for one in found
        if one.work and sees(staff, one.case, one.work.queue.value) and one.case.id not in sight.gone
        and not sight.refused & {one.queue, *one.case.kind.split()} and is_apart(one.case, sight.own, sight.known, ())
    ]  # fmt: skip
    mine.sort(key=lambda one: one.order)
    if sight.lighter_first:
        mine.sort(key=lambda one: UNITS[one.case.priority] >= HEAVY)
    return [one.case.id for one in mine]


def a_sight(staff: Staff, chance: random.Random) -> Sight:
    """Return what somebody is offered, who may have refused, let go, and know people."""
    refused = frozenset(chance.sample(["hate", "abuse", "spam", "urgent", "held"], chance.randrange(3)))
    gone = frozenset(f"case-{chance.randrange(200)}" for _ in range(chance.randrange(9)))
    own, known = frozenset(PEOPLE[: chance.randrange(2)]), frozenset(chance.sample(PEOPLE, chance.randrange(3)))
    return Sight(queues_seen(staff), rooms_seen(staff), refused, gone, own, known, chance.random() < 0.5)


@pytest.mark.parametrize("seed", range(3))
async def test_a_page_is_what_reading_everything_and_sorting_it_gives(
    benches: Benches, queues: QueueStore, seed: int
) -> None:
    """For every role, whatever was refused, let go, handed on, sealed, due, trusted or decided."""
    chance = random.Random(seed)
    await filled(benches, 200, chance)
    found = await everything(benches)
    for roles in WHO:
        staff = Staff("staff-1", frozenset(roles), rooms=frozenset(ROOMS[1:2]) if Role.HOST in roles else frozenset())
        for limit in (1, 7, 50, 999):
            sight = a_sight(staff, chance)
            wanted = offered(found, staff, sight)
            page, more = await queues.waiting_for(sight, limit)
            assert [one.case.id for one in page] == wanted[:limit]
            assert {one.case.id: one for one in page} == {one.case.id: one for one in found if one in page}
            tied = any(sight.own & {each.member for each in one.case.contacts} for one in found)
            assert more == max(0, len(wanted) - limit) or (tied and more > len(wanted) - limit > 0)


async def test_a_case_is_found_where_access_says(benches: Benches) -> None:
    """What stands in the row of a case is what the access functions answer, also once it was handed on."""
    await filled(benches, 200, random.Random(7))
    rows = await benches.database.read(lambda c: c.execute(work.select().where(work.c.waits.is_(True))).all())
    assert len(rows) > 100
    for row in rows:
        one = await benches.moderation.case(row.case)
        assert one is not None
        assert (row.seen_in, row.place) == (queue_of(one, row.queue), place_for_hosts(one))


class Watched:
    """Counts the rows that a connection reads, and keeps the statements."""

    def __init__(self, c: Connection) -> None:
        """Watch a connection from now on."""
        self.rows, self.statements = 0, set[str]()
        self.driver = driver_of(c)
        self.driver.row_factory = self._row
        self.driver.set_trace_callback(self.statements.add)

    def _row(self, _: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
        self.rows += 1
        return row

    def plans(self) -> list[str]:
        """Return how each statement is answered, and watch no more."""
        self.driver.set_trace_callback(None)
        self.driver.row_factory = None
        asked = [one for one in self.statements if one.lstrip().upper().startswith("SELECT")]
        return [f"{row[3]}: {one}" for one in asked for row in self.driver.execute(f"EXPLAIN QUERY PLAN {one}")]


def slow(plans: Iterable[str]) -> list[str]:
    """Return the steps that read a whole table, or sort."""
    return [one for one in plans if one.startswith(("SCAN", "USE TEMP B-TREE"))]


async def test_a_page_of_a_long_queue_reads_what_it_shows(benches: Benches) -> None:
    """Of 3,000 cases that wait, those of the page are read, one more of each lane, and a count a lane; none is sorted.

    However little the person wants of what waits, and whomever they know.
    """
    chance = random.Random(3)
    await opened(benches, [a_case(number, chance) for number in range(3_000)], chance)
    everywhere = frozenset(one.value for one in Queue)
    sights = [
        Sight(everywhere, frozenset()), Sight(everywhere, frozenset(), lighter_first=True),
        Sight(frozenset(), frozenset({PlaceId("tea")})),
        Sight(everywhere, frozenset(), refused=frozenset(KINDS[1:])),
        Sight(everywhere, frozenset(), own=frozenset({ADA.id}), known=frozenset({BO.id})),
    ]  # fmt: skip

    def act(c: Connection) -> list[tuple[int, int, list[str]]]:
        found = []
        for sight in sights:
            watched = Watched(c)
            page, _ = first_of(c, sight, 100)
            found.append((len(page), watched.rows, slow(watched.plans())))
        return found

    for shown, rows, plans in await benches.database.read(act):
        assert (shown, plans) == (100, [])
        assert rows <= 100 + 3 * len(KINDS)


class Inline:
    """Stands for a database inside one read, so that what its stores ask can be watched."""

    def __init__(self, c: Connection) -> None:
        """Take the connection of the read."""
        self.c = c

    async def read(self, act: Callable[[Connection], T]) -> T:
        """Run the act at once."""
        return act(self.c)


def asked_of(c: Connection) -> list[Coroutine[Any, Any, Any]]:
    """Return what is asked beside a page of a queue, and for pages of the ledger by act, by person and by case."""
    database = cast("Database", Inline(c))
    looks, ledger, own = SqlLookStore(database), SqlLedgerReads(SqlLedger(database)), Scope(False, "staff-1")
    team, every = Scope(False, "staff-1", frozenset({"host", "senior"})), Scope(True)
    return [
        SqlCaseworkStore(database).unopened(Priority.P0, 20), SqlCaseHistory(database).reported_by([ADA.id]),
        looks.known_to([ADA.id, BO.id]), looks.handed_over("staff-1"),
        *(ledger.page(scope, asking, 51) for scope in (every, own, team) for asking in BY_ACT),
        *(ledger.page(scope, asking, 51) for scope in (own, team) for asking in (Asking(), Asking(before=9))),
    ]  # fmt: skip


async def test_what_stands_beside_a_page_is_read_by_index(benches: Benches) -> None:
    """Dangers that nobody opened, whom one knows, the ledger by act or person: no table is read whole, none sorted."""

    def act(c: Connection) -> list[str]:
        watched = Watched(c)
        for one in asked_of(c):
            with pytest.raises(StopIteration):
                one.send(None)
        return slow(watched.plans())

    assert await benches.database.read(act) == []


def test_what_waited_before_is_found_as_before() -> None:
    """Cases of a file made by an older version stand in the queue of who saw them; one without a line gets its own."""
    engine = create_engine("sqlite://")
    old, older = (Case(name, "held", Priority.P1, NOW, ADA.id, "tea", "minor_said", "") for name in ("old", "older"))
    with engine.connect() as c:
        config = Config(attributes={"connection": c})
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("version_locations", str(MIGRATIONS / "chat"))
        config.set_main_option("path_separator", "newline")
        command.upgrade(config, "chat_0014")
        for one in (old, older, replace(old, id="hate", kind="hate", rule="links")):
            c.execute(insert(case_table).values(**kept_case(one)))
        line = ("old", "triage", "held", ADA.id, "P1", 1, NEVER, NOW, "open", 1, "", 0, 0, 0)
        c.exec_driver_sql(f"INSERT INTO case_work VALUES ({', '.join('?' * len(line))})", line)
        command.upgrade(config, "head")
        found, _ = first_of(c, Sight(frozenset({"child_safety"}), frozenset()), 9)
        host, _ = first_of(c, Sight(frozenset({"triage"}), frozenset({PlaceId("tea")})), 9)
        places = dict([tuple(row) for row in c.execute(select(work.c.case, work.c.place))])
    engine.dispose()
    assert ([one.case for one in found], [one.case.id for one in host]) == ([old, older], ["hate"])
    assert places == {"old": "", "older": "", "hate": "tea"}
