"""Towns by name or postcode, from one compact table (data/LICENCES.md); no position is ever asked or told."""

import bisect
import heapq
import json
import lzma
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "towns.tsv.xz"
SMALL = 2_000  # inhabitants; below it the nearest larger town is shown unless chosen otherwise
SUGGESTIONS = 8
QUERY_LONGEST = 60
ARTICLES = ("le ", "la ", "les ", "l ")
# The table says these as French does; people also type them as they say them.
ALSO = {
    "Bruxelles": "Brussels", "Londres": "London", "Barcelone": "Barcelona", "Lisbonne": "Lisbon", "Cologne": "Köln",
    "Vienne (Autriche)": "Vienna", "Genève": "Geneva", "Anvers": "Antwerpen", "Gand": "Gent",
    "Copenhague": "Copenhagen", "Varsovie": "Warsaw", "Athènes": "Athens", "Alger": "Algiers", "Moscou": "Moscow",
    "Édimbourg": "Edinburgh", "Venise": "Venice", "Séville": "Seville",
}  # fmt: skip
LAST = "\U0010ffff"
# Most people here type French: their towns come before larger ones far away.
NEAR = {"FR": 40, "BE": 20, "CH": 20, "LU": 20, "MC": 20, "CA": 5}


@dataclass(frozen=True, slots=True)
class Town:
    """A town; its centre stays in the server."""

    id: int
    name: str
    country: str  # ISO 3166-1
    department: str  # code, French towns only
    population: int
    postcodes: tuple[str, ...]
    latitude: float
    longitude: float
    larger: int  # id of the nearest town of 2,000 people or more, or 0

    @property
    def is_small(self) -> bool:
        """Whether naming it alone would say much."""
        return self.population < SMALL

    @property
    def weight(self) -> int:
        """How likely somebody here means it."""
        return self.population * NEAR.get(self.country, 1)


def fold(name: str) -> str:
    """Return a name as searched: no accent, case, punctuation; "st" is "saint"."""
    plain = unicodedata.normalize("NFD", name.lower().replace("’", " ")).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


class Towns:
    """Every town, sorted for search by prefix."""

    def __init__(self, towns: list[Town], departments: dict[str, str]) -> None:
        """Index the towns; use ``load_towns`` for the shipped ones."""
        self._by_id = {town.id: town for town in towns}
        self._departments = departments
        self._names = sorted((key, town.id) for town in towns for key in _keys(town))
        self._postcodes = sorted((code, town.id) for town in towns for code in town.postcodes)

    def get(self, number: int) -> Town | None:
        """Return a town by id."""
        return self._by_id.get(number)

    def every(self) -> Iterator[Town]:
        """Iterate over all towns."""
        return iter(self._by_id.values())

    def named(self, name: str) -> Town | None:
        """Return the largest town of exactly this name."""
        key = fold(name)
        same = [self._by_id[number] for found, number in self._between(self._names, key) if found == key]
        return max(same, key=lambda town: town.weight, default=None)

    def search(self, query: str, limit: int = SUGGESTIONS) -> list[Town]:
        """Return the best towns for a beginning of name or postcode: exact names first, then the largest."""
        query = query[:QUERY_LONGEST]
        if query.strip().isdigit():
            found = self._between(self._postcodes, query.strip())
            return self._best(found, limit, "")
        key = fold(query)
        return self._best(self._between(self._names, key), limit, key) if key else []

    def department(self, town: Town) -> str:
        """Return the name of a town's department, or nothing."""
        return self._departments.get(town.department, "")

    def larger(self, town: Town) -> Town | None:
        """Return the nearest town of 2,000 people or more, for a small one."""
        return self._by_id.get(town.larger)

    def _between(self, keys: list[tuple[str, int]], prefix: str) -> Iterator[tuple[str, int]]:
        at = bisect.bisect_left(keys, (prefix,))
        end = bisect.bisect_left(keys, (prefix + LAST,))
        return iter(keys[at:end])

    def _best(self, found: Iterator[tuple[str, int]], limit: int, exact: str) -> list[Town]:
        scores: dict[int, bool] = {}
        for key, number in found:
            scores[number] = scores.get(number, False) or key == exact
        best = heapq.nlargest(limit, scores, key=lambda number: (scores[number], self._by_id[number].weight, -number))
        return [self._by_id[number] for number in best]


def _keys(town: Town) -> Iterator[str]:
    key = fold(town.name)
    yield key
    if town.name in ALSO and town.country != "FR":
        yield fold(ALSO[town.name])
    for article in ARTICLES:
        if key.startswith(article):
            yield key.removeprefix(article)


@cache
def load_towns() -> Towns:
    """Load the shipped table, once."""
    head, *rows = lzma.decompress(TABLE.read_bytes()).decode().splitlines()
    return Towns([_town(row.split("\t")) for row in rows], json.loads(head))


def _town(cells: list[str]) -> Town:
    number, name, country, department, population, postcodes, latitude, longitude, larger = cells
    return Town(
        int(number), name, country, department, int(population), tuple(filter(None, postcodes.split(","))),
        float(latitude), float(longitude), int(larger or 0),
    )  # fmt: skip
