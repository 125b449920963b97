"""What each effect of a verdict comes to: one arm for each name of ``verdicts.EFFECTS``. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field

from palabre.kernel.ids import ConversationId, MemberId, MessageId, new_id
from palabre.moderation.model import SHUT, SUSPENDED_LONGEST, Case, Freeze, Kind, Priority, Restriction
from palabre.moderation.ports import Measure
from palabre.safety.model import Effect, Observation, Outcome, Verdict

# Of what rules open; a test holds this to the rules shipped. What an operator adds is of OTHERS.
PRIORITIES = {
    "adult_told_goes_on": Priority.P0,
    "threat": Priority.P0,
    "third_party_harm": Priority.P0,
    "minor_disclosure": Priority.P1,
    "minor_doubt": Priority.P1,
    "minor_said_by_another": Priority.P1,
    "told_by_several_minors": Priority.P1,
    "age_probing": Priority.P1,
    "payment_scam": Priority.P1,
    "phishing": Priority.P1,
    "hate": Priority.P2,
    "persisting": Priority.P2,
    "blocked_by_several": Priority.P2,
    "off_platform": Priority.P2,
    "rarely_accepted": Priority.P2,
    "returned": Priority.P2,
    "towards_harm": Priority.P2,
    "rare_pattern": Priority.P3,
    "held": Priority.P2,
}
OTHERS = Priority.P2


@dataclass
class Draft:
    """A measure in the making."""

    observation: Observation
    verdict: Verdict
    now: int
    kinds: list[str] = field(default_factory=list)  # of the case
    bound: list[tuple[Kind, int]] = field(default_factory=list)  # kind, end
    freezes: list[Freeze] = field(default_factory=list)

    @property
    def subject(self) -> MemberId:
        """Whose act it was."""
        return MemberId(self.observation.subject)

    def bind(self, kind: Kind, ends: int = 0) -> None:
        """Add a restriction; there is nobody to bind before somebody has entered."""
        if self.subject:
            self.bound.append((kind, ends))

    def freeze(self, freeze: Freeze) -> None:
        """Add a freeze."""
        if freeze.member or freeze.conversation:
            self.freezes.append(freeze)

    def measure(self) -> Measure:
        """Return the whole."""
        case = self._case()
        restrictions = tuple(self._restriction(kind, ends, case) for kind, ends in self.bound)
        cause = case.id if case else restrictions[0].id if restrictions else new_id()
        return Measure(self.subject, case, restrictions, tuple(self.freezes), cause)

    def _case(self) -> Case | None:
        if not self.kinds:  # software closes the place to nobody without a person looking (moderation section 6)
            self.kinds += [kind.value for kind, _ in self.bound if kind in SHUT]
        if not self.kinds:
            return None
        seen, verdict = self.observation, self.verdict
        urgent = min(PRIORITIES.get(kind, OTHERS) for kind in self.kinds)
        return Case(
            new_id(), " ".join(self.kinds), urgent, self.now, self.subject, seen.place, verdict.rule,
            verdict.policy_version, seen.type.value,
            MessageId(seen.id) if verdict.outcome is Outcome.HOLD else MessageId(""),
            dict(verdict.sentence), verdict.signals, verdict.spans,
        )  # fmt: skip

    def _restriction(self, kind: Kind, ends: int, case: Case | None) -> Restriction:
        is_held = kind is Kind.AGE_ASKED and self.verdict.outcome is Outcome.HOLD
        return Restriction(
            new_id(), self.subject, kind, self.verdict.rule, dict(self.verdict.sentence), self.now, ends,
            case.id if case else "",
            place=self.observation.place if is_held else "",
            message=MessageId(self.observation.id if is_held else ""),
            in_passing=kind is Kind.AGE_ASKED and all(one.name != "ask_age" for one in self.verdict.effects),
        )  # fmt: skip


Arm = Callable[[Draft, Effect], None]


def _by_the_outcome(_draft: Draft, _effect: Effect) -> None:
    """Nothing more: whoever asked for the verdict does what its outcome, sentence, delay and help lines say."""


def _held(draft: Draft, _: Effect) -> None:
    if draft.verdict.outcome is Outcome.HOLD and not draft.kinds:
        draft.kinds.append("held")  # what is held is looked at by a person: it needs a case


def _asked(draft: Draft, _: Effect) -> None:
    draft.bind(Kind.AGE_ASKED)


def _cooled(draft: Draft, effect: Effect) -> None:
    draft.bind(Kind.COOL_OFF, draft.now + _duration(effect))


def _without_requests(draft: Draft, effect: Effect) -> None:
    draft.bind(Kind.REQUESTS_OFF, draft.now + _duration(effect))


def _one_frozen(draft: Draft, _: Effect) -> None:
    draft.freeze(Freeze(conversation=ConversationId(draft.observation.place)))


def _all_frozen(draft: Draft, _: Effect) -> None:
    draft.freeze(Freeze(member=draft.subject))


def _to_prove_again(draft: Draft, _: Effect) -> None:
    draft.bind(Kind.AGE_PROOF)
    draft.freeze(Freeze(member=draft.subject))


def _suspended(draft: Draft, effect: Effect) -> None:
    draft.bind(Kind.SUSPEND, draft.now + min(_duration(effect), SUSPENDED_LONGEST))
    draft.freeze(Freeze(member=draft.subject))


def _isolated(draft: Draft, _: Effect) -> None:
    draft.bind(Kind.ISOLATED)
    draft.freeze(Freeze(member=draft.subject, withdraw=True))


def _case(draft: Draft, effect: Effect) -> None:
    if "held" in draft.kinds:
        draft.kinds.remove("held")
    draft.kinds.append(str(effect.value))


ARMS: dict[str, Arm] = {
    "notice_recipient": _by_the_outcome,
    "ask_consent": _by_the_outcome,
    "warn_sender": _by_the_outcome,
    "ask_age_once": _asked,
    "ask_age": _asked,
    "hold_name": _by_the_outcome,
    "hold_message": _held,
    "refuse_message": _by_the_outcome,
    "refuse_name": _by_the_outcome,
    "refuse_request": _by_the_outcome,
    "wait": _by_the_outcome,
    "cool_off": _cooled,
    "requests_off": _without_requests,
    "freeze_conversation": _one_frozen,
    "freeze_their_conversations": _all_frozen,
    "freeze_account_until_age_proof": _to_prove_again,
    "suspend": _suspended,
    "isolate_member": _isolated,
    "open_case": _case,
    "show_help": _by_the_outcome,
}


def drawn(observation: Observation, verdict: Verdict, now: int) -> Measure:
    """Return all that the effects of a verdict bring about."""
    draft = Draft(observation, verdict, now)
    for effect in verdict.effects:
        ARMS[effect.name](draft, effect)
    return draft.measure()


def _duration(effect: Effect) -> int:
    return effect.value if isinstance(effect.value, int) else 0
