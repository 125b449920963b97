"""How often one network may begin a proof."""

import os

import pytest

from palabre.kernel.clock import DAY, SECOND, ManualClock
from palabre.kernel.limits import BEGINS_BURST, BEGINS_PER_SECOND
from palabre.web.networks import NetworkBudget


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock that the test moves."""
    return ManualClock()


@pytest.fixture
def budget(clock: ManualClock) -> NetworkBudget:
    """Give budgets of which none was touched."""
    return NetworkBudget(clock, os.urandom)


def spend(budget: NetworkBudget, address: str) -> int:
    """Take until nothing is left; return how many were taken."""
    taken = 0
    while budget.take(address):
        taken += 1
    return taken


def test_a_network_has_a_burst_and_a_rate(budget: NetworkBudget, clock: ManualClock) -> None:
    """A burst passes, then as many a second as the rate says, and refusals cost nothing."""
    first = spend(budget, "192.0.2.1")
    clock.advance(3 * SECOND)
    assert (first, spend(budget, "192.0.2.1")) == (BEGINS_BURST, 3 * BEGINS_PER_SECOND)


def test_one_network_does_not_spend_for_another(budget: NetworkBudget) -> None:
    """Who floods is refused alone."""
    spend(budget, "192.0.2.1")
    assert (budget.take("192.0.2.1"), budget.take("192.0.2.2"), budget.take("2001:db8::1")) == (False, True, True)


def test_a_subscriber_is_one_network(budget: NetworkBudget) -> None:
    """An IPv6 subscriber has one budget for the whole /64, and a mapped IPv4 address is that IPv4 address."""
    spend(budget, "2001:db8:0:1::1")
    spend(budget, "192.0.2.1")
    asked = ("2001:db8:0:1:ffff::2", "2001:db8:0:2::1", "::ffff:192.0.2.1", "::ffff:192.0.2.9")
    assert [budget.take(address) for address in asked] == [False, True, False, True]


def test_no_address_is_kept(budget: NetworkBudget, clock: ManualClock) -> None:
    """Only hashes are counted, and another day has other hashes."""
    budget.take("192.0.2.1")
    first = set(budget._rates.due)
    clock.advance(DAY)
    budget.take("192.0.2.1")
    assert ({len(one) for one in first}, first & set(budget._rates.due), len(budget._rates.due)) == ({32}, set(), 1)


def test_memory_is_bounded(budget: NetworkBudget) -> None:
    """Past the bound, the network unseen for longest is forgotten."""
    budget._rates.kept = 2
    spend(budget, "192.0.2.1")
    taken = [budget.take(address) for address in ("192.0.2.2", "192.0.2.3", "192.0.2.1")]
    assert (taken, len(budget._rates.due)) == ([True] * 3, 2)


def test_a_budget_that_is_whole_is_forgotten(budget: NetworkBudget, clock: ManualClock) -> None:
    """Who begins once is forgotten as soon as the budget is whole again; who floods, a little later."""
    budget.take("192.0.2.1")
    spend(budget, "192.0.2.2")
    clock.advance(SECOND)
    budget.sweep()
    soon = len(budget._rates.due)
    clock.advance(10 * SECOND)
    budget.sweep()
    assert (soon, len(budget._rates.due)) == (1, 0)
