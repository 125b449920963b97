"""Finds telephone numbers: a cheap scan for enough figures, then shapes of countries, then a parser (section 4)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from typing import Any

import msgspec
import phonenumbers

from palabre.safety.model import Entity
from palabre.safety.phrases import Holds, compiled, holds
from palabre.safety.tables import languages, read_table
from palabre.safety.views import Views

NEARBY = 48  # characters read around a number for the words that say what it is
MARGIN = 6  # characters before, of a date that figures end
PIECES = 2  # at least, of a number cut by words
FEWEST_KINDS = 3  # of figures: 0101010101 is nobody's
MOST_RUNS = 16  # of figures looked at in a message, the longest
FIGURES = re.compile(r"[0-9]+")
DIGITS = b"0123456789"
FEW_ASKED = 4  # figures that answer somebody who asked for a number


class ShapeRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What numbers of some regions look like; ``strip`` and ``prefix`` make what the parser reads."""

    digits: str
    regions: tuple[str, ...]
    groups: str = ""
    strip: str = ""
    prefix: str = ""
    plus: bool = False
    cue: bool = False


@dataclass(frozen=True)
class Shape:
    """A shape with its expressions compiled."""

    row: ShapeRow
    digits: Holds
    groups: Holds
    strip: Any


@dataclass(frozen=True)
class Tables:
    """What the phone tables of all languages say; what a text may hold hundreds of is of the language's own kind."""

    run: re.Pattern[str]
    aloud: Holds  # whether any of the four ways to say figures aloud is there
    zeros: Any
    cut: Any
    repeated: Any
    repeats: dict[str, int]
    not_number: Holds
    cues: Holds
    unless: Holds
    about: Holds
    alike: re.Pattern[str]
    drawn: dict[int, str]
    hundred: Any
    shapes: tuple[Shape, ...]
    fewest: int
    most: int
    fiction: dict[str, tuple[str, ...]]
    nobody: dict[str, tuple[str, ...]]
    help: tuple[str, ...]


def find_phones(views: Views, *, asked: bool) -> list[Entity]:
    """Return the telephone numbers of a text, as ``contact`` entities; ``asked`` when somebody has just asked one."""
    for view in views.readings("digits", "digits_joined"):
        for text in _spoken(view.text):
            if _figures(text) < (FEW_ASKED if asked else phone_tables().fewest):
                continue
            if spans := [view.span(start, end) for start, end in _numbers(text, asked=asked)]:
                return [Entity("contact", "phone", *span, view.name, cues=("phone",)) for span in spans]
    return []


def _figures(text: str) -> int:
    octets = text.encode()
    return len(octets) - len(octets.translate(None, DIGITS))


def _spoken(text: str) -> Iterator[str]:
    """Yield a text with enough figures to be worth a look, then as said aloud or drawn: oh seven, double 0, O6.

    Places stay, so that what is found in one is found in the other.
    """
    if _figures(text) < FEW_ASKED:
        return
    yield text
    tables = phone_tables()
    if not tables.aloud(text):
        return
    aloud = tables.alike.sub(lambda match: match.group().translate(tables.drawn), text)
    aloud = tables.zeros.sub(lambda match: ("0" + match.group(1)).rjust(len(match.group())), aloud)
    aloud = tables.hundred.sub(lambda match: f"{match.group(1)}00".ljust(len(match.group())), aloud)
    aloud = tables.repeated.sub(lambda match: _repeated(match, tables.repeats), aloud)
    if aloud != text:
        yield aloud


def _repeated(match: Any, repeats: dict[str, int]) -> str:
    """Return ``double 0`` as figures, as long as it was so that places stay."""
    shown = match.group(2) * repeats[match.group(1)]
    return str(shown.rjust(len(match.group())))


def _numbers(text: str, *, asked: bool) -> list[tuple[int, int]]:
    tables = phone_tables()
    runs = _longest([match.span() for match in tables.run.finditer(text)])
    found = [
        (start, end)
        for start, end in runs
        if end - start >= FEW_ASKED
        and not _is_other(text, start, end)
        and _is_number(text[start:end], cued=asked or _is_cued(text, start, end), asked=asked)
    ]
    if found or len(runs) < PIECES:
        return found
    return [match.span() for match in tables.cut.finditer(text) if not _is_other(text, *match.span())]


