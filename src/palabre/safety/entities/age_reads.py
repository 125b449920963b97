"""Works out an age from the numbers that a row of the age tables found (safety engine section 4)."""

from collections.abc import Callable, Mapping
from datetime import date

MAJORITY = 18
ROMAN = {"i": 1, "v": 5, "x": 10}
CENTURY = 2000
LAST = 31  # day of a month
Groups = Mapping[str, str | None]
Reads = Callable[[Groups, int, date | None], int | None]


def _a(groups: Groups) -> int:
    return int(groups.get("a") or 0)


def _b(groups: Groups) -> int:
    return int(groups.get("b") or 0)


def _roman(groups: Groups, _: int, __: date | None) -> int:
    figures = [ROMAN[one] for one in groups.get("a") or ""]
    return sum(
        -one if place + 1 < len(figures) and one < figures[place + 1] else one for place, one in enumerate(figures)
    )


def _year(groups: Groups, _: int, today: date | None) -> int | None:
    """Age in a birth year: who will only be of age some day of this year is not yet."""
    year = _year_of(groups.get("y") or "", today)
    if today is None or year is None:
        return None
    age = today.year - year
    return age - 1 if age == MAJORITY else age


def _year_of(said: str, today: date | None) -> int | None:
    """Return the year of ``2012``, ``2k12``, ``2 mille 12``, ``20 12`` or ``12``; None when today is not known."""
    figures = "".join(one if one.isdigit() else " " for one in said).split()
    if today is None or not figures:
        return None
    if len(figures[0]) == 4:
        return int(figures[0])
    short = int(figures[-1])
    return short + (CENTURY if len(figures) > 1 or short <= today.year % 100 else CENTURY - 100)


def _born(year: int, month: int, day: int, today: date) -> int | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return today.year - year - ((today.month, today.day) < (month, day))


def _date(groups: Groups, value: int, today: date | None) -> int | None:
    """Return the age of a date with the day before the month; of a month alone, its last day."""
    day, month = int(groups.get("d") or LAST), int(groups.get("m") or 0)
    year = _year_of(groups.get("y") or "", today)
    if today is None or year is None:
        return None
    if not month:
        return _year(groups, value, today)
    return _born(year, month, day, today) if month <= 12 else _born(year, day, month, today)


def _date_en(groups: Groups, _: int, today: date | None) -> int | None:
    """Return the younger of both orders, since a date in English does not tell its own."""
    first, second = int(groups.get("d") or 0), int(groups.get("m") or 0)
    year = _year_of(groups.get("y") or "", today)
    if today is None or year is None:
        return None
    ages = [_born(year, first, second, today), _born(year, second, first, today)]
    return min((age for age in ages if age is not None), default=None)


def _class_of(groups: Groups, _: int, today: date | None) -> int | None:
    """Who leaves school in a year, at 18."""
    return None if today is None else MAJORITY - (int(groups.get("y") or 0) - today.year)


READS: Mapping[str, Reads] = {
    "age": lambda groups, _, __: _a(groups),
    "reversed": lambda groups, _, __: int((groups.get("a") or "0")[::-1]),
    "before": lambda groups, _, __: _a(groups) - 1,
    "sum": lambda groups, _, __: _a(groups) + _b(groups),
    "less": lambda groups, _, __: _a(groups) - _b(groups),
    "times": lambda groups, _, __: _a(groups) * _b(groups),
    "twice": lambda groups, _, __: 2 * _b(groups),
    "share": lambda groups, _, __: _a(groups) // max(1, _b(groups)),
    "half": lambda groups, _, __: _a(groups) // 2,
    "teens": lambda groups, _, __: 10 + _b(groups),
    "fixed": lambda _, value, __: value,
    "short": lambda groups, value, _: value - _a(groups),
    "beyond": lambda groups, value, _: value + _a(groups),
    "roman": _roman,
    "year": _year,
    "date": _date,
    "date_en": _date_en,
    "class_of": _class_of,
}
