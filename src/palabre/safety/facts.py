"""Works out what rules speak of, of one observation: only what the rules in force name (safety engine section 7)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from palabre.kernel.clock import MINUTE, SECOND
from palabre.safety.kept import kept
from palabre.safety.likeness import digest_of
from palabre.safety.model import Entity, Observation, Value
from palabre.safety.people import Counted, Pair, Person, Register, side
from palabre.safety.rare import skewness
from palabre.safety.schema import ENTITIES
from palabre.safety.stages import Course, score
from palabre.safety.views import Views

SAME_WINDOW, FLOOD_WINDOW = 10 * MINUTE, 10 * SECOND
SPAM_AT = 4  # repeats that are spam for certain
MINORITY = 18
SURE = 0.9
LISTED = 50  # entities handed to rules


@dataclass(frozen=True)
class Scene:
    """Everything that the facts of one observation are drawn from; read, never changed."""

    observation: Observation
    views: Views
    entities: tuple[Entity, ...]
    register: Register
    person: Person
    pair: Pair
    now: int

    @kept
    def digest(self) -> int:
        """What near-same texts share."""
        return digest_of(self.observation.text)

    @property
    def other(self) -> str:
        """The one written to, when it is one."""
        return self.observation.to[0] if len(self.observation.to) == 1 else ""

    @property
    def bit(self) -> int:
        """The author's side of the pair."""
        return side(self.observation.subject, self.other)

    @kept
    def course(self) -> Course:
        """The stages that the two have reached, this message counted."""
        return self.pair.course.after(self.entities, is_first=self.bit == 1)


Reading = Callable[[Scene], Value]
Readers = tuple[tuple[str, Callable[[Scene], Any]], ...]  # of each variable


def found(kind: str, entities: Iterable[Entity]) -> dict[str, Value]:
    """Return the variable of a kind of entity: of ages the last said, of others the surest."""
    some = [one for one in entities if one.kind == kind]
    is_age = kind.startswith("age_")
    if not some:
        return {"present": False, "value": 0 if is_age else "", "confidence": 0.0, "count": 0}
    # Of a correction the last counts; at one place the surest.
    best = max(some, key=lambda one: (one.start if is_age else 0, one.confidence, -one.start))
    return {"present": True, "value": best.value, "confidence": best.confidence, "count": len(some)}


def reading(name: str, field: str) -> Reading:
    """Return how a field is read from a scene. Raises ``KeyError`` for what the schema does not name."""
    return SIGNAL_READINGS[field] if name == "signals" else READINGS[name][field]


def readers(fields: Iterable[tuple[str, str]]) -> Readers:
    """Return how the variables of these fields are read; an entity's has all of its fields."""
    named: dict[str, list[str]] = {}
    for name, one in fields:
        named.setdefault(name, []).append(one)
    return tuple((name, _reader(name, some)) for name, some in named.items())


def facts(scene: Scene, readers: Readers) -> dict[str, Any]:
    """Return the values of a scene by variable."""
    return {name: read(scene) for name, read in readers}


def _reader(name: str, fields: list[str]) -> Callable[[Scene], Any]:
    if name == "now":
        return lambda scene: scene.now
    if name == "entities":
        return lambda scene: [
            {"kind": one.kind, "value": one.value, "confidence": one.confidence} for one in scene.entities[:LISTED]
        ]
    if name in ENTITIES:
        return lambda scene: found(name, scene.entities)
    some = [(one, reading(name, one)) for one in fields]
    return lambda scene: {one: read(scene) for one, read in some}


def _fact(name: str, zero: Value) -> Reading:
    return lambda scene: scene.observation.facts.get(name, zero)


def _total(what: Counted, window: str) -> Reading:
    return lambda scene: scene.person.total(what, window, scene.now)


def _share(window: str) -> Reading:
    def share(scene: Scene) -> Value:
        person, now = scene.person, scene.now
        accepted = person.total(Counted.ACCEPTED, window, now)
        others = (Counted.REFUSED, Counted.IGNORED, Counted.BLOCKED)
        answered = accepted + sum(person.total(what, window, now) for what in others)
        sent = max(answered, person.total(Counted.SENT, window, now))
        return accepted / sent if sent else 1.0

    return share