def _longest(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest runs of figures, in order: a text full of short ones costs no more than a few."""
    return sorted(sorted(runs, key=lambda run: (run[0] - run[1], run[0]))[:MOST_RUNS])


def _is_cued(text: str, start: int, end: int) -> bool:
    """Whether a word that says telephone is near."""
    return phone_tables().cues(f"{text[max(0, start - NEARBY) : start]} {text[end : end + NEARBY]}")


def _is_other(text: str, start: int, end: int) -> bool:
    """Whether what stands before or after, or how figures are written, says that they number something else."""
    tables = phone_tables()
    return (
        tables.unless(text[max(0, start - NEARBY) : start])
        or tables.not_number(text[max(0, start - MARGIN) : end + 2])
        or tables.about(text[end : end + NEARBY])
    )


def _is_number(run: str, *, cued: bool, asked: bool) -> bool:
    if _figures(run) > phone_tables().most:
        return False
    tables, pieces = phone_tables(), FIGURES.findall(run)
    digits = "".join(pieces)
    if asked and len(digits) >= FEW_ASKED and digits[:2] in {"06", "07"}:
        return True
    if not tables.fewest <= len(digits) <= tables.most or _is_pattern(digits):
        return False
    plus = run.startswith(("+", "(+"))
    cuts = _cuts(pieces)
    return any(
        _parses(shape.row, shape.strip.sub("", digits) if shape.row.strip else digits)
        for shape in tables.shapes
        if (cued or not shape.row.cue)
        and plus == shape.row.plus
        and shape.digits(digits)
        and any(shape.groups(cut) for cut in cuts)
    )


def _cuts(pieces: list[str]) -> set[str]:
    """Return the lengths of the pieces, ``2-2-2``; also with figures said one by one taken together."""
    lengths = [len(piece) for piece in pieces]
    together: list[int] = []
    for single, some in groupby(lengths, key=lambda length: length == 1):
        run = list(some)
        together += [len(run)] if single else run
    return {"-".join(map(str, cut)) for cut in (lengths, together)}


def _is_pattern(digits: str) -> bool:
    """Whether figures only count up or down, or are two of a kind."""
    steps = {int(later) - int(one) for one, later in pairwise(digits)}
    return len(set(digits)) < FEWEST_KINDS or steps <= {1} or steps <= {-1}


def _parses(row: ShapeRow, digits: str) -> bool:
    return any(_is_in_use(row.prefix + digits, region) for region in row.regions or (None,))


def _is_in_use(written: str, region: str | None) -> bool:
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return False
    tables, national = phone_tables(), str(number.national_number)
    region = region or phonenumbers.region_code_for_country_code(number.country_code or 0)
    if national in tables.help or national.startswith(tables.nobody.get(region, ())):
        return False
    if region == "US" and national[3:8] in tables.fiction[region]:
        return True
    return national.startswith(tables.fiction.get(region, ())) or phonenumbers.is_valid_number(number)


@cache
def phone_tables() -> Tables:
    """Return the phone tables, compiled."""
    table = read_table("any/phones")
    spoken = [read_table(f"{language}/phones") for language in languages()]
    letters = "".join(table["alike"])
    between = "|".join(sorted({word for one in spoken for word in one["between"]}, key=lambda word: (-len(word), word)))
    repeats = {word: times for one in spoken for word, times in one["repeats"].items()}
    gap = f"(?:{table['gap']}|[^a-z0-9\\n]{{1,3}}(?:{between})[^a-z0-9\\n]{{1,3}})"
    zeros = rf"\b(?:{_words(spoken, 'zeros')})(\d?)\b"
    hundred = rf"(\d) (?:{_words(spoken, 'hundred')})\b"
    alike = rf"\b(?:\d+[{letters}]|[{letters}]+\d)[\d{letters}]*\b"
    repeated = rf"\b({'|'.join(sorted(repeats))}) +(\d)\b"
    return Tables(
        aloud=holds(f"{zeros}|{hundred}|{alike}|{repeated}"),
        run=re.compile(rf"\+?\(?\d+(?:{gap}\d+)*", re.ASCII),
        cut=compiled(table["cut"]),
        zeros=compiled(zeros),
        hundred=compiled(hundred),
        alike=re.compile(alike, re.ASCII),
        drawn=str.maketrans(table["alike"]),
        about=holds("|".join(one["about"] for one in spoken)),
        repeated=compiled(repeated),
        repeats=repeats,
        not_number=holds(table["not_number"]),
        cues=holds("|".join(one["cues"] for one in spoken)),
        unless=holds("|".join(one["unless"] for one in (table, *spoken))),
        shapes=tuple(_shape(msgspec.convert(row, ShapeRow)) for row in table["shapes"]),
        fewest=table["fewest"],
        most=table["most"],
        fiction={region: tuple(some) for region, some in table["fiction"].items()},
        nobody={region: tuple(some) for region, some in table["nobody"].items()},
        help=tuple(table["help"]),
    )


def _words(spoken: list[dict[str, Any]], name: str) -> str:
    return "|".join(sorted(word for one in spoken for word in one[name]))


def _shape(row: ShapeRow) -> Shape:
    return Shape(row, holds(row.digits), holds(row.groups), compiled(row.strip))
