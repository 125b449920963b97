"""Judges a conversation of two: what one of them is after, and from which message on (safety engine sections 7, 10.5).

The same entities and stages as in rooms; what is kept of a conversation is counts and stages, never words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import msgspec

from palabre.safety.entities import extract
from palabre.safety.model import Context, Entity
from palabre.safety.rare import likened
from palabre.safety.stages import Course
from palabre.safety.tables import read_table
from palabre.safety.views import Views

MINORITY = 18
SURE_AGE = 0.6
SURE_ASK = 0.5  # less sure is ordinary talk
QUESTIONS = 3  # last messages of the other whose questions an answer may answer
REMEMBERED = 4  # messages of the other
NONE, RIGHT, GOES_ON = "none", "none_after_disclosure", "continues_after_disclosure"
ASKING = frozenset({"contact", "probing", "secrecy", "meeting", "bait", "threat", "payment"})
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
    likened: dict[str, str]
    likeness_from: float
    likeness_most: float
    persists: float
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

    def context(self, whose: str) -> Context:
        """Return what surrounds the next message of somebody."""
        others = [kinds for one, said in self.asked.items() if one != whose for kinds in said[-QUESTIONS:]]
        return Context(tuple(kind for kinds in others for kind in kinds), (), self.ages.get(whose, 0))

    def note(self, whose: str, entities: Sequence[Entity], near: tuple[str, float] = ("", 0.0)) -> None:
        """Take a message into account: what is found in it, and the stage whose examples it is like."""
        if whose == self.subject and self.is_told and _goes_on(entities):
            self.goes_on = True
        before = self.course.first
        self.course = self.course.after(entities, is_first=whose == self.subject)
        if whose == self.subject:
            self._weigh(entities, insists=self.course.first.insisted != before.insisted)
            self._weigh_likeness(*near, found=entities)
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
            return GOES_ON if self.goes_on else NONE
        return self.signs.alone or _named(self.signs)

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

    def _weigh_likeness(self, stage: str, score: float, *, found: Sequence[Entity]) -> None:
        """Add what no pattern found: a likeness to examples, little, and going on where the other just said no."""
        signs, weights = self.signs, _weights()
        label, goes_on = weights.likened.get(stage, ""), signs.is_refused and not _gives_way(found)
        signs.is_refused = False
        if any(_naming(one) for one in found) or not label:
            return
        extra = min(max(0.0, score - weights.likeness_from), weights.likeness_most)
        if goes_on and signs.sums:
            label = max(sorted(signs.sums), key=signs.sums.__getitem__)
            extra += weights.persists
        if extra:
            signs.sums[label] = signs.sums.get(label, 0.0) + extra
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
            self.signs.sums.pop("off_platform_pressure", None)


def judge_dialogue(turns: Sequence[tuple[str, str]], subject: str, read: Read = extract) -> tuple[str, int]:
    """Return the label of a conversation ``(whose, text)`` about one of the two, and the turn that decided it.

    The first justified decision stands; being told that the other is a minor, and going on, passes before all. With
    nothing to decide the turn is the last one.
    """
    talk, decided = Conversation(subject), (NONE, len(turns) - 1)
    for place, (whose, text) in enumerate(turns):
        views = Views(text)
        talk.note(whose, read(views, talk.context(whose)), likened(views.plain.text))
        label = talk.label()
        if label == GOES_ON:
            return label, place
        if label != NONE and decided[0] == NONE:
            decided = label, place
    if decided[0] == NONE and talk.is_told:
        return RIGHT, len(turns) - 1
    return decided


def _goes_on(entities: Sequence[Entity]) -> bool:
    """Whether a message to somebody who said that they are a minor is anything but leaving, warning or surprise."""
    kinds = {one.kind for one in entities if one.confidence >= SURE_ASK}
    ways = {str(one.value) for one in entities if one.kind == "farewell"}
    return not ways or bool(kinds & ASKING) or ("insistence" in kinds and not ways & WARNING)


def _gives_way(found: Sequence[Entity]) -> bool:
    return any(one.kind in {"agreement", "farewell"} for one in found)


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


@cache
def _weights() -> Weights:
    return msgspec.convert(read_table("any/stages"), Weights)
