"""Finds what a text says, family by family, in every language at once (safety engine section 4)."""

from collections.abc import Callable

from palabre.safety.entities.age import find_ages
from palabre.safety.entities.contact import find_contacts
from palabre.safety.entities.insult import find_insults
from palabre.safety.entities.payment import find_payments
from palabre.safety.entities.question import find_questions
from palabre.safety.entities.talk import find_talk
from palabre.safety.model import Context, Entity
from palabre.safety.views import Views

NOTHING = Context()


def extract(views: Views, context: Context = NOTHING) -> tuple[Entity, ...]:
    """Return every entity of a text, in order of place, kind and value."""
    found: list[Entity] = []
    for family in FAMILIES:
        found += family(views, context)
    return tuple(sorted(found, key=lambda one: (one.start, one.kind, str(one.value), one.end)))


# Each takes the views of a text and what surrounds it, and returns entities in order.
FAMILIES: tuple[Callable[[Views, Context], list[Entity]], ...] = (
    find_ages,
    find_contacts,
    find_payments,
    find_questions,
    find_talk,
    find_insults,
)
