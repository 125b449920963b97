"""The staff of a demonstration: three roles, so that one person can walk a case to its end."""

from collections.abc import Mapping

from palabre.moderation.staff import Role, Staff

PEOPLE = (
    Staff("MDRT-DEM2", frozenset({Role.MODERATOR}), trained=True, demo=True),
    Staff("SENR-DEM3", frozenset({Role.SENIOR}), demo=True),
    Staff("APPE-DEM4", frozenset({Role.APPEALS}), demo=True),
)


def staff_lines(links: Mapping[str, str]) -> str:
    """Return what the demonstration prints: a link for each role."""
    return "".join(f"{f'Console, {min(one.roles)}:':<24} {links[one.ref]}\n" for one in PEOPLE)
