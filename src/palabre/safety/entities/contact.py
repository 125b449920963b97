"""Finds what takes people elsewhere: numbers, addresses, handles, and asks for them (safety engine section 4).

Handles and asks are phrases of ``rules/tables/*/contact.yaml``, with ``replies.yaml`` for what answers somebody who
asked; numbers are ``phones``'s.
"""

from palabre.safety.entities.phones import find_phones
from palabre.safety.model import Context, Entity
from palabre.safety.normalise import plain
from palabre.safety.phrases import load_phrases
from palabre.safety.views import Views

HANDLES = frozenset({"handle", "number"})  # kinds of questions that a contact answers


def find_contacts(views: Views, context: Context) -> list[Entity]:
    """Return ``contact`` entities (phone, email, handle, ask_move, ask_handle) and questions for one, in order."""
    asked = HANDLES.intersection(context.asked)
    found = [*load_phrases("contact").find(views), *find_phones(views, asked="number" in asked)]
    if asked and not any(one.kind == "contact" for one in found):
        found += load_phrases("replies").find(views)
    kept = [one for one in found if not _is_somebody_here(one, views, context)]
    return sorted(kept, key=lambda one: (one.start, one.kind, str(one.value), one.end))


def _is_somebody_here(entity: Entity, views: Views, context: Context) -> bool:
    """Whether the handle found is what somebody present is called."""
    if entity.value != "handle" or not context.names:
        return False
    here = {plain(name) for name in context.names}
    said = plain(views.raw.text[entity.start : entity.end])
    return any(said.endswith((f"@{name}", f" {name}")) or said.startswith(f"{name} ") for name in here)
