"""Second looks: how many are drawn, which, from which week, and what their figures are."""

from datetime import datetime

import pytest

from palabre.kernel.clock import DAY, HOUR
from palabre.kernel.errors import Refusal
from palabre.moderation.decisions import Outcome
from palabre.moderation.parisian import PARIS
from palabre.moderation.second_looks import SecondLook, Why, agreement_of, check_words, drawn, kappa, week_before

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
YES, NO = Outcome.VIOLATION_TERMS, Outcome.NO_VIOLATION


def numbers(count: int) -> list[str]:
    """Return ids of decisions."""
    return [f"decision-{at:06}" for at in range(count)]


def looks(*found: tuple[Outcome, Outcome | None], authors: int = 3, why: Why = Why.SAMPLE) -> list[SecondLook]:
    """Return looks: what the first found, and the second."""
    return [
        SecondLook(f"d{at}", f"c{at}", 0, why, first, f"M-{at % authors}", "S-1", second)
        for at, (first, second) in enumerate(found)
    ]


@pytest.mark.parametrize(
    ("decided", "wanted"), [(0, 0), (1, 1), (49, 49), (50, 50), (51, 50), (1_000, 50), (1_020, 51), (4_001, 201)]
)
def test_a_twentieth_is_drawn_and_fifty_when_there_are_so_many(decided: int, wanted: int) -> None:
    """Section 20: 5 %, at least 50 a week; a twentieth is rounded up."""
    assert len(set(drawn(numbers(decided), KEY))) == wanted


def test_the_draw_is_by_a_hash_that_only_the_site_can_tell() -> None:
    """The same whatever the order, another under another key, and no stretch of numbers more than another."""
    all_of_them = numbers(4_000)
    first = set(drawn(all_of_them, KEY))
    assert (set(drawn(all_of_them[::-1], KEY)) == first, set(drawn(all_of_them, OTHER_KEY)) == first) == (True, False)
    quarters = [len(first & set(all_of_them[at : at + 1_000])) for at in range(0, 4_000, 1_000)]
    assert min(quarters) > 25  # of 50 expected


@pytest.mark.parametrize(
    ("now", "begins", "ends"),
    [
        ((2026, 11, 26, 12), (2026, 11, 16), (2026, 11, 23)),
        ((2026, 11, 23, 0), (2026, 11, 16), (2026, 11, 23)),
        ((2026, 11, 22, 23), (2026, 11, 9), (2026, 11, 16)),
        ((2026, 10, 27, 9), (2026, 10, 19), (2026, 10, 26)),  # summer time ended in it
    ],
)
def test_a_week_is_from_monday_to_monday_in_paris(
    now: tuple[int, ...], begins: tuple[int, ...], ends: tuple[int, ...]
) -> None:
    """The last whole one; the one in which clocks change is an hour longer."""
    at = [int(datetime(*each, tzinfo=PARIS).timestamp() * 1_000) for each in (now, begins, ends)]  # type: ignore[misc, arg-type]  # year, month, day
    assert week_before(at[0]) == (at[1], at[2])
    assert (at[2] - at[1] - 7 * DAY) in {0, HOUR}


def test_figures_are_of_what_chance_drew_and_of_three_people_at_least() -> None:
    """What a complaint sent there counts for nothing; two authors are too few for a share."""
    some = looks((YES, YES), (YES, NO), (NO, NO), (NO, None))
    told = agreement_of([*some, *looks((YES, NO), why=Why.COMPLAINT)])
    assert (told.drawn, told.read) == (4, 3)
    assert told.confirmed == pytest.approx(2 / 3)
    few = agreement_of(looks((YES, YES), (YES, NO), (NO, NO), authors=2))
    assert (few.read, few.confirmed, few.kappa) == (3, None, None)


def test_kappa_is_agreement_beyond_chance() -> None:
    """A textbook's table: 20 and 15 agree, 5 and 10 differ: 0.4; all the same one thing says nothing."""
    table = [(YES, YES)] * 20 + [(YES, NO)] * 5 + [(NO, YES)] * 10 + [(NO, NO)] * 15
    assert kappa(looks(*table)) == pytest.approx(0.4)
    assert kappa(looks(*[(YES, YES)] * 9)) is None


def test_a_look_without_words_is_none() -> None:
    """Spaces are no words."""
    with pytest.raises(Refusal, match="words_short"):
        check_words(" " * 40)
    check_words("x" * 30)
