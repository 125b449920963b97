"""Weighs what grammar and phrases found against weights learned from rows (decision 0113).

What no row of the tables says, but the whole of a text does, is found here, never for certain; and what a row found
without being certain, against the whole of the text, is no more than a question.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from palabre.safety.model import Context, Entity
from palabre.safety.views import View, Views
from palabre.safety.weights import Head, Weights, load_weights, shown_as

MAJORITY = 18
CERTAIN, PROBABLE, ASK = 0.9, 0.6, 0.5
AGE = "age_self"
FOUND_AS = {
    "age": AGE,
    "payment": "payment",
    "price_offer": "price_offer",
    "contact": "contact",
}  # kinds of entities by head
# Of the question just put; any other that has an answer is U.
MARKS = {"age": "Q", "majority": "R", "minority": "S", "guess": "P", "grown": "V"}
READ_AFTER = {mark: partial(shown_as, asked=mark) for mark in ("", "U", *MARKS.values())}
OTHERS = frozenset({"number", "hour", "floor", "child", "duration", "past", "handle"})
READINGS = ("digits_joined", "digits_leet")
CUE, GOES_ON = "weights", "goes_on"
MINORS = re.compile(r"(?<![0-9])(?:[89]|1[0-7])(?![0-9])")


def weigh(views: Views, context: Context, found: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Return what was found with what weights make of it: less sure, or as it was, or with more besides."""
    weights = load_weights()
    told = tuple(signs(found))
    texts = ((view, shown(views, view, context)) for view in views.readings(*READINGS))
    readings = [(view, totals(weights, views, text, told)) for view, text in texts]
    entities = list(found)
    for place, head in enumerate(weights.header.heads):
        kind = FOUND_AS.get(head.name)
        if kind is not None:
            view, sums = max(readings, key=lambda one: one[1][place])
            entities = _with(entities, kind, head, sums[place], view)
    return tuple(sorted(entities, key=lambda one: (one.start, one.kind, str(one.value), one.end)))


class Leaning(NamedTuple):
    """How much a message leans to harm, and to each label of it: odds, on a logarithmic scale.

    ``labels`` holds ``goes_on`` too: of who was told that the other is a minor, to go on in place of leaving.
    """

    odds: float
    labels: Mapping[str, float]

    @property
    def nearest(self) -> str:
        """The label that it leans to most."""
        return max(self.labels, key=lambda label: (label != GOES_ON, self.labels[label]))


def lean(views: Views, context: Context, found: Iterable[Entity]) -> Leaning:
    """Return what a message of a conversation leans to; little by itself."""
    weights = load_weights("talk_weights")
    sums = totals(weights, views, shown(views, views.digits_joined, context), signs(found))
    each = zip(weights.header.heads, sums, strict=True)
    return Leaning(odds_of_harm(views), {head.name: total / head.unit for head, total in each})


def odds_of_harm(views: Views) -> float:
    """Return the odds, on a logarithmic scale, that a text goes before harm: well below 0 for ordinary talk."""
    weights = load_weights()
    place, head = next((place, head) for place, head in enumerate(weights.header.heads) if head.name == "telling")
    return views.once(weights.sums, shown(views, views.digits_joined, Context()))[place] / head.unit


def shown(views: Views, view: View, context: Context) -> str:
    """Return a view as weights read it, after the question that it may answer."""
    answered = next((kind for kind in reversed(context.asked) if kind in MARKS or kind in OTHERS), "")
    return views.once(READ_AFTER[MARKS.get(answered, "U") if answered else ""], view.text)


def totals(weights: Weights, views: Views, text: str, told: Iterable[str]) -> list[int]:
    """Return the sums of a text and of its signs; a text is summed once, whatever asks for it."""
    return weights.with_signs(views.once(weights.sums, text), told)


def signs(found: Iterable[Entity]) -> Iterator[str]:
    """Yield what grammar and phrases found, as weights know it: kinds and how sure, and which row read an age."""
    last: Entity | None = None
    for one in found:
        if one.kind == AGE:
            last = one if last is None or one.start >= last.start else last
        elif one.kind == "question":
            yield f"question/{one.value}"
        else:
            yield f"{one.kind}/{_level(one.confidence)}"
    if last is not None:
        yield f"{AGE}/{'minor' if int(last.value) < MAJORITY else 'adult'}/{_level(last.confidence)}"
        yield from (f"cue/{cue}" for cue in last.cues)


def _with(entities: list[Entity], kind: str, head: Head, total: int, view: View) -> list[Entity]:
    said = [one for one in entities if one.kind == kind and (kind != AGE or int(one.value) < MAJORITY)]
    confidence = head.confidence(total)
    if total < head.doubt:
        return [_doubted(one, is_denied=total < head.deny) if one in said else one for one in entities]
    if not confidence or any(one.confidence >= confidence for one in said):
        return entities
    return [*entities, _age(view, confidence) if kind == AGE else _whole(view, kind, "likely", confidence)]


def _doubted(one: Entity, *, is_denied: bool) -> Entity:
    """Return what tables found, as sure as it may be against the whole of the text."""
    most = PROBABLE if one.confidence >= CERTAIN and not is_denied else ASK
    return replace(one, confidence=min(one.confidence, most))


def _age(view: View, confidence: float) -> Entity:
    """Return a minor's age by weights: the last number that may be one, or 17 for the whole of the text."""
    numbers = list(MINORS.finditer(view.text))
    if not numbers:
        return _whole(view, AGE, MAJORITY - 1, confidence)
    last = numbers[-1]
    return Entity(AGE, int(last.group()), *view.span(*last.span()), view.name, confidence, (CUE,))


def _whole(view: View, kind: str, value: int | str, confidence: float) -> Entity:
    return Entity(kind, value, *view.span(0, len(view.text)), view.name, confidence, (CUE,))


def _level(confidence: float) -> str:
    return "certain" if confidence >= CERTAIN else "probable" if confidence >= PROBABLE else "vague"
