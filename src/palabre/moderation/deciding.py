"""Deciding: a draft with the exact text, a second person where one is needed, effects, and their end or undoing."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace

from palabre.kernel.clock import HOUR, Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, new_id
from palabre.moderation import decisions, terms
from palabre.moderation.casework import PROGRAM, By
from palabre.moderation.deciding_ports import DecisionStore, Inbox, Names, Owed
from palabre.moderation.decisions import VIOLATIONS, Decision, DecisionState, Imposed, Means, Outcome, Source
from palabre.moderation.four_eyes import Guarded, check_second
from palabre.moderation.means import Hands, pair_of
from palabre.moderation.misuse import Assessment
from palabre.moderation.model import Priority
from palabre.moderation.notices import ItemKind
from palabre.moderation.reaching import tell
from palabre.moderation.scrub import WORDS_SHORTEST, candidates, check_free_words, check_names
from palabre.moderation.statements import Statement, composed

SHOWN_FOR = HOUR  # a text looked at longer ago is looked at again before it is signed
VIEW_SHORTEST = 30  # characters of a second person's own view
Took = Callable[[str], Awaitable[frozenset[str]]]
Close = Callable[[Decision], Awaitable[None]]


class Wanted(Struct, frozen=True):
    """Something to impose, as a moderator asks it."""

    means: Means
    lasts: int = 0  # milliseconds; 0: indefinite
    target: str = ""
    place: str = ""
    what: ItemKind = ItemKind.MESSAGE


class Draft(Struct, frozen=True):
    """A decision as a moderator asks it."""

    case: str
    subject: MemberId
    outcome: Outcome
    priority: Priority
    source: Source
    words: str
    basis: str = ""
    wanted: tuple[Wanted, ...] = ()
    category: str = ""
    quote: str = ""
    item_at: int = 0
    found_by_automation: bool = False
    replaces: str = ""
    unfounded: bool = False
    assessment: Assessment | None = None


class Facts(Struct, frozen=True):
    """What a second person sees before the first opinion: the case, nothing of what was made of it."""

    decision: str
    case: str
    subject: MemberId
    quote: str
    item_at: int
    source: Source
    points: int


async def nobody_else(_case: str) -> frozenset[str]:
    """Return who else worked on a case: nobody."""
    return frozenset()


async def leave_open(_: Decision) -> None:
    """Leave a case as it is: nobody waits for it."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """Everything about decisions; who may ask for which is the caller's to check (``roles.may``)."""

    store: DecisionStore
    hands: Hands
    names: Names
    inbox: Inbox
    clock: Clock
    contact: str = ""  # how a human is reached, as statements say
    took_part: Took = nobody_else  # in the first step on a case
    close_case: Close = leave_open  # its holds end: confirmed, or lifted

    async def points(self, member: MemberId) -> list[int]:
        """Return when each living point of a member goes."""
        return decisions.living_points(await self.store.decisions_of(member), self.clock.now())

    async def check_words(self, words: str, reader: MemberId, shortest: int = WORDS_SHORTEST) -> str:
        """Return words as their reader will have them. Raises those of ``check_free_words`` and ``check_names``."""
        checked = check_free_words(words, shortest)
        await self._check_names(checked, reader)
        return checked

    async def preview(self, by: By, draft: Draft, number: str = "") -> tuple[Decision, Statement]:
        """Keep a draft, and return it with the exact text that its subject will read.

        Raises ``Refusal``: those of ``check_decision``, ``check_free_words``, ``check_names``.
        """
        words = await self.check_words(draft.words, draft.subject)
        decision = self._decision(by, draft, words, number or new_id())
        decisions.check_decision(decision, len(await self.points(draft.subject)))
        statement = composed(new_id(), decision, self.contact)
        await self.store.draft(decision, statement, by, self.clock.now())
        return decision, statement

    async def decide(self, by: By, number: str, *, is_proposed: bool = False) -> Decision:
        """Sign one's own draft: it takes effect, or waits for a second person, as what is only proposed always does.

        Raises ``Refusal``: unknown_decision, not_yours, look_again, not_a_move.
        """
        decision = await self._known(number)
        if decision.author != by.ref:
            raise Refusal("not_yours")
        self._check_fresh(decision)
        if is_proposed or decisions.guards(decision) or await self._reverses_p0(decision):
            return await self._moved(decision, DecisionState.PENDING_SECOND, by)
        return await self._in_force(decision, by)

    async def at_once(self, by: By, decision: Decision) -> Decision:
        """Put in force what was decided without a case, with its statement: a host's act, a name refused.

        It guards nothing and counts nothing on the ladder.
        """
        await self.store.draft(decision, composed(new_id(), decision, self.contact), by, self.clock.now())
        return await self._in_force(decision, by)

    async def tell(self, decision: Decision) -> None:
        """Tell the subject of a decision that something of it has moved."""
        statement = await self.store.statement_on(decision.id)
        if statement is not None and statement.informed:
            self.inbox.informed(decision.subject, statement)

    async def facts(self, by: By, number: str) -> Facts:
        """Return what a second person looks at first. Raises ``Refusal``: same_person, took_part."""
        decision = await self._for_second(by, number)
        await self.store.looked("facts_seen", "decision", number, by, self.clock.now())
        points = len(await self.points(decision.subject))
        return Facts(number, decision.case, decision.subject, decision.quote, decision.item_at, decision.source, points)

    async def view(self, by: By, number: str, words: str) -> tuple[Decision, Statement]:
        """Keep a second person's own view, and only then show them the first opinion, dated anew.

        Raises ``Refusal``: words_short, those of ``facts``.
        """
        decision = await self._for_second(by, number)
        if len(words.strip()) < VIEW_SHORTEST:
            raise Refusal("words_short", limit=VIEW_SHORTEST)
        decision = redated(replace(decision, second=by.ref, second_view=words.strip()), self.clock.now())
        earlier = await self.store.statement_on(number)
        statement = composed(earlier.id if earlier else new_id(), decision, self.contact)
        await self.store.draft(decision, statement, by, self.clock.now())
        return decision, statement

    async def sign(self, by: By, number: str) -> Decision:
        """Sign as the second person: the decision takes effect.

        Raises ``Refusal``: view_first, look_again, those of ``check_second``.
        """
        decision = await self._for_second(by, number)
        if decision.second != by.ref or not decision.second_view:
            raise Refusal("view_first")
        self._check_fresh(decision)
        part = await self.took_part(decision.case)
        for guarded in decisions.guards(decision) or (Guarded.REVERSE_P0,):
            check_second(guarded, decision.author, by.ref, part - {decision.author})
        return await self._in_force(decision, by)

    async def reverse(self, number: str, by: By, reason: str) -> None:
        """Undo a decision whole: what it imposed, its point, and what its case did before it; on open lines too.

        Of one that has run out, the point and what its case did are left to undo.
        """
        decision = await self._known(number)
        if decision.state is not DecisionState.EXPIRED:
            decisions.moved(decision, DecisionState.REVERSED)
        law = self.hands.law
        with law.standings.writing(decision.subject):
            reach = await self.store.reverse(decision, by, self.clock.now(), reason)
        if reach is None:
            raise Refusal("not_a_move", machine="decision", before=decision.state.value, after="reversed")
        await tell(law, law.bus, reach)  # what its case did is undone already: no line waits for the rest
        if decision.state is not DecisionState.EXPIRED:
            await self._settle_all(decision, undo=True)

    async def reverse_partly(self, number: str, undone: frozenset[str], by: By) -> None:
        """Undo some of what a decision imposes; the rest stands."""
        decision = await self._known(number)
        await self.store.undo_some(decision, undone, by, self.clock.now())
        await self.sweep()

    async def sweep(self) -> None:
        """Do what is due: effects that a crash left out, undoings, dates that have come."""
        now = self.clock.now()
        for owed in await self.store.owed(now):
            await self._settle(owed)
        for over in await self.store.over(now):
            await self._end(over, DecisionState.EXPIRED, PROGRAM, "date")

    async def _in_force(self, decision: Decision, by: By) -> Decision:
        decision = await self._moved(decision, DecisionState.IN_FORCE, by)
        if decision.replaces:
            earlier = await self._known(decision.replaces)
            await self._end(earlier, DecisionState.REPLACED, by, decision.id)
        await self._settle_all(decision, undo=False)
        await self.close_case(decision)
        await self.tell(decision)
        return decision

    async def _end(self, decision: Decision, after: DecisionState, by: By, reason: str) -> None:
        decision = await self._moved(decision, after, by, reason)
        await self._settle_all(decision, undo=True)

    async def _settle_all(self, decision: Decision, *, undo: bool) -> None:
        """Do all that a decision imposes in the time of one; what fails keeps nothing else from being done."""
        owed = [Owed(decision, one, undo) for one in decision.imposed]
        done = await asyncio.gather(*map(self._settle, owed), return_exceptions=True)
        for failed in done:
            if failed is not None:
                raise failed

    async def _settle(self, owed: Owed) -> None:
        pair = pair_of(owed.imposed.means)
        await (pair.undo if owed.undo else pair.apply)(self.hands, owed.decision, owed.imposed)
        await self.store.settled(owed.imposed.id, undone=owed.undo)

    async def _moved(self, decision: Decision, after: DecisionState, by: By, reason: str = "") -> Decision:
        decisions.moved(decision, after)
        if not await self.store.move(decision, after, by, self.clock.now(), reason):
            raise Refusal("not_a_move", machine="decision", before=decision.state.value, after=after.value)
        return replace(decision, state=after)

    async def _for_second(self, by: By, number: str) -> Decision:
        decision = await self._known(number)
        if decision.state is not DecisionState.PENDING_SECOND:
            raise Refusal("not_a_move", machine="decision", before=decision.state.value, after="in_force")
        if decision.author == by.ref:
            raise Refusal("same_person")
        if by.ref in await self.took_part(decision.case):
            raise Refusal("took_part")
        return decision

    async def _known(self, number: str) -> Decision:
        found = await self.store.decision(number)
        if found is None:
            raise Refusal("unknown_decision")
        return found

    async def _reverses_p0(self, decision: Decision) -> bool:
        if not decision.replaces:
            return False
        return (await self._known(decision.replaces)).priority is Priority.P0

    async def _check_names(self, words: str, subject: MemberId) -> None:
        taken = await self.names.taken_of(candidates(words))
        if taken:
            check_names(words, taken, await self.names.name_of(subject) if subject else "")

    def _check_fresh(self, decision: Decision) -> None:
        if self.clock.now() - decision.begins >= SHOWN_FOR:
            raise Refusal("look_again")

    def _decision(self, by: By, draft: Draft, words: str, number: str) -> Decision:
        now = self.clock.now()
        imposed = tuple(
            Imposed(new_id(), one.means, now + one.lasts if one.lasts else 0, one.target, one.place, one.what)
            for one in draft.wanted
        )
        on_terms = draft.outcome is Outcome.VIOLATION_TERMS
        return Decision(
            number, draft.case, draft.subject, draft.outcome, draft.priority, draft.source, by.ref, now, now, words,
            draft.basis, terms.current().version if on_terms else "", imposed, draft.category, draft.quote,
            draft.item_at, draft.found_by_automation, point=on_terms, replaces=draft.replaces,
            unfounded=draft.unfounded, assessment=draft.assessment,
        )  # fmt: skip


def redated(decision: Decision, now: int) -> Decision:
    """Return a decision that begins now and lasts as long: the wait for a second person takes nothing from anybody."""
    later = now - decision.begins
    imposed = tuple(replace(one, ends=one.ends + later) if one.ends else one for one in decision.imposed)
    return replace(decision, begins=now, made=now, imposed=imposed)


def is_told(decision: Decision) -> bool:
    """Whether the subject reads the statement: of a violation they do; else it answers whoever reported."""
    return decision.outcome in VIOLATIONS and bool(decision.subject)
