"""How far apart two people's towns are, in wide bands; made of what each shows, and no finer.

Of somebody who shows a town, the town's centre; a larger town, that one's; a department, the middle of its people;
nothing, nothing. Whoever asks from many towns learns where that point is, which the label says already.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field

from palabre.identity.model import Band, Profile, TownShown
from palabre.identity.towns import Town, Towns

EARTH_KM = 6_371
BANDS = ((20, Band.KM20), (50, Band.KM50), (100, Band.KM100))
Point = tuple[float, float]  # latitude, longitude, in degrees


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where somebody is taken to be: the centre of a town, or the middle of a department."""

    point: Point
    town: int  # 0 for a department


@dataclass
class Nearness:
    """Bands between towns."""

    towns: Towns
    _middles: dict[tuple[str, str], Point] = field(default_factory=dict)

    def band(self, viewer: Profile, other: Profile) -> Band:
        """Return how far somebody is, as far as they say where they are; the viewer knows their own town."""
        return _between(self._whole(viewer), self._shown(other))

    def shown_band(self, one: Profile, other: Profile) -> Band:
        """Return how far two people are, made of what each shows: for answers that either may see."""
        return _between(self._shown(one), self._shown(other))

    def _whole(self, profile: Profile) -> Anchor | None:
        town = self.towns.get(profile.town)
        return Anchor((town.latitude, town.longitude), town.id) if town else None

    def _shown(self, profile: Profile) -> Anchor | None:
        town = self.towns.get(profile.town)
        if town is None:
            return None
        match profile.town_shown:
            case TownShown.TOWN:
                return Anchor((town.latitude, town.longitude), town.id)
            case TownShown.LARGER:
                seen = self.towns.larger(town) or town
                return Anchor((seen.latitude, seen.longitude), seen.id)
            case TownShown.DEPARTMENT:
                return Anchor(self._middle(town), 0) if self.towns.department(town) else None
            case TownShown.NONE:
                return None

    def _middle(self, town: Town) -> Point:
        if not self._middles:
            self._middles = middles(self.towns)
        return self._middles[town.country, town.department]


def middles(towns: Towns) -> dict[tuple[str, str], Point]:
    """Return the middle of the people of each department."""
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for town in towns.every():
        if town.department:
            weight = max(1, town.population)
            row = sums[town.country, town.department]
            row[0] += town.latitude * weight
            row[1] += town.longitude * weight
            row[2] += weight
    return {key: (latitude / weight, longitude / weight) for key, (latitude, longitude, weight) in sums.items()}


def kilometres(one: Point, other: Point) -> float:
    """Return the distance between two points on the globe."""
    (north, east), (south, west) = ([math.radians(angle) for angle in point] for point in (one, other))
    half = math.sin((south - north) / 2) ** 2
    half += math.cos(north) * math.cos(south) * math.sin((west - east) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _between(mine: Anchor | None, theirs: Anchor | None) -> Band:
    if mine is None or theirs is None:
        return Band.UNKNOWN
    if mine.town and mine.town == theirs.town:
        return Band.SAME
    distance = kilometres(mine.point, theirs.point)
    band = next((band for limit, band in BANDS if distance < limit), Band.FAR)
    # Nobody is under 20 km from a whole department.
    return Band.KM50 if band is Band.KM20 and not (mine.town and theirs.town) else band
