"""The shape of a rule file: YAML, checked whole before any of it is in force (safety engine section 6)."""

import re
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from palabre.safety.model import Effect, EventType
from palabre.safety.verdicts import EFFECTS

DURATION = re.compile(r"(\d{1,6})(ms|s|m|h|d)")
UNITS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
LONGEST_SUSPENSION = 72 * UNITS["h"]  # by software alone (principle 4)
LONGEST_LIST = 100_000  # lines

Mode = Literal["enforce", "shadow", "off"]


class BadRules(Exception):  # noqa: N818 - a state of the files
    """A rule file is refused whole; the message names the file, the line, the rule and what is wrong."""


class RuleLoader(yaml.SafeLoader):
    """YAML 1.2 truth: only ``true`` and ``false``; the ``on`` of a rule is a word."""


RuleLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:bool"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
RuleLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


class Sentence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people read when a rule decides."""

    fr: str
    en: str


class RuleRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule as its file says it."""

    id: str
    on: tuple[EventType, ...]
    when: str
    effects: tuple[str | dict[str, str], ...]
    explain: Sentence
    needs: tuple[str, ...] = ()
    priority: int = 100
    mode: Literal["enforce", "shadow", "off", ""] = ""
    guard: bool = False
    pinned: bool = False


class Defaults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the rules of a file have unless they say otherwise; ``log`` is how allowed events are recorded."""

    mode: Mode = "enforce"
    log: Literal["all", "sampled", "decided"] = "sampled"


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole rule file; a list is its lines, or ``file:`` and a path beside the rule file."""

    version: int
    rules: tuple[RuleRow, ...]
    defaults: Defaults = Defaults()
    lists: dict[str, list[str] | str] = {}
    constants: dict[str, bool | int | float | str] = {}
    tests: tuple[dict[str, Any], ...] = ()


def read_rule_file(file: Path) -> tuple[RuleFile, list[int]]:
    """Return a rule file and the line on which each of its rules begins. Raises ``BadRules``."""
    try:
        text = file.read_text()
        content = yaml.load(text, Loader=RuleLoader)  # noqa: S506 - RuleLoader is a SafeLoader
        shape = msgspec.convert(content, RuleFile)
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadRules(f"{file.name}: {error}") from error
    return shape, _lines(text)


def _lines(text: str) -> list[int]:
    top = yaml.compose(text, Loader=RuleLoader)
    assert top is not None  # it was read before
    for key, value in top.value:
        if key.value == "rules":
            return [item.start_mark.line + 1 for item in value.value]
    return []


def read_lists(folder: Path, where: str, lists: dict[str, list[str] | str]) -> dict[str, list[str]]:
    """Return named lists, those of files read. Raises ``BadRules``: no such file, too long."""
    return {name: list(_listed(folder, f"{where}: list {name}", value)) for name, value in lists.items()}


def _listed(folder: Path, where: str, value: list[str] | str) -> list[str]:
    if isinstance(value, list):
        return value
    file = folder / value.removeprefix("file:")
    if not value.startswith("file:") or not file.resolve().is_relative_to(folder.resolve()) or not file.is_file():
        raise BadRules(f"{where}: {value!r} is no file beside the rules; write file:lists/name.txt")
    lines = [line.strip() for line in file.read_text().splitlines()]
    kept = [line for line in lines if line and not line.startswith("#")]
    if len(kept) > LONGEST_LIST:
        raise BadRules(f"{where}: over {LONGEST_LIST} lines")
    return kept


def read_effects(where: str, row: RuleRow, constants: dict[str, Any]) -> tuple[Effect, ...]:
    """Return the effects of a rule, durations in milliseconds. Raises ``BadRules``."""
    effects = []
    for said in row.effects:
        if isinstance(said, dict) and len(said) != 1:
            raise BadRules(f"{where}: an effect has one name: {said!r}")
        name, value = next(iter(said.items())) if isinstance(said, dict) else (said, "")
        effects.append(_effect(where, name, str(constants.get(value.removeprefix("constants."), value))))
    return tuple(effects)


def _effect(where: str, name: str, value: str) -> Effect:
    kind = EFFECTS.get(name)
    if kind is None:
        raise BadRules(f"{where}: unknown effect {name!r}; effects are {', '.join(EFFECTS)}")
    if kind.takes == "nothing":
        if value:
            raise BadRules(f"{where}: {name} takes nothing, not {value!r}")
        return Effect(name)
    if kind.takes == "word":
        if not value:
            raise BadRules(f"{where}: {name} takes a word, as in show_help: minor")
        return Effect(name, value)
    match = DURATION.fullmatch(value)
    if match is None:
        raise BadRules(f"{where}: {name} takes a duration, as in wait: 10s, cool_off: 15m, not {value!r}")
    duration = int(match[1]) * UNITS[match[2]]
    if name == "suspend" and duration > LONGEST_SUSPENSION:
        raise BadRules(f"{where}: suspend takes 72h at most: a longer one is a person's decision")
    return Effect(name, duration)


def stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when a rule file or a list is written, added or taken away."""
    files = sorted((*folder.glob("*.yaml"), *folder.glob("lists/*")))
    return tuple((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files)
