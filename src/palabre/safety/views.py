"""The readings of one text, each mapped back to what was sent, so that an explanation quotes the raw text.

Each view is built when first asked for (safety engine section 3). All are idempotent: a view of a view is itself.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeVar

from palabre.safety.figures import numerals, with_figures
from palabre.safety.kept import kept
from palabre.safety.services import in_order, named_services, place_of
from palabre.safety.singles import runs_of_singles
from palabre.safety.tables import read_table

LOWER = {one: one + 32 for one in range(ord("A"), ord("Z") + 1)}
MARKS = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
# A run beyond ASCII, with the letter before it when its first character is a mark on that letter.
BEYOND = re.compile(rf"[\x00-\x7f](?=[{MARKS}])[^\x00-\x7f]+|[^\x00-\x7f]+")
SPECIAL = re.compile(r"[^\x00-\x7f]|[`A-Z]")
SETTLED = frozenset(one for one in map(chr, range(0x80)) if not SPECIAL.match(one))
LEET = re.compile(r"[0-9@$€!]")
SIGNED = re.compile(r"(?<!\S)[^\s0-9@$€!]*+[0-9@$€!]\S*+")  # a whole word that holds one
JOINER = "\u200d"
T = TypeVar("T")
STEPS = 3  # normalisation and case folding, in turns, are at rest by then


class View(NamedTuple):
    """One reading; ``starts`` says where each of its characters begins in the raw text, None for the same places."""

    name: str
    text: str
    length: int  # of the raw text
    starts: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the piece of the raw text that a piece of this view was read from."""
        if self.starts is None:
            return start, end
        return self._at(start), self._at(end) if end < len(self.starts) else self.length

    def _at(self, place: int) -> int:
        assert self.starts is not None
        return self.starts[place] if place < len(self.starts) else self.length

    def replaced(self, name: str, pieces: Iterable[tuple[int, int, str]]) -> "View":
        """Return a view in which pieces ``(start, end, shown)``, in order, are read as something else."""
        text: list[str] = []
        starts: list[int] = []
        last, places = 0, range(len(self.text)) if self.starts is None else self.starts
        for start, end, shown in pieces:
            text.append(self.text[last:start])
            starts += places[last:start]
            if shown:
                text.append(shown)
                starts += [places[start]] * len(shown)
            last = end
        if not text:
            return View(name, self.text, self.length, self.starts)
        text.append(self.text[last:])
        starts += places[last:]
        return View(name, "".join(text), self.length, tuple(starts))

    def reread(self, name: str, shown: Callable[[str], str]) -> "View":
        """Return a view in which each character beyond ASCII, each capital and backtick, is read as what is shown."""
        others = {one: other for one in set(self.text) - SETTLED if (other := shown(one)) != one}
        if all(len(other) == 1 for other in others.values()):  # each keeps its place
            text = self.text.translate({ord(one): other for one, other in others.items()}) if others else self.text
            return View(name, text, self.length, self.starts)
        special = SPECIAL.finditer(self.text)
        return self.replaced(name, ((*at.span(), others[at.group()]) for at in special if at.group() in others))


class Views:
    """Every view of one text."""

    def __init__(self, raw: str) -> None:
        self.raw = View("raw", raw, len(raw))
        self._once: dict[tuple[object, str | None], Any] = {}
        self._readings: dict[tuple[str, ...], list[View]] = {}

    @kept
    def base(self) -> View:
        """Compatibility forms and case undone, what cannot be seen removed."""
        raw = self.raw.text
        if raw.isascii():
            return View("base", raw.lower(), len(raw))
        # A mark or a joiner is read with what stands beside it, any other character by itself.
        if JOINER in raw or any(map(_clings, set(raw))):
            return View("base", raw.translate(LOWER), len(raw)).replaced("base", _folds(raw))
        return self.raw.reread("base", _folded)

    @kept
    def plain(self) -> View:
        """``base`` without accents, with one apostrophe."""
        base = self.base
        if base.text.isascii() and "`" not in base.text:
            return View("plain", base.text, base.length, base.starts)
        return base.reread("plain", _plain)

    @kept
    def skeleton(self) -> View:
        """``plain`` with look-alikes read as the letters that they show."""
        if self.plain.text.isascii():
            return self.plain
        shown = _lookalikes()
        return self.plain.reread("skeleton", lambda one: shown.get(one, one))

    @kept
    def joined(self) -> View:
        """``skeleton`` with single characters set apart by one separator brought together: ``s.n.a.p``, ``1 4``."""
        return self.skeleton.replaced("joined", runs_of_singles(self.skeleton.text))

    @kept
    def leet(self) -> View:
        """``joined`` with figures and signs inside words read as letters, 1 as i."""
        return self._spelled("leet", 0)

    @kept
    def leet_l(self) -> View:
        """``leet`` with 1 as l."""
        return self._spelled("leet_l", 1)

    def _spelled(self, name: str, reading: int) -> View:
        """Return ``joined`` with the words that figures and signs are put into spelled with letters."""
        if not self._signed:
            return self.joined._replace(name=name)
        text, table, last = self.joined.text, _leet_tables()[reading], 0
        pieces, seen = list[str](), dict[str, str]()
        for start, end in self._signed:
            word = text[start:end]
            letters = seen.get(word) or seen.setdefault(word, word.translate(table))
            pieces += text[last:start], letters
            last = end
        return View(name, "".join([*pieces, text[last:]]), self.joined.length, self.joined.starts)

    @kept
    def _signed(self) -> list[tuple[int, int]]:
        """The words of ``joined`` that hold both letters and figures or signs that stand for some."""
        return list(_signed(self.joined.text))

    @kept
    def digits(self) -> View:
        """``skeleton`` with every numeral and number word as ASCII figures."""
        return _figured("digits", self.skeleton)

    @kept
    def digits_joined(self) -> View:
        """``joined`` with every numeral and number word as ASCII figures."""
        return self._figured_unless("digits_joined", self.joined, self.digits)

    @kept
    def digits_leet(self) -> View:
        """``leet`` with every numeral and number word as ASCII figures."""
        return self._figured_unless("digits_leet", self.leet, self.digits_joined)

    @kept
    def apps(self) -> View:
        """``skeleton`` with names of other services, however spelled, as their plain ones: ``sn4p``, ``t.g``."""
        plain = self.skeleton
        found: list[tuple[int, int, str]] = []
        for view in self.readings("skeleton", "joined", "leet", "leet_l"):
            for start, end, name in named_services(view.text):
                first, last = view.span(start, end)
                found.append((place_of(plain.starts, first), place_of(plain.starts, last), name))
        other = (piece for piece in in_order(found) if plain.text[piece[0] : piece[1]] != piece[2])
        return plain.replaced("apps", other)

    def readings(self, *names: str) -> list[View]:
        """Return these views in order, without those that read as an earlier one."""
        if names not in self._readings:
            seen: dict[str, View] = {}
            for name in names:
                view: View = getattr(self, name)
                seen.setdefault(view.text, view)
            self._readings[names] = list(seen.values())
        return self._readings[names]

    def once(self, look: Callable[[str], T], text: str) -> T:
        """Return what a look at the text of a view tells, looking once: several views often read alike."""
        key = (look, text)
        if key not in self._once:
            self._once[key] = look(text)
        told: T = self._once[key]
        return told

    def whole(self, look: Callable[["Views"], T]) -> T:
        """Return what a look at all the views tells, looking once."""
        key = (look, None)
        if key not in self._once:
            self._once[key] = look(self)
        told: T = self._once[key]
        return told

    @kept
    def obfuscation(self) -> float:
        """How much was done to hide words from a reader of letters, 0 to 1: invisible signs, mixed scripts, runs."""
        if self.raw.text.isascii():
            return 0.0
        hidden = sum(_is_invisible(one) and one not in "\ufe0e\ufe0f\u20e3" for one in self.raw.text)
        mixed = sum(_mixes_scripts(token) for token in self.base.text.split())
        return min(1.0, 0.4 * hidden + 0.5 * mixed)

    def _figured_unless(self, name: str, view: View, former: View) -> View:
        """Return a view with figures; the one with figures before it when nothing else was read differently."""
        if view.text == (self.skeleton if former is self.digits else self.joined).text:
            return former
        return _figured(name, view)


