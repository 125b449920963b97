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


@dataclass
class Nearness:
    """Bands between towns."""

    towns: Towns
    _middles: dict[tuple[str, str], Point] = field(default_factory=dict)

    def band(self, viewer: Profile, other: Profile) -> Band:
        """Return how far somebody is, as far as they say where they are."""
        mine, town = self.towns.get(viewer.town), self.towns.get(other.town)
        if mine is None or town is None:
            return Band.UNKNOWN
        match other.town_shown:
            case TownShown.TOWN:
                return _between(mine, town)
            case TownShown.LARGER:
                return _between(mine, self.towns.larger(town) or town)
            case TownShown.DEPARTMENT:
                return self._to_department(mine, town)
            case TownShown.NONE:
                return Band.UNKNOWN

    def _to_department(self, mine: Town, town: Town) -> Band:
        if not self.towns.department(town):
            return Band.UNKNOWN
        band = _of(kilometres(_point(mine), self._middle(town)))
        return Band.KM50 if band is Band.KM20 else band  # nobody is that close to a whole department

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


def _between(mine: Town, theirs: Town) -> Band:
    return Band.SAME if mine.id == theirs.id else _of(kilometres(_point(mine), _point(theirs)))


def _of(distance: float) -> Band:
    return next((band for limit, band in BANDS if distance < limit), Band.FAR)


def _point(town: Town) -> Point:
    return (town.latitude, town.longitude)
