"""The rules in force: YAML with CEL, checked whole, dry-run and tested before any of it counts (section 6)."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cel

from palabre.safety.facts import Readers, readers
from palabre.safety.model import Effect, EventType, Value
from palabre.safety.rulefile import BadRules, RuleFile, RuleRow, read_effects, read_lists, read_rule_file
from palabre.safety.schema import ENTITIES, SCHEMA, zeros

__all__ = ["BadRules", "Review", "Rule", "Rulebook", "load_rulebook"]

LONGEST_EXPRESSION = 500
# Of one event: some 500 µs at a microsecond each. Those of the lowest priority beyond it are only recorded.
RULES_AN_EVENT = 300
PLANS = 4_096  # remembered: which rules apply to which kinds of entities
ANSWERS = 4_096  # of a rule that are remembered
FEWEST_REVIEWS, FEWEST_UPHELD = 50, 0.8
# What CEL raises on a value it cannot compute; KeyError is a field that no variable has.
CEL_ERRORS = (RuntimeError, ValueError, ZeroDivisionError, TypeError, KeyError)
NAMED = re.compile(r"\b([a-z_]+)\.([a-z0-9_]+)")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
WHOLE = re.compile(r"(?<![.\w])([a-z_]+)\b(?!\.)")
UNFIELDED = ("entities", "now")  # variables that are no set of fields
SAMPLE_ENTITY = {"kind": "contact", "value": "phone", "confidence": 0.9}


@dataclass(frozen=True, slots=True)
class Review:
    """How moderators judged what a rule did."""

    upheld: int = 0
    overturned: int = 0

    @property
    def is_poor(self) -> bool:
        """Whether so many of its decisions fell that it may no longer decide by itself."""
        seen = self.upheld + self.overturned
        return seen >= FEWEST_REVIEWS and self.upheld < FEWEST_UPHELD * seen


@dataclass(frozen=True)
class Rule:
    """One rule, compiled."""

    row: RuleRow
    where: str
    program: Any
    effects: tuple[Effect, ...]
    mode: str
    fields: tuple[tuple[str, str], ...]  # the variables it names
    given: Mapping[str, Any] = field(default_factory=dict)  # the constants and lists that it names
    is_fallen: bool = False  # its file says enforce; it is in shadow by its figures
    answers: dict[tuple[Value, ...], bool] = field(default_factory=dict, compare=False)  # by what it was asked

    @property
    def id(self) -> str:
        """Its name."""
        return self.row.id

    def fires(self, variables: Mapping[str, Any]) -> bool:
        """Whether the rule fires on these; an error counts as not fired, as fired for a guard.

        Most rules are asked of the same few values again: to hand them over costs far more than the answer.
        """
        try:
            asked = tuple([variables[name][one] for name, one in self.fields])
        except (KeyError, TypeError):  # a field that a record lacks, a variable without fields
            return self._answer(variables)
        answer = self.answers.get(asked)
        if answer is None:
            answer = self._answer(variables)
            if len(self.answers) < ANSWERS:
                self.answers[asked] = answer
        return answer

    def _answer(self, variables: Mapping[str, Any]) -> bool:
        named = {name: variables[name] for name, _ in self.fields if name in variables}
        try:
            return self.program.execute(cel.Context({**named, **self.given})) is True
        except CEL_ERRORS:
            return self.row.guard


@dataclass(frozen=True)
class Plan:
    """The rules that apply to an event, and how all that they name is read from a scene."""

    rules: tuple[Rule, ...]
    readers: Readers


@dataclass(frozen=True)
class Rulebook:
    """The rules in force, by event, highest priority first."""

    version: str
    rules: tuple[Rule, ...]
    log: str = "sampled"
    given: dict[str, dict[str, Any]] = field(default_factory=dict)  # constants and lists of all files
    by_event: dict[str, tuple[Rule, ...]] = field(default_factory=dict)
    plans: dict[tuple[str, frozenset[str]], Plan] = field(default_factory=dict)

    def plan(self, event: str, kinds: frozenset[str]) -> Plan:
        """Return which rules apply to an event with these kinds of entities, and what they name."""
        plan = self.plans.get((event, kinds))
        if plan is None:
            rules = tuple(rule for rule in self.by_event[event] if kinds.issuperset(rule.row.needs))
            plan = Plan(rules, readers(sorted({one for rule in rules for one in rule.fields})))
            if len(self.plans) < PLANS:
                self.plans[event, kinds] = plan
        return plan

    def firing(self, plan: Plan, variables: Mapping[str, Any]) -> list[tuple[Rule, str]]:
        """Return the rules of a plan that fire with the mode of each, highest priority first."""
        return [
            (rule, "shadow" if place >= RULES_AN_EVENT else rule.mode)
            for place, rule in enumerate(plan.rules)
            if rule.fires(variables)
        ]


def load_rulebook(folder: Path, reviews: Mapping[str, Review] | None = None) -> Rulebook:
    """Load, check, dry-run and test every rule file of a folder. Raises ``BadRules``.

    A rule whose decisions moderators mostly overturned (``reviews``) goes to shadow, unless it is pinned.
    """
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise BadRules(f"{folder}: no rule file")
    shapes = [(file, *read_rule_file(file)) for file in files]
    given: dict[str, dict[str, Any]] = {"constants": {}, "lists": {}}
    for file, shape, _ in shapes:
        _take(file.name, given["constants"], shape.constants)
        _take(file.name, given["lists"], read_lists(folder, file.name, shape.lists))
    rules: dict[str, Rule] = {}
    for file, shape, lines in shapes:
        _load(file, shape, lines, rules, given)
    ordered = sorted((_reviewed(rule, reviews or {}) for rule in rules.values()), key=_order)
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    log = max((shape.defaults.log for _, shape, _ in shapes), key=("decided", "sampled", "all").index)
    return _indexed(Rulebook(digest, tuple(ordered), log, given))


def _take(where: str, known: dict[str, Any], new: Mapping[str, Any]) -> None:
    if twice := [name for name in new if name in known]:
        raise BadRules(f"{where}: {', '.join(sorted(twice))} stands in another file already; names are of all files")
    known.update(new)


def _order(rule: Rule) -> tuple[int, str]:
    return -rule.row.priority, rule.id


def _indexed(book: Rulebook) -> Rulebook:
    live = [rule for rule in book.rules if rule.mode != "off"]
    by_event = {event.value: tuple(rule for rule in live if event in rule.row.on) for event in EventType}
    return replace(book, by_event=by_event)


def _reviewed(rule: Rule, reviews: Mapping[str, Review]) -> Rule:
    if rule.mode == "enforce" and not rule.row.pinned and reviews.get(rule.id, Review()).is_poor:
        return replace(rule, mode="shadow", is_fallen=True)
    return rule


def _load(
    file: Path, shape: RuleFile, lines: list[int], rules: dict[str, Rule], given: dict[str, dict[str, Any]]
) -> None:
    own = {}
    for row, line in zip(shape.rules, lines, strict=True):
        where = f"{file.name}: line {line}: rule {row.id}"
        if row.id in rules:
            raise BadRules(f"{where} stands twice")
        rules[row.id] = own[row.id] = _rule(where, row, shape, given)
    for number, test in enumerate(shape.tests, 1):
        _run_test(f"{file.name}: test {number}", test, own)


def _rule(where: str, row: RuleRow, shape: RuleFile, given: dict[str, dict[str, Any]]) -> Rule:
    rule = Rule(
        row, where, _compiled(where, row), read_effects(where, row, given["constants"]),
        row.mode or shape.defaults.mode, _fields(where, row.when), _given(row.when, given),
    )  # fmt: skip
    _dry_run(rule)
    return rule


def _given(expression: str, given: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the constants and lists that an expression names."""
    named = set(NAMED.findall(expression))
    return {name: {one: values[one] for one in values if (name, one) in named} for name, values in given.items()}


