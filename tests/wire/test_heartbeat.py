"""One loop for all connections."""

import asyncio
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from palabre.gateway.budget import Budget, Budgets, Turnstile
from palabre.gateway.heartbeat import SLICE, SLOTS, Heartbeat


@dataclass(eq=False)
class Counted:
    """Counts how often it is asked."""

    beats: int = 0
    order: list[object] = field(default_factory=list)

    def beat(self) -> None:
        """Count."""
        self.beats += 1
        self.order.append(self)


async def test_each_is_asked_once_a_round() -> None:
    """In a round of twenty beats each connection is asked once, a twentieth of them at each beat."""
    heartbeat, order = Heartbeat(), list[object]()
    connections = [Counted(order=order) for _ in range(100)]
    for connection in connections:
        heartbeat.add(connection)
    shares = []
    for _ in range(SLOTS):
        before = len(order)
        await heartbeat.beat()
        shares.append(len(order) - before)

    assert SLOTS == 20
    assert shares == [5] * 20
    assert {connection.beats for connection in connections} == {1}


async def test_removed_is_not_asked() -> None:
    """A connection removed is forgotten, however often it is removed."""
    heartbeat, connection = Heartbeat(1), Counted()
    slot = heartbeat.add(connection)
    heartbeat.remove(connection, slot)
    heartbeat.remove(connection, slot)
    await heartbeat.beat()

    assert (connection.beats, len(heartbeat)) == (0, 0)


async def test_gives_way() -> None:
    """Many connections of one beat do not hold the loop: others run between slices."""
    heartbeat, order = Heartbeat(1), list[object]()
    for _ in range(SLICE * 3):
        heartbeat.add(Counted(order=order))
    seen = []
    beating = asyncio.create_task(heartbeat.beat())
    while not beating.done():
        await asyncio.sleep(0)
        seen.append(len(order))

    assert {SLICE, SLICE * 2, SLICE * 3} <= set(seen)


def test_budget_refills() -> None:
    """A burst, then the rate, then the burst again after a rest."""
    budget = Budget(20, 3)
    assert [budget.take(1_000) for _ in range(4)] == [True, True, True, False]
    assert [budget.take(1_049), budget.take(1_050), budget.take(1_051)] == [False, True, False]
    assert [budget.take(60_000) for _ in range(4)] == [True, True, True, False]


@given(st.integers(1, 50), st.integers(1, 50), st.lists(st.integers(0, 500), max_size=60))
def test_budget_bounds_any_span(rate: int, burst: int, waits: list[int]) -> None:
    """However asked, a budget never gives more than its burst and what the time refilled."""
    budget, now, taken = Budget(rate, burst), 0, 0
    for wait in waits:
        now += wait
        taken += budget.take(now)

    assert taken <= burst + now * rate / 1_000


def test_turnstile() -> None:
    """An address holds at most its places; another's are its own; a place given back is free."""
    turnstile = Turnstile(10, 2)

    assert [turnstile.enter("a"), turnstile.enter("a"), turnstile.enter("a")] == [True, True, False]
    assert turnstile.enter("b")
    turnstile.leave("a")
    assert turnstile.enter("a")


def test_turnstile_of_all() -> None:
    """However many addresses come, all together hold so many places."""
    turnstile = Turnstile(3, 2)

    assert [turnstile.enter(name) for name in "abcd"] == [True, True, True, False]
    turnstile.leave("b")
    assert [turnstile.enter(name) for name in "de"] == [True, False]


def test_turnstile_forgets() -> None:
    """An address that holds no place is not remembered."""
    turnstile = Turnstile(10, 2)
    turnstile.enter("a")
    turnstile.leave("a")

    assert dict(turnstile._inside) == {}


def test_budgets_are_each_one_s_own() -> None:
    """Somebody's budget is untouched by another's, and of too many the one unseen for longest is forgotten."""
    budgets = Budgets[str](1, 2, most=2)

    assert [budgets.take("a", 0), budgets.take("a", 0), budgets.take("a", 0)] == [True, True, False]
    assert [budgets.take("b", 0), budgets.take("a", 0)] == [True, False]
    budgets.take("c", 0)
    assert list(budgets._each) == ["a", "c"]
    assert not budgets.take("a", 0)
