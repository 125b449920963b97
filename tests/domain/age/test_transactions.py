"""Requests under way: bounded, single use, gone in time."""

import os
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.age import transactions
from palabre.age.transactions import CODE_LIFE, CROSS_LIFE, LIFE, PENDING_PER_BROWSER, Status, Transaction, Transactions
from palabre.age.verifiers.dcapi import open_exchange
from palabre.kernel.clock import SECOND, ManualClock

BROWSER = sha256(b"browser").digest()


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock that the test moves."""
    return ManualClock()


@pytest.fixture
def under_way(clock: ManualClock) -> Transactions:
    """Give an empty table of requests."""
    return Transactions(clock, os.urandom)


def begin(under_way: Transactions, browser: bytes = BROWSER, *, cross: bool = False) -> Transaction:
    """Open a request."""
    return under_way.begin(browser, cross=cross, script=False)


def test_lives_are_those_of_the_specification() -> None:
    """300 s for a request, 120 s for a QR code and for a response code, three pending a browser."""
    assert (LIFE, CROSS_LIFE, CODE_LIFE, PENDING_PER_BROWSER) == (300 * SECOND, 120 * SECOND, 120 * SECOND, 3)


def test_every_request_has_secrets_of_its_own(under_way: Transactions) -> None:
    """Rid and state have 16 octets, the nonce 32, none shared, all of unreserved characters."""
    made = [begin(under_way, bytes([number])) for number in range(50)]
    secrets = [value for one in made for value in (one.rid, one.state, one.nonce)]
    assert {(len(one.rid), len(one.state), len(one.nonce)) for one in made} == {(22, 22, 43)}
    assert len(set(secrets)) == 150
    assert all(value.replace("-", "").replace("_", "").isalnum() and value.isascii() for value in secrets)


def test_an_answer_needs_the_state(under_way: Transactions) -> None:
    """Neither another state nor none finds a request; the right one does."""
    made = begin(under_way)
    assert [under_way.answered(made.rid, state) for state in ("", "x", None, made.state + "x", "é")] == [None] * 5
    assert under_way.answered("unknown", made.state) is None
    assert under_way.answered(made.rid, made.state) is made


@pytest.mark.parametrize(("cross", "life"), [(False, LIFE), (True, CROSS_LIFE)])
def test_an_answer_comes_in_time_or_not_at_all(
    under_way: Transactions,
    clock: ManualClock,
    cross: bool,  # noqa: FBT001 - a parameter
    life: int,
) -> None:
    """A request takes an answer until its last millisecond, and none after."""
    made = begin(under_way, cross=cross)
    clock.advance(life - 1)
    assert under_way.answered(made.rid, made.state) is made
    clock.advance(1)
    assert under_way.answered(made.rid, made.state) is None


@pytest.mark.parametrize("status", [Status.DONE, Status.FAILED, Status.EXPIRED])
def test_a_request_that_left_pending_takes_no_answer(under_way: Transactions, status: Status) -> None:
    """There is no way back to pending."""
    made = begin(under_way)
    made.status = status
    assert under_way.answered(made.rid, made.state) is None


def test_a_code_is_taken_once(under_way: Transactions) -> None:
    """The first who brings a code gets its request, the second nothing."""
    made = begin(under_way)
    code = under_way.give_code(made)
    assert (len(code), under_way.take_code(code), under_way.take_code(code)) == (22, made, None)


def test_a_code_expires(under_way: Transactions, clock: ManualClock) -> None:
    """120 s after the wallet's answer the code is worth nothing; a millisecond before, it holds."""
    early, late = (under_way.give_code(begin(under_way, bytes([number]))) for number in range(2))
    clock.advance(CODE_LIFE - 1)
    assert under_way.take_code(early) is not None
    clock.advance(1)
    assert under_way.take_code(late) is None


def test_the_code_of_a_forgotten_request_finds_nothing(under_way: Transactions) -> None:
    """A request dropped while its answer was judged leaves nothing behind."""
    made = begin(under_way)
    under_way.drop(made)
    assert (under_way.take_code(under_way.give_code(made)), under_way._by_code) == (None, {})


def test_a_request_to_the_browser_is_answered_by_that_browser_alone(
    under_way: Transactions, clock: ManualClock
) -> None:
    """By its rid and its browser, until its time is over; a request by link is never taken for one."""
    exchange, other = open_exchange(os.urandom), sha256(b"other").digest()
    made, by_link = under_way.begin(BROWSER, exchange=exchange), begin(under_way)
    asked = [(made.rid, other), (by_link.rid, BROWSER), ("unknown", BROWSER), (made.rid, BROWSER)]
    found = [under_way.exchanged(rid, browser) for rid, browser in asked]
    clock.advance(LIFE)
    assert (found, under_way.exchanged(made.rid, BROWSER)) == ([None, None, None, made], None)


def test_a_code_shown_anew_takes_no_place_from_the_link(under_way: Transactions, clock: ManualClock) -> None:
    """A code whose two minutes are over makes room before any request that lives."""
    link, code = begin(under_way), begin(under_way, cross=True)
    clock.advance(CROSS_LIFE)
    fresh = [begin(under_way, cross=True), begin(under_way)]
    assert under_way.of_browser(BROWSER) == [link, *fresh]
    assert under_way.answered(code.rid, code.state) is None


def test_no_code_leads_to_a_request_without_one(under_way: Transactions) -> None:
    """An empty or made-up code finds nothing, though requests without a code exist."""
    begin(under_way)
    assert [under_way.take_code(code) for code in ("", "x")] == [None, None]


def test_the_oldest_makes_room(under_way: Transactions, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is bounded: past the bound the oldest request of all goes."""
    monkeypatch.setattr(transactions, "PENDING_IN_ALL", 4)
    made = [begin(under_way, bytes([number])) for number in range(6)]
    found = [under_way.answered(one.rid, one.state) for one in made]
    assert found == [None, None, *made[2:]]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 200), st.sampled_from(["begin", "cross", "code", "drop"]))))
def test_the_table_stays_bounded_and_consistent(story: list[tuple[int, int, str]]) -> None:
    """Whatever people do, a browser has at most three pending requests, and nothing outlives seven minutes."""
    clock = ManualClock()
    under_way = Transactions(clock, os.urandom)
    made: list[Transaction] = []
    for browser, seconds, act in story:
        clock.advance(seconds * SECOND)
        if act in {"begin", "cross"}:
            made.append(begin(under_way, bytes([browser]), cross=act == "cross"))
        elif made and act == "code":
            under_way.give_code(made[-1])
        elif made:
            under_way.drop(made[-1])
        mine = under_way.of_browser(bytes([browser]))
        assert sum(one.status is Status.PENDING for one in mine) <= PENDING_PER_BROWSER
    clock.advance(LIFE + CODE_LIFE)
    under_way.sweep()
    assert (under_way._by_rid, under_way._by_browser, under_way._by_code) == ({}, {}, {})
