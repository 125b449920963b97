"""Finds what the phrase tables describe: patterns with their vetoes, in every language at once.

A table (``rules/tables/<language>/<name>.yaml``) has word ``classes``, ``vetoes`` and ``patterns``; a pattern names a
class by ``<class>``, or with slips of the hand by ``<class~>``. A language sees its own classes and vetoes and those of
``any``; patterns of ``any`` see all, those of one name as one, to say once what each language has only words for. All
languages are always run, since a short text does not tell its own (safety engine section 16).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from typing import Any, TypeVar

import msgspec
import re2

from palabre.safety.model import Entity
from palabre.safety.tables import languages, read_table
from palabre.safety.views import View, Views

CLASS = re2.compile(r"<([a-z_]+)(~?)>")
DEEPEST = 4  # classes that name classes
SHORTEST = 4  # letters of a word that is still known after a slip of the hand
FAMILIES = {
    "contact": ("contact",),
    "replies": ("replies",),
    "payment": ("payment",),
    "questions": ("questions",),
    "talk": ("probing", "secrecy", "meeting", "bait", "threat", "third_party", "distress", "farewell", "refusal"),
    "insult": ("insult",),
}
MOST = 16  # places of one text where a pattern is looked at
NEVER, NOTHING = "qqqqzzzzqqqq", "\x00"  # what no pattern needs, and what holds nothing
NOTHING_FOUND: "frozenset[Pattern]" = frozenset()
STATE_BYTES = 1 << 26  # an expression short of memory begins its states again and again

T = TypeVar("T")


class VetoRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words near a match that take its meaning away, or that it needs; ``where`` counts from it, in characters."""

    find: str
    where: str = "clause"  # clause, before, after, text, match
    reach: int = 60


class PatternRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to say something; ``value`` is the entity's class, or ``=group`` for what a named group holds.

    It speaks when each row of ``needs`` is near and none of ``unless`` is; both name rows of ``vetoes``. ``gate`` names
    an expression without which it cannot match: only for speed, another engine may leave it.
    """

    kind: str
    find: str
    value: str = ""
    views: tuple[str, ...] = ("plain",)
    confidence: float = 0.9
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    gate: str = ""
    cue: str = ""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phrase table of one language."""

    version: int
    classes: dict[str, list[str]] = {}
    vetoes: dict[str, VetoRow] = {}
    gates: dict[str, str] = {}
    patterns: tuple[PatternRow, ...] = ()


Holds = Callable[[str], bool]
Near = tuple[VetoRow, Holds]


@dataclass(frozen=True, eq=False)
class Pattern:
    """A pattern with its vetoes, compiled."""

    row: PatternRow
    program: Any
    needs: tuple[tuple[Near, ...], ...]  # one of each
    vetoes: tuple[Near, ...]
    gate: Any = None


