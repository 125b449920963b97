"""What each means does, and how it is undone: one pair for each member of ``Means``, through the use cases that exist.

Every act is harmless when repeated: what a crash has left undone is done again by the sweep.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from palabre.chat.withholding import Withholding
from palabre.kernel.ids import MemberId
from palabre.moderation.casework import PROGRAM
from palabre.moderation.covers import Cover, Covering, Manner
from palabre.moderation.deciding_ports import MisuseStore
from palabre.moderation.decisions import Decision, DecisionState, Imposed, Means
from palabre.moderation.enforcement import Enforcement
from palabre.moderation.misuse import KIND, Counter, Misuse, MisuseEvent, Suspension
from palabre.moderation.model import Freeze, Kind, Restriction
from palabre.moderation.notices import ItemKind
from palabre.moderation.ports import Measure
from palabre.moderation.statements import sentence


class Keys(Protocol):
    """Sessions and what proves a pseudonym, taken away for a decision and given back."""

    async def revoke(self, member: MemberId, decision: str, now: int) -> None:
        """End every session and credential of a member; what they were is set aside."""

    async def give_back(self, decision: str, now: int) -> None:
        """Put back what a decision took."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What decisions act with."""

    words: Withholding
    covers: Covering
    law: Enforcement
    keys: Keys
    misuse: MisuseStore


BINDS = {
    Means.SUSPEND_ROOMS: Kind.ROOMS_OFF, Means.SUSPEND_PRIVATE: Kind.PRIVATE_OFF, Means.SUSPEND: Kind.SUSPEND,
}  # fmt: skip
Act = Callable[[Hands, Decision, Imposed], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Pair:
    """How a means takes effect, and how it is undone."""

    apply: Act
    undo: Act


def pair_of(means: Means) -> Pair:
    """Return what a means does; a new one is not complete before it stands here."""
    match means:
        case Means.ADVICE:
            return Pair(_say_no_more, _say_no_more)
        case Means.WARNING:
            return Pair(_warn, _unwarn)
        case Means.HIDE:
            return Pair(_hide, _show)
        case Means.REMOVE:
            return Pair(_remove, _restore)
        case Means.FREEZE_PAIR:
            return Pair(_freeze, _thaw)
        case Means.SUSPEND_ROOMS | Means.SUSPEND_PRIVATE | Means.SUSPEND:
            return _binding(BINDS[means], freezes=means is not Means.SUSPEND_ROOMS)
        case Means.COVER | Means.ASK_OUT:
            return Pair(_cover, _uncover) if means is Means.COVER else _binding(Kind.ASKED_OUT)
        case Means.TERMINATE:
            return Pair(_terminate, _open_again)
        case Means.SUSPEND_REPORTS:
            return Pair(_leave_unread, _read_again)


def restriction_of(decision: Decision, one: Imposed, kind: Kind) -> Restriction:
    """Return what binds a member under a decision; its id is that of the restriction of the decision."""
    return Restriction(
        one.id, decision.subject, kind, "", sentence(decision), decision.begins, one.ends, decision=decision.id,
        place=one.place,
    )  # fmt: skip


async def _say_no_more(_hands: Hands, _decision: Decision, _one: Imposed) -> None:
    """Do nothing: the statement is all there is."""


async def _warn(hands: Hands, decision: Decision, one: Imposed) -> None:
    """Note a warning that is about misuse; of any other the statement is all there is."""
    if decision.category == KIND:
        warned = MisuseEvent(decision.subject, Misuse.UNFOUNDED_NOTICE, decision.begins, warning=True)
        await hands.misuse.count(warned, PROGRAM, hands.law.clock.now(), one.id)


async def _unwarn(hands: Hands, decision: Decision, one: Imposed) -> None:
    if decision.state is not DecisionState.EXPIRED:  # what was said was said: it stands for its twelve months
        await hands.misuse.take_back(one.id, PROGRAM, hands.law.clock.now())


async def _leave_unread(hands: Hands, decision: Decision, one: Imposed) -> None:
    if decision.assessment is None:
        return
    asked = Suspension(
        decision.subject, Counter.HANDLING, decision.begins, one.ends, decision.assessment, decision.author,
        decision.second,
    )  # fmt: skip
    await hands.misuse.suspend(asked, PROGRAM, hands.law.clock.now(), one.id)


async def _read_again(hands: Hands, _: Decision, one: Imposed) -> None:
    await hands.misuse.lift(one.id)


async def _hide(hands: Hands, decision: Decision, one: Imposed) -> None:
    if one.what is ItemKind.MESSAGE:
        await hands.words.hide(one.place, one.target)
    else:
        await hands.covers.cover(Cover(one.what, one.target, one.id, decision.case, Manner.HELD))


async def _show(hands: Hands, decision: Decision, one: Imposed) -> None:
    if one.what is ItemKind.MESSAGE:
        await hands.words.show(one.place, one.target, decision.case)
    else:
        await hands.covers.lift(one.id)


async def _cover(hands: Hands, _: Decision, one: Imposed) -> None:
    await hands.words.cover(one.place, one.target)


async def _uncover(hands: Hands, _: Decision, one: Imposed) -> None:
    await hands.words.uncover(one.place, one.target)


async def _remove(hands: Hands, decision: Decision, one: Imposed) -> None:
    if one.what is ItemKind.MESSAGE:
        await hands.words.remove(one.place, one.target)
        return
    await hands.covers.cover(Cover(one.what, one.target, one.id, decision.case, Manner.REMOVED))
    if one.what is ItemKind.PSEUDONYM and await hands.covers.is_nameless(MemberId(one.target)):
        asked = restriction_of(decision, one, Kind.NAME_ASKED)
        await hands.law.take(Measure(decision.subject, None, (asked,), (), one.id))


async def _restore(hands: Hands, decision: Decision, one: Imposed) -> None:
    if one.what is ItemKind.MESSAGE:
        await hands.words.restore(one.place, one.target, decision.case)
        return
    await hands.covers.lift(one.id)
    if one.what is ItemKind.PSEUDONYM:
        await hands.law.lift(restriction_of(decision, one, Kind.NAME_ASKED))


async def _freeze(hands: Hands, decision: Decision, one: Imposed) -> None:
    freeze = Freeze(member=decision.subject, towards=one.target)
    await hands.law.take(Measure(decision.subject, None, (), (freeze,), one.id))


async def _thaw(hands: Hands, decision: Decision, one: Imposed) -> None:
    await hands.law.thaw(decision.subject, one.id)


def _binding(kind: Kind, *, freezes: bool = False) -> Pair:
    async def bind(hands: Hands, decision: Decision, one: Imposed) -> None:
        frozen = (Freeze(member=decision.subject),) if freezes else ()
        await hands.law.take(Measure(decision.subject, None, (restriction_of(decision, one, kind),), frozen, one.id))

    async def free(hands: Hands, decision: Decision, one: Imposed) -> None:
        await hands.law.lift(restriction_of(decision, one, kind))

    return Pair(bind, free)


async def _terminate(hands: Hands, decision: Decision, one: Imposed) -> None:
    bound = restriction_of(decision, one, Kind.TERMINATED)
    frozen = (Freeze(member=decision.subject, withdraw=True),)
    await hands.law.take(Measure(decision.subject, None, (bound,), frozen, one.id))
    await hands.keys.revoke(decision.subject, decision.id, hands.law.clock.now())


async def _open_again(hands: Hands, decision: Decision, one: Imposed) -> None:
    await hands.keys.give_back(decision.id, hands.law.clock.now())
    await hands.law.lift(restriction_of(decision, one, Kind.TERMINATED))