def _compiled(where: str, row: RuleRow) -> Any:
    if len(row.when) > LONGEST_EXPRESSION:
        raise BadRules(f"{where}: when is over {LONGEST_EXPRESSION} characters")
    if unknown := set(row.needs) - ENTITIES.keys():
        raise BadRules(f"{where}: needs names no entity: {sorted(unknown)}; entities are {', '.join(ENTITIES)}")
    try:
        return cel.compile(row.when)
    except ValueError as error:
        raise BadRules(f"{where}: when: {error}") from error


def _fields(where: str, expression: str) -> tuple[tuple[str, str], ...]:
    bare = QUOTED.sub("''", expression)
    named = {pair for pair in NAMED.findall(bare) if pair[0] in SCHEMA}
    for name in WHOLE.findall(bare):
        # What is worked out is what stands as a field: a variable taken whole would lack the others when it runs.
        if name in SCHEMA:
            raise BadRules(
                f"{where}: when: write {name} with a field: {', '.join(f'{name}.{one}' for one in SCHEMA[name])}"
            )
    for name, one in sorted(named):
        if one not in SCHEMA[name]:
            raise BadRules(f"{where}: when: {name} has no {one!r}; it has {', '.join(SCHEMA[name])}")
    named |= {(name, "") for name in UNFIELDED if re.search(rf"\b{name}\b", bare)}
    return tuple(sorted(named))


def sample() -> dict[str, Any]:
    """Return a full context, every entity present: what expressions are tried on."""
    full: dict[str, Any] = {
        name: fields | {"present": True} if "present" in fields else fields for name, fields in zeros().items()
    }
    return full | {"entities": [SAMPLE_ENTITY], "now": 0}


def _dry_run(rule: Rule) -> None:
    context = cel.Context({**sample(), **rule.given})
    try:
        value = rule.program.execute(context)
    except CEL_ERRORS as error:
        raise BadRules(f"{rule.where}: when cannot be computed: {error}; variables are {', '.join(SCHEMA)}") from error
    if not isinstance(value, bool):
        raise BadRules(f"{rule.where}: when must be true or false, not {value!r}")


def _run_test(where: str, test: dict[str, Any], rules: dict[str, Rule]) -> None:
    said = dict(test)
    name, fires = said.pop("rule", None), said.pop("fires", None)
    if name not in rules:
        raise BadRules(f"{where}: {name!r} is no rule of this file")
    if not isinstance(fires, bool):
        raise BadRules(f"{where}: fires must be true or false")
    variables = _with_said(where, said)
    rule = rules[name]
    is_there = all(variables[need]["present"] for need in rule.row.needs)
    if (is_there and rule.fires(variables)) is not fires:
        raise BadRules(f"{where}: rule {name} should {'fire' if fires else 'not fire'}")


def _with_said(where: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sample with what a test gives of it; an entity is there when the test gives it."""
    variables: dict[str, Any] = sample() | zeros()
    for name, fields in said.items():
        if name == "entities" and isinstance(fields, list):
            variables[name] = fields
            continue
        if name not in SCHEMA or not isinstance(fields, dict) or not fields.keys() <= SCHEMA[name].keys():
            raise BadRules(f"{where}: {name}: {fields!r} is no variable with its fields; variables are {list(SCHEMA)}")
        there = {"present": True, "count": 1} if "present" in SCHEMA[name] else {}
        variables[name] = variables[name] | there | fields
    return variables
