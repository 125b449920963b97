"""Finds what a text asks of the other, by kind, so that a bare answer is understood (safety engine section 4.6)."""

from palabre.safety.model import Context, Entity
from palabre.safety.phrases import load_phrases
from palabre.safety.views import Views

OF_AGE = frozenset({"age", "majority", "minority", "guess"})
NARROWER = ("past", "child", "duration")  # where one of these is asked, an age found in the same words is not


def find_questions(views: Views, _: Context) -> list[Entity]:
    """Return the questions of a text in order of place, and an ``age_asked`` for each that is about age.

    A question's value is its kind: age, majority, minority, guess (of an age over 18), grown (what adults do), handle,
    place, hour, floor, child, duration, past, number.
    """
    found = load_phrases("questions").find(views)
    narrow = [one for one in found if one.value in NARROWER]
    kept = [one for one in found if one in narrow or not _is_within(one, narrow)]
    asked = [
        Entity("age_asked", 0, one.start, one.end, one.view, one.confidence, one.cues)
        for one in kept
        if one.value in OF_AGE
    ]
    return kept + asked


def _is_within(one: Entity, narrow: list[Entity]) -> bool:
    return one.value != "handle" and any(one.start < other.end and other.start < one.end for other in narrow)