def _surest(*kinds: str) -> Reading:
    return lambda scene: max((one.confidence for one in scene.entities if one.kind in kinds), default=0.0)


def _minor(scene: Scene) -> Value:
    said = found("age_self", scene.entities)
    return float(said["confidence"]) if said["present"] and int(said["value"]) < MINORITY else 0.0


def _same(scene: Scene) -> int:
    return scene.person.said_within(SAME_WINDOW, scene.now, scene.digest)


SIGNAL_READINGS: dict[str, Reading] = {
    "minor": _minor,
    "offplatform": _surest("contact"),
    "payment": _surest("payment"),
    "link": _surest("link"),
    "probing": _surest("probing"),
    "secrecy": _surest("secrecy"),
    "meeting": _surest("meeting"),
    "threat": _surest("threat"),
    "third_party": _surest("third_party"),
    "insult": _surest("insult", "hate"),
    "spam": lambda scene: min(1.0, _same(scene) / SPAM_AT),
    "evasion": lambda scene: scene.views.obfuscation,
    "stages": lambda scene: score(scene.course.side(is_first=scene.bit == 1)) if scene.other else 0.0,
    "rare": lambda scene: skewness(scene.person.scores()),
}
READINGS: Mapping[str, Mapping[str, Reading]] = {
    "event": {
        "type": lambda scene: scene.observation.type.value,
        "length": lambda scene: len(scene.observation.text),
        "is_sure": _fact("sure", zero=False),
    },
    "sender": {
        "same_10m": _same,
        "messages_10s": lambda scene: scene.person.said_within(FLOOD_WINDOW, scene.now),
        "minutes_here": _fact("minutes_here", 0),
        "declared_age": _fact("declared_age", 0),
        "requests_5m": _total(Counted.SENT, "5m"),
        "requests_1h": _total(Counted.SENT, "1h"),
        "requests_24h": _total(Counted.SENT, "24h"),
        "accepted_24h": _total(Counted.ACCEPTED, "24h"),
        "accepted_share_1h": _share("1h"),
        "accepted_share_30d": _share("30d"),
        "refused_24h": _total(Counted.REFUSED, "24h"),
        "refused_30d": _total(Counted.REFUSED, "30d"),
        "ignored_24h": _total(Counted.IGNORED, "24h"),
        "blockers_24h": _total(Counted.BLOCKED, "24h"),
        "reporters_24h": _total(Counted.REPORTED, "24h"),
        "offplatform_24h": _total(Counted.OFFPLATFORM, "24h"),
        "payment_24h": _total(Counted.PAYMENT, "24h"),
        "links_refused_24h": _total(Counted.LINK, "24h"),
        "age_asked_24h": _total(Counted.AGE_ASKED, "24h"),
        "persisted_24h": _total(Counted.PERSISTED, "24h"),
        "warned_24h": _total(Counted.WARNED, "24h"),
        "minors_told_30d": _total(Counted.MINORS_TOLD, "30d"),
        "contradictions_30d": _fact("age_contradictions", 0),
        "is_cleared": _fact("age_confirmed", zero=False),
        "has_returned": _fact("returned", zero=False),
    },
    "recipient": {
        "is_isolated": _fact("recipient_isolated", zero=False),
        "count": lambda scene: len(scene.observation.to),
    },
    "conversation": {
        "is_open": lambda scene: scene.pair.is_open,
        "is_frozen": lambda scene: scene.pair.is_frozen,
        "minor_disclosed": lambda scene: scene.pair.disclosed != 0,
        "minor_is_sender": lambda scene: bool(scene.other) and scene.pair.disclosed & scene.bit != 0,
        "attempts": lambda scene: scene.pair.attempts,
        "asked_leave": lambda scene: scene.pair.asked_leave,
        "sent": lambda scene: scene.pair.from_first if scene.bit == 1 else scene.pair.from_second,
        "received": lambda scene: scene.pair.from_second if scene.bit == 1 else scene.pair.from_first,
    },
    "pair": {
        "refusals": lambda scene: scene.pair.refusals_standing(scene.bit, scene.now),
        "is_blocked": lambda scene: scene.pair.blocked != 0,
    },
    "told": {"code": _fact("code", "")},
}
