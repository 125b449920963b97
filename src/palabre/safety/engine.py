"""Judges an observation: views, entities, facts, rules, then one verdict that says why.

Synchronous, without input, output or clock of its own; what it remembers changes after the verdict, so the same
observations give the same verdicts, byte for byte (safety engine section 2).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from palabre.kernel.clock import SECOND
from palabre.safety.entities import extract
from palabre.safety.entities.age import find_named_age
from palabre.safety.entities.weighed import weigh
from palabre.safety.facts import Scene, facts
from palabre.safety.lessons import learn
from palabre.safety.links import find_links
from palabre.safety.model import Context, Entity, EventType, Observation, Outcome, Span, Value, Verdict
from palabre.safety.people import Pair, Register
from palabre.safety.rulebook import Review, Rule, Rulebook, load_rulebook
from palabre.safety.rulefile import stamp
from palabre.safety.schema import ENTITIES, SCHEMA
from palabre.safety.talk import Talk
from palabre.safety.verdicts import merged, outcome_of
from palabre.safety.views import Views

NAMES = frozenset({EventType.MEMBER_JOINED, EventType.ROOM_NAMED, EventType.PROFILE_CHANGED})
Stamp = tuple[tuple[str, int, int], ...]
LinkFinder = Callable[[str], tuple[Entity, ...]]
Recorder = Callable[[Scene, Verdict, str], None]


@dataclass
class SafetyEngine:
    """The rulebook in force, and what is remembered of people, pairs and recent talk."""

    folder: Path
    rulebook: Rulebook
    register: Register = field(default_factory=Register)
    talk: Talk = field(default_factory=Talk)
    poor: set[str] = field(default_factory=set)  # rules whose decisions people mostly overturned
    stamp: Stamp = ()  # of the files in force, or refused
    links: LinkFinder = find_links
    record: Recorder | None = None  # called after each verdict, before anything is learnt from it

    @classmethod
    def load(cls, folder: Path, reviews: Mapping[str, Review] | None = None) -> "SafetyEngine":
        """Load the rules of a folder. Raises ``BadRules``."""
        return cls(folder, load_rulebook(folder, reviews), stamp=stamp(folder))

    def reload(self, reviews: Mapping[str, Review] | None = None) -> None:
        """Put the folder's rules in force, in one assignment. Raises ``BadRules`` and keeps the former ones."""
        self.rulebook = self.read(reviews)

    def read(self, reviews: Mapping[str, Review] | None = None) -> Rulebook:
        """Return the folder's rules, not yet in force; may run on another thread. Raises ``BadRules``."""
        return load_rulebook(self.folder, reviews)

    def notice(self, reviews: Mapping[str, Review] | None = None) -> bool:
        """Return whether a file changed, or what is to be in shadow: true once for each change."""
        now = stamp(self.folder)
        poor = {name for name, review in (reviews or {}).items() if review.is_poor}
        if now == self.stamp and poor == self.poor:
            return False
        self.stamp, self.poor = now, poor
        return True

    def check(self, observation: Observation, now: int) -> Verdict:
        """Return the verdict on an observation at a time (milliseconds since 1970)."""
        scene = self.scene(observation, now)
        verdict = self.decide(scene)
        if self.record is not None:
            self.record(scene, verdict, self.rulebook.log)
        learn(scene, verdict, self.talk)
        return verdict

    def scene(self, observation: Observation, now: int) -> Scene:
        """Return everything that the facts of an observation are drawn from; changes nothing."""
        views, register = Views(observation.text), self.register
        entities = self._entities(views, observation, now) if observation.text else ()
        person = register.person(observation.subject)
        pair = register.pair(observation.subject, observation.to[0]) if len(observation.to) == 1 else Pair()
        return Scene(observation, views, entities, register, person, pair, now)

    def _entities(self, views: Views, observation: Observation, now: int) -> tuple[Entity, ...]:
        asked, former = self.talk.asked(observation, now), self.talk.former_age(observation, now)
        today = datetime.fromtimestamp(now / SECOND, UTC).date()
        context = Context(asked, observation.names, former, today)
        said = extract(views, context)
        if observation.type in NAMES:
            return (*find_named_age(observation.text), *said, *self.links(observation.text))
        return (*weigh(views, context, said), *self.links(observation.text))

    def decide(self, scene: Scene) -> Verdict:
        """Return the verdict of the rules in force on a scene; changes nothing."""
        rulebook, event = self.rulebook, scene.observation.type.value
        plan = rulebook.plan(event, frozenset(one.kind for one in scene.entities))
        variables = facts(scene, plan.readers)
        firing = rulebook.firing(plan, variables)
        if not firing:
            return Verdict(policy_version=rulebook.version, signals=_told(variables))
        return _verdict(rulebook, firing, variables, scene.entities)


def _told(variables: Mapping[str, Any]) -> dict[str, dict[str, Value]]:
    """Return what a verdict may keep: kinds and numbers, and of a value an age alone (section 12)."""
    return {
        name: fields
        if name not in ENTITIES or name.startswith("age_")
        else {one: value for one, value in fields.items() if one != "value"}
        for name, fields in variables.items()
        if name in SCHEMA
    }


def _verdict(
    rulebook: Rulebook, firing: list[tuple[Rule, str]], variables: Mapping[str, Any], entities: tuple[Entity, ...]
) -> Verdict:
    enforced = [rule for rule, mode in firing if mode == "enforce"]
    effects = merged(effect for rule in enforced for effect in rule.effects)
    deciding = max(enforced, key=lambda rule: (outcome_of(rule.effects).strength, rule.row.priority), default=None)
    values = {effect.name: effect.value for effect in effects}
    waits = [effect.value for effect in effects if effect.name in {"wait", "cool_off"}]
    kinds = {need for rule, _ in firing for need in rule.row.needs}
    return Verdict(
        outcome=outcome_of(effects) if enforced else Outcome.ALLOW,
        rule=deciding.id if deciding else "",
        sentence={"fr": deciding.row.explain.fr, "en": deciding.row.explain.en} if deciding else {},
        help=str(values.get("show_help", "")),
        retry_after_ms=max((int(wait) for wait in waits), default=0),
        effects=effects,
        policy_version=rulebook.version,
        fired=tuple(rule.id for rule in enforced),
        shadow=tuple(rule.id for rule, mode in firing if mode == "shadow"),
        signals=_told(variables),
        spans=tuple(Span(one.kind, one.start, one.end) for one in entities if one.kind in kinds),
    )
