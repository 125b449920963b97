"""Makes verdicts real: in memory and on every open line first, then in the store, then on other nodes."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from msgspec.structs import replace as changed

from palabre.chat.messages import Messages
from palabre.kernel.clock import DAY, MINUTE, Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, new_id
from palabre.kernel.ports import Bus
from palabre.moderation.effects import drawn
from palabre.moderation.help_lines import Line
from palabre.moderation.known import Known
from palabre.moderation.model import ANSWER_MINUTES, HELD_LONGEST_MINUTES, SHUT, Answers, Freeze, Kind, Restriction
from palabre.moderation.ports import Lines, Measure, ModerationStore
from palabre.moderation.restrictions import Standings
from palabre.private.bells import Changed, RequestsMoved, ring, ring_both
from palabre.private.ports import Pair
from palabre.safety.model import Effect, Facts, Observation, Outcome, Verdict
from palabre.safety.verdicts import outcome_of

BOUND = "measures"  # rung when what binds a member has changed; the payload is their id
CASE_ANEW = DAY  # after which conduct that goes on opens a case of its kind again
OPENED_KEPT = ASKED_KEPT = 10_000
ASKS = frozenset({"ask_age", "ask_age_once"})
UNANSWERED = {
    "fr": "Vous n’avez pas répondu à la question de votre âge.",
    "en": "You have not answered the question of your age.",
}
SAID_MINOR = {"fr": "Vous avez indiqué avoir moins de 18 ans.", "en": "You said that you are under 18."}


@dataclass
class Enforcement:
    """Acts on verdicts, on answers to the question of an age, and by the clock."""

    store: ModerationStore
    standings: Standings
    lines: Lines
    bus: Bus
    clock: Clock
    known: Known
    messages: Messages | None = None  # set once both exist: they speak with one another
    _asked: OrderedDict[MemberId, None] = field(default_factory=OrderedDict)  # their age, since this node started
    _opened: OrderedDict[tuple[MemberId, str], int] = field(default_factory=OrderedDict)  # cases of conduct, when

    async def act(self, observation: Observation, verdict: Verdict) -> Verdict:
        """Do what a verdict asks; return it as it stands for the event: softened for whoever has said they are adult.

        Members are bound before anything waits; what fails later leaves them bound here.
        """
        if not verdict.effects:
            return verdict
        verdict = self._once(observation, await self._softened(observation, verdict))
        before = self._asked_anew(MemberId(observation.subject), verdict)
        await self.take(drawn(observation, verdict, self.clock.now()))
        if before is not None:
            await self.lift(before)
        return verdict

    def check_speaks(self, member: MemberId) -> None:
        """Refuse a word of whoever may say none. Raises ``Refusal`` with the time left."""
        self.standings.check_speaks(member)

    def check_names(self, member: MemberId) -> None:
        """Refuse a name or a card of whoever may say no word. Raises ``Refusal`` with the time left."""
        self.standings.check_names(member)

    async def named(self, member: MemberId) -> None:
        """Let a member speak again who has chosen another name."""
        while (asked := self.standings.of(member, Kind.NAME_ASKED)) is not None:
            await self.lift(asked)

    def is_gone(self, member: MemberId) -> bool:
        """Whether a member appears to others as gone."""
        return self.standings.is_gone(member)

    async def take(self, measure: Measure) -> None:
        """Put a measure in force: here at once, then everywhere and for good."""
        for restriction in measure.restrictions:
            self._bind(restriction)
        if measure.case is None and not measure.restrictions and not measure.freezes:
            return
        member = measure.subject
        with self.standings.writing(member):
            touched = await self.store.record(measure, self.clock.now())
        await self._tell(member, touched)

    async def facts(self, member: MemberId) -> Facts:
        """Return what safety may know of a member besides their words."""
        return await self.known.of(member)

    async def answer_age(self, member: MemberId, *, adult: bool) -> None:
        """Take a member's answer. Raises ``Refusal("nothing_asked")``."""
        asked = self.standings.of(member, Kind.AGE_ASKED)
        if asked is None:
            raise Refusal("nothing_asked")
        if not adult:
            await self._isolate(asked, SAID_MINOR)
            return
        answers = self.standings.answers(member)
        await self._note(member, Answers(self.clock.now(), answers.contradictions + (answers.adult_at > 0)))
        await self.lift(asked)
        if asked.message and self.messages and await self.store.case_of_message(asked.message) is None:
            await self.messages.release(asked.place, asked.message)

    async def leaves(self, member: MemberId) -> None:
        """Take leaving before an answer for what was asked, but for a question in passing."""
        asked = self.standings.of(member, Kind.AGE_ASKED)
        if asked is not None and not asked.in_passing:
            await self._isolate(asked, UNANSWERED)

    async def lift(self, restriction: Restriction) -> None:
        """End a restriction."""
        self.standings.free(restriction)
        with self.standings.writing(restriction.member):
            touched = await self.store.lift(restriction.id, self.clock.now())
        await self._tell(restriction.member, touched)

    async def thaw(self, member: MemberId, cause: str) -> None:
        """Free what was frozen without anybody being bound."""
        await self._tell(member, await self.store.thaw(cause, self.clock.now()))

    async def sweep(self) -> None:
        """Do what is due: questions without an answer, dates that have come, held texts that nobody has looked at."""
        now = self.clock.now()
        for asked in self.standings.all_of(Kind.AGE_ASKED):
            if now - asked.begins >= ANSWER_MINUTES * MINUTE:
                await self._unanswered(asked)
        for over in await self.store.expired(now):
            await self.lift(over)
        if self.messages:
            await self.messages.give_back_late(now - HELD_LONGEST_MINUTES * MINUTE)

    async def changed(self, member: MemberId) -> None:
        """Learn from the store what binds a member now, and tell their lines here."""
        before = self.standings.shut(member)
        await self.standings.refresh(member)
        found = self.standings.shut(member)
        if found is not None:
            self.lines.shut(member, found)
            return
        for left in self.standings.asked_out(member):
            self.lines.bound(member, left)
        if before is not None or self.standings.of(member, *Kind) is None:
            self.lines.freed(member)

    def help_shown(self, member: MemberId, lines: tuple[Line, ...]) -> None:
        """Show a member whom they may call; nothing says why."""
        self.lines.helped(member, lines)

    def _bind(self, restriction: Restriction) -> None:
        self.standings.bind(restriction)
        if restriction.kind in SHUT:
            self.lines.shut(restriction.member, restriction)
        else:
            self.lines.bound(restriction.member, restriction)

    async def _unanswered(self, asked: Restriction) -> None:
        """Take silence for a disclosure where words were held; a question in passing goes away (section 10.6)."""
        if asked.in_passing or self.standings.is_gone(asked.member):
            await self.lift(asked)
        else:
            await self._isolate(asked, UNANSWERED)

    async def _isolate(self, asked: Restriction, sentence: dict[str, str]) -> None:
        """Protect whoever is taken for a minor without having said so in a message: there is no case."""
        now = self.clock.now()
        isolated = Restriction(new_id(), asked.member, Kind.ISOLATED, asked.rule, sentence, now)
        freeze = Freeze(member=asked.member, withdraw=True)
        await self.take(Measure(asked.member, None, (isolated,), (freeze,), isolated.id))
        await self.lift(asked)
        if asked.message and self.messages:
            await self.messages.give_back(asked.place, asked.message)

    async def _softened(self, observation: Observation, verdict: Verdict) -> Verdict:
        """Leave the question of an age out for whoever has answered it, and count the sign; or who is being asked."""
        asking = {effect.name for effect in verdict.effects} & ASKS
        if not asking:
            return verdict
        member = MemberId(observation.subject)
        answers = self.standings.answers(member)
        if answers.adult_at:
            await self._note(member, changed(answers, contradictions=answers.contradictions + 1))
        elif self._may_ask(member, once="ask_age" not in asking):
            return verdict
        return _without(verdict, ASKS)

    def _may_ask(self, member: MemberId, *, once: bool) -> bool:
        """Whether a question may be put: one in passing is put once, and gives way to one that holds words."""
        asked = self.standings.of(member, Kind.AGE_ASKED)
        if once:
            return asked is None and member not in self._asked
        return asked is None or asked.in_passing

    def _asked_anew(self, member: MemberId, verdict: Verdict) -> Restriction | None:
        """Note who is asked; return the question in passing that another takes the place of, out of force here."""
        asking = {effect.name for effect in verdict.effects} & ASKS
        before = self.standings.of(member, Kind.AGE_ASKED) if asking else None
        if asking:
            self._asked[member] = None
            if len(self._asked) > ASKED_KEPT:
                self._asked.popitem(last=False)
        if before is not None:
            self.standings.free(before)
        return before

    def _once(self, observation: Observation, verdict: Verdict) -> Verdict:
        """Leave out what conduct has brought about already: a rule on counts fires at every act until they fall.

        Of an act that passes, a case of a kind is opened once a day; requests that are off are not put off again.
        """
        member, now = MemberId(observation.subject), self.clock.now()
        left = [effect for effect in verdict.effects if not self._is_done(member, verdict, effect, now)]
        return replace(verdict, effects=tuple(left)) if len(left) < len(verdict.effects) else verdict

    def _is_done(self, member: MemberId, verdict: Verdict, effect: Effect, now: int) -> bool:
        if effect.name == "requests_off":
            return self.standings.of(member, Kind.REQUESTS_OFF) is not None
        if effect.name != "open_case" or verdict.outcome.strength > Outcome.ALLOW_WITH_NOTICE.strength:
            return False
        key = (member, str(effect.value))
        if now - self._opened.get(key, -CASE_ANEW) < CASE_ANEW:
            return True
        self._opened.pop(key, None)
        self._opened[key] = now
        if len(self._opened) > OPENED_KEPT:
            self._opened.popitem(last=False)
        return False

    async def _note(self, member: MemberId, answers: Answers) -> None:
        self.standings.note(member, answers)
        await self.store.answered(member, answers)

    async def _tell(self, member: MemberId, touched: Iterable[Pair]) -> None:
        await self.bus.publish(BOUND, member.encode())
        for pair in touched:
            await ring_both(self.bus, pair, Changed(pair.conversation))
            await ring(self.bus, pair.other_than(member), RequestsMoved())


def _without(verdict: Verdict, names: frozenset[str]) -> Verdict:
    left: tuple[Effect, ...] = tuple(effect for effect in verdict.effects if effect.name not in names)
    return replace(verdict, effects=left, outcome=outcome_of(left))
