"""Reads names of other services, however spelled, as their plain names: ``sn4p``, ``t.e.l.e.g.r.a.m``, ``watsapp``.

What stands around a name is left as it was, since figures of a handle are not letters (safety engine section 4).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from palabre.safety.tables import read_table

Piece = tuple[int, int, str]


def named_services(text: str) -> Iterator[Piece]:
    """Yield the whole words ``(start, end, name)`` of a reading that name a service, in order."""
    finder, names = _spelled()
    for which, start, end in finder.find_matches_as_indexes(text):
        if not (start and _is_of_word(text[start - 1])) and not (end < len(text) and _is_of_word(text[end])):
            yield start, end, names[which]


def in_order(pieces: Iterable[Piece]) -> list[Piece]:
    """Return the pieces that do not overlap one before them, by place, the longest first."""
    kept: list[Piece] = []
    for piece in sorted(set(pieces), key=lambda one: (one[0], -one[1], one[2])):
        if not kept or piece[0] >= kept[-1][1]:
            kept.append(piece)
    return kept


def place_of(starts: tuple[int, ...] | None, raw: int) -> int:
    """Return where a place of the raw text stands in a view that begins its characters at ``starts``."""
    return raw if starts is None else bisect_left(starts, raw)


def _is_of_word(one: str) -> bool:
    return one.isalnum()


@cache
def _spelled() -> tuple[AhoCorasick, tuple[str, ...]]:
    spelled: dict[str, list[str]] = read_table("any/services")["spelled"]
    names = {word: name for name, words in spelled.items() for word in (name, *words)}
    words = sorted(names)
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest), tuple(names[word] for word in words)
