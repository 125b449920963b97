"""Bands between towns: wide, and no finer than what somebody shows, however often and from wherever one asks."""

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from palabre.identity.around import AroundMe, Wanted, band_of
from palabre.identity.model import AgeShown, Band, Card, Member, Profile, TownShown
from palabre.identity.nearness import Nearness, kilometres
from palabre.identity.ties import Apart
from palabre.identity.towns import Town, Towns, load_towns
from palabre.kernel.clock import SECOND, ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId

TOWNS = load_towns()
NEARNESS = Nearness(TOWNS)


def profile(town: Town, shown: TownShown = TownShown.TOWN, name: str = "Bo") -> Profile:
    """Return somebody of a town who shows so much of it."""
    return Profile(Card(MemberId(name), name, 1), town.id, town.name, shown, 41, AgeShown.AGE)


def named(name: str) -> Town:
    """Return a town by name."""
    town = TOWNS.named(name)
    assert town is not None
    return town


@cache
def alike(shown: TownShown) -> list[list[Town]]:
    """Return groups of French towns whose people show the same when they show so much."""
    groups: dict[object, list[Town]] = {}
    for town in TOWNS.every():
        if town.country == "FR":
            label = town.department if shown is TownShown.DEPARTMENT else (TOWNS.larger(town) or town).id
            groups.setdefault(label, []).append(town)
    return [group for group in groups.values() if len(group) > 1]


@cache
def french() -> list[Town]:
    """Return every French town."""
    return [town for town in TOWNS.every() if town.country == "FR"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([TownShown.LARGER, TownShown.DEPARTMENT]))
def test_queries_from_moved_towns_tell_nothing_finer_than_what_is_shown(seed: int, shown: TownShown) -> None:
    """Two people who show the same are told alike from fifty towns: lists and filters tell nothing."""
    chance = random.Random(seed)
    one, other = chance.sample(chance.choice(alike(shown)), 2)
    for viewer in chance.choices(french(), k=50):
        seen = {NEARNESS.band(profile(viewer), profile(town, shown)) for town in (one, other)}
        filtered = {NEARNESS.shown_band(profile(town, shown), profile(viewer)) for town in (one, other)}
        assert (len(seen), len(filtered)) == (1, 1)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_whoever_shows_no_town_is_nowhere(seed: int) -> None:
    """From any town, from their own too, the answer is that it is unknown."""
    chance = random.Random(seed)
    one, viewer = chance.choices(french(), k=2)
    for asker in (viewer, one):
        assert NEARNESS.band(profile(asker), profile(one, TownShown.NONE)) is Band.UNKNOWN


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_bands_are_true_between_towns_shown(seed: int) -> None:
    """Who shows a town is in the band of the distance between the two centres."""
    one, other = random.Random(seed).choices(french(), k=2)
    distance = kilometres((one.latitude, one.longitude), (other.latitude, other.longitude))
    found = NEARNESS.band(profile(one), profile(other))
    bounds = {Band.SAME: (0, 20), Band.KM20: (0, 20), Band.KM50: (20, 50), Band.KM100: (50, 100), Band.FAR: (100, 2e4)}
    least, most = bounds[found]
    assert least <= distance <= most
    assert (found is Band.SAME) == (one.id == other.id)


@pytest.mark.parametrize(
    ("town", "band"), [("Limoges", Band.SAME), ("Panazol", Band.KM20), ("Tulle", Band.KM100), ("Paris", Band.FAR)]
)
def test_bands_around_limoges(town: str, band: Band) -> None:
    """Known towns fall where a map says."""
    assert NEARNESS.band(profile(named("Limoges")), profile(named(town))) is band


class Everybody:
    """A store of members that holds a list."""

    def __init__(self, *people: Profile) -> None:
        """Take the people."""
        self.people = people

    async def everybody(self) -> list[Member]:
        """Return them all."""
        return [Member(one) for one in self.people]


