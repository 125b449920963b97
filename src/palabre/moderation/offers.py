"""What a decision may impose, offered before it is asked: object x role x ground x points (moderation sections 6, 16).

Pure. An offer is a promise: whatever stands here, ``Proposing.draft`` takes; what the ladder, the table of roles or the
object excludes is not offered at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from palabre.kernel.clock import DAY
from palabre.moderation.covers import COVERED
from palabre.moderation.decisions import (
    HOSTS,
    LENGTHS,
    ON_CONTENT,
    RUNGS,
    SUSPENSIONS,
    Imposed,
    Means,
    proposed,
    rung_of,
)
from palabre.moderation.docket import Pointed
from palabre.moderation.four_eyes import LONG_SUSPENSION
from palabre.moderation.model import Case
from palabre.moderation.notices import Item, ItemKind
from palabre.moderation.roles import Asked, Manner, Power, holds
from palabre.moderation.staff import Staff

LASTS = (*LENGTHS.values(), 90 * DAY)  # of a suspension; the last is beyond the ladder and takes two people


HIDDEN = COVERED | {ItemKind.MESSAGE}  # what can be hidden or removed
ELSEWHERE = HOSTS | {Means.SUSPEND_REPORTS}  # imposed by hosts, or where misuse is counted
OFFERED = tuple(means for means in Means if means not in ELSEWHERE)


class Ground(StrEnum):
    """What a decision rests on, as far as the ladder goes."""

    TERMS = "terms"  # the next rung at most
    SKIPS = "skips"  # a clause that the ladder does not apply to
    LAW = "law"  # neither ladder nor one person alone


class Offer(Struct, frozen=True):
    """One thing that may be imposed."""

    means: Means
    lasts: int = 0  # milliseconds; 0: what has no length
    target: str = ""  # what is hidden, removed, or kept apart
    what: ItemKind = ItemKind.MESSAGE  # what the target is, of what is hidden or removed
    needs_second: bool = False


def offers(
    staff: Staff, case: Case, items: Sequence[Item | Pointed], senders: Sequence[str], ground: Ground, points: int
) -> tuple[Offer, ...]:
    """Return what somebody may impose on whom a case is about, the lightest first; of nobody, nothing.

    ``senders`` are the notices of other members, each of whom may be kept apart from that person.
    """
    if not case.subject:
        return ()
    fitting = _fitting(case, items, senders)
    climbed = (one for one in fitting if ground is not Ground.TERMS or _is_climbed(one, points))
    return tuple(found for one in climbed if (found := _offered(staff, one, ground)) is not None)


def targets(
    means: Means, case: Case, items: Sequence[Item | Pointed], senders: Sequence[str] = ()
) -> Mapping[tuple[ItemKind, str], str]:
    """Return what a means may be on, by kind and reference, each with its place: of this person, in this case.

    A pair is named by a conversation, or by the notice of the other: whoever sent it is told to nobody.
    """
    mine = [item for item in items if item.subject == case.subject]
    if means in ON_CONTENT:
        held = {(ItemKind.MESSAGE, str(case.message)): str(case.place)} if case.message else {}
        return {(item.kind, item.ref): item.place for item in mine if item.kind in HIDDEN} | held
    if means is Means.FREEZE_PAIR:
        talks = [item.place for item in mine if item.kind is ItemKind.SEALED]
        pairs = [*talks, *senders, *(str(contact.conversation) for contact in case.contacts)]
        return {(ItemKind.MESSAGE, one): "" for one in pairs}
    return {}


def _fitting(case: Case, items: Sequence[Item | Pointed], senders: Sequence[str]) -> Iterator[Offer]:
    for means in OFFERED:
        if means in ON_CONTENT or means is Means.FREEZE_PAIR:
            for what, target in targets(means, case, items, senders):
                yield Offer(means, target=target, what=what)
        elif means in SUSPENSIONS:
            yield from (Offer(means, lasts) for lasts in LASTS if _reaches(means, case, items))
        else:
            yield Offer(means)


def _reaches(means: Means, case: Case, items: Sequence[Item | Pointed]) -> bool:
    """Whether a suspension is of where it happened; what happened nowhere (a name, a card) may be any."""
    sealed = any(item.kind is ItemKind.SEALED for item in items)  # then the place is a conversation
    in_rooms = (bool(case.place) and not sealed) or any(item.kind is ItemKind.MESSAGE for item in items)
    in_private = bool(case.contacts) or sealed
    if means is Means.SUSPEND or in_rooms == in_private:
        return True
    return in_rooms if means is Means.SUSPEND_ROOMS else in_private


def _is_climbed(one: Offer, points: int) -> bool:
    rung = rung_of(Imposed("", one.means, one.lasts), 0)
    return rung is None or RUNGS.index(rung) <= RUNGS.index(proposed(points))


def _offered(staff: Staff, one: Offer, ground: Ground) -> Offer | None:
    power = _power(one, ground)
    if power is not Power.TERMINATE and holds(staff, power):
        return one
    if power is not Power.LIGHT and holds(staff, power, Asked(manner=Manner.PROPOSE)):
        return Offer(one.means, one.lasts, one.target, one.what, needs_second=True)
    return None


def _power(one: Offer, ground: Ground) -> Power:
    if ground is Ground.LAW or one.means is Means.TERMINATE or one.lasts > LONG_SUSPENSION:
        return Power.TERMINATE
    return Power.SUSPEND if one.lasts > DAY else Power.LIGHT
