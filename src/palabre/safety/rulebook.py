"""Loads rule files: YAML with CEL, checked whole before any of it is in force (safety engine section 6)."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cel
import yaml

from palabre.safety.model import EventType, Observation, Outcome
from palabre.safety.signals import Memory, Signals, measure

LONGEST_EXPRESSION = 500
OUTCOMES = {
    "refuse_message": Outcome.REFUSE, "refuse_name": Outcome.REFUSE, "hold_message": Outcome.HOLD,
}  # fmt: skip
MODES = frozenset({"enforce", "shadow", "off"})
RULE_KEYS = frozenset({"id", "on", "needs", "when", "effects", "priority", "explain", "mode", "guard", "pinned"})
FILE_KEYS = frozenset({"version", "defaults", "lists", "constants", "rules", "tests"})
DURATION = re.compile(r"(\d+)(ms|s|m|h)")
UNITS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000}


class RuleLoader(yaml.SafeLoader):
    """YAML 1.2 truth: only ``true`` and ``false``; the ``on`` of a rule is a word."""


RuleLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:bool"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
RuleLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


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

    def fires(self, signals: Signals) -> bool:
        """Whether the rule fires; an error counts as not fired, as fired for a guard."""
        if any(not signals[need].get("present") for need in self.needs):
            return False
        try:
            return self.program.execute(signals | {"constants": self.constants}) is True
        except (RuntimeError, ValueError, ZeroDivisionError, TypeError):
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
        rules += _load_file(file)
    ids = [rule.id for rule in rules]
    if len(set(ids)) != len(ids):
        raise BadRules(f"{folder}: a rule id stands twice among {sorted(ids)}")
    rules.sort(key=lambda rule: (-rule.priority, rule.id))
    live = [rule for rule in rules if rule.mode != "off"]
    by_event = {event.value: tuple(rule for rule in live if event.value in rule.on) for event in EventType}
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    return Rulebook(digest, tuple(rules), by_event)


def _load_file(file: Path) -> list[Rule]:
    try:
        content = yaml.load(file.read_text(), Loader=RuleLoader)  # noqa: S506 - RuleLoader is a SafeLoader
    except yaml.YAMLError as error:
        raise BadRules(f"{file.name}: {error}") from error
    if not isinstance(content, dict) or not content.keys() <= FILE_KEYS or "rules" not in content:
        raise BadRules(f"{file.name}: keys must be among {sorted(FILE_KEYS)}, with rules")
    rules = [_rule(file, row, content) for row in content["rules"]]
    for number, test in enumerate(content.get("tests", []), 1):
        _run_test(file, number, test, {rule.id: rule for rule in rules})
    return rules


def _rule(file: Path, row: Any, content: dict[str, Any]) -> Rule:
    where = f"{file.name}: rule {row.get('id', '?') if isinstance(row, dict) else row}"
    if not isinstance(row, dict) or not row.keys() <= RULE_KEYS or not {"id", "on", "when", "effects"} <= row.keys():
        raise BadRules(f"{where}: keys must be among {sorted(RULE_KEYS)}, with id, on, when, effects")
    if not set(row["on"]) <= {event.value for event in EventType}:
        raise BadRules(f"{where}: unknown event in on: {row['on']}")
    mode = row.get("mode", content.get("defaults", {}).get("mode", "enforce"))
    if mode not in MODES:
        raise BadRules(f"{where}: mode must be one of {sorted(MODES)}")
    if set(row.get("explain", {})) != {"fr", "en"}:
        raise BadRules(f"{where}: explain needs fr and en")
    outcome, wait_ms, lines = _effects(where, row["effects"])
    rule = Rule(
        row["id"], frozenset(row["on"]), tuple(row.get("needs", ())), _compiled(where, row["when"]), outcome,
        wait_ms, lines, int(row.get("priority", 100)), row["explain"], mode, bool(row.get("guard")),
        content.get("constants", {}),
    )  # fmt: skip
    _dry_run(where, rule)
    return rule


def _effects(where: str, effects: list[Any]) -> tuple[Outcome, int, str]:
    outcome, wait_ms, lines = Outcome.ALLOW, 0, ""
    for effect in effects:
        name, value = next(iter(effect.items())) if isinstance(effect, dict) else (effect, "")
        if name in OUTCOMES:
            outcome = max(outcome, OUTCOMES[name], key=lambda one: one.strength)
        elif name == "wait" and (match := DURATION.fullmatch(str(value))):
            wait_ms = int(match[1]) * UNITS[match[2]]
        elif name == "show_help" and value:
            lines = str(value)
        else:
            raise BadRules(f"{where}: unknown effect {effect!r}")
    return outcome, wait_ms, lines


def _compiled(where: str, expression: str) -> Any:
    if len(expression) > LONGEST_EXPRESSION:
        raise BadRules(f"{where}: when is over {LONGEST_EXPRESSION} characters")
    try:
        return cel.compile(expression)
    except ValueError as error:
        raise BadRules(f"{where}: {error}") from error


def sample_signals() -> Signals:
    """Return a full context: every variable that a rule may name."""
    signals = measure(Observation("sample", EventType.MESSAGE_ROOM, "sample", "Bonsoir"), Memory(), 0)
    return {name: {**fields, "present": True} for name, fields in signals.items()}


def _dry_run(where: str, rule: Rule) -> None:
    sample = sample_signals()
    if unknown := set(rule.needs) - sample.keys():
        raise BadRules(f"{where}: needs names no signal: {sorted(unknown)}")
    try:
        value = rule.program.execute(sample | {"constants": rule.constants})
    except (RuntimeError, ValueError, ZeroDivisionError, TypeError) as error:
        raise BadRules(f"{where}: {error}") from error
    if not isinstance(value, bool):
        raise BadRules(f"{where}: when must be true or false, not {value!r}")


def _run_test(file: Path, number: int, test: dict[str, Any], rules: dict[str, Rule]) -> None:
    rule = rules.get(test.get("rule", ""))
    if rule is None:
        raise BadRules(f"{file.name}: test {number} names no rule of this file")
    given = {name: value for name, value in test.items() if name not in {"rule", "fires"}}
    signals = {name: fields | given.get(name, {}) for name, fields in sample_signals().items()}
    if rule.fires(signals) is not test["fires"]:
        raise BadRules(f"{file.name}: test {number} of rule {rule.id} should give {test['fires']}")
