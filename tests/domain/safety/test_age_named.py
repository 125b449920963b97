# ruff: noqa: E501 - examples stand side by side
import pytest

from palabre.safety.entities.age import find_named_age


@pytest.mark.parametrize(
    ("name", "age"),
    {
        "lea14": 14, "Léa 15 ans": 15, "15 ans Léa": 15, "Emma15": 15, "15f_lyon": 15, "f15": 15, "h16_rouen": 16, "M_17": 17,
        "fille14": 14, "garcon_13": 13, "ado16": 16, "meuf15": 15, "Ados 16 ans": 16, "lucas_12": 12, "13ans": 13, "theo.17": 17,
        "girl15": 15, "boy 16": 16, "teen17": 17, "maddie14": 14, "josh-15": 15, "15yo_sam": 15, "16 yrs": 16, "kid13": 13,
        "lea quatorze ans": 14,
    }.items(),
)  # fmt: skip
def test_a_name_that_states_an_age_is_told(name: str, age: int) -> None:
    """First names of the young, short forms and words of age with 10 to 17 state an age."""
    (found,) = find_named_age(name)
    assert (found.kind, found.value) == ("age_named", age)


@pytest.mark.parametrize(
    "name",
    [
        "Kevin69", "Zoe_87", "Marc75", "1984", "Lyon69", "Thomas13000", "lea2014", "Sarah 35 ans", "f45", "h_52", "Ada", "R2D2",
        "PSG75", "Marseille13", "iphone15", "jeudi12", "Louis XVI", "Route66", "Team17000", "girl_interrupted", "emma1990", "M6",
        "42ans", "noah_1975", "Fan2F1",
    ],
)  # fmt: skip
def test_other_figures_in_a_name_state_nothing(name: str) -> None:
    """Departments, years, teams and grown-up ages are nothing."""
    assert [one for one in find_named_age(name) if int(one.value) < 18] == []
