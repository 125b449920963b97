"""What a rule lacks to leave shadow is counted as the specification has it (moderation section 6)."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.moderation.rule_figures import FEWEST_JUDGED, PRECISION, Lacks, Runs, lacks, line_of, wilson
from palabre.safety.rulebook import Review, Rule, load_rulebook
from palabre.safety.tables import shipped_rules

RIGHT = Runs(0, 400, 200, 0)


def rule(folder: Path, mode: str, review: Review = Review()) -> Rule:  # noqa: B008 - it is frozen
    """Return the rule of dangerous links, in a mode, as people judged it."""
    shutil.copytree(shipped_rules(), folder, dirs_exist_ok=True)
    file = folder / "link.yaml"
    file.write_text(file.read_text().replace("    priority: 500\n", f"    priority: 500\n    mode: {mode}\n"))
    book = load_rulebook(folder, {"link.risky": review})
    return next(one for one in book.rules if one.id == "link.risky")


@pytest.mark.parametrize(("right", "judged", "bound"), [(0, 0, None), (200, 200, 0.981), (190, 200, 0.910)])
def test_the_bound_is_that_of_the_wilson_interval(right: int, judged: int, bound: float | None) -> None:
    """As tables print it, to a thousandth."""
    assert wilson(right, judged) == (pytest.approx(bound, abs=0.001) if bound is not None else None)


@given(st.integers(1, 10_000).flatmap(lambda judged: st.tuples(st.integers(0, judged), st.just(judged))))
def test_the_bound_never_passes_the_share(pair: tuple[int, int]) -> None:
    """And stays a share itself."""
    right, judged = pair
    bound = wilson(right, judged)
    assert bound is not None
    assert -1e-9 <= bound <= right / judged + 1e-9


def test_what_is_missing_is_told_and_nothing_else() -> None:
    """So many judgements, a bound still too low; with both there, only the second person is missing."""
    assert lacks(0, 0) == Lacks(FEWEST_JUDGED, None)
    few = lacks(20, 20)
    assert (few.judged, few.bound is not None and few.bound < PRECISION) == (180, True)
    assert lacks(200, 200) == Lacks()
    assert lacks(190, 200).bound == pytest.approx(0.910, abs=0.001)


@pytest.mark.parametrize(("mode", "state"), [("enforce", "live"), ("shadow", "shadow"), ("off", "off")])
def test_a_rule_says_in_which_state_it_is(tmp_path: Path, mode: str, state: str) -> None:
    """Only one in shadow lacks something."""
    line = line_of(rule(tmp_path, mode), RIGHT, Review(3, 1))
    assert (line.state, line.upheld, line.overturned) == (state, 3, 1)
    assert line.lacks == (Lacks() if state == "shadow" else None)
    assert set(line.sentence) == {"fr", "en"}


def test_a_rule_that_people_overturn_has_fallen(tmp_path: Path) -> None:
    """Its file says live; what people found of it put it in shadow, and the screen says so."""
    poor = Review(upheld=10, overturned=40)
    assert line_of(rule(tmp_path, "enforce", poor), Runs(), poor).state == "fallen"
