"""What any store of casework holds to: order, leases, notes; the safety engine's cases wait beside those of notices."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select, update

from palabre.kernel.clock import MINUTE, ManualClock
from palabre.kernel.errors import Refusal
from palabre.moderation.casework import LEASE, By, Casework
from palabre.moderation.model import Case, CaseState, Priority
from palabre.moderation.ports import Measure
from palabre.moderation.queues import Queue
from palabre.store.casework_schema import work
from palabre.store.ledger_schema import entry
from ports.adapters import BENCHES, Benches
from ports.samples import ADA, NOW

ONE, TWO = By("staff-1", "moderator"), By("staff-2", "moderator")
_numbers = itertools.count()


@pytest_asyncio.fixture(params=BENCHES)
async def benches(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Benches]:
    """Give empty stores."""
    async with BENCHES[request.param](tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def casework(benches: Benches, clock: ManualClock) -> Casework:
    """Return what staff do."""
    return Casework(benches.cases, clock)


async def opened(benches: Benches, kind: str, priority: Priority = Priority.P2, at: int = NOW) -> str:
    """Open a case and return its id."""
    number = f"case-{next(_numbers)}"
    await benches.moderation.record(Measure(ADA.id, Case(number, kind, priority, at, ADA.id, "tea", "", "")), at)
    return number


async def listed(benches: Benches, queue: Queue = Queue.ABUSE) -> list[str]:
    """Return the cases of a queue, in its order."""
    return [one.case for one in await benches.cases.queue(queue, 99)]


async def test_what_the_engine_opens_waits_with_its_priority_in_its_queue(benches: Benches) -> None:
    """``open_case`` lands where the people who know that kind look."""
    threat, minor, held = [await opened(benches, kind, Priority.P0) for kind in ("threat", "minor_disclosure", "held")]
    assert await listed(benches, Queue.URGENT) == [threat]
    assert await listed(benches, Queue.CHILD_SAFETY) == [minor]
    (waiting,) = await benches.cases.queue(Queue.TRIAGE, 9)
    assert (waiting.case, waiting.priority, waiting.state) == (held, Priority.P0, "open")


async def test_a_queue_has_the_most_urgent_first_then_trusted_then_due_then_oldest(benches: Benches) -> None:
    """Priority, then trusted flagger, then the law's deadline, then age from when the notice was received."""
    late = await opened(benches, "hate", at=NOW + 5)
    early = await opened(benches, "hate", at=NOW)
    due = await opened(benches, "hate", at=NOW + 9)
    trusted = await opened(benches, "hate", at=NOW + 9)
    urgent = await opened(benches, "hate", Priority.P1, at=NOW + 9)
    await benches.database.write(lambda c: c.execute(update(work).where(work.c.case == due).values(deadline=NOW)))
    await benches.database.write(lambda c: c.execute(update(work).where(work.c.case == trusted).values(rank=0)))
    assert await listed(benches) == [urgent, trusted, due, early, late]


async def test_a_case_is_leased_to_one_for_twenty_minutes(
    benches: Benches, casework: Casework, clock: ManualClock
) -> None:
    """Meanwhile nobody else takes it; renewed it lasts, and afterwards it is anybody's."""
    case = await opened(benches, "hate")
    await casework.lease(case, ONE)
    with pytest.raises(Refusal, match="leased"):
        await casework.lease(case, TWO)
    clock.advance(LEASE - MINUTE)
    await casework.renew(case, ONE)
    clock.advance(LEASE - MINUTE)
    with pytest.raises(Refusal, match="leased"):
        await casework.lease(case, TWO)
    clock.advance(MINUTE)
    assert (await casework.lease(case, TWO)).leased_by == TWO.ref


async def test_a_lost_lease_returns_the_case_with_its_notes(
    benches: Benches, casework: Casework, clock: ManualClock
) -> None:
    """The case is open again, what was noted stays, and the ledger says that the lease was lost."""
    case = await opened(benches, "hate")
    await casework.lease(case, ONE)
    await casework.note("note-1", case, ONE, "read twice")
    clock.advance(LEASE)
    assert await casework.sweep() == 1
    waiting = await benches.cases.waiting(case)
    assert waiting is not None
    assert (waiting.state, waiting.leased_by, waiting.looked) == ("open", "", NOW)
    assert [(one.by, one.words) for one in await benches.cases.notes(case)] == [(ONE.ref, "read twice")]
    statement = select(entry.c.action, entry.c.reason_code).where(entry.c.object_ref == case).order_by(entry.c.n)
    told = await benches.database.read(lambda c: [tuple(row) for row in c.execute(statement)])
    assert told == [("case.open", ""), ("case.leased", ""), ("case.open", "lease_lost")]


