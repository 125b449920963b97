from itertools import product

import pytest

from palabre.safety.model import Effect, Outcome
from palabre.safety.verdicts import EFFECTS, merged, outcome_of

PAIRS = list(product(EFFECTS, EFFECTS))


VALUES: dict[str, int | str] = {"nothing": "", "duration": 60_000, "word": "kind"}


def effect(name: str) -> Effect:
    """Return an effect with a value of its sort."""
    return Effect(name, VALUES[EFFECTS[name].takes])


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_effects_become_the_strongest_of_each_family(one: str, other: str) -> None:
    """Whatever the order of the rules: both stay when they are of two families, else the stronger one."""
    both = merged([effect(one), effect(other)])
    assert both == merged([effect(other), effect(one)])
    if EFFECTS[one].family == EFFECTS[other].family:
        assert both == (effect(max(one, other, key=list(EFFECTS).index)),)
    else:
        assert set(both) == {effect(one), effect(other)}


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_strongest_outcome_wins(one: str, other: str) -> None:
    """A refusal beats a hold, a hold a question, a question a notice, and a notice nothing."""
    wanted = max(EFFECTS[one].outcome, EFFECTS[other].outcome, key=lambda outcome: outcome.strength)
    assert outcome_of([effect(one), effect(other)]) is wanted


def test_the_longer_wait_wins_and_every_case_is_opened() -> None:
    """Durations of one family do not add up; two kinds of case are two cases."""
    assert merged([Effect("suspend", 1), Effect("suspend", 3), Effect("suspend", 2)]) == (Effect("suspend", 3),)
    assert merged([Effect("open_case", "threat"), Effect("open_case", "scam"), Effect("open_case", "scam")]) == (
        Effect("open_case", "scam"),
        Effect("open_case", "threat"),
    )
    assert outcome_of([]) is Outcome.ALLOW
