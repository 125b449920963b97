"""The terms of the house, version by version: what a decision cites, and what ``/regles`` shows (DSA 14).

Each version is a file of ``templates/terms``; a published one is never edited, a change is a new file.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from palabre.kernel.errors import Refusal

FOLDER = Path(__file__).parent / "templates" / "terms"


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A title with its sentence."""

    title: str
    text: str
    advice: str = ""  # for one's own good, on the page alone


class Clause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that the house asks of everybody."""

    id: str
    fr: Words
    en: Words
    skips: bool = False  # child safety: the ladder does not apply

    def words(self, lang: str) -> Words:
        """Return it in a language."""
        return self.en if lang == "en" else self.fr


class Paragraphs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A title with its paragraphs."""

    title: str
    text: tuple[str, ...]


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What DSA 14 asks to be told besides: measures, tools, review, complaints, misuse."""

    id: str
    fr: Paragraphs
    en: Paragraphs

    def words(self, lang: str) -> Paragraphs:
        """Return it in a language."""
        return self.en if lang == "en" else self.fr


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of the terms."""

    version: str
    since: date
    clauses: tuple[Clause, ...]
    sections: tuple[Section, ...]

    def clause(self, number: str) -> Clause:
        """Return a clause. Raises ``Refusal("unknown_clause")``."""
        for one in self.clauses:
            if one.id == number:
                return one
        raise Refusal("unknown_clause", clause=number)


class Difference(msgspec.Struct, frozen=True):
    """What a version changed: ids of clauses and sections."""

    version: str
    since: date
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


@cache
def versions() -> tuple[Terms, ...]:
    """Return every version, oldest first. Raises ``msgspec.ValidationError`` for a file that is wrong."""
    files = sorted(FOLDER.glob("*.yaml"), key=lambda file: int(file.stem))
    return tuple(msgspec.convert(yaml.safe_load(file.read_text()), Terms) for file in files)


def current() -> Terms:
    """Return the version in force."""
    return versions()[-1]


def version(number: str) -> Terms:
    """Return a version. Raises ``Refusal("unknown_clause")``: a decision may cite none that never was."""
    for one in versions():
        if one.version == number:
            return one
    raise Refusal("unknown_clause", version=number)


def differences(of: tuple[Terms, ...]) -> tuple[Difference, ...]:
    """Return what each version changed from the one before it; of the first, everything is new."""
    found, before = [], dict[str, Clause | Section]()
    for one in of:
        after: dict[str, Clause | Section] = {clause.id: clause for clause in one.clauses}
        after |= {section.id: section for section in one.sections}
        added = tuple(part for part in after if part not in before)
        changed = tuple(part for part in after if part in before and after[part] != before[part])
        removed = tuple(part for part in before if part not in after)
        found.append(Difference(one.version, one.since, added, changed, removed))
        before = after
    return tuple(found)


def machine_readable() -> dict[str, Any]:
    """Return what stands as JSON beside the page: the version in force whole, and what each one changed."""
    built: dict[str, Any] = msgspec.to_builtins(
        {"terms": current(), "versions": differences(versions())}, builtin_types=()
    )
    return built
