"""Things of moderation move as their tables say, and in no other way (T4)."""

from itertools import product

import pytest

from palabre.kernel.errors import Refusal
from palabre.moderation.states import MACHINES, Machine, moved

PAIRS = [
    (machine.name, before, after)
    for machine in MACHINES.values()
    for before, after in product(sorted(machine.states), repeat=2)
]
ALLOWED = [pair for pair in PAIRS if MACHINES[pair[0]].may(*pair[1:])]
REFUSED = [pair for pair in PAIRS if pair not in ALLOWED]


@pytest.mark.parametrize("pair", REFUSED, ids=" ".join)
def test_t4_every_pair_that_is_not_allowed_fails(pair: tuple[str, str, str]) -> None:
    """T4: a transition that is not in a table is refused, a state to itself included."""
    with pytest.raises(Refusal, match="not_a_move"):
        moved(*pair)


@pytest.mark.parametrize("pair", ALLOWED, ids=" ".join)
def test_every_pair_of_a_table_passes(pair: tuple[str, str, str]) -> None:
    """What a table allows is done."""
    moved(*pair)


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_a_table_is_whole(machine: Machine) -> None:
    """Every state that a table leads to is in it, and every state can be reached from its first."""
    reached, waiting = {machine.begins}, [machine.begins]
    while waiting:
        new = machine.moves[waiting.pop()] - reached
        reached |= new
        waiting += new
    assert reached == machine.states


def test_t4_a_state_that_no_table_knows_fails() -> None:
    """T4: neither an invented state nor a misspelt one is a way round."""
    for before, after in (("open", "void"), ("void", "open"), ("", "")):
        with pytest.raises(Refusal, match="not_a_move"):
            moved("case", before, after)


def test_any_state_of_a_case_may_be_sealed() -> None:
    """Child safety is never in the wrong state (section 5.2)."""
    case = MACHINES["case"]
    assert all(case.may(state, "sealed") for state in case.states - {"sealed"})


def test_a_notice_under_decision_cannot_be_dropped() -> None:
    """Nothing voids a notice: no state is called so, and none is left without being answered or merged."""
    notice = MACHINES["notice"]
    assert {state for state in notice.states if not notice.moves[state]} == {"merged", "expired"}
