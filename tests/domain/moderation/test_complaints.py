"""Who may ask for another look, until when, and who reads it (T5, T6)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.kernel.clock import DAY, SECOND
from palabre.kernel.errors import Refusal
from palabre.moderation.complaints import (
    Complaint,
    ComplaintState,
    Followed,
    Party,
    Right,
    access_first_reasons,
    access_reading,
    check_reader,
    check_right,
    moved,
)
from palabre.moderation.parisian import PARIS, local, months_after, written

NOW = 1_795_000_000_000


def moment(text: str) -> int:
    """Return a moment of Paris in milliseconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp() * 1_000)


def refusal(right: Right, now: int) -> str:
    """Return the code of a refusal, or nothing."""
    try:
        check_right(right, now)
    except Refusal as refused:
        return refused.code
    return ""


def told(informed: int, **more: object) -> Right:
    """Return the right of somebody who was told at a moment."""
    return Right("decision", Party.SUBJECT, informed, **more)  # type: ignore[arg-type]  # fields by name


# Told, and the last whole second at which a complaint is taken.
LIMITS = {
    "an ordinary day": ("2026-11-26 10:00", "2027-05-26 23:59:59"),
    "told in winter, summer time since": ("2026-12-01 00:00", "2027-06-01 23:59:59"),
    "told in summer, winter time since": ("2027-06-15 23:59", "2027-12-15 23:59:59"),
    "a day that the month does not have": ("2026-08-31 12:00", "2027-02-28 23:59:59"),
    "29 February": ("2027-08-29 12:00", "2028-02-29 23:59:59"),
    "a 30th, of a leap year": ("2027-08-30 12:00", "2028-02-29 23:59:59"),
    "told on 29 February": ("2028-02-29 08:00", "2028-08-29 23:59:59"),
    "the day clocks go forward": ("2026-09-28 12:00", "2027-03-28 23:59:59"),
    "the day clocks go back": ("2027-04-30 12:00", "2027-10-30 23:59:59"),
    "late at night, another day in UTC": ("2026-11-26 00:30", "2027-05-26 23:59:59"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_t5_six_months_to_the_second(name: str) -> None:
    """T5: six calendar months, end of the day in Paris: a second before it is taken, a second after it is refused."""
    informed, last = map(moment, LIMITS[name])
    limit = months_after(informed, 6)
    assert limit == last + SECOND
    assert refusal(told(informed), limit - SECOND) == refusal(told(informed), limit - 1) == ""
    assert refusal(told(informed), limit) == refusal(told(informed), limit + SECOND) == "too_late_to_contest"


@given(st.datetimes(datetime(2024, 1, 1), datetime(2060, 1, 1)), st.integers(0, 24))  # noqa: DTZ001 - placed in UTC below
def test_months_end_at_midnight_in_paris(told_at: datetime, months: int) -> None:
    """Whatever the day and the season: midnight there, the same day of the month or its last, never earlier."""
    informed = int(told_at.replace(tzinfo=UTC).timestamp() * 1_000)
    limit, day = months_after(informed, months), local(informed)
    last = local(limit - 1)
    assert (local(limit).hour, local(limit).minute, local(limit).second) == (0, 0, 0)
    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == months
    assert last.day == day.day or (last.day < day.day and local(limit).day == 1)
    assert limit > informed
    assert abs(limit - informed - months * 30.44 * DAY) < 4 * DAY


def test_who_may_complain() -> None:
    """The subject of a restriction, and the notifier whose notice was not wholly followed; once they were told."""
    assert refusal(told(0), NOW) == "not_informed"
    for followed, code in ((Followed.REFUSED, ""), (Followed.PARTLY, ""), (Followed.WHOLLY, "not_concerned")):
        assert refusal(Right("decision", Party.NOTIFIER, NOW, followed=followed), NOW) == code


@pytest.mark.parametrize("reader", ["author", "second"])
def test_t6_neither_author_nor_second_reads_the_complaint(reader: str) -> None:
    """T6: whoever took part cannot look again; anybody else of the team can."""
    with pytest.raises(Refusal, match="took_part"):
        check_reader(reader, "author", "second")
    check_reader("another", "author", "second")
    check_reader("another", "author", "")


def test_the_first_reasons_are_closed_until_an_opinion_is_written() -> None:
    """The reader looks at the facts first; to anybody else the complaint is closed altogether."""
    complaint = Complaint("one", "decision", Party.SUBJECT, NOW, "words", reader="reader")
    access_reading(complaint, "reader")
    for reader, code in (("reader", "opinion_first"), ("another", "not_yours"), ("", "not_yours")):
        with pytest.raises(Refusal, match=code):
            access_first_reasons(complaint, reader)
    access_first_reasons(Complaint("one", "decision", Party.SUBJECT, NOW, "w", reader="r", opinion="seen"), "r")


def test_a_complaint_moves_by_its_table() -> None:
    """A complaint that nobody reads is decided by nobody."""
    with pytest.raises(Refusal, match="not_a_move"):
        moved(Complaint("one", "decision", Party.SUBJECT, NOW, "words"), ComplaintState.DECIDED)


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [("fr", "1er juillet 2027 à 9 h 05 (heure de Paris)"), ("en", "1 July 2027 at 09:05 (Paris time)")],
)
def test_a_moment_is_written_as_people_do(lang: str, wanted: str) -> None:
    """By the clocks of Paris."""
    assert written(moment("2027-07-01 09:05"), lang) == wanted
