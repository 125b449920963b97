"""When the place is open: within hours, by the wall clock of Paris, and only while somebody is there."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.moderation.hours import ZONE, Attendance, BadHours, Hours

EVENING = Hours.parse("18:00-02:00")
A_DAY = 24 * 3_600_000
MOMENTS = st.integers(1_700_000_000_000, 1_900_000_000_000)


def at(text: str) -> int:
    """Return a moment of Paris as milliseconds since 1970."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1_000)


@pytest.mark.parametrize(
    ("moment", "held"),
    [
        ("2026-11-26T17:59:59.999", False),
        ("2026-11-26T18:00", True),
        ("2026-11-27T00:30", True),
        ("2026-11-27T01:59:59.999", True),
        ("2026-11-27T02:00", False),
        ("2026-07-14T18:00", True),  # summer time
        ("2026-07-14T17:59", False),
    ],
)
def test_hours_are_those_of_the_wall_clock(moment: str, *, held: bool) -> None:
    """Across midnight, in winter and in summer."""
    assert EVENING.holds(at(moment)) is held


def test_the_night_in_which_clocks_go_back_is_an_hour_longer() -> None:
    """25 October 2026: 2:30 comes twice, and both are within hours that end at three."""
    night = Hours.parse("18:00-03:00")
    once = int(datetime(2026, 10, 25, 2, 30, tzinfo=ZONE, fold=0).timestamp() * 1_000)
    again = int(datetime(2026, 10, 25, 2, 30, tzinfo=ZONE, fold=1).timestamp() * 1_000)
    assert again - once == 3_600_000
    assert (night.holds(once), night.holds(again)) == (True, True)
    assert night.next_closing(once) == at("2026-10-25T03:00")


@given(MOMENTS)
def test_the_next_opening_is_the_first_moment_that_holds(now: int) -> None:
    """Within a day and the hour that clocks may add; the moment before it does not hold."""
    opening = EVENING.next_opening(now)
    assert now <= opening <= now + A_DAY
    assert EVENING.holds(opening)
    assert opening == now or not EVENING.holds(opening - 1)


@given(MOMENTS)
def test_the_next_closing_is_the_first_moment_that_does_not_hold(now: int) -> None:
    """The same for the end."""
    closing = EVENING.next_closing(now)
    assert not EVENING.holds(closing)
    assert closing == now or EVENING.holds(closing - 1)


def test_hours_of_the_whole_day_never_close() -> None:
    """Two halves make a day; there is no next closing."""
    whole = Hours.parse("00:00-12:00 12:00-00:00")
    assert (whole.holds(at("2026-11-26T12:00")), whole.next_closing(at("2026-11-26T12:00"))) == (True, 0)


@pytest.mark.parametrize("text", ["18h-2h", "18:00", "18:00-18:00", "24:00-02:00", "18:00 - 02:00", "18:00-2:00"])
def test_hours_that_cannot_be_read_say_the_form(text: str) -> None:
    """One sentence with an example."""
    with pytest.raises(BadHours, match=":00"):
        Hours.parse(text)


@pytest.mark.parametrize(
    ("hours", "somebody", "moment", "is_open"),
    [
        ("", False, "2026-11-26T12:00", True),  # no hours promised: never closed by itself
        ("18:00-02:00", True, "2026-11-26T19:00", True),
        ("18:00-02:00", False, "2026-11-26T19:00", False),
        ("18:00-02:00", True, "2026-11-26T12:00", False),
    ],
)
def test_a_chat_with_nobody_on_duty_is_shut(hours: str, moment: str, *, somebody: bool, is_open: bool) -> None:
    """With hours set, both are needed: the hour, and somebody there (moderation section 21, 18)."""
    assert Attendance(Hours.parse(hours), lambda: True, lambda: somebody).is_open(at(moment)) is is_open


def test_within_hours_no_opening_is_promised_when_somebody_is_missing() -> None:
    """Nobody knows when somebody comes: the page then names no time."""
    nobody = Attendance(EVENING, lambda: True, lambda: False)
    assert nobody.opens(at("2026-11-26T19:00")) == 0
    assert nobody.opens(at("2026-11-26T12:00")) == at("2026-11-26T18:00")


@pytest.mark.parametrize("hours", ["", "18:00-02:00"])
def test_before_any_staff_can_sign_in_the_place_is_shut(hours: str) -> None:
    """Whatever the hours: nobody could ever answer."""
    assert not Attendance(Hours.parse(hours), lambda: False, lambda: True).is_open(at("2026-11-26T19:00"))
