"""Reads numerals of every script, and number words of every language, as ASCII figures (safety engine section 3)."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from palabre.safety.tables import languages, read_table

Piece = tuple[int, int, str]
BEYOND = re.compile(r"[^\x00-\x7f]")
PERHAPS_MIXED = re.compile(r"[0-9][lio|]|[lio|][0-9]")
MIXED = re.compile(r"(?<![^\W_])[0-9lio|]{2,3}(?![^\W_])")
BESIDE = 1  # characters between two numbers said together


def with_figures(text: str) -> list[Piece]:
    """Return the words of a text, accents and other numerals gone, that are read as figures, in order.

    Each is ``(start, end, figures)``: number words, and tokens of figures and letters that look like them.
    """
    pieces = [*_mixed(text), *_worded(text)]
    if len(pieces) < 2:
        return pieces
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (one[0], -one[1])):
        if not kept or piece[0] >= kept[-1][1]:
            kept.append(piece)
    return kept


def numerals(text: str) -> Iterator[Piece]:
    """Yield figures of other scripts, and those that no normal form brings to ASCII: ⓮, 🔟."""
    for match in BEYOND.finditer(text):
        one = match.group()
        if one == "\U0001f51f":
            yield match.start(), match.end(), "10"
        elif unicodedata.category(one) in {"Nd", "No"}:
            value = unicodedata.numeric(one)
            if value == int(value) <= 99:
                yield match.start(), match.end(), str(int(value))


def _mixed(text: str) -> Iterator[Piece]:
    """Tokens of figures and of letters that look like them: ``l4``, ``1O``."""
    if not PERHAPS_MIXED.search(text):
        return
    shown: dict[str, str] = read_table("any/views")["figures"]
    for match in MIXED.finditer(text):
        token = match.group()
        if any(one.isdigit() for one in token) and not token.isdigit():
            yield match.start(), match.end(), "".join(shown.get(one, one) for one in token)


def _worded(text: str) -> list[Piece]:
    finder, worth = _words()
    found = [
        (start, end, *worth[which])
        for which, start, end in finder.find_matches_as_indexes(text)
        if _stands_alone(text, start, end)
    ]
    # `un` and `one` are figures only beside another number: un deux, deux un.
    return [
        (start, end, value)
        for place, (start, end, value, is_article) in enumerate(found)
        if not is_article
        or (place and start - found[place - 1][1] <= BESIDE)
        or (place + 1 < len(found) and found[place + 1][0] - end <= BESIDE)
    ]


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (start and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum())


@cache
def _words() -> tuple[AhoCorasick, tuple[tuple[str, bool], ...]]:
    """Return the finder of all number words, and for each what it is worth and whether alone it is an article."""
    values: dict[str, tuple[str, bool]] = {}
    for language in languages():
        table = read_table(f"{language}/numbers")
        for word, value in _composed(table).items():
            for written in {word, word.replace(" ", "-"), word.replace(" ", "")}:
                values.setdefault(written, (value, word in table["articles"]))
    words = sorted(values)
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest), tuple(values[word] for word in words)


def _composed(table: dict[str, Any]) -> dict[str, str]:
    """Return every number word of a language: simple ones, as they sound, and tens with units after them."""
    values = {str(word): str(value) for word, value in table["words"].items()}
    for sound in table.get("sounds", ()):
        for parts in product(*sound["parts"]):
            values.setdefault("".join(parts), str(sound["value"]))
    for ten in table["tens"]:
        for unit, value in table["units"].items():
            for link in table["links"]:
                values.setdefault(f"{ten['word']}{link}{unit}", str(ten["value"] + value))
    return values
