"""Brings together characters written one by one: ``s.n.a.p``, ``1 4``, ``j ' a i`` (safety engine section 3)."""

import re
from collections.abc import Iterator
from functools import cache

from palabre.safety.tables import read_table

SIGNS = frozenset("@$€!")  # read as letters inside a word
FEWEST_LETTERS = 3  # set apart by spaces: `y a` is French


def runs_of_singles(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what to drop, ``(start, end, "")``, of each run of single characters that one separator sets apart."""
    if not _hint().search(text):
        return
    place = 0
    while place < len(text) - 2:
        if _is_single(text[place]) and (place == 0 or not text[place - 1].isalnum()):
            end = _end_of_run(text, place)
            if end > place + 1:
                yield from _joined(text, place, end)
                place = end - 2  # the last of a run may begin another
        place += 1


@cache
def _separators() -> frozenset[str]:
    return frozenset(read_table("any/views")["separators"])


@cache
def _hint() -> re.Pattern[str]:
    between = re.escape("".join(sorted(_separators())))
    return re.compile(rf"(?<![^\W_])[^\W_](?:([{between}])[^\W_'@$€!](?:(?![^\W_])|\1))")


def _is_single(one: str) -> bool:
    return one.isalnum() or one in SIGNS


def _end_of_run(text: str, start: int) -> int:
    """Return where a run of singles ends; a word that follows keeps its first letter."""
    separator = text[start + 1]
    if separator not in _separators():
        return start + 1
    end = start + 1
    while end + 1 < len(text) and text[end] == separator and _belongs(text[end + 1], separator):
        end += 2
    if end < len(text) and text[end].isalnum():
        end -= 2
    return end


def _belongs(one: str, separator: str) -> bool:
    return _is_single(one) or (one == "'" and separator == " ")


def _joined(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield the separators to drop of a run; one of spaces keeps those between its letters and its figures."""
    if text[start + 1] != " ":
        yield from ((place, place + 1, "") for place in range(start + 1, end, 2))
        return
    first = start
    for place in range(start + 2, end + 2, 2):
        if place < end and text[place].isdigit() == text[first].isdigit():
            continue
        if (place - first) // 2 >= (2 if text[first].isdigit() else FEWEST_LETTERS):
            yield from ((gap, gap + 1, "") for gap in range(first + 1, place - 1, 2))
        first = place
