"""Finds what talk between two people turns on: questions about a life, secrecy, meetings, bait, threats, right conduct.

Words and exceptions are in ``rules/tables`` (safety engine section 4, end). A confidence below 0.5 is ordinary talk
that means something only with other signs, below 0.6 no rule acts on it alone.
"""

from palabre.safety.model import Context, Entity
from palabre.safety.phrases import load_phrases
from palabre.safety.views import Views


def find_talk(views: Views, _: Context) -> list[Entity]:
    """Return what the talk tables find, each class once: the surest, of equals the first."""
    surest: dict[tuple[str, int | str], Entity] = {}
    for one in load_phrases("talk").find(views):
        former = surest.get((one.kind, one.value))
        if former is None or former.confidence < one.confidence:
            surest[one.kind, one.value] = one
    return sorted(surest.values(), key=lambda one: (one.start, one.kind, str(one.value), one.end))