def _figured(name: str, view: View) -> View:
    shown = view if view.text.isascii() else view.replaced(name, numerals(view.text))
    return shown.replaced(name, with_figures(shown.text))


def _folds(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what each character beyond ASCII, with the marks on it, is read as; nothing for what cannot be seen."""
    for run in BEYOND.finditer(text):
        start = run.start()
        for end in (*(place for place in range(start + 1, run.end()) if not _clings(text[place])), run.end()):
            cluster = text[start:end]
            shown = _joiner(text, start) if cluster == JOINER else _folded(cluster)
            if shown != cluster:
                yield start, end, shown
            start = end


def _clings(one: str) -> bool:
    return unicodedata.combining(one) != 0


def _joiner(text: str, place: int) -> str:
    around = text[max(0, place - 2) : place] + text[place + 1 : place + 2]
    return JOINER if any(unicodedata.category(one) in {"So", "Sk"} for one in around) else ""


@lru_cache(4_096)
def _folded(cluster: str) -> str:
    cluster = "".join(one for one in cluster if not _is_invisible(one) and one != JOINER)
    for _ in range(STEPS):
        cluster = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
        cluster = "".join(one for one in cluster if not _is_invisible(one))
    return cluster


@lru_cache(4_096)
def _plain(one: str) -> str:
    bare = "".join(part for part in unicodedata.normalize("NFD", one) if not unicodedata.combining(part))
    letters: dict[str, str] = read_table("any/views")["letters"]
    return "".join(letters.get(part, part) for part in bare)


@cache
def _invisible() -> frozenset[str]:
    spans: list[list[int]] = read_table("any/views")["invisible"]
    return frozenset(chr(one) for first, last in spans for one in range(first, last + 1)) - {JOINER}


def _is_invisible(one: str) -> bool:
    return one in _invisible()


@cache
def _lookalikes() -> dict[str, str]:
    letters: dict[str, str] = read_table("any/lookalikes")["letters"]
    return letters


def _mixes_scripts(token: str) -> bool:
    return any(one.isascii() and one.isalpha() for one in token) and any(one in _lookalikes() for one in token)


@cache
def _measure() -> re.Pattern[str]:
    units = "|".join(read_table("any/views")["units"])
    return re.compile(rf"[0-9]{{2,4}}(?:{units})[0-9]{{0,2}}[?.,;:)]*\Z")


@cache
def _leet_tables() -> tuple[dict[int, str], dict[int, str]]:
    table = read_table("any/views")
    first, second = (str.maketrans({**table["leet"], "1": one}) for one in table["leet_one"])
    return first, second


def _signed(text: str) -> Iterator[tuple[int, int]]:
    """Yield where words stand that hold letters, and figures or signs before their end; not numbers with a unit."""
    seen: dict[str, bool] = {}
    for token in SIGNED.finditer(text) if LEET.search(text) else ():
        bare = token.group().rstrip("!")
        is_signed = seen.get(bare)
        if is_signed is None:
            is_signed = seen[bare] = _is_signed(bare)
        if is_signed:
            yield token.start(), token.start() + len(bare)


def _is_signed(word: str) -> bool:
    return bool(LEET.search(word)) and any(map(str.isalpha, word)) and not _measure().match(word)
