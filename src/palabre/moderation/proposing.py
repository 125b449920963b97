"""Deciding at the console: a draft from the server's own record, by right, alone or with a second person.

The table of roles says who does what alone, what is proposed for another to sign, and who that other may be.
"""

from dataclasses import dataclass

from msgspec import Struct

from palabre.kernel.clock import DAY
from palabre.kernel.errors import Refusal
from palabre.moderation.bench import Bench
from palabre.moderation.casework import By
from palabre.moderation.deciding import Deciding, Draft, Facts, Wanted
from palabre.moderation.decisions import (
    ON_CONTENT,
    SUSPENSIONS,
    VIOLATIONS,
    Decision,
    DecisionState,
    Means,
    Outcome,
    Source,
    guards,
)
from palabre.moderation.docket import History
from palabre.moderation.laid_out import Mark, laid_out
from palabre.moderation.looking import Found
from palabre.moderation.notices import Item, Notice, NoticeKind
from palabre.moderation.offers import targets
from palabre.moderation.queues import Queue
from palabre.moderation.roles import Asked, Manner, Power, holds, may
from palabre.moderation.staff import Staff
from palabre.moderation.statements import Statement

SCANNED = 500  # decisions that wait for a second person, looked through for one
DONE = frozenset({"decided", "closed"})  # of a case: another decision answered it
CITED = {
    NoticeKind.ART16: Source.ARTICLE_16, NoticeKind.TRUSTED_FLAGGER: Source.TRUSTED_FLAGGER,
    NoticeKind.TERMS_ONLY: Source.OTHER_NOTICE,
}  # fmt: skip


class Proposal(Struct, frozen=True):
    """What somebody asks for; whom it concerns, and what they said, the server knows."""

    outcome: Outcome
    words: str
    basis: str = ""
    wanted: tuple[Wanted, ...] = ()
    category: str = ""
    item: str = ""  # the message to quote
    kept: str = ""  # the piece of evidence that holds it
    number: str = ""  # of the draft that this one takes the place of


class Quote(Struct, frozen=True):
    """An item in its author's words, from evidence."""

    words: str = ""
    at: int = 0


class Open(Struct, frozen=True):
    """A decision that waits for a second person, told without what was made of the case."""

    decision: str
    found: Found
    made: int


@dataclass(frozen=True, slots=True)
class Proposing:
    """Drafts, signatures, and second signatures."""

    bench: Bench
    deciding: Deciding
    history: History

    async def draft(self, staff: Staff, number: str, asked: Proposal) -> tuple[Decision, Statement, bool]:
        """Keep a draft on a case that one has; return it, its exact text, and whether it needs a second person.

        Raises ``Refusal``: not_leased, not_yours, no_target, those of ``Deciding.preview``.
        """
        found, by = await self.bench.holding(staff, number)
        before = await self._before(staff, number, asked)
        quote = await self._quote(staff, number, asked, before)
        drafted = await self._draft(found, asked, quote)
        decision, statement = await self.deciding.preview(by, drafted, asked.number)
        return decision, statement, is_proposed(staff, decision, found)

    async def sign(self, staff: Staff, number: str) -> Decision:
        """Sign one's own draft: in force, or kept for a second person, the case with it.

        Raises ``Refusal``: unknown_decision, not_leased, not_yours, look_again.
        """
        decision = await self._known(number)
        found, by = await self.bench.holding(staff, decision.case)
        signed = await self.deciding.decide(by, number, is_proposed=is_proposed(staff, decision, found))
        if signed.state is DecisionState.PENDING_SECOND:
            sealed = found.work is not None and found.work.state == "sealed"
            after = "open" if sealed else "second_look"
            await self.bench.casework.move(decision.case, by, after, "second_needed")
        return signed

    async def seconds(self, staff: Staff) -> list[Open]:
        """Return what waits for somebody's signature: not their own, not what they took part in."""
        found = []
        for one in await self.history.proposals(SCANNED):
            case = await self.bench.looking.offers(staff, one.case) if may_second(staff, one) else None
            if case is not None and staff.ref not in await self.history.took_part(one.case):
                found.append(Open(one.id, case, one.made))
        return found

    async def facts(self, staff: Staff, number: str) -> Facts:
        """Return what a second person looks at first. Raises ``Refusal``: same_person, took_part, not_yours."""
        return await self.deciding.facts(await self._second(staff, number), number)

    async def view(self, staff: Staff, number: str, words: str) -> tuple[Decision, Statement]:
        """Keep a second person's own view, then show the first opinion. Raises ``Refusal``: words_short, as facts."""
        return await self.deciding.view(await self._second(staff, number), number, words)

    async def second(self, staff: Staff, number: str) -> Decision:
        """Sign as the second person. Raises ``Refusal``: view_first, look_again, as facts."""
        return await self.deciding.sign(await self._second(staff, number), number)

    async def _second(self, staff: Staff, number: str) -> By:
        decision = await self._known(number)
        if decision.author == staff.ref:
            raise Refusal("same_person")
        found, by = await self.bench.at(staff, decision.case)
        if not may_second(staff, decision):
            raise Refusal("not_yours")
        if found.work is None or found.work.state in DONE:
            raise Refusal("not_a_move", machine="decision", before=decision.state.value, after="in_force")
        return by

    async def _known(self, number: str) -> Decision:
        found = await self.deciding.store.decision(number)
        if found is None:
            raise Refusal("not_yours")
        return found

    async def _quote(self, staff: Staff, number: str, asked: Proposal, before: Decision | None) -> Quote:
        """Return what the person said: from evidence, opened again; or as the draft that is replaced has it."""
        if asked.item and asked.kept:
            snapshot = await self.bench.open_kept(staff, number, asked.kept, "to_quote")
            return quoted(snapshot, asked.item)
        return Quote(before.quote, before.item_at) if before else Quote()

    async def _before(self, staff: Staff, number: str, asked: Proposal) -> Decision | None:
        """Return one's own draft that a new one takes the place of. Raises ``Refusal("not_yours")``."""
        if not asked.number:
            return None
        before = await self.deciding.store.decision(asked.number)
        mine = (number, staff.ref, DecisionState.DRAFT)
        if before is None or (before.case, before.author, before.state) != mine:
            raise Refusal("not_yours")
        return before

    async def _draft(self, found: Found, asked: Proposal, quote: Quote) -> Draft:
        case, notices = found.case, await self.bench.dockets.notices.of_case(found.case.id)
        items = [item for one in notices for item in one.items]
        wanted = tuple(aimed(one, found, items) for one in asked.wanted)
        return Draft(
            case.id, case.subject, asked.outcome, case.priority, source_of(found, notices), asked.words, asked.basis,
            wanted, asked.category, quote.words, quote.at, bool(case.rule),
        )  # fmt: skip


