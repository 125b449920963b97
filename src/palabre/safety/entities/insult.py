"""Finds insults at somebody and hatred of a group: signals with a target, never a decision alone (section 15).

Words for who people are never count by themselves; what is quoted, denounced, denied or said of oneself is not found.
"""

from palabre.safety.model import Context, Entity
from palabre.safety.phrases import load_phrases
from palabre.safety.views import Views


def find_insults(views: Views, _: Context) -> list[Entity]:
    """Return the surest insult and the surest hatred of a text, if any: ``value`` says at whom, or in which way."""
    surest: dict[str, Entity] = {}
    for one in load_phrases("insult").find(views):
        if one.kind not in surest or surest[one.kind].confidence < one.confidence:
            surest[one.kind] = one
    return sorted(surest.values(), key=lambda one: (one.start, one.kind, str(one.value), one.end))
