"""Which cases somebody of the staff may see: by queue and role (moderation sections 5.1 and 16). Pure."""

from collections.abc import Mapping

from palabre.kernel.errors import Refusal
from palabre.moderation.model import Case
from palabre.moderation.policy.catalogue import categories
from palabre.moderation.roles import Asked, Grant, Manner, Power, Right, holds, may
from palabre.moderation.staff import Staff

POWERS: Mapping[str, Power] = {
    "child_safety": Power.CHILD_SAFETY,
    "urgent": Power.URGENT,
    "care": Power.URGENT,
    "abuse": Power.QUEUES,
    "crime": Power.QUEUES,
    "privacy": Power.QUEUES,
    "hygiene": Power.QUEUES,
    "triage": Power.QUEUES,
    "quality": Power.QUEUES,
    "appeals": Power.COMPLAINTS,
    "orders": Power.ORDERS,
}
# Where a kind of case that the safety engine opens waits; the most guarded queue of a case's kinds is its own.
QUEUES: Mapping[str, str] = {
    "adult_told_goes_on": "child_safety", "age_probing": "child_safety", "minor_disclosure": "child_safety",
    "minor_doubt": "child_safety", "minor_said_by_another": "child_safety", "told_by_several_minors": "child_safety",
    "third_party_harm": "urgent", "threat": "urgent", "towards_harm": "care", "blocked_by_several": "abuse",
    "hate": "abuse", "persisting": "abuse", "rarely_accepted": "abuse", "payment_scam": "crime",
    "phishing": "crime", "off_platform": "hygiene", "rare_pattern": "hygiene", "returned": "hygiene",
}  # fmt: skip
GUARDED = ("child_safety", "urgent", "care", "abuse", "crime", "hygiene")  # the most guarded first
ABOUT_MINORS = ("minor", "age")  # beginnings of the names of rules: a contest of theirs waits where they do
FOR_HOSTS = frozenset({"abuse", "hygiene"})  # nothing of ages, addresses or identities


def queue_of(case: Case, waits_in: str = "") -> str:
    """Return the queue where a case waits: the one that its work stands in, else that of what it is about."""
    if waits_in not in {"", "triage"}:
        return waits_in
    if known := categories().get(case.kind):
        return known.queue.value
    found = {QUEUES[kind] for kind in case.kind.split() if kind in QUEUES}
    if case.rule.startswith(ABOUT_MINORS):
        found.add("child_safety")
    return next((queue for queue in GUARDED if queue in found), "triage")


def access_case(staff: Staff, case: Case, manner: Manner = Manner.READ, waits_in: str = "") -> Grant:
    """Return why somebody may see a case. Raises ``Refusal("not_yours")``."""
    queue = queue_of(case, waits_in)
    if holds(staff, POWERS[queue], Asked(manner=manner)):
        return may(staff, POWERS[queue], Asked(manner=manner))
    if queue not in FOR_HOSTS:
        raise Refusal("not_yours")
    return _as_host(staff, case, manner)


def sees(staff: Staff, case: Case, waits_in: str = "") -> bool:
    """Whether a case stands in somebody's queue."""
    try:
        access_case(staff, case, waits_in=waits_in)
    except Refusal:
        return False
    return True


def _as_host(staff: Staff, case: Case, manner: Manner) -> Grant:
    """Let a host see what their own rooms are told of: the row of notices grants others what their queues refuse."""
    grant = may(staff, Power.NOTICES, Asked(manner=manner, room=case.place))
    if grant.right is not Right.ROOM_TEXT:
        raise Refusal("not_yours")
    return grant
