"""Complaining: somebody asks for another look; a reader who took no part looks, first without the first reasons."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace

from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, new_id
from palabre.moderation import complaints
from palabre.moderation.casework import By
from palabre.moderation.complaints import (
    OPINION_AT_LEAST,
    REVERSALS,
    WORDS_AT_MOST,
    Complaint,
    ComplaintState,
    Followed,
    Party,
    Right,
    Verdict,
    access_first_reasons,
    access_reading,
    check_reader,
    check_right,
)
from palabre.moderation.deciding import Deciding
from palabre.moderation.deciding_ports import Answerable, ComplaintStore
from palabre.moderation.decisions import RIGHT, VIOLATIONS, Decision, DecisionState
from palabre.moderation.four_eyes import Guarded, check_second
from palabre.moderation.model import Priority
from palabre.moderation.statements import Statement
from palabre.safety.normalise import normalise_text

Counts = Callable[[Complaint, By], Awaitable[None]]
Changed = Callable[[str], Awaitable[None]]  # tells whoever reported a case that its outcome has changed, no more


class Blind(Struct, frozen=True):
    """What a reader sees first: the item and the complaint, nothing of the first reasons."""

    complaint: str
    party: Party
    words: str
    case: str
    subject: MemberId
    quote: str
    item_at: int
    question: str
    answer: str


class Answer(Struct, frozen=True):
    """What a reader decides, in words that the person reads."""

    verdict: Verdict
    reasons: str
    advice: str = ""
    undone: frozenset[str] = frozenset()  # of a partial reversal: ids of what is undone
    unfounded: bool = False  # manifestly: counted as misuse (section 9)


async def count_nothing(_complaint: Complaint, _by: By) -> None:
    """Count nothing."""


async def tell_nobody(_case: str) -> None:
    """Tell nobody: nobody reported."""


@dataclass(frozen=True, slots=True)
class Complaining:
    """Everything about complaints; that a reader holds the role is the caller's to check (``roles.may``)."""

    store: ComplaintStore
    deciding: Deciding
    clock: Clock
    outcome_changed: Changed = tell_nobody
    unfounded: Counts = count_nothing

    async def right_of(self, statement: Statement) -> Right:
        """Return the right that a delivered statement gives its reader."""
        return Right(statement.decision, Party.SUBJECT, statement.informed, statement.member)

    async def right_of_notifier(self, asked: Answerable) -> tuple[Decision, Right] | None:
        """Return the decision that answers a notice, and the right that it gives to whoever reported.

        A notice is followed in part when something was decided under another category than the one it alleged.
        """
        known = {one.value for one in DecisionState} - {"draft", "pending_second"}
        decided = [one for one in await self.deciding.store.decisions_on(asked.case) if one.state.value in known]
        if not decided:
            return None
        stands = [one for one in decided if one.state is not DecisionState.REVERSED] or decided
        first = stands[0]
        return first, Right(first.id, Party.NOTIFIER, first.made, asked.reporter, asked.notice, followed(first, asked))

    async def lodge(self, right: Right, words: str) -> Complaint:
        """Take a complaint; nobody's is refused by software but for its time and its right.

        Raises ``Refusal``: those of ``check_right`` and ``normalise_text``, already_contested.
        """
        now = self.clock.now()
        check_right(right, now)
        words = normalise_text(words, WORDS_AT_MOST) if words.strip() else ""
        lodged = Complaint(new_id(), right.decision, right.party, now, words, right.member, right.notice)
        if not await self.store.lodge(lodged, now):
            raise Refusal("already_contested")
        return lodged

    async def of_right(self, right: Right) -> Complaint | None:
        """Return the complaint that was lodged under a right."""
        for one in await self.store.complaints_on(right.decision):
            if (one.party, one.notice) == (right.party, right.notice):
                return one
        return None

    async def take(self, by: By, number: str) -> Complaint:
        """Give a complaint to a reader. Raises ``Refusal``: unknown_complaint, took_part, not_a_move."""
        found, decision = await self._found(number)
        check_reader(by.ref, decision.author, decision.second)
        complaints.moved(found, ComplaintState.ASSIGNED)
        return await self._change(found, replace(found, state=ComplaintState.ASSIGNED, reader=by.ref), "assigned", by)

    async def facts(self, by: By, number: str) -> Blind:
        """Return what a reader looks at before the first reasons. Raises ``Refusal("not_yours")``."""
        found, decision = await self._found(number)
        access_reading(found, by.ref)
        await self.deciding.store.looked("complaint_facts_seen", "complaint", number, by, self.clock.now())
        return _blind(found, decision)

    async def write_opinion(self, by: By, number: str, words: str) -> Complaint:
        """Keep a reader's own opinion, once. Raises ``Refusal``: not_yours, words_short, opinion_written."""
        found, _ = await self._found(number)
        access_reading(found, by.ref)
        if found.opinion:
            raise Refusal("opinion_written")
        if len(words.strip()) < OPINION_AT_LEAST:
            raise Refusal("words_short", limit=OPINION_AT_LEAST)
        opinion = normalise_text(words, WORDS_AT_MOST)
        return await self._change(found, replace(found, opinion=opinion), "opinion_written", by)

    async def first_reasons(self, by: By, number: str) -> tuple[Decision, Statement | None]:
        """Return the first decision and its statement. Raises ``Refusal``: not_yours, opinion_first."""
        found, decision = await self._found(number)
        access_first_reasons(found, by.ref)
        await self.deciding.store.looked("first_reasons_seen", "complaint", number, by, self.clock.now())
        return decision, await self.deciding.store.statement_on(decision.id)

    async def ask(self, by: By, number: str, words: str) -> Complaint:
        """Ask the person one question. Raises ``Refusal``: not_yours, asked_once, those of ``check_words``."""
        found, _ = await self._found(number)
        access_reading(found, by.ref)
        if found.question:
            raise Refusal("asked_once")
        question = await self.deciding.check_words(words, found.member, 1)
        return await self._change(found, replace(found, question=question), "asked", by)

    async def answer(self, right: Right, words: str) -> Complaint:
        """Take the person's answer, once. Raises ``Refusal``: nothing_asked, those of ``normalise_text``."""
        found = await self.of_right(right)
        if found is None or not found.question or found.answer or found.state is not ComplaintState.ASSIGNED:
            raise Refusal("nothing_asked")
        answered = replace(found, answer=normalise_text(words, WORDS_AT_MOST))
        return await self._change(found, answered, "answered", By("", found.party.value))

    async def withdraw(self, right: Right) -> Complaint:
        """Let a person take their complaint back. Raises ``Refusal``: unknown_complaint, not_a_move."""
        found = await self.of_right(right)
        if found is None or found.state not in {ComplaintState.LODGED, ComplaintState.ASSIGNED}:
            raise Refusal("unknown_complaint")
        return await self._close(found, Answer(Verdict.OMITTED, ""), By("", found.party.value))

    async def facts_for_second(self, by: By, number: str) -> Blind:
        """Return what a second reader looks at, of what one reader does not undo alone.

        Raises ``Refusal``: no_second_needed, same_person, took_part.
        """
        found, decision = await self._for_second(by, number)
        await self.deciding.store.looked("complaint_facts_seen", "complaint", number, by, self.clock.now())
        return _blind(found, decision)

    async def agree(self, by: By, number: str, words: str) -> Complaint:
        """Keep a second reader's own view: they would undo it too. Raises ``Refusal``: words_short, as facts."""
        found, _ = await self._for_second(by, number)
        if len(words.strip()) < OPINION_AT_LEAST:
            raise Refusal("words_short", limit=OPINION_AT_LEAST)
        agreed = replace(found, second=by.ref, second_view=normalise_text(words, WORDS_AT_MOST))
        return await self._change(found, agreed, "reversal_agreed", by)

    async def decide(self, by: By, number: str, answer: Answer) -> Complaint:
        """Decide a complaint: do what follows, and only then let the person read it.

        Asked again after a crash, it goes on from where it stood: what is undone is not undone twice, and a complaint
        whose decision is undone already is answered by that, or as one that has nothing left to decide.

        Raises ``Refusal``: not_yours, opinion_first, no_reason, nothing_undone, not_unfounded, not_a_move, those of
        ``check_second`` for what one reader does not undo alone, those of ``check_words``.
        """
        found, decision = await self._found(number)
        access_first_reasons(found, by.ref)
        _check_answer(answer, decision)
        answer = await self._worded(answer, found.member)
        guarded = await self.guarded(decision) if answer.verdict in REVERSALS else None
        if guarded is not None:
            check_second(guarded, by.ref, found.second, {decision.author, decision.second})
        complaints.moved(found, ComplaintState.DECIDED)
        if answer.verdict in REVERSALS:
            await self._undo(decision, answer, by)
        closed = await self._close(found, answer, by)
        if answer.verdict in REVERSALS:
            await self.outcome_changed(decision.case)
        if answer.unfounded:
            await self.unfounded(closed, by)
        return closed

    async def guarded(self, decision: Decision) -> Guarded | None:
        """Return why undoing a decision takes two: what was decided in a danger, what protects a child (section 6)."""
        if decision.priority is Priority.P0:
            return Guarded.REVERSE_P0
        if decision.outcome in RIGHT and await self.deciding.store.protects_child(decision.case):
            return Guarded.LIFT_CHILD_FREEZE
        return None

    async def waits_for_second(self, found: Complaint, decision: Decision) -> bool:
        """Whether another reader may be asked to agree."""
        is_open = found.state is ComplaintState.ASSIGNED and not found.second
        return is_open and await self.guarded(decision) is not None

    async def _for_second(self, by: By, number: str) -> tuple[Complaint, Decision]:
        found, decision = await self._found(number)
        guarded = await self.guarded(decision)
        if guarded is None or not await self.waits_for_second(found, decision):
            raise Refusal("no_second_needed")
        first, part = found.reader, {decision.author, decision.second} | await self.deciding.took_part(decision.case)
        check_second(guarded, first, by.ref, part)
        return found, decision

    async def _worded(self, answer: Answer, reader: MemberId) -> Answer:
        reasons = await self.deciding.check_words(answer.reasons, reader, 1)
        advice = await self.deciding.check_words(answer.advice, reader, 1) if answer.advice.strip() else ""
        return replace(answer, reasons=reasons, advice=advice)

    async def _close(self, found: Complaint, answer: Answer, by: By) -> Complaint:
        now = self.clock.now()
        told = replace(
            found, state=ComplaintState.NOTIFIED, verdict=answer.verdict, reasons=answer.reasons, advice=answer.advice,
            undone=tuple(sorted(answer.undone)), notified=now,
        )  # fmt: skip
        if not await self.store.close(found, told, by, now):
            raise Refusal("changed_meanwhile")
        await self._tell(told)
        return told

    async def _tell(self, told: Complaint) -> None:
        statement = await self.deciding.store.statement_on(told.decision)
        if told.party is Party.SUBJECT and statement is not None and told.member:
            self.deciding.inbox.informed(told.member, statement)

    async def _undo(self, decision: Decision, answer: Answer, by: By) -> None:
        if answer.verdict is Verdict.PARTLY_REVERSED:
            await self.deciding.reverse_partly(decision.id, answer.undone, by)
        elif decision.state is not DecisionState.REVERSED:
            await self.deciding.reverse(decision.id, by, "complaint")
        await self.store.feed_quality(decision.case, answer.verdict.value, self.clock.now())

    async def _found(self, number: str) -> tuple[Complaint, Decision]:
        found = await self.store.complaint(number)
        decision = await self.deciding.store.decision(found.decision) if found else None
        if found is None or decision is None:
            raise Refusal("unknown_complaint")
        return found, decision

    async def _change(self, before: Complaint, after: Complaint, action: str, by: By) -> Complaint:
        if not await self.store.change(before, after, action, by, self.clock.now()):
            raise Refusal("changed_meanwhile")
        return after


def _blind(found: Complaint, decision: Decision) -> Blind:
    return Blind(
        found.id, found.party, found.words, decision.case, decision.subject, decision.quote, decision.item_at,
        found.question, found.answer,
    )  # fmt: skip


def followed(decision: Decision, asked: Answerable) -> Followed:
    """Return what became of a notice."""
    if decision.outcome not in VIOLATIONS:
        return Followed.REFUSED
    return Followed.WHOLLY if decision.category in {"", asked.category} else Followed.PARTLY


def _check_answer(answer: Answer, decision: Decision) -> None:
    if not answer.reasons.strip():
        raise Refusal("no_reason")
    is_undone = decision.state is DecisionState.REVERSED
    if is_undone and answer.verdict not in {Verdict.REVERSED, Verdict.OMITTED}:  # nothing stands, or stands in part
        raise Refusal("not_a_move", machine="decision", before=decision.state.value, after=answer.verdict.value)
    if answer.unfounded and answer.verdict is not Verdict.UPHELD:
        raise Refusal("not_unfounded")
    known = {one.id for one in decision.imposed}
    if answer.verdict is Verdict.PARTLY_REVERSED and not (answer.undone and answer.undone < known):
        raise Refusal("nothing_undone")
