"""Deciding at the console: a draft from the server's own record, by right, alone or with a second person.

The table of roles says who does what alone, what is proposed for another to sign, and who that other may be.
"""

from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from palabre.kernel.clock import DAY
from palabre.kernel.errors import Refusal
from palabre.moderation.bench import Bench
from palabre.moderation.casework import By
from palabre.moderation.covers import COVERED
from palabre.moderation.deciding import Deciding, Draft, Facts, Wanted
from palabre.moderation.decisions import (
    HOSTS,
    ON_CONTENT,
    RIGHT,
    SUSPENSIONS,
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
from palabre.moderation.misuse import KIND, Assessment
from palabre.moderation.misusing import Misusing
from palabre.moderation.notices import ItemKind, Notice, NoticeKind
from palabre.moderation.offers import targets
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
    item: str = ""  # the message, the member of a card or a name, or the room to quote
    kept: str = ""  # the piece of evidence that holds it
    number: str = ""  # of the draft that this one takes the place of
    unfounded: bool = False  # what was reported is manifestly nothing
    gravity: str = ""  # of misuse, with its consequences, in words for the second person and the ledger
    intention: str = ""  # of misuse, where it is known


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
    misusing: Misusing

    async def draft(self, staff: Staff, number: str, asked: Proposal) -> tuple[Decision, Statement, bool]:
        """Keep a draft on a case that one has; return it, its exact text, and whether it needs a second person.

        Raises ``Refusal``: not_leased, not_yours, no_target, those of ``Deciding.preview``.
        """
        found, by = await self.bench.holding(staff, number)
        before = await self._before(staff, number, asked)
        quote = await self._quote(staff, number, asked, before)
        drafted = await self._draft(found, asked, quote)
        decision, statement = await self.deciding.preview(by, drafted, asked.number)
        return decision, statement, is_proposed(staff, decision, lifts=await self._lifts(decision))

    async def sign(self, staff: Staff, number: str) -> Decision:
        """Sign one's own draft: in force, or kept for a second person, the case with it.

        Raises ``Refusal``: unknown_decision, not_leased, not_yours, look_again.
        """
        decision = await self._known(number)
        found, by = await self.bench.holding(staff, decision.case)
        waits = is_proposed(staff, decision, lifts=await self._lifts(decision))
        signed = await self.deciding.decide(by, number, is_proposed=waits)
        if signed.state is DecisionState.PENDING_SECOND:
            sealed = found.work is not None and found.work.state == "sealed"
            after = "open" if sealed else "second_look"
            await self.bench.casework.move(decision.case, by, after, "second_needed")
        return signed

    async def stand(self, staff: Staff, number: str) -> None:
        """Leave the decision on a case that waited again as it is. Raises ``Refusal``: not_leased, not_a_move."""
        _, by = await self.bench.holding(staff, number)
        if not await self.deciding.store.stand(number, by, self.deciding.clock.now()):
            raise Refusal("not_a_move", machine="case", before="leased", after="closed")

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

    async def _lifts(self, decision: Decision) -> bool:
        """Whether a decision ends what protects a child (section 6)."""
        return decision.outcome not in RIGHT and await self.deciding.store.protects_child(decision.case)

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
        wanted = tuple(aimed(one, found, notices) for one in asked.wanted)
        return Draft(
            case.id, case.subject, asked.outcome, case.priority, source_of(found, notices), asked.words, asked.basis,
            wanted, KIND if case.kind == KIND else asked.category, quote.words, quote.at, bool(case.rule),
            unfounded=asked.unfounded and bool(notices), replaces=await self._replaced(case.id),
            assessment=await self._assessed(found, asked),
        )  # fmt: skip

    async def _replaced(self, case: str) -> str:
        """Return the decision that stands on a case which waits again: another takes its place."""
        stands = [one for one in await self.deciding.store.decisions_on(case) if one.state is DecisionState.IN_FORCE]
        return stands[-1].id if stands else ""

    async def _assessed(self, found: Found, asked: Proposal) -> Assessment | None:
        """Return the look at the whole that a suspension for misuse rests on; of nothing else there is one.

        Raises ``Refusal``: no_target outside a case of misuse, those of ``Misusing.assessed``.
        """
        wanted = next((one for one in asked.wanted if one.means is Means.SUSPEND_REPORTS), None)
        if wanted is None:
            return None
        if found.case.kind != KIND:
            raise Refusal("no_target", means=wanted.means.value)
        return await self.misusing.assessed(found.case.subject, wanted.lasts, asked.gravity, asked.intention)


def power_of(decision: Decision) -> Power:
    """Return the row of the table that a decision falls under."""
    if guards(decision):
        return Power.TERMINATE
    if any(one.means in SUSPENSIONS and one.ends - decision.begins > DAY for one in decision.imposed):
        return Power.SUSPEND
    return Power.LIGHT


def is_proposed(staff: Staff, decision: Decision, *, lifts: bool) -> bool:
    """Whether what somebody asks waits for a second person, as what lifts a child-safety freeze always does.

    Raises ``Refusal("not_yours")`` when it is not theirs.
    """
    power = power_of(decision)
    if power is Power.TERMINATE or (power is Power.SUSPEND and not holds(staff, power)):
        may(staff, power, Asked(manner=Manner.PROPOSE))
        return True
    may(staff, power)
    return lifts


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


def aimed(one: Wanted, found: Found, notices: list[Notice]) -> Wanted:
    """Return a measure with the place of what it is on: something of this person, in this case.

    A pair is named by a conversation, or by the notice of the other: whoever sent it is told to nobody.

    Raises ``Refusal("no_target")``.
    """
    if one.means in HOSTS:
        raise Refusal("no_target", means=one.means.value)
    if one.means not in ON_CONTENT | {Means.FREEZE_PAIR}:
        return Wanted(one.means, one.lasts)
    items = [item for each in notices for item in each.items]
    senders = [each.id for each in notices if each.reporter not in {"", found.case.subject}]
    place = targets(one.means, found.case, items, senders).get((one.what, one.target))
    if place is None:
        raise Refusal("no_target", means=one.means.value)
    return Wanted(one.means, one.lasts, one.target, place, one.what)


def quoted(snapshot: object, item: str) -> Quote:
    """Return a message, a card or a name as a snapshot holds it. Raises ``Refusal("no_target")``."""
    items = snapshot.get("items", []) if isinstance(snapshot, dict) else []
    if isinstance(snapshot, dict) and any(one["ref"] == item and one["kind"] in COVERED for one in items):
        return _quoted_object(snapshot, item)
    for said in (said for one in items for said in one.get("talk", [])):
        if said["id"] == item and said["reported"]:
            return Quote(str(said["text"]), int(said["at"]))
    for turn in laid_out(snapshot) if isinstance(snapshot, dict) else ():
        if turn.id == item and turn.mark is Mark.VERIFIED:
            return Quote(turn.text, turn.at)
    raise Refusal("no_target", means="quote")


def _quoted_object(snapshot: dict[str, Any], item: str) -> Quote:
    """Return the words of a card, a pseudonym or a room's name, at the time of their snapshot."""
    one = next(one for one in snapshot["items"] if one["ref"] == item and one["kind"] in COVERED)
    cards = {card["member"]: card["card"] or {} for card in snapshot["cards"]}
    match one["kind"]:
        case ItemKind.ROOM_NAME:
            words = (one["room"] or {}).get("name", "")
        case ItemKind.PSEUDONYM:
            words = cards.get(item, {}).get("name", "")
        case _:
            words = cards.get(item, {}).get("words", "")
    return Quote(str(words), int(snapshot["captured"]))