def around(*people: Profile, apart: Apart | None = None) -> AroundMe:
    """Return the use case over some people, of whom Bo is here."""
    store = Everybody(*people)
    is_here = {MemberId("Bo")}.__contains__
    return AroundMe(store, NEARNESS, apart or Apart(), is_here, ManualClock())  # type: ignore[arg-type]  # one method is asked


async def names(looking: AroundMe, wanted: Wanted | None = None) -> list[str]:
    """Return who is found around Limoges, in order."""
    people, _ = await looking.page(profile(named("Limoges"), name="Me"), wanted or Wanted(), 0)
    return [one.card.name for one in people]


async def test_filters_keep_who_fits() -> None:
    """Distance, same town, presence: each narrows, nearest first; nobody finds oneself or whom they block."""
    people = [
        profile(named("Paris"), name="Cleo"), profile(named("Panazol"), name="Bo"),
        profile(named("Limoges"), name="Dan"), profile(named("Limoges"), name="Me"),
    ]  # fmt: skip
    looking = around(*people)
    assert await names(looking) == ["Dan", "Bo", "Cleo"]
    assert await names(looking, Wanted(distance_km=50)) == ["Dan", "Bo"]
    assert await names(looking, Wanted(same_town=True)) == ["Dan"]
    assert await names(looking, Wanted(here=True)) == ["Bo"]
    apart = Apart()
    apart.note(MemberId("Dan"), MemberId("Me"), on=True)
    assert await names(around(*people, apart=apart)) == ["Bo", "Cleo"]


@pytest.mark.parametrize(("least", "found"), [(40, True), (41, False), (45, False)])
async def test_an_age_filter_tells_no_finer_than_the_band_shown(least: int, *, found: bool) -> None:
    """Who shows 40–44 is within a filter only when the whole band is: moving the filter finds no age."""
    for age in range(40, 45):
        shown = replace(profile(named("Limoges")), age=age, age_shown=AgeShown.BAND)
        assert (await names(around(shown), Wanted(age_least=least)) == ["Bo"]) == found


async def test_whoever_hides_their_age_is_in_no_age_filter() -> None:
    """Hidden means hidden, at any age."""
    hidden = replace(profile(named("Limoges")), age_shown=AgeShown.NONE)
    assert await names(around(hidden), Wanted(age_least=18)) == []
    assert await names(around(hidden)) == ["Bo"]


@pytest.mark.parametrize("wanted", [Wanted(distance_km=7), Wanted(here_for="gold")])
async def test_unknown_filters_are_refused(wanted: Wanted) -> None:
    """Only the bands and purposes that exist can be asked for: no finer circle."""
    with pytest.raises(Refusal, match="bad_choice"):
        await names(around(), wanted)


async def test_everybody_is_read_at_most_every_ten_seconds() -> None:
    """However many ask, and a newcomer is found after that."""
    looking = around(profile(named("Limoges")))
    await names(looking)
    looking.store.people += (profile(named("Limoges"), name="New"),)  # type: ignore[attr-defined]  # the list of this test
    assert await names(looking) == ["Bo"]
    looking.clock.advance(10 * SECOND)  # type: ignore[attr-defined]  # a clock moved by hand
    assert await names(looking) == ["Bo", "New"]


def test_bands_of_age_are_those_of_cards() -> None:
    """Eighteen to twenty-four first, then five years each."""
    assert [band_of(age) for age in (18, 24, 25, 44, 120)] == [(18, 24), (18, 24), (25, 29), (40, 44), (120, 124)]


def test_a_department_without_a_name_is_nowhere() -> None:
    """Outside France there is no department to show."""
    far = next(town for town in TOWNS.every() if town.country == "BE")
    assert NEARNESS.band(profile(named("Limoges")), profile(far, TownShown.DEPARTMENT)) is Band.UNKNOWN
    assert isinstance(NEARNESS.towns, Towns)