async def test_below_the_third_place_a_case_is_taken_with_a_reason(benches: Benches, casework: Casework) -> None:
    """The first three are free to choose among; what others have does not count."""
    cases = [await opened(benches, "hate", at=NOW + number) for number in range(6)]
    with pytest.raises(Refusal, match="reason_needed"):
        await casework.lease(cases[3], ONE)
    await casework.lease(cases[5], ONE, "same.person")
    await casework.lease(cases[2], ONE)
    await casework.lease(cases[3], TWO)
    with pytest.raises(Refusal, match="bad_reason"):
        await casework.lease(cases[4], ONE, "because I like it")


async def test_a_case_is_handed_over_for_no_reason(benches: Benches, casework: Casework) -> None:
    """One tap, at any moment; only whoever has it can."""
    case = await opened(benches, "hate")
    await casework.lease(case, ONE)
    with pytest.raises(Refusal, match="not_leased"):
        await casework.hand_over(case, TWO)
    await casework.hand_over(case, ONE)
    assert (await casework.lease(case, TWO)).state == "leased"


@pytest.mark.parametrize("after", ["waiting_info", "escalated", "second_look"])
async def test_what_waits_for_somebody_else_is_taken_up_again(benches: Benches, casework: Casework, after: str) -> None:
    """Each needs a reason, ends the lease, and stays in the queue."""
    case = await opened(benches, "hate")
    await casework.lease(case, ONE)
    with pytest.raises(Refusal, match="reason_needed"):
        await casework.move(case, ONE, after, "")
    await casework.move(case, ONE, after, "why")
    assert await listed(benches) == [case]
    assert (await casework.lease(case, TWO)).state == "leased"


async def test_a_sealed_case_waits_in_the_restricted_queue_alone(benches: Benches, casework: Casework) -> None:
    """From any queue it goes to child safety, keeps its state while leased, and is not handed to another queue."""
    case = await opened(benches, "hate")
    await casework.lease(case, ONE)
    await casework.move(case, ONE, "sealed", "suspected")
    assert (await listed(benches), await listed(benches, Queue.CHILD_SAFETY)) == ([], [case])
    assert (await casework.lease(case, TWO)).state == "sealed"
    with pytest.raises(Refusal, match="not_a_move"):
        await casework.requeue(case, TWO, Queue.ABUSE, "why")
    await casework.hand_over(case, TWO)
    waiting = await benches.cases.waiting(case)
    assert waiting is not None
    assert (waiting.state, waiting.leased_by) == ("sealed", "")


async def test_a_case_is_handed_to_another_queue_with_a_reason(benches: Benches, casework: Casework) -> None:
    """It waits there open, with its age."""
    case = await opened(benches, "hate")
    await casework.lease(case, ONE)
    await casework.requeue(case, ONE, Queue.CRIME, "other.matter")
    (waiting,) = await benches.cases.queue(Queue.CRIME, 9)
    assert (waiting.case, waiting.received, waiting.state) == (case, NOW, "open")


async def test_a_decided_case_waits_no_more(benches: Benches, casework: Casework) -> None:
    """It leaves its queue and the counts, and cannot be leased."""
    case = await opened(benches, "hate")
    await benches.moderation.decide(case, CaseState.UPHELD, NOW)
    assert (await benches.cases.counts())[Queue.ABUSE] == 0
    with pytest.raises(Refusal, match="unknown_case"):
        await casework.lease(case, ONE)


async def test_an_urged_case_comes_first(benches: Benches) -> None:
    """Somebody threatened is before all others."""
    first, second = await opened(benches, "hate"), await opened(benches, "hate", at=NOW + 1)
    await benches.moderation.urge(second, NOW)
    assert await listed(benches) == [second, first]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(some.lists(some.tuples(some.sampled_from(list(Priority)), some.integers(0, 50)), max_size=9))
async def test_the_order_is_the_same_however_cases_came(benches: Benches, cases: list[tuple[Priority, int]]) -> None:
    """A queue read whole is sorted by priority, then age."""
    await benches.database.write(lambda c: c.execute(work.delete()))
    for priority, after in cases:
        await opened(benches, "hate", priority, NOW + after)
    found = [(one.priority, one.received - NOW) for one in await benches.cases.queue(Queue.ABUSE, 99)]
    assert found == sorted(cases)


async def test_a_danger_stands_unopened_until_somebody_takes_it(benches: Benches, casework: Casework) -> None:
    """Of every queue, the oldest first, no other priority; whoever takes one ends its calling, even if they let go."""
    later = await opened(benches, "minor_disclosure", Priority.P0, NOW + MINUTE)
    first = await opened(benches, "threat", Priority.P0)
    await opened(benches, "threat", Priority.P1)
    assert [one.case for one in await benches.cases.unopened(Priority.P0, 9)] == [first, later]
    assert [one.case for one in await benches.cases.unopened(Priority.P0, 1)] == [first]
    await casework.lease(first, ONE)
    await casework.hand_over(first, ONE)
    assert [one.case for one in await benches.cases.unopened(Priority.P0, 9)] == [later]
