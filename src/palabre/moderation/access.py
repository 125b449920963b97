"""What somebody of the staff may see: cases by queue and role, screens (moderation sections 5.1 and 16). Pure."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from palabre.kernel.errors import Refusal
from palabre.kernel.ids import PlaceId
from palabre.moderation.ledger.model import Entry
from palabre.moderation.model import Case
from palabre.moderation.policy.catalogue import categories
from palabre.moderation.roles import Asked, Grant, Manner, Power, Right, holds, may
from palabre.moderation.staff import Role, Staff

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
    if case.rule.startswith(ABOUT_MINORS) and case.kind not in categories():
        return "child_safety"
    return queue_of_kind(case.kind)


def queue_of_kind(kind: str) -> str:
    """Return the queue of a category of reports, or of the words of a rule."""
    if known := categories().get(kind):
        return known.queue.value
    found = {QUEUES[one] for one in kind.split() if one in QUEUES}
    return next((queue for queue in GUARDED if queue in found), "triage")


def access_case(staff: Staff, case: Case, manner: Manner = Manner.READ, waits_in: str = "") -> Grant:
    """Return why somebody may see a case. Raises ``Refusal("not_yours")``."""
    queue = queue_of(case, waits_in)
    if holds(staff, POWERS[queue], Asked(manner=manner)):
        return may(staff, POWERS[queue], Asked(manner=manner))
    if queue not in FOR_HOSTS:
        raise Refusal("not_yours")
    return _as_host(staff, place_for_hosts(case), manner)


def place_for_hosts(case: Case) -> PlaceId:
    """Return the room whose host may be told of a case: none of what began with an age, an address or an identity.

    Whoever hands such a case on to another queue does not take that from it.
    """
    return PlaceId(case.place if queue_of(case) in {*FOR_HOSTS, "triage"} else "")


def sees(staff: Staff, case: Case, waits_in: str = "") -> bool:
    """Whether a case stands in somebody's queue."""
    try:
        access_case(staff, case, waits_in=waits_in)
    except Refusal:
        return False
    return True


def queues_seen(staff: Staff) -> frozenset[str]:
    """Return the queues of which somebody sees every case."""
    return frozenset(queue for queue, power in POWERS.items() if holds(staff, power, Asked(manner=Manner.READ)))


def rooms_seen(staff: Staff) -> frozenset[PlaceId]:
    """Return the rooms of which somebody sees, as their host, the cases of ``FOR_HOSTS``."""
    return frozenset(room for room in staff.rooms if _hosts(staff, room))


def access_own_room(staff: Staff, room: PlaceId, manner: Manner, measure: str) -> Grant:
    """Return why a volunteer may read a room that they look after, or hide or ask to leave there.

    Whoever holds more has the queues for it. Raises ``Refusal("not_yours")``.
    """
    if manner is Manner.READ:
        return _as_host(staff, room, manner)
    grant = may(staff, Power.LIGHT, Asked(manner=manner, room=room, measure=measure))
    if grant.right is not Right.ROOM_HIDE:
        raise Refusal("not_yours")
    return grant


def access_own_rooms(staff: Staff) -> frozenset[PlaceId]:
    """Return the rooms that somebody looks after. Raises ``Refusal("not_yours")`` where there is none."""
    if not (found := rooms_seen(staff)):
        raise Refusal("not_yours")
    return found


def _hosts(staff: Staff, room: PlaceId) -> bool:
    try:
        _as_host(staff, room, Manner.READ)
    except Refusal:
        return False
    return True


def _as_host(staff: Staff, room: str, manner: Manner) -> Grant:
    """Let a host see what their own rooms are told of: the row of notices grants others what their queues refuse."""
    grant = may(staff, Power.NOTICES, Asked(manner=manner, room=room))
    if grant.right is not Right.ROOM_TEXT:
        raise Refusal("not_yours")
    return grant


class Scope(Struct, frozen=True):
    """Which entries of the ledger somebody reads: all, or by whom they are."""

    everything: bool
    author: str = ""  # a reference
    roles: frozenset[str] = frozenset()  # entries made in these roles too


def access_ledger(staff: Staff) -> Scope:
    """Return which entries somebody may read. Raises ``Refusal("not_yours")``."""
    if holds(staff, Power.LEDGER, Asked(manner=Manner.READ)):
        return Scope(everything=True)
    may(staff, Power.LEDGER, Asked(manner=Manner.READ, author=staff.ref))
    team = [one for one in Role if holds(staff, Power.LEDGER, Asked(manner=Manner.READ, author_role=one))]
    return Scope(everything=False, author=staff.ref, roles=frozenset(one.value for one in team))


def access_entry(staff: Staff, entry: Entry) -> Grant:
    """Return why somebody may read an entry, which says how much of it. Raises ``Refusal("not_yours")``."""
    role = Role(entry.role) if entry.role in set(Role) else None
    return may(staff, Power.LEDGER, Asked(manner=Manner.READ, author=entry.actor_ref, author_role=role))


def access_figures(staff: Staff) -> Grant:
    """Return why somebody may read figures: whoever judges, hears or writes rules. Raises ``Refusal("not_yours")``."""
    return _first(staff, (Power.QUEUES, Power.CHILD_SAFETY, Power.COMPLAINTS, Power.RULES), (Manner.COUNT,))


def counts_queue(staff: Staff, queue: str) -> bool:
    """Whether somebody may be told numbers of a queue."""
    return holds(staff, POWERS[queue], Asked(manner=Manner.COUNT))


def access_rules(staff: Staff) -> Grant:
    """Return why somebody may read the rules, if only to propose or deploy them. Raises ``Refusal("not_yours")``."""
    return _first(staff, (Power.RULES,), (Manner.READ, Manner.PROPOSE, Manner.DEPLOY))


def access_rooms(staff: Staff, manner: Manner = Manner.READ) -> Grant:
    """Return why somebody may see or decide rooms that wait: those of the queue of good order.

    Raises ``Refusal("not_yours")``.
    """
    return may(staff, POWERS["hygiene"], Asked(manner=manner))


def access_hosts(staff: Staff) -> Grant:
    """Return why somebody may see what hosts did, and undo it. Raises ``Refusal("not_yours")``."""
    return may(staff, Power.LIGHT)


def access_volunteers(staff: Staff, manner: Manner = Manner.READ, second: str = "") -> Grant:
    """Return why somebody may see who looks after rooms, ask for a change of it, or agree to what ``second`` asked.

    Raises ``Refusal("not_yours")``.
    """
    return may(staff, Power.STAFF, Asked(manner=manner, second=second))


def screens_of(staff: Staff) -> list[str]:
    """Return the screens that somebody may open, beside their queue."""
    doors: Mapping[str, Callable[[Staff], object]] = {
        "own-rooms": access_own_rooms, "rooms": access_rooms, "hosts": access_hosts, "volunteers": access_volunteers,
        "ledger": access_ledger, "figures": access_figures, "rules": access_rules,
    }  # fmt: skip
    return [name for name, door in doors.items() if _opens(staff, door)]


def _opens(staff: Staff, door: Callable[[Staff], object]) -> bool:
    try:
        door(staff)
    except Refusal:
        return False
    return True


def _first(staff: Staff, powers: tuple[Power, ...], manners: tuple[Manner, ...]) -> Grant:
    for power in powers:
        for manner in manners:
            if holds(staff, power, Asked(manner=manner)):
                return may(staff, power, Asked(manner=manner))
    raise Refusal("not_yours")
