"""What a decision may do, and how the wishes of several rules become one (safety engine section 8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from palabre.safety.model import Effect, Outcome, Verdict

Takes = Literal["nothing", "duration", "word"]


@dataclass(frozen=True, slots=True)
class EffectKind:
    """An effect as rules may name it: what it does to the event, what it takes, and of which family it is.

    Within a family the strongest wins: the later of the table, then the longer duration. ``open_case`` adds up.
    """

    family: str
    outcome: Outcome = Outcome.ALLOW
    takes: Takes = "nothing"


# In order of strength within each family.
EFFECTS: dict[str, EffectKind] = {
    "notice_recipient": EffectKind("notice", Outcome.ALLOW_WITH_NOTICE, "word"),
    "ask_consent": EffectKind("consent", Outcome.ASK_CONSENT, "word"),
    "warn_sender": EffectKind("warn", Outcome.ALLOW_WITH_NOTICE),  # said before sending: change it, or send it anyway
    "ask_age_once": EffectKind("age", Outcome.ALLOW_WITH_NOTICE),  # in passing: no answer says nothing
    "ask_age": EffectKind("age", Outcome.HOLD),  # "18 or over / under 18": an answer of 18 delivers
    "hold_name": EffectKind("pass", Outcome.HOLD),  # whoever bears it goes by another until a person has read it
    "hold_message": EffectKind("pass", Outcome.HOLD),
    "refuse_message": EffectKind("pass", Outcome.REFUSE),
    "refuse_name": EffectKind("pass", Outcome.REFUSE),
    "refuse_request": EffectKind("pass", Outcome.REFUSE),
    "wait": EffectKind("wait", takes="duration"),  # before the next try of the same
    "cool_off": EffectKind("wait", takes="duration"),  # no word at all until then
    "requests_off": EffectKind("requests", takes="duration"),
    "freeze_conversation": EffectKind("freeze"),
    "freeze_their_conversations": EffectKind("freeze"),
    "freeze_account_until_age_proof": EffectKind("member"),
    "suspend": EffectKind("member", takes="duration"),  # 72 h at most, by software
    "isolate_member": EffectKind("member"),
    "open_case": EffectKind("case", takes="word"),
    "show_help": EffectKind("help", takes="word"),
}
STRENGTH = {name: place for place, name in enumerate(EFFECTS)}


def name_waits(verdict: Verdict) -> bool:
    """Whether a verdict asks that a person read a name before it is shown, and nothing else of anybody."""
    return verdict.outcome is Outcome.HOLD and {one.name for one in verdict.effects} == {"hold_name"}


def merged(wishes: Iterable[Effect]) -> tuple[Effect, ...]:
    """Return the effects of all rules that fired as one: the strongest of each family, every case, in table order."""
    strongest: dict[tuple[str, str], Effect] = {}
    for effect in wishes:
        family = EFFECTS[effect.name].family
        key = (family, str(effect.value) if family == "case" else "")
        if key not in strongest or _strength(effect) > _strength(strongest[key]):
            strongest[key] = effect
    return tuple(sorted(strongest.values(), key=lambda effect: (STRENGTH[effect.name], str(effect.value))))


def outcome_of(effects: Iterable[Effect]) -> Outcome:
    """Return what happens to the event itself: the strongest outcome of its effects."""
    outcomes = (EFFECTS[effect.name].outcome for effect in effects)
    return max(outcomes, key=lambda one: one.strength, default=Outcome.ALLOW)


def _strength(effect: Effect) -> tuple[int, int]:
    return STRENGTH[effect.name], effect.value if isinstance(effect.value, int) else 0
