"""Days and months as they are counted and written in Paris, where the house stands. Pure."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
MONTHS = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def months_after(moment: int, months: int) -> int:
    """Return the first moment that is too late: the end of the day that many calendar months after a moment's day.

    Milliseconds, both; days are those of Paris. A day that the month does not have is its last one.
    """
    day = local(moment).date()
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    last = monthrange(year, month + 1)[1]
    ends = datetime(year, month + 1, min(day.day, last)) + timedelta(days=1)  # noqa: DTZ001 - placed in Paris below
    return int(ends.replace(tzinfo=PARIS).astimezone(UTC).timestamp() * 1_000)


def local(moment: int) -> datetime:
    """Return a moment as clocks in Paris show it."""
    return datetime.fromtimestamp(moment / 1_000, PARIS)


def written(moment: int, lang: str) -> str:
    """Return a moment as people write it, to the minute: « 3 décembre 2026 à 14 h 05 »."""
    at = local(moment)
    if lang == "en":
        return f"{at.day} {MONTHS['en'][at.month - 1]} {at.year} at {at.hour:02}:{at.minute:02} (Paris time)"
    first = "1er" if at.day == 1 else str(at.day)
    return f"{first} {MONTHS['fr'][at.month - 1]} {at.year} à {at.hour} h {at.minute:02} (heure de Paris)"


def day_written(moment: int, lang: str) -> str:
    """Return the day of a moment as people write it."""
    return written(moment, lang).split(" at " if lang == "en" else " à ")[0]
