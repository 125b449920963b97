"""Asks the judge and turns a refusing verdict into a refusal; a judge that fails lets nothing pass."""

from dataclasses import dataclass

from palabre.chat.ports import Judge
from palabre.kernel.clock import Clock
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import new_id
from palabre.safety.model import EventType, Observation, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """Judges what members say and how they name rooms."""

    judge: Judge
    clock: Clock

    def of(self, event: EventType, subject: str, text: str, place: str = "") -> Verdict:
        """Return a verdict that allows or holds. Raises ``Refusal``: refused (with its sentence), judging_paused."""
        try:
            verdict = self.judge.check(Observation(new_id(), event, subject, text, place), self.clock.now())
        except Exception:  # noqa: BLE001 - whatever broke in there, nothing unjudged is shown
            raise Refusal("judging_paused", Advice.LATER, retry_after_ms=2_000) from None
        if verdict.outcome is Outcome.REFUSE:
            advice = Advice.LATER if verdict.retry_after_ms else Advice.NEVER
            refusal = Refusal("refused", advice, retry_after_ms=verdict.retry_after_ms, rule=verdict.rule)
            raise refusal.explained(verdict.sentence, verdict.help)
        return verdict
