"""Who may do what: the table of moderation section 16 as data, and the one function that reads it."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from msgspec import Struct

from palabre.kernel.errors import Refusal
from palabre.moderation.staff import Role, Staff


class Power(StrEnum):
    """What may be done: the rows of the table."""

    NOTICES = "notices"  # see those of one room
    QUEUES = "queues"  # abuse, crime, hygiene, triage, privacy
    URGENT = "urgent"  # the queues urgent and care
    CHILD_SAFETY = "child_safety"  # the queue
    LIGHT = "light"  # hide, warn, suspend 24 h
    SUSPEND = "suspend"  # up to 30 days
    TERMINATE = "terminate"  # end a pseudonym; decide that something is illegal
    EXCERPT = "excerpt"  # open what a report of a private conversation quotes
    ORIGIN = "origin"  # records of origin
    COMPLAINTS = "complaints"
    ORDERS = "orders"  # and exports
    RULES = "rules"  # templates and terms too
    STAFF = "staff"  # roles and settings
    LEDGER = "ledger"  # the audit log


class Manner(StrEnum):
    """How it is asked for."""

    DO = "do"
    PROPOSE = "propose"  # for another to do
    READ = "read"
    COUNT = "count"  # numbers alone
    DEPLOY = "deploy"  # put in service what others decided


class Right(StrEnum):
    """What a cell grants, the widest first."""

    YES = "yes"
    LOGGED = "logged"
    SECOND = "second"  # with another person
    TRAINED = "trained"
    ALL = "all"
    TEAM = "team"  # entries by hosts and moderators too
    READ = "read"
    REASON = "reason"  # read, saying why
    DANGER = "danger"  # to life or safety (DSA 18)
    ORDER = "order"  # of an authority
    OWN = "own"  # entries by themselves
    PROPOSE = "propose"
    DEPLOY = "deploy"
    BARE = "bare"  # entries without their payload
    ROOM_HIDE = "room_hide"  # in their own rooms: hide, ask to leave
    ROOM_TEXT = "room_text"  # of their own rooms, the text only
    NUMBERS = "numbers"


class Asked(Struct, frozen=True, kw_only=True):
    """What a power is asked for."""

    manner: Manner = Manner.DO
    room: str = ""  # the one concerned; empty: none, or several
    measure: str = ""  # "hide", "ask_to_leave", "warn", "suspend"
    second: str = ""  # the reference of whoever agreed
    reason: str = ""
    danger: bool = False  # somebody's life or safety
    order: str = ""  # its number
    author: str = ""  # of a ledger entry: the reference
    author_role: Role | None = None  # and in which role it was made


HOST_MEASURES = frozenset({"hide", "ask_to_leave"})
LOOKS = frozenset({Manner.READ, Manner.COUNT})
TEAM = frozenset({Role.HOST, Role.MODERATOR, Role.SENIOR})

MODERATOR, SENIOR, CHILD_SAFETY = Role.MODERATOR, Role.SENIOR, Role.CHILD_SAFETY
TABLE: Mapping[Power, Mapping[Role, Right]] = {
    Power.NOTICES: {
        Role.HOST: Right.ROOM_TEXT, MODERATOR: Right.YES, SENIOR: Right.YES, CHILD_SAFETY: Right.YES,
        Role.AUDITOR: Right.READ,
    },
    Power.QUEUES: {MODERATOR: Right.YES, SENIOR: Right.YES, Role.AUDITOR: Right.READ},
    Power.URGENT: {
        MODERATOR: Right.TRAINED, SENIOR: Right.YES, CHILD_SAFETY: Right.YES, Role.AUDITOR: Right.READ,
    },
    Power.CHILD_SAFETY: {CHILD_SAFETY: Right.YES, Role.AUDITOR: Right.NUMBERS},
    Power.LIGHT: {Role.HOST: Right.ROOM_HIDE, MODERATOR: Right.YES, SENIOR: Right.YES, CHILD_SAFETY: Right.YES},
    Power.SUSPEND: {MODERATOR: Right.PROPOSE, SENIOR: Right.YES, CHILD_SAFETY: Right.YES},
    Power.TERMINATE: {MODERATOR: Right.PROPOSE, SENIOR: Right.SECOND, CHILD_SAFETY: Right.SECOND},
    Power.EXCERPT: {
        MODERATOR: Right.LOGGED, SENIOR: Right.YES, CHILD_SAFETY: Right.YES, Role.APPEALS: Right.YES,
        Role.AUDITOR: Right.REASON,
    },
    Power.ORIGIN: {CHILD_SAFETY: Right.DANGER, Role.LEGAL: Right.ORDER},
    Power.COMPLAINTS: {Role.APPEALS: Right.YES},
    Power.ORDERS: {Role.LEGAL: Right.SECOND, Role.AUDITOR: Right.READ},
    Power.RULES: {
        SENIOR: Right.PROPOSE, Role.POLICY: Right.SECOND, Role.TECHNICAL: Right.DEPLOY, Role.AUDITOR: Right.READ,
    },
    Power.STAFF: {Role.TECHNICAL: Right.SECOND, Role.AUDITOR: Right.READ},
    Power.LEDGER: {
        MODERATOR: Right.OWN, SENIOR: Right.TEAM, CHILD_SAFETY: Right.OWN, Role.APPEALS: Right.OWN,
        Role.LEGAL: Right.OWN, Role.POLICY: Right.OWN, Role.TECHNICAL: Right.BARE, Role.AUDITOR: Right.ALL,
    },
}  # fmt: skip


class Grant(Struct, frozen=True):
    """Why somebody may: the role that served, as the ledger writes it, and its right, which says how much is shown."""

    role: Role
    right: Right


def may(staff: Staff, power: Power, asked: Asked = Asked()) -> Grant:  # noqa: B008 - it is frozen
    """Return the widest right by which somebody may do this. Raises ``Refusal("not_yours")``, which tells no more."""
    if not staff.suspended:
        row = TABLE[power]
        for right in Right:
            role = next((one for one in Role if one in staff.roles and row.get(one) is right), None)
            if role is not None and CONDITIONS[right](staff, asked):
                return Grant(role, right)
    raise Refusal("not_yours")


def holds(staff: Staff, power: Power, asked: Asked = Asked()) -> bool:  # noqa: B008 - it is frozen
    """Whether somebody may do this."""
    try:
        may(staff, power, asked)
    except Refusal:
        return False
    return True


def _acts(_: Staff, asked: Asked) -> bool:
    return asked.manner is not Manner.DEPLOY


def _is_trained(staff: Staff, asked: Asked) -> bool:
    return staff.trained and _acts(staff, asked)


def _reads_own_room(staff: Staff, asked: Asked) -> bool:
    return asked.manner is Manner.READ and asked.room in staff.rooms


def _hides_in_own_room(staff: Staff, asked: Asked) -> bool:
    return asked.manner is Manner.DO and asked.room in staff.rooms and asked.measure in HOST_MEASURES


def _proposes(_: Staff, asked: Asked) -> bool:
    return asked.manner is Manner.PROPOSE


def _is_seconded(staff: Staff, asked: Asked) -> bool:
    if asked.manner is not Manner.DO:
        return _acts(staff, asked)
    return asked.second not in {"", staff.ref}


def _looks(_: Staff, asked: Asked) -> bool:
    return asked.manner in LOOKS


def _counts(_: Staff, asked: Asked) -> bool:
    return asked.manner is Manner.COUNT


def _reads_with_reason(_: Staff, asked: Asked) -> bool:
    return asked.manner is Manner.READ and asked.reason.strip() != ""


def _in_danger(_: Staff, asked: Asked) -> bool:
    return asked.danger and asked.manner in {Manner.DO, Manner.READ}


def _by_order(_: Staff, asked: Asked) -> bool:
    return asked.order != "" and asked.manner in {Manner.DO, Manner.READ}


def _deploys(_: Staff, asked: Asked) -> bool:
    return asked.manner is Manner.DEPLOY


def _reads_own(staff: Staff, asked: Asked) -> bool:
    return asked.manner is Manner.READ and asked.author == staff.ref


def _reads_team(staff: Staff, asked: Asked) -> bool:
    return asked.manner is Manner.READ and (asked.author == staff.ref or asked.author_role in TEAM)


CONDITIONS: Mapping[Right, Callable[[Staff, Asked], bool]] = {
    Right.YES: _acts,
    Right.ROOM_TEXT: _reads_own_room,
    Right.ROOM_HIDE: _hides_in_own_room,
    Right.TRAINED: _is_trained,
    Right.PROPOSE: _proposes,
    Right.SECOND: _is_seconded,
    Right.LOGGED: _acts,
    Right.READ: _looks,
    Right.NUMBERS: _counts,
    Right.REASON: _reads_with_reason,
    Right.DANGER: _in_danger,
    Right.ORDER: _by_order,
    Right.DEPLOY: _deploys,
    Right.OWN: _reads_own,
    Right.TEAM: _reads_team,
    Right.BARE: _looks,
    Right.ALL: _looks,
}
