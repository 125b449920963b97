"""Judges a conversation of two: what one of them is after, and from which message on (safety engine sections 7, 10.5).

The same entities and stages as in rooms; what is kept of a conversation is counts and stages, never words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import msgspec

from palabre.safety.entities import extract
from palabre.safety.entities.weighed import CUE, GOES_ON, Leaning, lean, weigh
from palabre.safety.model import Context, Entity
from palabre.safety.rare import ORDINARY
from palabre.safety.stages import Course
from palabre.safety.tables import read_table
from palabre.safety.views import Views

MINORITY = 18
SURE_AGE = 0.6
SURE_ASK = 0.5  # less sure is ordinary talk
QUESTIONS = 3  # last messages of the other whose questions an answer may answer
REMEMBERED = 4  # messages of the other
LEAVING = "off_platform_pressure"
NONE, RIGHT, CONTINUES = "none", "none_after_disclosure", "continues_after_disclosure"
ASKING = frozenset({"contact", "probing", "secrecy", "meeting", "bait", "threat", "payment"})
LEAVES, LEAVES_WHATEVER = (
    -3.0,
    -5.0,
)  # odds of going on, on a logarithmic scale: without a known farewell, with any words
WARNING = frozenset({"adults_only", "report", "help"})
Read = Callable[[Views, Context], Sequence[Entity]]


class Naming(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The label that a kind of entity speaks for, and how much."""

    label: str
    weight: float


class Weights(msgspec.Struct, frozen=True):
    """What makes a decision: ``rules/tables/any/stages.yaml``."""

    labels: dict[str, Naming]
    order: tuple[str, ...]
    decide_at: float
    besides: float
    others: float
    wary: float
    refused: float
    persists: float
    together: float
    alone: float
    alone_kinds: tuple[str, ...]


@dataclass(slots=True)
class Signs:
    """What one side's messages spoke for so far."""

    sums: dict[str, float] = field(default_factory=dict)  # by label
    telling: int = 0  # messages that spoke for anything
    messages: int = 0
    classes: set[str] = field(default_factory=set)  # values found
    is_faced: bool = False  # the other was wary of something asked
    is_refused: bool = False  # the other just said no
    leanings: list[Leaning] = field(default_factory=list)  # of each message
    alone: str = ""  # the label of a message that decides by itself


@dataclass(slots=True)
class Conversation:
    """What is remembered of two people talking; ``A`` and ``B`` are any two keys."""

    subject: str
    course: Course = field(default_factory=Course)
    signs: Signs = field(default_factory=Signs)
    asked: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)  # kinds of each one's last questions
    ages: dict[str, int] = field(default_factory=dict)
    is_told: bool = False  # the other said that they are a minor
    goes_on: bool = False
    is_asking: bool = (
        False  # once told, the last that the subject wrote asked about the age again: surprise, if they leave then
    )

    def context(self, whose: str) -> Context:
        """Return what surrounds the next message of somebody."""
        others = [kinds for one, said in self.asked.items() if one != whose for kinds in said[-QUESTIONS:]]
        return Context(tuple(kind for kinds in others for kind in kinds), (), self.ages.get(whose, 0))

    def note(self, whose: str, entities: Sequence[Entity], leaning: Leaning | None = None) -> None:
        """Take a message into account: what is found in it, and what weights make of it."""
        if whose == self.subject and self.is_told:
            self.is_asking = _asks_age_alone(entities)
            self.goes_on = self.goes_on or (not self.is_asking and _goes_on(entities, leaning))
        before = self.course.first
        self.course = self.course.after(entities, is_first=whose == self.subject)
        if whose == self.subject:
            self._weigh(entities, insists=self.course.first.insisted != before.insisted)
            self._persist(entities, leaning)
        else:
            self._hear(entities)
        ages = [int(one.value) for one in entities if one.kind == "age_self" and str(one.value).isdigit()]
        if ages:
            self.ages[whose] = ages[-1]
        questions = tuple(str(one.value) for one in entities if one.kind == "question")
        self.asked[whose] = [*self.asked.get(whose, []), questions][-REMEMBERED:]

    def label(self) -> str:
        """Return what the subject is after, as far as it is justified now."""
        if self.is_told:
            return CONTINUES if self.goes_on else NONE
        named = self.signs.alone or _named(self.signs)
        return named if named != NONE else _leant(self.signs.leanings)

    @property
    def only_leant(self) -> bool:
        """Whether nothing that tables know spoke for a label."""
        return not self.signs.alone and _named(self.signs) == NONE

    def _weigh(self, entities: Sequence[Entity], *, insists: bool) -> None:
        signs, weights = self.signs, _weights()
        signs.messages += 1
        said: dict[str, dict[str, float]] = {}  # by label and value: a photo asked for is one thing, of whatever kind
        for one in entities:
            if (naming := _naming(one)) is None:
                continue
            value, some = str(one.value), said.setdefault(naming.label, {})
            some[value] = max(some.get(value, 0.0), naming.weight * one.confidence)
            signs.classes.add(value)
            if one.kind in weights.alone_kinds and one.confidence >= weights.alone:
                signs.alone = signs.alone or naming.label
        again = weights.refused if insists else 0.0
        if insists and not said:
            said = {label: {"": 0.0} for label in signs.sums}
        for label, some in said.items():
            weight = max(some.values()) + weights.besides * (len(some) - 1)
            signs.sums[label] = signs.sums.get(label, 0.0) + weight + again
        signs.telling += bool(said)

    def _persist(self, entities: Sequence[Entity], leaning: Leaning | None) -> None:
        """Count going on where the other just said no, though nothing that tables know is in it."""
        signs, was_refused = self.signs, self.signs.is_refused
        signs.is_refused = False
        if leaning is None:
            return
        signs.leanings.append(leaning)
        gives_way = any(one.kind in {"agreement", "farewell"} or _naming(one) for one in entities)
        if was_refused and signs.sums and not gives_way and leaning.odds > ORDINARY:
            label = max(sorted(signs.sums), key=signs.sums.__getitem__)
            signs.sums[label] += _weights().persists
            signs.telling += 1

    def _hear(self, entities: Sequence[Entity]) -> None:
        kinds = {one.kind for one in entities}
        if any(_is_minor(one) for one in entities):
            self.is_told = True
        if "refusal" in kinds and self.signs.telling:
            self.signs.is_faced = True
            self.signs.is_refused = any(one.kind == "refusal" and one.value == "no" for one in entities)
        # Who agrees, or gives a contact of their own, is not pressed to leave for another service.
        if kinds & {"agreement", "contact"} and "refusal" not in kinds:
            self.signs.sums.pop(LEAVING, None)
            self.signs.leanings = [one for one in self.signs.leanings if one.nearest != LEAVING]


