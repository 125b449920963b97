"""Writes frontend/src/links/table.json from the tables of links: what the browser needs to draw one with care.

``--write`` writes the file; ``--check`` exits 1 when it differs from the tables.
"""

import json
import sys
from pathlib import Path
from typing import Any

from palabre.safety.tables import read_table

FILE = Path(__file__).parents[1] / "frontend" / "src" / "links" / "table.json"
BARE = ("com", "net", "org", "fr", "eu", "io", "dev", "info", "edu", "gov", "uk", "ch", "tv", "example")
SHORTEST = 5  # letters of a protected name that the browser looks for


def table() -> dict[str, Any]:
    """Return the part of the tables that the browser takes along."""
    links, hosts, names = (read_table(f"any/{name}") for name in ("links", "link_hosts", "link_names"))
    protected = names["strong"] | {name: own for name, own in names["weak"].items() if "*" in own}
    return {
        "shorteners": sorted(set(hosts["shorteners"]) - set(hosts["not_shorteners"])),
        "run": sorted(links["extensions"]["run"]),
        "shown": sorted(links["extensions"]["shown"]),
        "afterShown": sorted(links["extensions"]["after_shown"]),
        "harmless": sorted(links["harmless_parameters"]),
        "files": sorted(links["suffixes"]["risky_files"]),
        "redirects": sorted(set(links["redirect_parameters"]) - set(links["search_parameters"])),
        "bare": sorted(BARE),
        "names": {name: own for name, own in sorted(protected.items()) if len(name) >= SHORTEST},
    }


def main(arguments: list[str]) -> int:
    """Write or check the file."""
    text = json.dumps(table(), ensure_ascii=True, separators=(",", ":")) + "\n"
    if "--write" in arguments:
        FILE.write_text(text)
    elif FILE.read_text() != text:
        print("frontend/src/links/table.json differs from rules/tables: make types")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
