"""How long each kind of thing is kept, as the shipped table says it (moderation section 15)."""

import re
from functools import cache

import msgspec

from palabre.kernel.clock import DAY
from palabre.moderation.policy.catalogue import DATA

SPAN = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?\b")  # ISO 8601, of days and more


class Row(msgspec.Struct, frozen=True):
    """One kind of thing: how long, from when, why, and what becomes of it."""

    id: str
    data: str
    keep: str
    from_: str = msgspec.field(name="from")
    basis: str = ""
    afterwards: str = ""
    store: str = ""

    @property
    def days(self) -> int:
        """The first span of its words, in days: a month is 30, a year 365; 0 when it names none."""
        found = next((one for one in SPAN.finditer(self.keep) if any(one.groups())), None)
        years, months, days = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
        return 365 * years + 30 * months + days

    @property
    def life(self) -> int:
        """The same in milliseconds."""
        return self.days * DAY


class _File(msgspec.Struct, frozen=True):
    rows: tuple[Row, ...]


@cache
def retention() -> dict[str, Row]:
    """Return every row by its id."""
    file = msgspec.json.decode((DATA / "retention.json").read_bytes(), type=_File)
    return {row.id: row for row in file.rows}
