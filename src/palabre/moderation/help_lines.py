"""Help lines: one data file a country, checked whole at start (safety engine section 13)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
import yaml

GROUPS = ("now", "talk", "report", "minor")
STALE_DAYS = 183  # six months after the last check, the operator is told
NUMBER = re.compile(r"[0-9 ]{2,20}")


class Both(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence in both languages."""

    fr: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.en if lang == "en" else self.fr

    def both(self) -> dict[str, str]:
        """Return it by language."""
        return {"fr": self.fr, "en": self.en}


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom one may call, or write to."""

    name: str
    what: Both
    hours: Both
    languages: tuple[str, ...]
    number: str = ""
    write: Literal["", "sms"] = ""  # one writes to the number
    link: str = ""

    @property
    def address(self) -> str:
        """Return where a tap leads: a call, a text message, a page; nothing for an application."""
        if self.number:
            return f"{self.write or 'tel'}:{self.number.replace(' ', '')}"
        return self.link


class HelpFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole file."""

    version: Literal[1]
    country: str
    checked: date
    groups: dict[str, tuple[Line, ...]]


class BadHelp(Exception):  # noqa: N818 - a state of the file
    """The file of help lines cannot be used; the message names the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class HelpLines:
    """The help lines of a country."""

    file: HelpFile

    @classmethod
    def load(cls, rules: Path, country: str = "fr") -> "HelpLines":
        """Read and check the file of a country. Raises ``BadHelp``."""
        path = rules / "help" / f"{country}.yaml"
        try:
            content = yaml.safe_load(path.read_text())
            file = msgspec.convert(content, HelpFile)
        except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as error:
            raise BadHelp(f"{path.name}: {error}") from error
        _check(path.name, file)
        return cls(file)

    def of(self, group: str) -> tuple[Line, ...]:
        """Return the lines of a group."""
        return self.file.groups[group]

    def numbered(self, numbers: Iterable[str]) -> tuple[Line, ...]:
        """Return the lines of these numbers, written without spaces, in their order; unknown ones are left out."""
        lines = [line for group in reversed(self.file.groups.values()) for line in group]
        known = {line.number.replace(" ", ""): line for line in lines}  # of several groups, the first says it
        return tuple(known[number] for number in numbers if number in known)

    def as_json(self, group: str, lang: str) -> str:
        """Return the lines of a group in one language, for a page's script."""
        rows = [
            {"name": one.name, "number": one.number, "address": one.address, "what": one.what[lang],
             "hours": one.hours[lang]}
            for one in self.of(group)
        ]  # fmt: skip
        return msgspec.json.encode(rows).decode()

    def overdue(self, today: date) -> str:
        """Return what the operator is to be told when the last check is too old, or nothing."""
        if (today - self.file.checked).days <= STALE_DAYS:
            return ""
        country = self.file.country.lower()
        return (
            f"the help lines were last checked on {self.file.checked}, over six months ago:"
            f" call each number of rules/help/{country}.yaml, then set `checked`"
        )


def _check(name: str, file: HelpFile) -> None:
    if set(file.groups) != set(GROUPS) or not all(file.groups.values()):
        raise BadHelp(f"{name}: groups are {', '.join(GROUPS)}, each with at least one line")
    for group, lines in file.groups.items():
        for line in lines:
            words = (line.name, line.what.fr, line.what.en, line.hours.fr, line.hours.en, *line.languages)
            if not line.languages or not all(word.strip() for word in words):
                raise BadHelp(f"{name}: {group}: {line.name!r} needs a name, what, hours and languages, none empty")
            if line.number and not NUMBER.fullmatch(line.number):
                raise BadHelp(f"{name}: {group}: {line.name!r}: number is figures and spaces, not {line.number!r}")
            if line.link and not line.link.startswith("https://"):
                raise BadHelp(f"{name}: {group}: {line.name!r}: link begins with https://, not {line.link!r}")
