"""Writes docs/bounds.md from the named bounds of src/palabre/kernel/limits.py: their values and their reasons.

``--write`` writes the page; ``--check`` exits 1 when it differs from the code.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from palabre.kernel import limits

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "palabre" / "kernel" / "limits.py"
PAGE = ROOT / "docs" / "bounds.md"
LINE = re.compile(r"^([A-Z][A-Z0-9_]*): Final = [^#\n]*(?:#\s*(.*))?$", re.MULTILINE)
UNITS = {"_MS": "ms", "_S": "s", "_OCTETS": "octets", "_MB": "MB", "_DAYS": "days", "_HOURS": "hours"}
INTRO = """# Bounds

For whoever runs a site and meets one, and for whoever changes one. Made from `src/palabre/kernel/limits.py` by
`make types`; a test holds this page to it. Nothing a client can make grow is without one. What passes a bound is
answered (`rate_limited`, `busy`, `bad_frame`: [protocol.md](protocol.md)), turned away with a delay drawn for each
(503), or closed with a code; never served in silence at the cost of the others. Why the edge refuses as it does:
[decision 21](decisions/0021-bounds-of-a-line.md).

| Bound | Value | Why, and of what |
| --- | --- | --- |
"""


def rows() -> Iterator[str]:
    """Yield a table row for each bound, in the order of the module."""
    for name, reason in LINE.findall(SOURCE.read_text()):
        value = getattr(limits, name)
        unit = next((unit for end, unit in UNITS.items() if name.endswith(end)), "")
        shown = f"{value:,} {unit}".strip() if isinstance(value, int | float) else str(value)
        yield f"| `{name}` | {shown} | {reason.replace('|', '/')} |\n"


def main(arguments: list[str]) -> int:
    """Write or check the page."""
    page = INTRO + "".join(rows())
    if "--write" in arguments:
        PAGE.write_text(page)
    elif PAGE.read_text() != page:
        print("docs/bounds.md differs from limits.py: make types")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
