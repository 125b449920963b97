"""Links of a message: found however they are written, read as a browser would, weighed; never fetched."""

from palabre.safety.links.find import find
from palabre.safety.links.risk import Lists, reasons_of, risk_of
from palabre.safety.model import Entity

__all__ = ["Lists", "find_links"]


def find_links(raw: str, site_host: str = "", reputation: Lists | None = None) -> tuple[Entity, ...]:
    """Return the links of a text, first to last (safety engine section 9).

    Each is an ``Entity`` of kind ``link``: ``value`` the ASCII host that a browser would contact ("" for none),
    ``confidence`` the risk from 0 to 1, ``cues`` the reasons, ``start`` and ``end`` in the raw text.
    """
    found = find(raw)
    if not found:
        return ()
    return tuple(
        Entity("link", one.address.host if one.address else "", one.start, one.end, "raw", risk_of(names), tuple(names))
        for one in found
        for names in (reasons_of(one, raw, site_host, reputation),)
    )
