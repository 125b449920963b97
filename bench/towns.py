"""How long suggesting towns takes, as a ratio to scanning every name once, in the same run.

.venv/bin/python bench/towns.py
"""

import json
import time
from collections.abc import Callable, Iterable

from palabre.identity.towns import fold, load_towns

QUERIES = ("l", "li", "lim", "limoges", "saint", "saint-e", "st", "le", "750", "87000", "par", "montr", "zzz", "a", "s")
REPEATS = 20
PROMISED_MS = 30  # issue 2, C: suggestions in under 30 ms


def timed(act: Callable[[str], object], queries: Iterable[str]) -> list[float]:
    """Return the best time of each query, in milliseconds."""
    best = []
    for query in queries:
        times = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            act(query)
            times.append((time.perf_counter() - start) * 1000)
        best.append(min(times))
    return best


def main() -> None:
    """Print the measure as one line of JSON."""
    towns = load_towns()
    names = [fold(town.name) for town in towns._by_id.values()]  # noqa: SLF001 - the baseline reads every name
    suggesting = timed(towns.search, QUERIES)
    scanning = timed(lambda query: [name for name in names if name.startswith(fold(query))], QUERIES)
    report = {
        "towns": len(names),
        "scan_over_search": round(sum(scanning) / sum(suggesting), 1),
        "slowest_query": QUERIES[suggesting.index(max(suggesting))],
        "slowest_under_promise": max(suggesting) < PROMISED_MS,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
