"""Four eyes: what no one person does alone (moderation section 6). The list is data; pure.

Each use case that does one of these asks ``check_second`` before any effect.
"""

from collections.abc import Collection
from enum import StrEnum

from palabre.kernel.clock import DAY, HOUR
from palabre.kernel.errors import Refusal

LONG_SUSPENSION = 30 * DAY  # beyond it a second person signs
EMERGENCY_CHECKED_WITHIN = 4 * HOUR  # a disclosure to save somebody is looked at afterwards (DSA 18)
CASES_AT_ONCE = 20  # closed in one act
ACCOUNTS_EXPORTED = 10  # in one export


class Guarded(StrEnum):
    """What needs a second person."""

    TERMINATE = "terminate"
    ILLEGAL_GROUND = "illegal_ground"
    LONG_SUSPENSION = "long_suspension"
    DISCLOSE = "disclose"
    OPEN_CLOSED_EVIDENCE = "open_closed_evidence"
    OPEN_SEALED = "open_sealed"
    REFUSE_ORDER = "refuse_order"
    REVERSE_P0 = "reverse_p0"
    LIFT_CHILD_FREEZE = "lift_child_freeze"
    CLOSE_MANY = "close_many"
    RULE_LIVE = "rule_live"
    EXPORT_MANY = "export_many"
    MISUSE_SUSPENSION = "misuse_suspension"  # section 9
    NAME_STAFF = "name_staff"  # section 16: roles and settings


def check_second(guarded: Guarded, first: str, second: str, took_part: Collection[str] = ()) -> None:
    """Let a guarded act pass with two people, the second of whom took no part in the first step.

    People are the stable references of staff. Raises ``Refusal``: needs_second, same_person, took_part.
    """
    if not first or not second:
        raise Refusal("needs_second", act=guarded.value)
    if first == second:
        raise Refusal("same_person", act=guarded.value)
    if second in took_part:
        raise Refusal("took_part", act=guarded.value)


def check_emergency(first: str, second: str, done: int, now: int) -> None:
    """Let an emergency disclosure stand alone for four hours (DSA 18); then it needs its second person.

    Raises ``Refusal`` as ``check_second``.
    """
    if not second and now - done < EMERGENCY_CHECKED_WITHIN:
        return
    check_second(Guarded.DISCLOSE, first, second)


def guards_count(guarded: Guarded, count: int) -> bool:
    """Whether an act on so many cases or accounts is guarded; a large act is, a small one is not."""
    bounds = {Guarded.CLOSE_MANY: CASES_AT_ONCE, Guarded.EXPORT_MANY: ACCOUNTS_EXPORTED}
    return count > bounds[guarded]