def read_whole(views: Views, context: Context) -> Sequence[Entity]:
    """Return what tables found in a message, with what weights make of it."""
    return weigh(views, context, extract(views, context))


def judge_dialogue(turns: Sequence[tuple[str, str]], subject: str, read: Read = read_whole) -> tuple[str, int]:
    """Return the label of a conversation ``(whose, text)`` about one of the two, and the turn that decided it.

    The first justified decision stands; being told that the other is a minor, and going on, passes before all. With
    nothing to decide the turn is the last one.
    """
    talk, decided = Conversation(subject), (NONE, len(turns) - 1)
    for place, (whose, text) in enumerate(turns):
        views, context = Views(text), talk.context(whose)
        entities = read(views, context)
        talk.note(whose, entities, lean(views, context, entities) if whose == subject else None)
        label = talk.label()
        if label == CONTINUES:
            return label, place
        if label != NONE and decided[0] == NONE:
            decided = label, place
    if talk.is_told and talk.is_asking:
        return CONTINUES, max(place for place, (whose, _) in enumerate(turns) if whose == subject)
    # Who only seemed to lean to something, and leaves once told, did right.
    if talk.is_told and (decided[0] == NONE or talk.only_leant):
        return RIGHT, len(turns) - 1
    return decided


def _goes_on(entities: Sequence[Entity], leaning: Leaning | None) -> bool:
    """Whether a message to somebody who said that they are a minor is anything but leaving, warning or surprise."""
    odds = leaning.labels[GOES_ON] if leaning else 0.0
    if odds < LEAVES_WHATEVER:
        return False
    known = [one for one in entities if one.confidence >= SURE_ASK and CUE not in one.cues]
    kinds = {one.kind for one in known}
    ways = {str(one.value) for one in entities if one.kind == "farewell"}
    if ways & WARNING and odds < 0:
        return False
    if kinds & ASKING or ("insistence" in kinds and not ways & WARNING):
        return True
    return not ways and odds > LEAVES


def _asks_age_alone(entities: Sequence[Entity]) -> bool:
    known = [one for one in entities if one.confidence >= SURE_ASK and CUE not in one.cues]
    if any(one.kind == "farewell" for one in known):
        return False
    is_about_age = any(one.kind == "age_asked" or one.value == "age" for one in known)
    return is_about_age and not any(one.kind in ASKING and one.value != "age" for one in known)


def _is_minor(entity: Entity) -> bool:
    if entity.kind != "age_self" or entity.confidence < SURE_AGE:
        return False
    return entity.value < MINORITY if isinstance(entity.value, int) else entity.value == "minor"


def _naming(entity: Entity) -> Naming | None:
    labels = _weights().labels
    return labels.get(f"{entity.kind}/{entity.value}") or labels.get(entity.kind)


def _named(signs: Signs) -> str:
    weights = _weights()
    enough = signs.telling >= 2 or (signs.messages >= 2 and len(signs.classes) >= 2)
    if not signs.sums or not enough:
        return NONE
    label = max(weights.order, key=lambda one: (signs.sums.get(one, 0.0), -weights.order.index(one)))
    rest = sum(signs.sums.values()) - signs.sums[label]
    total = signs.sums[label] + weights.others * rest + (weights.wary if signs.is_faced else 0.0)
    return label if total >= weights.decide_at else NONE


def _leant(leanings: Sequence[Leaning]) -> str:
    """Return the label of two messages or more that lean to harm together, each of them little."""
    if len(leanings) < 2 or sum(sorted(one.odds for one in leanings)[-2:]) < _weights().together:
        return NONE
    return max(_weights().order, key=lambda label: sum(one.labels[label] for one in leanings))


@cache
def _weights() -> Weights:
    return msgspec.convert(read_table("any/stages"), Weights)
