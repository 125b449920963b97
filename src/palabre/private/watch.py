"""Tells safety what people do to one another in private, and never what they write (safety engine section 7)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from palabre.kernel.clock import DAY, Clock
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import MemberId, new_id
from palabre.safety.model import EventType, Facts, Observation, Outcome, Verdict

log = structlog.get_logger(__name__)
# Effects that are about somebody's own conduct with everybody: told to them. What is about one other is not.
NOTHING: Facts = {}
ABOUT_ONESELF = frozenset({"requests_off", "cool_off", "suspend"})


class Judge(Protocol):
    """Judges facts."""

    def check(self, observation: Observation, now: int) -> Verdict:
        """Return the verdict."""


def nothing_counted(_: str) -> None:
    """Count nothing."""


def nothing_more(_: Observation, __: Verdict) -> None:
    """Do nothing beyond the refusal."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What safety sees of private life: who asked whom, what came of it, who blocked; ``act`` does what it decides."""

    judge: Judge
    clock: Clock
    act: Callable[[Observation, Verdict], None] = nothing_more
    missed: Callable[[str], None] = nothing_counted  # counts what could not be judged, by type of event

    def asked(self, asker: MemberId, other: MemberId, facts: Facts = NOTHING) -> None:
        """Note a request, with what the house knows of the two.

        Raises ``Refusal``: refused, of who asks too many; not_available, the same for all else. A judge that fails
        lets no first contact pass: judging_paused.
        """
        try:
            verdict = self._told(EventType.CONTACT_REQUESTED, asker, other, facts)
        except Exception:  # noqa: BLE001 - whatever broke in there, nothing unjudged passes
            raise Refusal("judging_paused", Advice.LATER, retry_after_ms=2_000) from None
        if verdict.outcome is not Outcome.REFUSE:
            return
        if not any(effect.name in ABOUT_ONESELF for effect in verdict.effects):
            raise Refusal("not_available")
        wait = max((effect.value for effect in verdict.effects if isinstance(effect.value, int)), default=DAY)
        refusal = Refusal("refused", Advice.LATER, retry_after_ms=wait, rule=verdict.rule)
        raise refusal.explained(verdict.sentence, verdict.help)

    def answered(self, member: MemberId, asker: MemberId, *, yes: bool) -> None:
        """Note what became of a request."""
        self._noted(EventType.CONTACT_ACCEPTED if yes else EventType.CONTACT_REFUSED, member, asker)

    def ignored(self, member: MemberId, asker: MemberId) -> None:
        """Note that a request had no answer for a day."""
        self._noted(EventType.CONTACT_IGNORED, member, asker)

    def tried(self, member: MemberId, other: MemberId) -> None:
        """Note that somebody wrote in a conversation that is frozen; nothing of it was taken."""
        self._noted(EventType.MESSAGE_PRIVATE, member, other)

    def blocked(self, member: MemberId, other: MemberId) -> None:
        """Note that somebody blocked another."""
        self._noted(EventType.MEMBER_BLOCKED, other, member)

    def _noted(self, event: EventType, subject: MemberId, other: MemberId) -> None:
        """Note what has been done already: whatever breaks in there, it stays done and whoever did it is told so."""
        try:
            self._told(event, subject, other)
        except Exception as error:  # noqa: BLE001 - see above
            log.error("not judged", event_type=event.value, error=type(error).__name__)  # noqa: TRY400 - a traceback may name people
            self.missed(event.value)

    def _told(self, event: EventType, subject: MemberId, other: MemberId, facts: Facts = NOTHING) -> Verdict:
        observation = Observation(new_id(), event, subject, to=(other,), facts=facts)
        verdict = self.judge.check(observation, self.clock.now())
        if verdict.effects:
            self.act(observation, verdict)
        return verdict
