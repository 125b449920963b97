"""Figures are counted from what happened, by the definitions of the page that shows them (moderation section 20)."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.kernel.clock import HOUR
from palabre.moderation.complaints import Complaint, ComplaintState, Party, Verdict
from palabre.moderation.figures import (
    Heard,
    Overturned,
    Times,
    Waiting,
    appeals_of,
    figures_of,
    median,
    of_priority,
    overturned_by,
    slow_of,
)
from palabre.moderation.model import Priority

NOW = 1_795_000_000_000


def complaint(verdict: Verdict | None, hours: int = 0) -> Complaint:
    """Return a complaint that took so long, or waits."""
    state = ComplaintState.NOTIFIED if verdict else ComplaintState.LODGED
    told = NOW + hours * HOUR if verdict else 0
    return Complaint("one", "decision", Party.SUBJECT, NOW, "", state=state, verdict=verdict, notified=told)


@pytest.mark.parametrize(("values", "wanted"), [([], None), ([3], 3), ([1, 9], 5), ([9, 1, 4], 4), ([4, 1, 9, 5], 4.5)])
def test_the_median_of_an_even_count_is_the_mean_of_the_middle_ones(values: list[int], wanted: float | None) -> None:
    """As Annex II has it."""
    assert median(values) == wanted


@given(st.integers(1, 10_000))
def test_all_but_one_in_twenty_are_no_slower(count: int) -> None:
    """The nearest rank: the smallest that at least 95 % do not pass."""
    rank = slow_of(count)
    assert 0 <= rank < count
    assert 20 * rank < 19 * count <= 20 * (rank + 1)


@given(st.lists(st.integers(0, 10**12), min_size=1))
def test_the_median_is_what_everybody_calls_so(values: list[int]) -> None:
    """As the standard library has it."""
    assert median(values) == statistics.median(values)


def test_the_age_of_a_priority_is_that_of_its_oldest() -> None:
    """From the receipt of the oldest notice that waits; where none waits, none."""
    found = of_priority(Priority.P1, Waiting(2, NOW - 7 * HOUR), Times(2 * HOUR, 3 * HOUR), Times(HOUR, HOUR), NOW)
    assert (found.open, found.oldest, found.goal) == (2, 7 * HOUR, 2 * HOUR)
    assert (found.first_look, found.first_look_95, found.action) == (2 * HOUR, 3 * HOUR, HOUR)
    nothing = of_priority(Priority.P3, Waiting(), Times(), Times(), NOW)
    assert (nothing.open, nothing.oldest, nothing.first_look, nothing.action) == (0, 0, None, None)


def test_the_overturn_rate_leaves_out_what_was_withdrawn() -> None:
    """Reversed or partly, of those decided; withdrawn ones count for neither, nor for the time taken."""
    some = [
        complaint(Verdict.UPHELD, 10), complaint(Verdict.REVERSED, 20), complaint(Verdict.PARTLY_REVERSED, 60),
        complaint(Verdict.OMITTED, 1), complaint(None),
    ]  # fmt: skip
    found = appeals_of(some)
    assert (found.lodged, found.open, found.decided, found.median) == (5, 1, 3, 20 * HOUR)
    assert found.overturn == pytest.approx(2 / 3)
    assert found.alarms
    assert (appeals_of([]).overturn, appeals_of([]).alarms) == (None, False)
    fair = appeals_of([*[complaint(Verdict.UPHELD)] * 17, *[complaint(Verdict.REVERSED)] * 3])
    assert (fair.overturn, fair.alarms) == (0.15, False)


def test_nothing_yet_is_told_as_nothing_and_not_as_zero() -> None:
    """A share of no notice is no share."""
    found = figures_of([], [], (0, 0), 0)
    assert (found.answered, found.notices) == (None, 0)
    assert figures_of([], [], (4, 3), 2).answered == 0.75


def heard(author: str, verdict: Verdict, rule: str = "a.rule") -> Heard:
    """Return a complaint that was answered, on a case of hate."""
    return Heard(author, rule, "hate", verdict)


def test_how_decisions_held_is_told_of_three_people_or_more_and_of_nobody_alone() -> None:
    """Fewer leave the count alone; withdrawn complaints and decisions without a rule are left out."""
    kept, undone = Verdict.UPHELD, Verdict.PARTLY_REVERSED
    two = [heard("A", kept), heard("B", undone), heard("A", undone)]
    assert overturned_by(two, lambda one: one.rule) == (Overturned("a.rule", 3, None, None),)
    three = [*two, heard("C", kept), heard("D", Verdict.OMITTED), heard("E", undone, rule="")]
    assert overturned_by(three, lambda one: one.rule) == (Overturned("a.rule", 4, 2, 0.5),)
    assert overturned_by(three, lambda one: one.kind) == (Overturned("hate", 5, 3, 0.6),)
    assert overturned_by([heard("A", kept, rule="")], lambda one: one.rule) == ()