def power_of(decision: Decision) -> Power:
    """Return the row of the table that a decision falls under."""
    if guards(decision):
        return Power.TERMINATE
    if any(one.means in SUSPENSIONS and one.ends - decision.begins > DAY for one in decision.imposed):
        return Power.SUSPEND
    return Power.LIGHT


def is_proposed(staff: Staff, decision: Decision, found: Found) -> bool:
    """Whether what somebody asks waits for a second person. Raises ``Refusal("not_yours")`` when it is not theirs."""
    power = power_of(decision)
    lifts = found.queue == Queue.CHILD_SAFETY and decision.outcome not in VIOLATIONS | {Outcome.REFERRED}
    if power is Power.TERMINATE or (power is Power.SUSPEND and not holds(staff, power)):
        may(staff, power, Asked(manner=Manner.PROPOSE))
        return True
    may(staff, power)
    return lifts  # of a freeze that protects a child (section 6)


def may_second(staff: Staff, decision: Decision) -> bool:
    """Whether somebody may sign a decision as the second person."""
    return decision.author != staff.ref and holds(staff, power_of(decision), Asked(second=decision.author))


def source_of(found: Found, notices: list[Notice]) -> Source:
    """Return how the house came to look: by the weightiest of the notices, else by a rule, else by itself."""
    kinds = {one.kind for one in notices}
    for kind in (NoticeKind.TRUSTED_FLAGGER, NoticeKind.ART16, NoticeKind.TERMS_ONLY):
        if kind in kinds:
            return CITED[kind]
    return Source.OWN_RULE if found.case.rule else Source.OWN_STAFF


def aimed(one: Wanted, found: Found, items: list[Item]) -> Wanted:
    """Return a measure with the place of what it is on: something of this person, in this case.

    Raises ``Refusal("no_target")``.
    """
    if one.means not in ON_CONTENT | {Means.FREEZE_PAIR}:
        return Wanted(one.means, one.lasts)
    places = targets(one.means, found.case, items)
    if one.target not in places:
        raise Refusal("no_target", means=one.means.value)
    return Wanted(one.means, one.lasts, one.target, places[one.target])


def quoted(snapshot: object, item: str) -> Quote:
    """Return a message as a snapshot holds it. Raises ``Refusal("no_target")``."""
    items = snapshot.get("items", []) if isinstance(snapshot, dict) else []
    for said in (said for one in items for said in one.get("talk", [])):
        if said["id"] == item and said["reported"]:
            return Quote(str(said["text"]), int(said["at"]))
    for turn in laid_out(snapshot) if isinstance(snapshot, dict) else ():
        if turn.id == item and turn.mark is Mark.VERIFIED:
            return Quote(turn.text, turn.at)
    raise Refusal("no_target", means="quote")