class FirstLook:
    """One look at a text for all patterns of many tables, cheap whatever is written.

    Pieces of words that an expression cannot do without come first, then the expressions that have theirs; those that
    have none are looked for together, and those behind a gate only where it stands open.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        behind: dict[str, list[Pattern]] = {}
        patterns = tuple(patterns)
        self.views = tuple(dict.fromkeys(name for pattern in patterns for name in pattern.row.views))
        for pattern in patterns:
            behind.setdefault(pattern.gate.pattern if pattern.gate else "", []).append(pattern)
        free = behind.pop("", [])
        always = set(_pieced(free).Match(NOTHING, True) or ())
        self.pieced = tuple(one for place, one in enumerate(free) if place not in always)
        self.short = tuple(one for place, one in enumerate(free) if place in always)
        self.behind = tuple((tuple(some), _pieced(some)) for some in behind.values())
        self.pieces = _pieced(self.pieced)
        self.shorts = together(one.program.pattern for one in self.short)
        self.gates = together(behind)

    def somewhere(self, views: Views) -> frozenset[Pattern]:
        """Return the patterns that match somewhere in a view that some pattern is looked for in."""
        return NOTHING_FOUND.union(*(views.once(self.standing, view.text) for view in views.readings(*self.views)))

    def standing(self, text: str) -> frozenset[Pattern]:
        """Return the patterns that match somewhere in a text, their vetoes aside."""
        octets = text.encode()
        pieced, short = self.pieces.Match(octets), self.shorts.Match(octets)
        gates = self.gates.Match(octets)
        if not (pieced or short or gates):
            return NOTHING_FOUND
        found = [*_those(self.pieced, pieced), *_those(self.short, short)]
        for some, opened in _those(self.behind, gates):
            found += _those(some, opened.Match(octets))
        return frozenset(found)


@dataclass(frozen=True)
class Phrases:
    """The phrase tables of one family, over all languages, and a first look that knows them."""

    patterns: tuple[Pattern, ...]
    look: FirstLook

    @cached_property
    def known(self) -> frozenset[Pattern]:
        """The patterns, to be found among those that stand in a text."""
        return frozenset(self.patterns)

    @cached_property
    def by_views(self) -> dict[tuple[str, ...], frozenset[Pattern]]:
        """The patterns that are looked for in the same views."""
        views = sorted({pattern.row.views for pattern in self.patterns}, key=" ".join)
        return {names: frozenset(one for one in self.patterns if one.row.views == names) for names in views}

    def find(self, views: Views) -> list[Entity]:
        """Return what the tables find, by place and kind; the same place is told once for each kind and value."""
        if self.known.isdisjoint(views.whole(self.look.somewhere)):
            return []
        found: dict[tuple[str, int | str, int, int], Entity] = {}
        for names, patterns in self.by_views.items():
            for view in views.readings(*names):
                for entity in _found(patterns & self._standing(views, view), view):
                    key = (entity.kind, entity.value, entity.start, entity.end)
                    if key not in found or _rank(entity) < _rank(found[key]):
                        found[key] = entity
        return sorted(found.values(), key=lambda one: (one.start, one.kind, str(one.value), one.end))

    def _standing(self, views: Views, view: View) -> frozenset[Pattern]:
        return views.once(self.look.standing, view.text)


@cache
def load_phrases(family: str) -> Phrases:
    """Load the tables of a family in every language, those of none first. Raises ``ValueError`` naming the line."""
    return Phrases(tuple(pattern for name in FAMILIES[family] for pattern in _patterns(name)), _first_look())


@cache
def _first_look() -> FirstLook:
    """Return one look for the tables of all families, so that a text that says nothing of them pays for one."""
    return FirstLook(pattern for names in FAMILIES.values() for name in names for pattern in _patterns(name))


@cache
def _patterns(name: str) -> tuple[Pattern, ...]:
    return tuple(_read(name))


def _read(name: str) -> Iterator[Pattern]:
    rows = {language: read_table(f"{language}/{name}", missing_ok=True) for language in ("any", *languages())}
    tables = {language: msgspec.convert(row, Table) for language, row in rows.items() if row}
    for language, table in tables.items():
        seen = tuple(other for other in tables if language in {"any", other} or other == "any")
        yield from _compiled(f"{language}/{name}", table, tuple(tables[other] for other in seen))


def expand(expression: str, classes: dict[str, list[str]]) -> str:
    """Return a pattern with its ``<class>`` names replaced by their words. Raises ``ValueError`` for an unknown one."""
    for _ in range(DEEPEST):
        names = {(name, slips) for name, slips in CLASS.findall(expression) if name in classes}
        if not names:
            break
        for name, slips in sorted(names):
            some = {slip for word in classes[name] for slip in misspelt(word)} if slips else classes[name]
            words = sorted(some, key=lambda word: (-len(word), word))
            expression = expression.replace(f"<{name}{slips}>", f"(?:{'|'.join(words)})")
    for name, _ in CLASS.findall(expression):
        if f"(?<{name}>" not in expression:
            raise ValueError(f"<{name}> is no class; classes are {', '.join(sorted(classes))}")
    return expression


def misspelt(word: str) -> set[str]:
    """Return a word of four letters or more with neighbours swapped, of five or more with one inside left out."""
    if len(word) < SHORTEST or not word.isalpha():
        return {word}
    swaps = {word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1)}
    gaps = {word[:place] + word[place + 1 :] for place in range(1, len(word) - 1)} if len(word) > SHORTEST else set()
    return {word} | swaps | gaps


def _compiled(where: str, table: Table, seen: tuple[Table, ...] = ()) -> Iterator[Pattern]:
    """Compile the patterns of a table with the classes and vetoes of the tables that it sees, itself unless told."""
    seen = seen or (table,)
    classes: dict[str, list[str]] = {}
    for other in seen:
        classes |= {name: [*classes.get(name, []), *words] for name, words in other.classes.items()}
    nearby: dict[str, tuple[Near, ...]] = {}
    gates = {name: gate for other in seen for name, gate in other.gates.items()}
    for other in seen:
        for name, near in sorted(other.vetoes.items()):
            nearby[name] = (*nearby.get(name, ()), (near, holds(expand(near.find, classes))))
    for number, row in enumerate(table.patterns, 1):
        try:
            vetoes = tuple(near for name in row.unless for near in nearby[name])
            needs = tuple(nearby[name] for name in row.needs)
            gate = compiled(expand(gates[row.gate], classes)) if row.gate else None
            yield Pattern(row, compiled(expand(row.find, classes)), needs, vetoes, gate)
        except (KeyError, ValueError, re2.error) as error:
            raise ValueError(f"{where}: pattern {number} ({row.find}): {error}") from error


def compiled(expression: str) -> Any:
    """Return an expression of the tables, with room for its states."""
    return re2.compile(expression, _options())


def _options() -> Any:
    options = re2.Options()
    options.max_mem = STATE_BYTES
    return options


def _pieced(patterns: Sequence[Pattern]) -> Any:
    look = re2.Filter()
    for pattern in patterns:
        look.Add(pattern.program.pattern, _options())
    look.Add(NEVER, _options())  # it wants one at least
    look.Compile()
    return look


@cache
def holds(expression: str) -> Holds:
    """Return what says whether a text holds an expression: cheaper than a search, which also says where."""
    look = together((expression,))
    return lambda text: look.Match(text) is not None


def together(expressions: Iterable[str]) -> Any:
    """Return one look for which of some expressions a text holds."""
    look = re2.Set.SearchSet(_options())
    for expression in expressions:
        look.Add(expression)
    look.Compile()
    return look


def _those(several: Sequence[T], matching: Iterable[int] | None) -> list[T]:
    return [several[which] for which in matching or () if which < len(several)]


def _found(patterns: Iterable[Pattern], view: View) -> Iterator[Entity]:
    for pattern in patterns:
        yield from _matches(pattern, view)


def _rank(entity: Entity) -> tuple[float, tuple[str, ...]]:
    """Return how sure an entity is, then its cues: which pattern was looked at first says nothing."""
    return -entity.confidence, entity.cues


def _matches(pattern: Pattern, view: View) -> Iterator[Entity]:
    for match in islice(pattern.program.finditer(view.text), MOST):
        start, end = match.span()
        if any(_speaks(*near, view.text, start, end) for near in pattern.vetoes):
            continue
        if not all(any(_speaks(*near, view.text, start, end) for near in need) for need in pattern.needs):
            continue
        row = pattern.row
        value = match.group(row.value[1:]) if row.value.startswith("=") else row.value
        yield Entity(row.kind, value, *view.span(start, end), view.name, row.confidence, (row.cue,) if row.cue else ())


def _speaks(row: VetoRow, is_there: Holds, text: str, start: int, end: int) -> bool:
    match row.where:
        case "text":
            around = text
        case "before":
            around = text[max(0, start - row.reach) : start]
        case "after":
            around = text[end : end + row.reach]
        case "match":
            around = text[start:end]
        case _:
            around = text[max(0, start - row.reach) : end + row.reach]
    return is_there(around)
