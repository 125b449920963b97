import pytest

from palabre.safety.engine import SafetyEngine
from palabre.safety.simulation import KINDS, OF_EACH, ORDINARY, WITHIN, simulate, table
from palabre.safety.tables import shipped_rules

BEGAN = 1_795_392_000_000


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_abusive_kinds_are_limited_soon_and_ordinary_people_left_alone(seed: int) -> None:
    """Of each abusive kind 95 of 100 are limited within ten of their events; of the ordinary fewer than 1 in 200."""
    by_kind = simulate(SafetyEngine.load(shipped_rules()), seed, BEGAN)
    for kind in KINDS:
        within = sum(0 < one.limited_after <= WITHIN for one in by_kind[kind])
        assert within >= 0.95 * OF_EACH, kind
    assert len(by_kind["ordinary"]) == ORDINARY
    assert sum(one.limited_after > 0 for one in by_kind["ordinary"]) < ORDINARY / 200


def test_a_day_is_the_same_for_a_seed_and_shown_as_a_table() -> None:
    """Two runs of a seed give one table; every population has its line."""
    shown = [table(simulate(SafetyEngine.load(shipped_rules()), 5, BEGAN)) for _ in range(2)]
    assert shown[0] == shown[1]
    assert all(kind in shown[0] for kind in ("ordinary", *KINDS))
