"""Loads rule files: YAML with CEL, checked whole before any of it is in force (safety engine section 6)."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import cel
import msgspec
import yaml

from palabre.safety.model import EventType, Observation, Outcome
from palabre.safety.signals import Memory, Signals, measure

LONGEST_EXPRESSION = 500
OUTCOMES = {
    "refuse_message": Outcome.REFUSE, "refuse_name": Outcome.REFUSE, "hold_message": Outcome.HOLD,
}  # fmt: skip
EFFECTS_SAID = (*OUTCOMES, "wait: 10s", "show_help: minor")
# What CEL raises on a value it cannot compute; KeyError is a field that no signal has.
CEL_ERRORS = (RuntimeError, ValueError, ZeroDivisionError, TypeError, KeyError)
DURATION = re.compile(r"(\d+)(ms|s|m|h)")
UNITS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000}


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
    """What the rules of a file have unless they say otherwise."""

    mode: Literal["enforce", "shadow", "off"] = "enforce"


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole rule file."""

    version: Literal[1]
    rules: tuple[RuleRow, ...]
    defaults: Defaults = Defaults()
    lists: dict[str, list[str]] = {}
    constants: dict[str, Any] = {}
    tests: tuple[dict[str, Any], ...] = ()


class BadRules(Exception):  # noqa: N818 - a state of the files
    """A rule file is refused whole; the message names the file, the rule and what is wrong."""


@dataclass(frozen=True)
class Rule:
    """One rule, compiled."""

    id: str
    on: frozenset[str]
    needs: tuple[str, ...]
    program: Any
    outcome: Outcome
    wait_ms: int
    help: str
    priority: int
    explain: dict[str, str]
    mode: str
    guard: bool
    constants: dict[str, Any]
    names: tuple[str, ...]  # what the expression speaks of: handing over the rest costs ten times its evaluation

    def fires(self, signals: Signals) -> bool:
        """Whether the rule fires; an error counts as not fired, as fired for a guard."""
        if any(not signals[need].get("present") for need in self.needs):
            return False
        known: dict[str, Any] = {**signals, "constants": self.constants}
        try:
            return self.program.execute({name: known[name] for name in self.names}) is True
        except CEL_ERRORS:
            return self.guard


@dataclass(frozen=True)
class Rulebook:
    """The rules in force, by event, highest priority first."""

    version: str
    rules: tuple[Rule, ...]
    by_event: dict[str, tuple[Rule, ...]] = field(default_factory=dict)


def load_rulebook(folder: Path) -> Rulebook:
    """Load, check, dry-run and test every rule file of a folder. Raises ``BadRules``."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise BadRules(f"{folder}: no rule file")
    rules: list[Rule] = []
    for file in files:
        rules += _load_file(file, {rule.id for rule in rules})
    rules.sort(key=lambda rule: (-rule.priority, rule.id))
    live = [rule for rule in rules if rule.mode != "off"]
    by_event = {event.value: tuple(rule for rule in live if event.value in rule.on) for event in EventType}
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    return Rulebook(digest, tuple(rules), by_event)


def _load_file(file: Path, known: set[str]) -> list[Rule]:
    try:
        content = yaml.load(file.read_text(), Loader=RuleLoader)  # noqa: S506 - RuleLoader is a SafeLoader
        shape = msgspec.convert(content, RuleFile)
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadRules(f"{file.name}: {error}") from error
    rules = []
    for row in shape.rules:
        if row.id in known:
            raise BadRules(f"{file.name}: rule {row.id} stands twice")
        known.add(row.id)
        rules.append(_rule(f"{file.name}: rule {row.id}", row, shape))
    for number, test in enumerate(shape.tests, 1):
        _run_test(f"{file.name}: test {number}", test, {rule.id: rule for rule in rules})
    return rules


def _rule(where: str, row: RuleRow, shape: RuleFile) -> Rule:
    outcome, wait_ms, lines = _effects(where, row)
    rule = Rule(
        row.id, frozenset(event.value for event in row.on), row.needs, _compiled(where, row.when), outcome, wait_ms,
        lines, row.priority, msgspec.structs.asdict(row.explain), row.mode or shape.defaults.mode, row.guard,
        shape.constants, _named(row.when),
    )  # fmt: skip
    _dry_run(where, rule)
    return rule


def _effects(where: str, row: RuleRow) -> tuple[Outcome, int, str]:
    outcome, wait_ms, lines = Outcome.ALLOW, 0, ""
    for effect in row.effects:
        name, value = next(iter(effect.items()), ("", "")) if isinstance(effect, dict) else (effect, "")
        if name in OUTCOMES:
            outcome = max(outcome, OUTCOMES[name], key=lambda one: one.strength)
        elif name == "wait" and (match := DURATION.fullmatch(value)):
            wait_ms = int(match[1]) * UNITS[match[2]]
        elif name == "show_help" and value:
            lines = value
        else:
            raise BadRules(f"{where}: unknown effect {effect!r}; an effect is one of {', '.join(EFFECTS_SAID)}")
    return outcome, wait_ms, lines


def _compiled(where: str, expression: str) -> Any:
    if len(expression) > LONGEST_EXPRESSION:
        raise BadRules(f"{where}: when is over {LONGEST_EXPRESSION} characters")
    try:
        return cel.compile(expression)
    except ValueError as error:
        raise BadRules(f"{where}: when: {error}") from error


def sample_signals() -> Signals:
    """Return a full context: every variable that a rule may name."""
    signals = measure(Observation("sample", EventType.MESSAGE_ROOM, "sample", "Bonsoir"), Memory(), 0, b"")
    return {name: {**fields, "present": True} for name, fields in signals.items()}


def _named(expression: str) -> tuple[str, ...]:
    return tuple(name for name in (*sample_signals(), "constants") if re.search(rf"\b{name}\b", expression))


def _dry_run(where: str, rule: Rule) -> None:
    sample = sample_signals()
    if unknown := set(rule.needs) - sample.keys():
        raise BadRules(f"{where}: needs names no signal: {sorted(unknown)}; signals are {sorted(sample)}")
    try:
        value = rule.program.execute(sample | {"constants": rule.constants})
    except CEL_ERRORS as error:
        raise BadRules(f"{where}: when cannot be computed: {error}") from error
    if not isinstance(value, bool):
        raise BadRules(f"{where}: when must be true or false, not {value!r}")


def _run_test(where: str, test: dict[str, Any], rules: dict[str, Rule]) -> None:
    given = dict(test)
    name, fires = given.pop("rule", None), given.pop("fires", None)
    if name not in rules:
        raise BadRules(f"{where}: {name!r} is no rule of this file")
    if not isinstance(fires, bool):
        raise BadRules(f"{where}: fires must be true or false")
    sample = sample_signals()
    for signal, fields in given.items():
        if signal not in sample or not isinstance(fields, dict) or not fields.keys() <= sample[signal].keys():
            raise BadRules(f"{where}: {signal}: {fields!r} is no signal with its fields; signals are {sample}")
    signals = {signal: fields | given.get(signal, {}) for signal, fields in sample.items()}
    if rules[name].fires(signals) is not fires:
        raise BadRules(f"{where}: rule {name} should {'fire' if fires else 'not fire'}")
