"""Loads how people say their age, all languages together, since speech mixes them (safety engine section 4).

``rules/tables/any/age.yaml`` explains the rows. Classes and vetoes of the same name are one over all languages.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
import re2

from palabre.safety.phrases import NEVER, expand, together
from palabre.safety.tables import languages, read_table

FOUND = "§"  # stands for the match inside a veto
MEMORY = 1 << 26  # octets that the first scan may use, its states included
NUMBERS = ("(?<a><num>)", "(?<b><num>)", "(?<a>[0-9", "(?<a>1", "(?<a>18)", "(?<y>", "(?<d>", "(?<b>[0-9")
MARKED = ("<lead>", "<start>")
NUMBER_FIRST = ("<lead>(?<", "<lead><hedged>(?<", "\\b(?<")
ASKED = "_asked"  # ends the names of vetoes that speak by the question just put
REACH = 60  # characters of the view, on each side, that a veto looks at


class AgeRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to say an age; its fields are explained at the head of the table."""

    find: str
    reads: str
    kind: str = "age_self"
    value: int = 0
    confidence: float = 0.9
    least: int = 5
    most: int = 99
    weak: bool = False
    corrects: bool = False
    asked: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    cue: str = ""

    @property
    def has_figures(self) -> bool:
        """Whether only a text with figures can match."""
        return any(sign in self.find for sign in NUMBERS)


class AgeTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of ages of one language, or of none."""

    version: int
    months: tuple[tuple[str, ...], ...] = ()
    classes: dict[str, list[str]] = {}
    vetoes: dict[str, list[str]] = {}
    patterns: tuple[AgeRow, ...] = ()


@dataclass(frozen=True)
class AgePattern:
    """A row and its vetoes, compiled."""

    row: AgeRow
    program: Any
    names: tuple[str, ...]  # of its groups, in order
    vetoes: frozenset[int]  # by their places among all
    unless_asked: frozenset[str]  # kinds of questions after which it says nothing
    opening: str  # up to its first number: enough for the first scan, and ten times smaller


@dataclass(frozen=True)
class AgeScan:
    """Some rows, a first scan for all of them at one place, and one before it for every place of a text at once.

    ``anywhere`` reads what stands at each place on a line of its own; rows that begin with a mark are not in it.
    """

    patterns: tuple[AgePattern, ...]
    program: Any
    anywhere: Any


@dataclass(frozen=True)
class AgePatterns:
    """Every row of a family, scanned by what a text may hold: figures or none, an answer or none."""

    figured: AgeScan  # every row
    wordless: AgeScan  # those that need no figures
    vetoes: Any  # one look for which of them speak of what is around a match
    months: Mapping[str, int]  # by name: 1 to 12
    core: Any  # what belongs to an age after its number
    filler: re.Pattern[str]  # what may stand before a statement


@cache
def load_ages(name: str = "age") -> AgePatterns:
    """Load the rows of ``any/<name>`` and of each language. Raises ``ValueError`` naming the line."""
    tables = [msgspec.convert(read_table(f"{one}/{name}", missing_ok=True), AgeTable) for one in ("any", *languages())]
    classes, expressions = _merged(tables, "classes"), _merged(tables, "vetoes")
    months = {name: number for table in tables for number, some in enumerate(table.months, 1) for name in some}
    classes["month_name"] = sorted(months)
    vetoes = {name: _either(expressions, name, classes) if some else NEVER for name, some in expressions.items()}
    patterns = [_compiled(name, row, classes, tuple(vetoes)) for table in tables for row in table.patterns]
    wordless = [one for one in patterns if not one.row.has_figures]
    # Plain words, tried at one place: there the language's own expressions answer in a fifth of the time.
    filler = re.compile(_either(classes, "filler", classes) + r"(?:[^a-z0-9]|\Z)", re.ASCII)
    core = re2.compile(_either(classes, "core", classes))
    return AgePatterns(_scan(patterns), _scan(wordless), together(vetoes.values()), months, core, filler)


def _scan(patterns: list[AgePattern]) -> AgeScan:
    unmarked = (f"\n(?m:{one.opening})" for one in patterns if not one.row.find.startswith(MARKED))
    anchored = re2.Set.MatchSet(_options())
    return AgeScan(
        tuple(patterns),
        _together(anchored, (one.opening for one in patterns)),
        _together(re2.Set.SearchSet(_options()), unmarked),
    )


def _together(program: Any, expressions: Iterable[str]) -> Any:
    for expression in expressions:
        program.Add(expression)
    program.Compile()
    return program


def _options() -> Any:
    options = re2.Options()
    options.max_mem = MEMORY
    return options


def _either(named: dict[str, list[str]], name: str, classes: dict[str, list[str]]) -> str:
    some = sorted(named.get(name, ()), key=lambda one: (-len(one), one))
    return f"(?:{'|'.join(f'(?:{expand(one, classes)})' for one in some)})"


def _merged(tables: list[AgeTable], field: str) -> dict[str, list[str]]:
    merged: dict[str, list[str]] = {}
    for table in tables:
        for key, some in getattr(table, field).items():
            merged[key] = sorted({*merged.get(key, ()), *some})
    return merged


def _compiled(name: str, row: AgeRow, classes: dict[str, list[str]], vetoes: tuple[str, ...]) -> AgePattern:
    asked = frozenset(one.removesuffix(ASKED) for one in row.unless if one.endswith(ASKED))
    try:
        program, opening = re2.compile(expand(row.find, classes)), expand(_opening(row.find), classes)
        return AgePattern(row, program, _names(program), frozenset(map(vetoes.index, row.unless)), asked, opening)
    except (ValueError, re2.error) as error:
        raise ValueError(f"{name}: {row.cue} ({row.find}): {error}") from error


def _names(program: Any) -> tuple[str, ...]:
    """Return the names of the groups of a pattern in order. Raises ``ValueError`` when two share one: RE2 tells one."""
    named: dict[str, int] = program.groupindex
    if len(named) != program.groups:
        raise ValueError("two groups share a name")
    return tuple(sorted(named, key=named.__getitem__))


def _opening(find: str) -> str:
    """Return a pattern up to the end of its first named group that stands in no other; whole when there is none.

    Whole too when a number comes first: that alone would let nearly every row be tried.
    """
    if find.startswith(NUMBER_FIRST):
        return find
    depth, begun = 0, False
    for place, one in enumerate(find):
        if one == "(":
            begun = begun or (depth == 0 and find.startswith("(?<", place))
            depth += 1
        elif one == ")":
            depth -= 1
            if begun and depth == 0:
                return find[: place + 1]
    return find
