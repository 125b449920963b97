from hypothesis import given
from hypothesis import strategies as st

from palabre.kernel.clock import DAY, MINUTE
from palabre.safety.windows import BUCKETS, FULL, WIDTH, WINDOWS, Rings

MOMENTS = st.lists(st.integers(min_value=0, max_value=40 * DAY), max_size=60)


@given(MOMENTS, st.sampled_from(sorted(WINDOWS)))
def test_a_window_counts_what_it_holds_and_one_bucket_more_at_most(moments: list[int], name: str) -> None:
    """Whatever the moments: never fewer than the last buckets hold, never more than the window and its edge."""
    rings = Rings(2)
    for moment in sorted(moments):
        rings.add(1, moment)
    now = max(moments, default=0)
    total = rings.total(1, name, now)
    inner = sum(now - moment <= WINDOWS[name] - WIDTH[name] for moment in moments)
    outer = sum(now - moment < WINDOWS[name] for moment in moments)
    assert inner <= total <= outer
    assert rings.total(0, name, now) == 0


@given(MOMENTS)
def test_reading_changes_nothing(moments: list[int]) -> None:
    """Totals asked at any later time leave the octets as they were."""
    rings = Rings(1)
    for moment in moments:
        rings.add(0, moment)
    before = bytes(rings.octets)
    for name in WINDOWS:
        rings.total(0, name, 50 * DAY)
    assert bytes(rings.octets) == before


def test_a_window_empties_by_itself() -> None:
    """Once its time is over nothing is counted, and a later event starts anew."""
    rings = Rings(1)
    for _ in range(9):
        rings.add(0, 10 * MINUTE)
    assert rings.total(0, "5m", 10 * MINUTE) == 9
    assert rings.total(0, "5m", 16 * MINUTE) == 0
    rings.add(0, 2 * DAY)
    assert (rings.total(0, "24h", 2 * DAY), rings.total(0, "30d", 2 * DAY)) == (1, 10)


def test_a_clock_that_goes_back_loses_and_invents_nothing() -> None:
    """What is noted in the past of the newest moment counts as now."""
    rings = Rings(1)
    rings.add(0, DAY)
    rings.add(0, DAY - 30 * MINUTE)
    assert rings.total(0, "5m", DAY) == 2


def test_a_bucket_is_full_rather_than_empty() -> None:
    """Three hundred events in a minute are told as the most that a bucket holds."""
    rings = Rings(1)
    for _ in range(300):
        rings.add(0, MINUTE)
    assert rings.total(0, "5m", MINUTE) == FULL
    assert len(rings.octets) == 16 + sum(BUCKETS.values())
