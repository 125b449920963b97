import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.identity.towns import SUGGESTIONS, Towns, fold, load_towns


@pytest.fixture(scope="module")
def towns() -> Towns:
    """Load the shipped table."""
    return load_towns()


@given(st.text(max_size=80))
@settings(deadline=None)  # the first search loads the table
def test_any_query_gets_at_most_eight_towns(query: str) -> None:
    """Whatever is typed, nothing breaks and the list stays short."""
    assert len(load_towns().search(query)) <= SUGGESTIONS


@pytest.mark.parametrize(
    ("query", "first"),
    [("limo", "Limoges"), ("LIMOGES", "Limoges"), ("saint et", "Saint-Étienne"), ("st etienne", "Saint-Étienne"),
     ("havre", "Le Havre"), ("le havre", "Le Havre"), ("87000", "Limoges"), ("ile d'yeu", "L’Île-d’Yeu"),
     ("bruxel", "Bruxelles"), ("london", "Londres"),
     ("brussels", "Bruxelles"), ("geneva", "Genève"),
     ("genev", "Genève"), ("londres", "Londres"), ("montreal", "Montréal")],
)  # fmt: skip
def test_the_town_meant_comes_first(towns: Towns, query: str, first: str) -> None:
    """By beginning, without accents, with or without article, by postcode, abroad too."""
    assert towns.search(query)[0].name == first


def test_nothing_finds_nothing(towns: Towns) -> None:
    """Empty and impossible queries give no town."""
    assert [towns.search(query) for query in ("", "  ", "-", "zzzzqq", "99999", "é" * 500)] == [[]] * 6


def test_a_postcode_finds_its_towns_and_a_beginning_the_largest(towns: Towns) -> None:
    """Every town of a postcode carries it; a beginning of one is enough."""
    assert all("87000" in town.postcodes for town in towns.search("87000"))
    assert all(any(code.startswith("75") for code in town.postcodes) for town in towns.search("75"))


def test_the_french_table_is_whole(towns: Towns) -> None:
    """Every commune with a postcode is there, and each has a centre of its own country and a larger neighbour."""
    every = list(towns._by_id.values())
    french = [town for town in every if town.country == "FR" and town.postcodes]
    assert len(french) >= 34_900
    assert [town.name for town in every if not -90 <= town.latitude <= 90 or not -180 <= town.longitude <= 180] == []
    nowhere = [town for town in every if (town.latitude, town.longitude) == (0, 0)]
    assert all(town.department >= "975" for town in nowhere), "islands without a neighbour have no centre, others do"
    small = [town for town in french if town.is_small and town not in nowhere]
    assert len(small) > 20_000
    larger = [towns.larger(town) for town in small]
    assert [town for town in larger if town is None or town.is_small] == []


def test_a_small_towns_larger_neighbour_is_near(towns: Towns) -> None:
    """In mainland France no small town is shown as one more than a degree or two away."""
    for town in list(towns._by_id.values()):
        larger = towns.larger(town)
        if larger is None or not town.is_small or not 41 < town.latitude < 52 or town.country != "FR":
            continue
        away = abs(town.latitude - larger.latitude) + abs(town.longitude - larger.longitude)
        assert away < 1.5, (town, larger)


@pytest.mark.parametrize("name", ["Saint-Étienne", "  SAINT   etienne", "St Étienne", "saint’etienne"])
def test_names_fold_alike(name: str) -> None:
    """Accents, case, punctuation and St are one."""
    assert fold(name) == "saint etienne"
