"""Asks the judge and turns a refusing verdict into a refusal; a judge that fails lets nothing pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from palabre.chat.ports import Judge, Law
from palabre.kernel.clock import Clock
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import MemberId, MessageId, new_id
from palabre.safety.model import EventType, Facts, Observation, Outcome, Verdict
from palabre.safety.verdicts import name_waits

log = structlog.get_logger(__name__)
Called = tuple[tuple[MemberId, str], ...]  # whom a text mentions, with their names
NOBODY: Called = ()


@dataclass(frozen=True, slots=True)
class Saying:
    """How something is said: again after a warning, or not; None where it is no message. And to whom."""

    sure: bool | None = None
    called: Called = NOBODY
    answered: MemberId | None = None  # whose message it replies to
    waits: bool = False  # a name that a person reads before anybody else, whatever a rule says of it

    def to(self, author: MemberId) -> tuple[MemberId, ...]:
        """Return whom it mentions and whom it answers, its author left out."""
        others = (*(member for member, _ in self.called), self.answered)
        return tuple(dict.fromkeys(one for one in others if one and one != author))


CONTESTABLE = frozenset({EventType.MESSAGE_ROOM, EventType.MESSAGE_EDITED})


class Lawless:
    """Binds nobody: what stands where moderation does not."""

    def check_speaks(self, member: MemberId) -> None:
        """Refuse nobody."""

    async def facts(self, member: MemberId) -> Facts:  # noqa: ARG002 - the port's shape
        """Know nothing."""
        return {}

    async def act(self, observation: Observation, verdict: Verdict) -> Verdict:  # noqa: ARG002 - the port's shape
        """Do nothing."""
        return verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """What may be shown, or is to be held: under which id, and what its author is told."""

    id: MessageId
    is_held: bool
    sentence: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Judges what members say and how they name rooms, and has done what the verdict asks."""

    judge: Judge
    clock: Clock
    law: Law = field(default_factory=Lawless)

    async def of(
        self, event: EventType, subject: MemberId, text: str, place: str = "", saying: Saying | None = None
    ) -> Judged:
        """Return what may be shown or held; ``saying`` is None for what can neither be held nor thought over.

        Raises ``Refusal``: refused (with its sentence), think_again (unless ``sure``), judging_paused, and those of
        ``Law.check_speaks``.
        """
        how = saying or Saying()
        sure, names = how.sure, tuple(name for _, name in how.called)
        facts = {**await self._known(subject), "sure": sure is True}
        self.law.check_speaks(subject)  # from here to the verdict nothing waits: what binds meanwhile is seen
        seen = Observation(new_id(), event, subject, text, place, how.to(subject), names, facts)
        try:
            verdict = self.judge.check(seen, self.clock.now())
            if not _is_to_think_over(verdict, sure=sure):
                verdict = await self.law.act(seen, verdict)
        except Exception:  # noqa: BLE001 - whatever broke in there, nothing unjudged is shown
            raise paused() from None
        is_held = verdict.outcome is Outcome.HOLD
        is_kept = sure is not None or (how.waits and name_waits(verdict))
        if verdict.outcome is Outcome.REFUSE or (is_held and not is_kept):
            raise _refused(verdict, event)
        if _is_to_think_over(verdict, sure=sure):
            raise Refusal("think_again", rule=verdict.rule).explained(verdict.sentence, verdict.help)
        if _warns(verdict):
            log.info("sent anyway", rule=verdict.rule)
        return Judged(MessageId(seen.id), is_held, verdict.sentence if is_held or _advises(verdict) else {})

    async def _known(self, subject: MemberId) -> Facts:
        try:
            return await self.law.facts(subject)
        except Exception:  # noqa: BLE001 - what is judged without its facts is unjudged
            raise paused() from None


def paused() -> Refusal:
    """Return the refusal of whatever cannot be judged now."""
    return Refusal("judging_paused", Advice.LATER, retry_after_ms=2_000)


def _advises(verdict: Verdict) -> bool:
    """Whether something is said to its author beside a message that everybody gets: that there is help."""
    return bool(verdict.help) and not _warns(verdict)


def _warns(verdict: Verdict) -> bool:
    return any(effect.name == "warn_sender" for effect in verdict.effects)


def _is_to_think_over(verdict: Verdict, *, sure: bool | None) -> bool:
    return not sure and verdict.outcome.strength < Outcome.HOLD.strength and _warns(verdict)


def _refused(verdict: Verdict, event: EventType) -> Refusal:
    advice = Advice.LATER if verdict.retry_after_ms else Advice.NEVER
    contestable = int(event in CONTESTABLE)
    refusal = Refusal(
        "refused", advice, retry_after_ms=verdict.retry_after_ms, rule=verdict.rule, contestable=contestable
    )
    return refusal.explained(verdict.sentence, verdict.help)
