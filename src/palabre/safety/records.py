"""Records of events, without a word of them: what a back-test replays and an operator reads (sections 6 and 12)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import msgspec

from palabre.safety.decided import Decisions
from palabre.safety.engine import Recorder
from palabre.safety.facts import Scene, facts, readers
from palabre.safety.model import Effect, Verdict
from palabre.safety.rulebook import Rulebook
from palabre.safety.schema import ENTITIES, SCHEMA
from palabre.safety.verdicts import merged

SAMPLED = 10  # of events that no rule touched, one in so many is kept
AGES = frozenset(kind for kind in ENTITIES if kind.startswith("age_"))
EVERYTHING = readers((name, one) for name, fields in SCHEMA.items() for one in fields)


class Record(msgspec.Struct, frozen=True):
    """One judged event: opaque keys, kinds, places, numbers; of values an age alone."""

    id: str
    at: int
    type: str
    subject: str
    policy: str
    outcome: str
    rule: str
    fired: tuple[str, ...]
    shadow: tuple[str, ...]
    effects: tuple[tuple[str, int | str], ...]
    spans: tuple[tuple[str, int, int], ...]
    facts: dict[str, dict[str, bool | int | float | str]]


def is_kept(record_id: str, log: str, *, is_decided: bool) -> bool:
    """Whether an event is recorded: all, those that a rule touched, or also one in ten of the others."""
    if is_decided or log == "all":
        return True
    return log == "sampled" and blake2b(record_id.encode(), digest_size=4).digest()[0] * SAMPLED < 256


def recorder(write: Callable[[bytes], None], key: bytes) -> Recorder:
    """Return what an engine calls after each verdict; ``write`` gets a line, people are keyed by ``key``."""

    def note(scene: Scene, verdict: Verdict, log: str) -> None:
        if is_kept(scene.observation.id, log, is_decided=bool(verdict.fired or verdict.shadow)):
            write(encode(record_of(scene, verdict, key)))

    return note


def record_of(scene: Scene, verdict: Verdict, key: bytes) -> Record:
    """Return the record of a judged scene."""
    observation = scene.observation
    known = facts(scene, EVERYTHING)
    told = {
        name: {one: value for one, value in fields.items() if _is_told(name, one)} for name, fields in known.items()
    }
    return Record(
        observation.id, scene.now, observation.type.value, keyed(observation.subject, key), verdict.policy_version,
        verdict.outcome.value, verdict.rule, verdict.fired, verdict.shadow,
        tuple((effect.name, effect.value) for effect in verdict.effects),
        tuple((span.kind, span.start, span.end) for span in verdict.spans), told,
    )  # fmt: skip


def encode(record: Record) -> bytes:
    """Return a record as one line of canonical JSON: the same events give the same octets."""
    return msgspec.json.encode(record, order="sorted") + b"\n"


def _is_told(name: str, one: str) -> bool:
    return one != "value" or name in AGES


def keyed(subject: str, key: bytes) -> str:
    """Return what a record holds of a person: a digest under a key of this node."""
    return blake2b(subject.encode(), key=key, digest_size=8).hexdigest() if subject else ""


@dataclass
class RuleFigures:
    """What a back-test counts of one rule."""

    fired: int = 0
    shadow: int = 0
    new: int = 0  # fires where it did not
    gone: int = 0  # does not where it did
    effects: Counter[str] = field(default_factory=Counter)
    people: set[str] = field(default_factory=set)
    upheld: int = 0  # fires on what a person found right
    overturned: int = 0  # or wrong

    @property
    def precision(self) -> float | None:
        """Return the share found right of what was judged, or None."""
        judged = self.upheld + self.overturned
        return self.upheld / judged if judged else None


@dataclass
class Backtest:
    """A rulebook replayed on recorded events, beside what was decided then."""

    rulebook: Rulebook
    decisions: Decisions = field(default_factory=Decisions)
    events: int = 0
    changed: int = 0  # events whose effects differ
    rules: dict[str, RuleFigures] = field(default_factory=dict)

    def replay(self, records: Iterable[Record]) -> None:
        """Judge every record by the rules of the book."""
        for record in records:
            self._one(record)

    def unreplayable(self) -> list[str]:
        """Return the rules that speak of values, which records do not hold: their figures here mean nothing."""
        return [
            rule.id
            for rule in self.rulebook.rules
            if any(one == "value" and name not in AGES for name, one in rule.fields)
        ]

    def _one(self, record: Record) -> None:
        self.events += 1
        known = {name: _valued(name, fields) for name, fields in record.facts.items()}
        kinds = frozenset(name for name, fields in record.facts.items() if fields.get("present"))
        plan = self.rulebook.plan(record.type, kinds)
        firing = self.rulebook.firing(plan, {**known, "entities": [], "now": record.at})
        enforced = {rule.id for rule, mode in firing if mode == "enforce"}
        effects = merged(effect for rule, mode in firing if mode == "enforce" for effect in rule.effects)
        self.changed += effects != tuple(Effect(name, value) for name, value in record.effects)
        judged = self.decisions.on(record.subject, record.rule, record.at) if record.rule else None
        for rule, mode in firing:
            self._count(rule.id, record, rule.effects, is_enforced=mode == "enforce")
            self._judge(rule.id, is_upheld=judged)
        for gone in set(record.fired) - enforced:
            self.rules.setdefault(gone, RuleFigures()).gone += 1

    def _judge(self, name: str, *, is_upheld: bool | None) -> None:
        """Count what a person thought of the event, for a rule in shadow too: that is how one is tried."""
        self.rules[name].upheld += is_upheld is True
        self.rules[name].overturned += is_upheld is False

    def _count(self, name: str, record: Record, effects: tuple[Effect, ...], *, is_enforced: bool) -> None:
        figures = self.rules.setdefault(name, RuleFigures())
        if not is_enforced:
            figures.shadow += 1
            return
        figures.fired += 1
        figures.new += name not in record.fired
        figures.effects.update(effect.name for effect in effects)
        figures.people.add(record.subject)


def _valued(name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"value": "", **fields} if "present" in fields and name not in AGES else dict(fields)
