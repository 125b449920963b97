"""Finds money asked from the reader, and prices told for company (safety engine section 4).

What is asked for, who asks, and the purchases and warnings that ask nothing are rows of
``rules/tables/*/payment.yaml``.
"""

from palabre.safety.model import Context, Entity
from palabre.safety.phrases import load_phrases
from palabre.safety.views import Views


def find_payments(views: Views, _context: Context) -> list[Entity]:
    """Return ``payment`` entities, whose value is the kind of trick, and ``price_offer`` ones, in order."""
    return load_phrases("payment").find(views)
