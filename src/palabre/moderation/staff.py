"""Whoever works for the house: by a stable reference, never a name (moderation section 16). Times are milliseconds."""

import re
import secrets
from collections.abc import Collection
from enum import StrEnum

from msgspec import Struct

from palabre.kernel.clock import HOUR
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import PlaceId

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read for another
REF_LENGTH = 8  # of 30 letters: chance, not secrecy, keeps two apart
REF = re.compile(f"[{LETTERS}]{{4}}-[{LETTERS}]{{4}}")
CODE_LENGTH = 27  # of 30 letters: 132 bits
INVITED_FOR = 48 * HOUR
SESSION_LIFE = 8 * HOUR  # moderation section 16
SESSION_IDLE = 1 * HOUR  # a desk left open over lunch is nobody's
COOKIE = "__Host-console"


class Role(StrEnum):
    """What somebody is there for: the columns of the table of section 16."""

    HOST = "host"  # a volunteer, for rooms that staff named
    MODERATOR = "moderator"
    SENIOR = "senior"
    CHILD_SAFETY = "child_safety"
    APPEALS = "appeals"
    LEGAL = "legal"
    POLICY = "policy"
    TECHNICAL = "technical"
    AUDITOR = "auditor"


ANSWERING = frozenset({Role.MODERATOR, Role.SENIOR})  # who may decide a report of any room
# Roles that judge or read what people wrote: the technical administrator has no content right (section 16).
OF_CONTENT = frozenset({Role.HOST, Role.MODERATOR, Role.SENIOR, Role.CHILD_SAFETY, Role.APPEALS, Role.LEGAL})


class Change(StrEnum):
    """What may be asked about somebody, for another to agree to."""

    NAME = "name"
    WITHDRAW = "withdraw"


class Awaited(Struct, frozen=True):
    """A change that somebody asked for and that a second person has not answered."""

    change: Change
    by: str  # a reference
    at: int


class Staff(Struct, frozen=True):
    """One person of the staff."""

    ref: str
    roles: frozenset[Role]
    since: int = 0
    rooms: frozenset[PlaceId] = frozenset()  # that a host looks after
    trained: bool = False  # for what is urgent, and for people who may harm themselves
    demo: bool = False  # signs in by a printed link, and in a demonstration alone
    suspended: int = 0  # since when
    awaited: Awaited | None = None  # named only once another agrees: nothing lets them in before


class Invitation(Struct, frozen=True):
    """What a code opens, once: the making of a first passkey, or of another."""

    staff: Staff
    until: int


def new_ref() -> str:
    """Return a reference at random, in two groups of four."""
    text = _drawn(REF_LENGTH)
    return f"{text[:4]}-{text[4:]}"


def new_code() -> str:
    """Return the code of an invitation: 132 random bits."""
    return _drawn(CODE_LENGTH)


def is_code(text: str) -> bool:
    """Whether a text has the shape of ``new_code``."""
    return len(text) == CODE_LENGTH and set(text) <= set(LETTERS)


def is_proposed(staff: Staff) -> bool:
    """Whether somebody is named by one person only, and so not yet."""
    return staff.awaited is not None and staff.awaited.change is Change.NAME


def check_roles(roles: Collection[Role], rooms: Collection[PlaceId]) -> None:
    """Refuse roles that one person may not hold together (moderation section 16).

    Raises ``Refusal``: no_role; roles_apart, for who runs the machines beside who reads content, or an auditor beside
    anything; rooms_needed, for a host without a room, or rooms without a host.
    """
    held = frozenset(roles)
    if not held:
        raise Refusal("no_role")
    if (Role.TECHNICAL in held and held & OF_CONTENT) or (Role.AUDITOR in held and len(held) > 1):
        raise Refusal("roles_apart")
    if (Role.HOST in held) != bool(rooms):
        raise Refusal("rooms_needed")


def _drawn(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))
