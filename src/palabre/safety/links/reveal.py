"""Shows a text as it reads once hidden dots are dots, with the way back to the raw text."""

import unicodedata
from dataclasses import dataclass
from functools import cache

from palabre.safety.links.patterns import apart, disguises, part, perhaps_disguised, span, table

TRIED_AT_MOST = 20  # hidden dots of a kind in one message: more is a flood, not talk
KEPT_SIGNS = frozenset("./:@%\\#?-")


@dataclass(frozen=True, slots=True)
class Shown:
    """A text to search: ``at[i]`` is the raw place of its character ``i``; ``changed`` the raw spans put in clear."""

    text: str
    at: tuple[int, ...] | None = None  # None: the raw text itself
    changed: tuple[tuple[int, int], ...] = ()

    def raw(self, place: int, length: int) -> int:
        """Return the raw place of a place of the text; ``length`` is the raw text's."""
        if self.at is None:
            return place
        return self.at[place] if place < len(self.at) else length

    def hides(self, start: int, end: int) -> bool:
        """Whether something was put in clear between two raw places."""
        return any(start <= first and last <= end for first, last in self.changed)


def reveal(raw: str) -> Shown:
    """Return the text with each disguise put in clear (safety engine section 9.1)."""
    text, plainly = _plain_letters(raw)
    changes = _dots(text) + _apart(text)
    if not changes and not plainly:
        return Shown(text)
    return _changed(text, sorted(changes), plainly)


def _plain_letters(raw: str) -> tuple[str, list[tuple[int, int]]]:
    """Bring full-width, mathematical and circled letters to ASCII, one for one."""
    if raw.isascii():
        return raw, []
    shown = [_ascii_of(one) for one in raw]
    changed = [(at, at + 1) for at, one in enumerate(shown) if one != raw[at]]
    return "".join(shown), changed


@cache
def _ascii_of(character: str) -> str:
    if character.isascii() or unicodedata.category(character) == "No":
        return character
    plain = unicodedata.normalize("NFKC", character)
    is_one = len(plain) == 1 and plain.isascii() and (plain.isalnum() or plain in KEPT_SIGNS)
    return plain if is_one else character


@cache
def _talk() -> frozenset[str]:
    return frozenset(table()["before_dot"])


def _dots(text: str) -> list[tuple[int, int, str]]:
    if not perhaps_disguised().search(text):
        return []
    found: dict[int, tuple[int, int, str]] = {}
    for pattern in disguises():
        match = pattern.search(text)
        for _ in range(TRIED_AT_MOST):
            if match is None:
                break
            start, end = span(match, "dot")
            left = part(match, "left") if "left" in match.re.pattern else ""
            if left.lower() not in _talk():
                found.setdefault(start, (start, end, "."))
            match = pattern.search(text, end)
    return _apart_from_each_other(sorted(found.values()))


def _apart_from_each_other(changes: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for change in changes:
        if not kept or change[0] >= kept[-1][1]:
            kept.append(change)
    return kept


def _apart(text: str) -> list[tuple[int, int, str]]:
    found = []
    for match in apart().finditer(text):
        start, run = span(match, "run")[0], part(match, "run")
        if "." in run or ":" in run:
            found += [(start + at, start + at + 1, "") for at, one in enumerate(run) if one.isspace()]
    return found


def _changed(text: str, changes: list[tuple[int, int, str]], plainly: list[tuple[int, int]]) -> Shown:
    parts: list[str] = []
    at: list[int] = []
    last = 0
    for start, end, put in _apart_from_each_other(changes):
        parts += [text[last:start], put]
        at += [*range(last, start), *([start] * len(put))]
        last = end
    parts.append(text[last:])
    at += range(last, len(text))
    return Shown("".join(parts), tuple(at), tuple(sorted([(start, end) for start, end, _ in changes] + plainly)))
