"""Finds ages that a text states, and those that a name does (safety engine section 4, age)."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from palabre.safety.entities.age_reads import READS
from palabre.safety.entities.age_tables import FOUND, REACH, AgePattern, AgePatterns, AgeRow, AgeScan, load_ages
from palabre.safety.model import Context, Entity
from palabre.safety.views import View, Views

READINGS = ("digits", "digits_joined", "digits_leet")
# Kinds of questions that a number or a yes answers: the last of these is the one that a bare reply answers.
ANSWERED = {
    "age", "majority", "minority", "guess", "grown", "number", "hour", "floor", "child", "duration", "past", "handle",
}  # fmt: skip
SAID_AS = frozenset({"age", "before"})  # rows of one number, that a correction may follow at once
SIGNS = " \n.,;:!?*()\"…«»“”'-"
WINDOW = 160  # characters of a view that a row sees from its beginning
FILLERS = 5  # before a statement
TOGETHER = 4  # places asked after at once, before each
MOST = 12  # matches of a row looked at in one view
BEGINNINGS = re.compile(r"[0-9]+|(?<![a-z0-9])(?:[a-z]+|[*])")
WORDLESS = re.compile(r"[^a-z0-9*]*")
FIGURES = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class _Said:
    """An age found, with its place in the raw text and the row that found it."""

    row: AgeRow
    age: int
    start: int
    end: int
    view: str


def find_ages(views: Views, context: Context) -> list[Entity]:
    """Return the ages that the author gives of themself and of others, by place.

    The last ``age_self`` is the last word: what a person says in figures outweighs a school or a vague word, and of
    two at one place the longer reading stands. Confidence: certain from .9, probable from .6, to be asked below.
    """
    patterns = load_ages()
    said = [one for view in views.readings(*READINGS) for one in _Reading(patterns, view, context).found()]
    if not said:
        return []
    others = [one for one in said if one.row.kind != "age_self"]
    # A number that is said of somebody else answers nothing of oneself, whatever was asked.
    theirs = {one.start for one in others if one.row.kind == "age_other"} if context.asked else set()
    selves = [one for one in said if one.row.kind == "age_self" and not (theirs and one.row.cue == "reply")]
    own = _standing(selves, context.former_age)
    each = dict.fromkeys((*own, *others))  # in the order found, so that equals stay as they are
    return [_entity(one) for one in sorted(each, key=lambda one: (one.start, one.row.kind, one.age))]


def find_named_age(name: str) -> list[Entity]:
    """Return the age that a pseudonym or the name of a room states: ``lea14``, ``15f_lyon``; not ``Zoe_87``."""
    for view in Views(name).readings("digits", "digits_joined"):
        for one in _Reading(load_ages("age_named"), view, Context()).found():
            return [_entity(one)]
    return []


@dataclass
class _Reading:
    """One view read for ages."""

    patterns: AgePatterns
    view: View
    context: Context
    heard: dict[tuple[int, int], list[int]] = field(default_factory=dict)  # vetoes that speak, by place

    @property
    def last_asked(self) -> str:
        """The kind of the question that a bare reply answers."""
        return next((kind for kind in reversed(self.context.asked) if kind in ANSWERED), "")

    def found(self) -> Iterator[_Said]:
        """Try every row at every place where one may begin; each sees so many characters, so that all is linear."""
        last = self.last_asked
        scan = self.patterns.figured if FIGURES.search(self.view.text) else self.patterns.wordless
        seen: Counter[int] = Counter()
        for offset, piece in self._pieces(scan):
            for which in scan.program.Match(piece) or ():
                pattern = scan.patterns[which]
                seen[which] += 1
                if seen[which] <= MOST and (not pattern.row.asked or last in pattern.row.asked):
                    match = pattern.program.match(piece)
                    if match and (said := self._said(pattern, match, offset, last)):
                        yield said

    def _pieces(self, scan: AgeScan) -> Iterator[tuple[int, str]]:
        """Yield what rows are tried on, and where the text stands in it: statements, then words if any row is there."""
        for mark, place in self._beginnings():
            yield place - len(mark), mark + self._from(place)
        text = self.view.text
        places = [match.start() for match in BEGINNINGS.finditer(text)]
        words = [text[place:] for place in places] if len(text) <= WINDOW else list(map(self._from, places))
        if _is_any(scan, words):
            for some in range(0, len(words), TOGETHER):
                if _is_any(scan, few := words[some : some + TOGETHER]):
                    yield from zip(places[some : some + TOGETHER], few, strict=True)

    def _from(self, place: int) -> str:
        """Return what a row sees of the text from a place; cut short, it does not end there."""
        text, end = self.view.text, place + WINDOW
        return text[place:] if end >= len(text) else f"{text[place:end]}x"

    def _beginnings(self) -> Iterator[tuple[str, int]]:
        """Yield where a statement may begin, with the signs put before it: two at the start, one after fillers."""
        text = self.view.text
        place, mark = _next_word(text, 0), FOUND * 2
        for _ in range(FILLERS + 1):
            # A sign of less than goes with its number: -16.
            yield mark, place - 1 if place and text[place - 1] in "-+" else place
            filler = self.patterns.filler.match(text, place)
            if filler is None:
                break
            place, mark = _next_word(text, filler.end()), FOUND

    def _said(self, pattern: AgePattern, match: Any, offset: int, last: str) -> _Said | None:
        """Return what a row found in a piece that begins at ``offset``, or None when it means another thing."""
        row = pattern.row
        age = READS[row.reads](self._groups(pattern, match), row.value, self.context.today)
        if age is None or not row.least <= age <= row.most:
            return None
        words = match.group()
        first = offset + len(words) - len(words.lstrip(SIGNS + FOUND))
        core_end = self._core_end(row, match, offset)
        if last in pattern.unless_asked or not pattern.vetoes.isdisjoint(self._heard(first, core_end)):
            return None
        end = offset + (_last_number(match) if row.reads in SAID_AS else _end_of_words(match))
        return _Said(row, age, *self.view.span(first, max(end, first + 1)), self.view.name)

    def _groups(self, pattern: AgePattern, match: Any) -> dict[str, str | None]:
        """Return what the groups of a row found, the name of a month as its number."""
        groups: dict[str, str | None] = dict(zip(pattern.names, match.groups(), strict=True))
        name = groups.get("n")
        return groups if name is None else {**groups, "m": str(self.patterns.months[name])}

    def _heard(self, first: int, end: int) -> list[int]:
        """Return the vetoes that speak of what is around a match, with the match as one sign."""
        if (first, end) not in self.heard:
            text = self.view.text
            around = f"{text[max(0, first - REACH) : first]}{FOUND}{text[end : end + REACH]}"
            self.heard[first, end] = self.patterns.vetoes.Match(around) or []
        return self.heard[first, end]

    def _core_end(self, row: AgeRow, match: Any, offset: int) -> int:
        """Return where what a row found ends for its vetoes: after its last number and what belongs to it."""
        if row.weak or not any(match.groups()):
            return offset + _end_of_words(match)
        return int(self.patterns.core.match(self.view.text, offset + _last_number(match)).end())


def _is_any(scan: AgeScan, words: list[str]) -> bool:
    """Whether a row may begin at one of these places at least."""
    return scan.anywhere.Match("\n" + "\n".join(words)) is not None


def _next_word(text: str, place: int) -> int:
    match = WORDLESS.match(text, place)
    return match.end() if match else place


def _last_number(match: Any) -> int:
    """Return where the last number of a match ends, so that a correction after it is not a part of it."""
    ends = [int(match.end(place)) for place, said in enumerate(match.groups(), 1) if said]
    return max(ends, default=int(match.end()))


def _end_of_words(match: Any) -> int:
    """Return where a match ends without the signs that close it: quotes and points are looked at by vetoes."""
    return len(match.group().rstrip(SIGNS))


def _standing(said: list[_Said], former_age: int) -> list[_Said]:
    """Return what stands of a person's own ages: corrections only of something, weak words only when alone."""
    begun = min((one.start for one in said if not one.row.corrects), default=None)
    kept = [one for one in said if not one.row.corrects or former_age or (begun is not None and begun < one.start)]
    if any(not one.row.weak for one in kept):
        kept = [one for one in kept if not one.row.weak]
    chosen: list[_Said] = []
    for one in sorted(kept, key=lambda one: (one.start - one.end, one.age, -one.row.confidence, one.start)):
        if not any(one.start < other.end and other.start < one.end for other in chosen):
            chosen.append(one)
    return chosen


def _entity(said: _Said) -> Entity:
    row = said.row
    return Entity(row.kind, said.age, said.start, said.end, said.view, row.confidence, (row.cue,) if row.cue else ())
