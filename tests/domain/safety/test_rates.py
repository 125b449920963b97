from hypothesis import given
from hypothesis import strategies as st

from palabre.safety.rates import Rate, Rates

MOMENTS = st.lists(st.integers(min_value=0, max_value=100_000), min_size=1, max_size=80)


@given(st.integers(min_value=1, max_value=50), st.integers(min_value=1, max_value=1_000))
def test_a_burst_of_ten_times_the_limit_passes_exactly_the_limit(burst: int, spacing: int) -> None:
    """At one moment, whatever the rate."""
    rates = Rates[str](Rate(burst, spacing), 10)
    assert sum(rates.take("ada", 5_000) for _ in range(10 * burst)) == burst


@given(MOMENTS, st.integers(min_value=1, max_value=8), st.integers(min_value=1, max_value=5_000))
def test_over_any_time_no_more_passes_than_burst_and_refill(moments: list[int], burst: int, spacing: int) -> None:
    """Between any two moments: the burst, and one for each spacing."""
    rates = Rates[str](Rate(burst, spacing), 10)
    passed = [moment for moment in sorted(moments) if rates.take("ada", moment)]
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            assert last - first + 1 <= burst + (passed[last] - passed[first]) // spacing


@given(MOMENTS)
def test_a_clock_that_goes_back_lets_nothing_more_through(moments: list[int]) -> None:
    """In any order of moments no more passes than if time had stood at the latest from the start, and one burst."""
    rates = Rates[str](Rate(3, 1_000), 10)
    passed = sum(rates.take("ada", moment) for moment in moments)
    assert passed <= 3 + max(moments) // 1_000


def test_keys_do_not_disturb_one_another_and_are_bounded() -> None:
    """Each has its own rate; beyond what is kept the one unseen for longest starts anew; a whole one is forgotten."""
    rates = Rates[str](Rate(1, 1_000), 2)
    assert [rates.take(key, 0) for key in ("ada", "bo", "ada", "bo", "cy")] == [True, True, False, False, True]
    assert list(rates.due) == ["bo", "cy"]
    assert rates.ahead("cy", 500) == 0.5
    rates.sweep(1_000)
    assert list(rates.due) == []
