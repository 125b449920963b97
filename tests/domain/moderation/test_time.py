"""A person's time: the duty switch, the exposure budget, breaks; each at its second."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.kernel.clock import DAY, HOUR, MINUTE
from palabre.kernel.errors import Refusal
from palabre.moderation.duty import LIFE, Duty, begun, kept, present
from palabre.moderation.exposure import (
    OFF_SCREEN,
    ON_SCREEN,
    UNITS,
    Budget,
    Level,
    Seen,
    Stretch,
    break_until,
    check_break,
    check_budget,
    taken,
    used,
)
from palabre.moderation.model import Priority

NOW = 1_795_000_000_000
ANY = Budget()


def test_duty_goes_off_a_quarter_of_an_hour_after_the_last_use() -> None:
    """Kept alive by use; a page left open is nobody, and a use after the end does not bring it back."""
    on = begun("A", NOW)
    assert (on.is_on(NOW + LIFE - 1), on.is_on(NOW + LIFE)) == (True, False)
    later = kept(on, NOW + 14 * MINUTE)
    assert (later.since, later.until) == (NOW, NOW + 14 * MINUTE + LIFE)
    assert kept(on, NOW + LIFE) == on
    assert begun("A", NOW + 5, on).since == NOW
    assert begun("A", NOW + LIFE, on).since == NOW + LIFE


def test_present_are_those_whose_switch_is_on() -> None:
    """At the same moment one may be there and another no more."""
    switches = [Duty("A", NOW, NOW), Duty("B", NOW, NOW - LIFE)]
    assert present(switches, NOW) == {"A"}


@given(st.lists(st.integers(0, 3 * LIFE), min_size=1))
def test_no_clock_that_goes_back_ends_duty_sooner(moments: list[int]) -> None:
    """Whatever the order of uses, it lasts a quarter of an hour from the latest that found it on."""
    duty = begun("A", NOW)
    for moment in moments:
        before = duty
        duty = kept(duty, NOW + moment)
        assert duty.until >= before.until


@pytest.mark.parametrize(("priority", "units"), [("P0", 40), ("P1", 20), ("P2", 10), ("P3", 2)])
def test_a_case_weighs_by_its_priority(priority: str, units: int) -> None:
    """Four units, two, one, a fifth (section 17.5), in tenths."""
    assert UNITS[Priority(priority)] == units


def test_the_budget_warns_at_four_fifths_and_stops_at_its_end() -> None:
    """Fifteen units an hour: at 11.9 nothing, at 12 a warning, at 15 the last."""

    def level(*units: int) -> Level:
        return taken([Seen(NOW - MINUTE, one) for one in units], ANY, NOW).level

    assert (level(119), level(120), level(149), level(150)) == (Level.FREE, Level.WARNED, Level.WARNED, Level.SPENT)
    check_budget(taken([Seen(NOW, 149)], ANY, NOW), NOW)


def test_the_day_has_a_budget_of_its_own() -> None:
    """Sixty units in a day stop somebody whose last hour was quiet, until the oldest are a day old."""
    seen = [Seen(NOW - hours * HOUR, 100) for hours in range(20, 2, -3)]
    stands = taken(seen, ANY, NOW)
    assert (stands.hour, stands.day, stands.level) == (0, 600, Level.SPENT)
    assert stands.free_at == NOW + 4 * HOUR
    with pytest.raises(Refusal, match="exposure_spent") as refused:
        check_budget(stands, NOW)
    assert refused.value.retry_after_ms == 4 * HOUR


@given(st.lists(st.tuples(st.integers(0, 2 * DAY), st.sampled_from(sorted(UNITS.values()))), max_size=80))
def test_who_waits_as_told_may_go_on(history: list[tuple[int, int]]) -> None:
    """The moment told by a refusal is one at which the budget lets a case pass."""
    seen = [Seen(NOW - age, units) for age, units in history]
    stands = taken(seen, ANY, NOW)
    if stands.level is Level.SPENT:
        check_budget(taken(seen, ANY, stands.free_at), stands.free_at)


def test_lighter_cases_come_first_after_a_heavy_one() -> None:
    """For a quarter of an hour."""
    heavy = Seen(NOW, UNITS[Priority.P0])
    assert [taken([heavy], ANY, NOW + after).is_calm for after in (0, 15 * MINUTE - 1, 15 * MINUTE)] == [
        True, True, False,
    ]  # fmt: skip
    assert not taken([Seen(NOW, UNITS[Priority.P1])], ANY, NOW).is_calm


@pytest.mark.parametrize(("day", "hour"), [(601, 150), (600, 151), (39, 150), (600, 39)])
def test_a_budget_may_be_lowered_never_raised(day: int, hour: int) -> None:
    """Nor below what one urgent case weighs: who is on duty can answer it."""
    with pytest.raises(ValueError, match="budget"):
        Budget(day, hour)
    Budget(40, 40)


def worked(minutes: int, stretch: Stretch | None = None, since: int = NOW) -> Stretch:
    """Return the stretch of somebody who did something every minute."""
    one = stretch or Stretch()
    for minute in range(minutes + 1):
        one = used(one, since + minute * MINUTE)
    return one


def test_fifty_minutes_on_screen_ask_for_ten_off() -> None:
    """At 49 nothing; at 50 ten minutes, which further uses do not put off; then a new stretch."""
    assert break_until(worked(49), NOW + 49 * MINUTE) == 0
    due = worked(50)
    now = NOW + ON_SCREEN
    assert break_until(due, now) == now + OFF_SCREEN
    assert used(due, now + 5 * MINUTE) == due
    assert break_until(due, now + OFF_SCREEN) == 0
    assert used(due, now + OFF_SCREEN) == Stretch(now + OFF_SCREEN, now + OFF_SCREEN)


def test_ten_quiet_minutes_are_a_break() -> None:
    """Whoever went away by themselves begins anew."""
    rested = worked(30, worked(30), NOW + 40 * MINUTE)
    assert rested.began == NOW + 40 * MINUTE
    assert break_until(rested, NOW + 70 * MINUTE) == 0


def test_a_break_leaves_the_most_urgent_through() -> None:
    """Somebody in danger does not wait for a pause to end."""
    due, now = worked(50), NOW + ON_SCREEN
    check_break(due, Priority.P0, now)
    with pytest.raises(Refusal, match="break_due"):
        check_break(due, Priority.P1, now)
