"""Figures are counted from what happened, by the definitions of the page that shows them (moderation section 20)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.kernel.clock import HOUR, MINUTE
from palabre.moderation.complaints import Complaint, ComplaintState, Party, Verdict
from palabre.moderation.figures import (
    CaseRow,
    Heard,
    Overturned,
    appeals_of,
    figures_of,
    median,
    of_priority,
    overturned_by,
    percentile,
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


@given(st.lists(st.integers(0, 10**12), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_a_value_that_was_met(values: list[int], share: float) -> None:
    """At least so large a share is not above it."""
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    assert percentile([], share) is None


def test_ages_and_medians_of_a_priority() -> None:
    """From the receipt on, never from the opening; of what is open the oldest; other priorities apart."""
    rows = [
        CaseRow(Priority.P1, NOW - 5 * HOUR, NOW - 4 * HOUR, NOW - 3 * HOUR),
        CaseRow(Priority.P1, NOW - 9 * HOUR, NOW - 6 * HOUR, NOW - 5 * HOUR),
        CaseRow(Priority.P1, NOW - 7 * HOUR),
        CaseRow(Priority.P1, NOW - 30 * MINUTE),
        CaseRow(Priority.P0, NOW - 99 * HOUR),
    ]
    found = of_priority(Priority.P1, rows, NOW)
    assert (found.open, found.oldest, found.goal) == (2, 7 * HOUR, 2 * HOUR)
    assert (found.first_look, found.first_look_95, found.action) == (2 * HOUR, 3 * HOUR, 3 * HOUR)
    nothing = of_priority(Priority.P3, rows, NOW)
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
    found = figures_of([], [], (0, 0), 0, NOW)
    assert (found.answered, found.notices, [one.open for one in found.priorities]) == (None, 0, [0, 0, 0, 0])
    assert figures_of([], [], (4, 3), 2, NOW).answered == 0.75


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
