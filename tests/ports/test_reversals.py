"""A decision undone by a complaint: what its case had done before it is undone too, in one transaction."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from palabre.chat.model import MessageState
from palabre.kernel.clock import DAY, ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId, MemberId, MessageId, new_id
from palabre.moderation import codes
from palabre.moderation.casework import By
from palabre.moderation.complaining import Answer
from palabre.moderation.complaints import Verdict
from palabre.moderation.deciding import Wanted
from palabre.moderation.decisions import Decision, DecisionState, Means, Outcome
from palabre.moderation.evidence import Vault
from palabre.moderation.model import Case, CaseState, Freeze, Kind, Priority, Restriction
from palabre.moderation.notice_ports import Intake, Taken
from palabre.moderation.notices import Channel, Draft, Item, ItemKind, checked, notice_of
from palabre.moderation.ports import Measure
from palabre.store.case_history import SqlCaseHistory
from palabre.store.casework import SqlCaseworkStore
from palabre.store.moderation_holds import sweep
from palabre.store.notice_evidence import Safe
from palabre.store.notices import SqlNoticeStore
from ports.court import AUTHOR, READER, SECOND, VIEW, Court, asked, court
from ports.samples import ADA, BO, NOW, TEA, say

REASONS = "Vos mots répondaient à une question. La mesure est levée."
OTHER_READER = By("A-5", "appeals")


@dataclass
class Bench:
    """Decisions that close their cases, and notices that open them."""

    court: Court
    notices: SqlNoticeStore

    async def reported(self, reason: str, item: Item) -> Taken:
        """Let Ada report something of Bo's, and this node learn what it brought about."""
        draft = checked(Draft(Channel.IN_APP, reason, (item,), reporter=ADA.id))
        code = codes.new_code()
        intake = Intake(notice_of(draft, new_id(), NOW), codes.kept(code), codes.commitment(code))
        taken = await self.notices.take(intake, NOW)
        for member in taken.reach.members:
            await self.court.deciding.hands.law.changed(member)
        return taken

    async def bound(self) -> list[Kind]:
        """Return what binds Bo by the store."""
        return [one.kind for one in await self.court.moderation.binding_of(BO.id, self.court.clock.now())]

    async def decided(self, case: str, *wanted: Wanted, **changes: object) -> Decision:
        """Decide a case about Bo as a breach; what it holds is confirmed."""
        decision, _ = await self.court.decided(*wanted, case=case, **changes)
        return decision

    async def seen(self, message: MessageId) -> MessageState | None:
        """Return how Ada, who has reported nothing of it, would see a message."""
        found = await self.court.chat.message(TEA.id, MemberId("member-eve"), message)
        return found.state if found else None


@pytest_asyncio.fixture
async def bench(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Bench]:
    """Give everything on one file, where deciding closes the case."""
    clock.at = NOW
    async with court(tmp_path, clock) as held:

        async def close(decision: Decision) -> None:
            right = decision.outcome is not Outcome.NO_VIOLATION
            await held.moderation.decide(
                decision.case, CaseState.UPHELD if right else CaseState.RELEASED, held.clock.now()
            )

        object.__setattr__(held.deciding, "close_case", close)
        yield Bench(held, SqlNoticeStore(held.store.database, Safe(Vault(bytes(32)), None)))


def about(message: str) -> Item:
    """Return a message of the room as pointed at."""
    return Item(ItemKind.MESSAGE, message, TEA.id)


CARD = Item(ItemKind.CARD, BO.id)


@pytest.mark.parametrize(
    ("reason", "kind"), [("minor_present", Kind.AGE_PROOF), ("sexual_violence_plan", Kind.SUSPEND)]
)
async def test_what_a_confirmed_hold_put_on_an_account_ends_with_the_decision(
    bench: Bench, reason: str, kind: Kind
) -> None:
    """An age proof asked again, a suspension: in the store, in this node's memory, and told on every line."""
    taken = await bench.reported(reason, CARD)
    decision = await bench.decided(taken.notice.case)
    assert await bench.bound() == [kind]
    with pytest.raises(Refusal):
        bench.court.standings.check_speaks(BO.id)
    await bench.court.deciding.reverse(decision.id, READER, "complaint")
    bench.court.standings.check_speaks(BO.id)
    assert (await bench.bound(), bench.court.told.seen[-1]) == ([], f"freed {BO.id}")


async def test_a_confirmed_isolation_ends_with_the_decision(bench: Bench) -> None:
    """What a rule put on a declared minor, found right and then wrong: they are among people again, the rule counts."""
    number = new_id()
    case = Case(number, "minor_disclosure", Priority.P1, NOW, BO.id, "tea", "minor.disclosed", "v1")
    isolated = Restriction(new_id(), BO.id, Kind.ISOLATED, "minor.disclosed", {"fr": "", "en": ""}, NOW, case=number)
    freeze = Freeze(member=BO.id, withdraw=True)
    await bench.court.deciding.hands.law.take(Measure(BO.id, case, (isolated,), (freeze,), number))
    decision = await bench.decided(number)
    assert (await bench.bound(), bench.court.standings.is_gone(BO.id)) == ([Kind.ISOLATED], True)
    assert [(one.upheld, one.overturned) for one in await bench.court.moderation.reviews()] == [(1, 0)]
    await bench.court.deciding.reverse(decision.id, READER, "complaint")
    assert (await bench.bound(), bench.court.standings.is_gone(BO.id)) == ([], False)
    assert [(one.upheld, one.overturned) for one in await bench.court.moderation.reviews()] == [(0, 1)]
    found = await bench.court.moderation.case(number)
    assert found is not None
    assert found.state is CaseState.RELEASED


async def test_what_a_contest_confirmed_ends_with_its_decision(bench: Bench) -> None:
    """The case that was contested and the contest were decided as one; they are undone as one."""
    law = bench.court.deciding.hands.law
    first = Case(new_id(), "persisting", Priority.P2, NOW, BO.id, "tea", "a.rule", "v1")
    bound = Restriction(new_id(), BO.id, Kind.COOL_OFF, "a.rule", {"fr": "", "en": ""}, NOW, NOW + DAY, first.id)
    await law.take(Measure(BO.id, first, (bound,), (), first.id))
    contest = Case(
        new_id(), "contest", Priority.P2, NOW, BO.id, "", "a.rule", "", about=first.id, restriction=bound.id
    )  # fmt: skip
    await law.take(Measure(BO.id, contest))
    decision = await bench.decided(contest.id)
    assert await bench.bound() == [Kind.COOL_OFF]
    await bench.court.deciding.reverse(decision.id, READER, "complaint")
    assert await bench.bound() == []
    bench.court.standings.check_speaks(BO.id)


async def test_what_a_confirmed_hold_hid_is_shown_again(bench: Bench) -> None:
    """With its words, where it was said."""
    ack = await say(bench.court.chat, BO, "encore moi")
    taken = await bench.reported("doxing", about(ack.id))
    decision = await bench.decided(taken.notice.case)
    assert await bench.seen(ack.id) is None
    await bench.court.deciding.reverse(decision.id, READER, "complaint")
    assert await bench.seen(ack.id) is MessageState.SAID


async def test_what_another_decision_hides_stays_hidden(bench: Bench) -> None:
    """Two cases hid the same message, both found right: undoing one frees nothing that the other holds."""
    ack = await say(bench.court.chat, BO, "encore moi")
    first, second = [(await bench.reported(one, about(ack.id))).notice.case for one in ("doxing", "intimate_image")]
    undone, stands = await bench.decided(first), await bench.decided(second)
    await bench.court.deciding.reverse(undone.id, READER, "complaint")
    assert await bench.seen(ack.id) is None
    await bench.court.deciding.reverse(stands.id, READER, "complaint")
    assert await bench.seen(ack.id) is MessageState.SAID


@pytest.mark.parametrize("means", [Means.HIDE, Means.REMOVE])
async def test_what_another_cases_hold_hides_stays_hidden_when_a_decision_is_undone(bench: Bench, means: Means) -> None:
    """Hidden or removed by a decision, and held by a report that nobody has judged: the words wait for that too."""
    ack = await say(bench.court.chat, BO, "encore moi")
    decision = await bench.decided("case-one", Wanted(means, 0, ack.id, TEA.id))
    other = await bench.reported("doxing", about(ack.id))
    await bench.court.deciding.reverse(decision.id, READER, "complaint")
    assert await bench.seen(ack.id) is None
    await bench.court.moderation.decide(other.notice.case, CaseState.RELEASED, NOW)
    assert await bench.seen(ack.id) is MessageState.SAID


async def test_what_a_decision_hides_stays_hidden_when_another_cases_hold_ends(bench: Bench) -> None:
    """The report is found to be nothing; the decision of another case still hides the words, until its own end."""
    ack = await say(bench.court.chat, BO, "encore moi")
    held = await bench.reported("doxing", about(ack.id))
    decision = await bench.decided("case-one", Wanted(Means.HIDE, 0, ack.id, TEA.id))
    await bench.court.moderation.decide(held.notice.case, CaseState.RELEASED, NOW)
    assert await bench.seen(ack.id) is None
    await bench.court.deciding.reverse(decision.id, READER, "complaint")
    assert await bench.seen(ack.id) is MessageState.SAID


async def test_a_hide_undone_alone_shows_what_its_own_cases_hold_had_hidden(bench: Bench) -> None:
    """In part: of what a decision imposed the hide is undone, and the hold that it took the place of hides no more."""
    ack = await say(bench.court.chat, BO, "encore moi")
    taken = await bench.reported("doxing", about(ack.id))
    decision = await bench.decided(taken.notice.case, Wanted(Means.ADVICE), Wanted(Means.HIDE, 0, ack.id, TEA.id))
    (hide,) = [one.id for one in decision.imposed if one.means is Means.HIDE]
    await bench.court.deciding.reverse_partly(decision.id, frozenset({hide}), READER)
    assert await bench.seen(ack.id) is MessageState.SAID


async def test_words_left_to_their_author_are_said_after_all(bench: Bench) -> None:
    """What was held for a case, given back by the decision, is shown to everybody by its reversal."""
    ack = await say(bench.court.chat, BO, "peut-être", held=True)
    case = Case(new_id(), "held", Priority.P2, NOW, BO.id, TEA.id, "a.rule", "v1", message=ack.id)
    await bench.court.deciding.hands.law.take(Measure(BO.id, case))
    decision = await bench.decided(case.id)
    assert await bench.seen(ack.id) is None
    await bench.court.deciding.reverse(decision.id, READER, "complaint")
    assert await bench.seen(ack.id) is MessageState.SAID


async def test_a_decision_that_has_run_out_is_undone_with_what_its_case_did(bench: Bench) -> None:
    """A day's suspension is over; the proof of age that the hold asked is asked no more either."""
    taken = await bench.reported("minor_present", CARD)
    decision = await bench.decided(taken.notice.case, Wanted(Means.SUSPEND, DAY), basis="adults")
    bench.court.clock.advance(2 * DAY)
    await bench.court.deciding.sweep()
    assert await bench.bound() == [Kind.AGE_PROOF]
    await bench.court.deciding.reverse(decision.id, READER, "complaint")
    assert await bench.bound() == []


async def test_what_another_decision_on_the_case_found_right_stays(bench: Bench) -> None:
    """One of two decisions in force on a case is undone: its hold stands for the other."""
    taken = await bench.reported("minor_present", CARD)
    first = await bench.decided(taken.notice.case)
    second = await bench.decided(taken.notice.case)
    await bench.court.deciding.reverse(first.id, READER, "complaint")
    assert await bench.bound() == [Kind.AGE_PROOF]
    await bench.court.deciding.reverse(second.id, READER, "complaint")
    assert await bench.bound() == []


async def test_a_hold_undone_is_not_ended_twice(bench: Bench) -> None:
    """It stays confirmed, as its table says; no alarm and no round over the holds touches it again."""
    taken = await bench.reported("minor_present", CARD)
    decision = await bench.decided(taken.notice.case)
    await bench.court.deciding.reverse(decision.id, READER, "complaint")
    bench.court.clock.advance(4 * DAY)
    swept = await bench.court.store.database.write(lambda c: sweep(c, bench.court.clock.now()))
    assert (swept.alarms, [one.state for one in await bench.notices.holds(taken.notice.case)]) == ((), ["confirmed"])


async def test_t7_a_child_safety_freeze_is_lifted_by_two_readers(bench: Bench) -> None:
    """T7: one reader, or the same twice, lifts no freeze that protects a child, though nobody was in danger (P1)."""
    taken = await bench.reported("minor_present", CARD)
    decision = await bench.decided(taken.notice.case)
    statement = await bench.court.store.statement_on(decision.id)
    assert statement is not None
    complaining = bench.court.complaining
    lodged = await complaining.lodge(await complaining.right_of(statement), "")
    await complaining.take(READER, lodged.id)
    await complaining.write_opinion(READER, lodged.id, VIEW)
    with pytest.raises(Refusal, match="needs_second"):
        await complaining.decide(READER, lodged.id, Answer(Verdict.REVERSED, REASONS))
    for by, code in ((READER, "same_person"), (AUTHOR, "took_part")):
        with pytest.raises(Refusal, match=code):
            await complaining.agree(by, lodged.id, VIEW)
    assert await bench.bound() == [Kind.AGE_PROOF]
    await complaining.agree(OTHER_READER, lodged.id, VIEW)
    await complaining.decide(READER, lodged.id, Answer(Verdict.REVERSED, REASONS))
    assert await bench.bound() == []


async def test_t7_nothing_else_of_that_priority_takes_two(bench: Bench) -> None:
    """A threat is P1 as well: one reader undoes it, and a second is asked of nobody."""
    taken = await bench.reported("threats", CARD)
    decision = await bench.decided(taken.notice.case, priority=Priority.P1)
    assert await bench.court.complaining.guarded(decision) is None
    assert not await bench.court.store.protects_child(taken.notice.case)
    assert await bench.court.store.protects_child((await bench.reported("minor_present", CARD)).notice.case)


async def test_a_contest_of_a_freeze_protects_the_child_too(bench: Bench) -> None:
    """Whatever queue it waits in: undoing it would end the freeze."""
    taken = await bench.reported("minor_present", CARD)
    (bound,) = await bench.court.moderation.binding_of(BO.id, NOW)
    contest = Case(
        new_id(), "contest", Priority.P2, NOW, BO.id, "", "notice", "", about=taken.notice.case, restriction=bound.id
    )  # fmt: skip
    await bench.court.deciding.hands.law.take(Measure(BO.id, contest))
    assert await bench.court.store.protects_child(contest.id)
    assert not await bench.court.store.protects_child(str(ConversationId("nothing")))


async def test_a_no_breach_that_is_undone_waits_for_somebody_else(bench: Bench) -> None:
    """Nothing was imposed that could end: the case is open again, in its queue, at its age, to all but who decided."""
    taken = await bench.reported("doxing", CARD)
    case, history = taken.notice.case, SqlCaseHistory(bench.court.store.database)
    decision = await bench.decided(case, outcome=Outcome.NO_VIOLATION, basis="", wanted=())
    work = SqlCaseworkStore(bench.court.store.database)
    closed = await work.waiting(case)
    await bench.court.deciding.reverse(decision.id, READER, "complaint")
    waits, found = await work.waiting(case), await bench.court.moderation.case(case)
    assert (closed and closed.state, waits and waits.state, found and found.state) == (
        "closed", "reopened", CaseState.OPEN,
    )  # fmt: skip
    assert closed is not None
    assert [one.case for one in await work.queue(closed.queue, 9)] == [case]
    assert (await history.judged_before(AUTHOR.ref), await history.judged_before(SECOND.ref)) == (
        frozenset({case}),
        frozenset(),
    )
    again, _ = await bench.court.deciding.preview(SECOND, asked(Wanted(Means.ADVICE), case=case))
    await bench.court.deciding.decide(SECOND, again.id)
    states = {one.state for one in await bench.court.store.decisions_on(case)}
    assert states == {DecisionState.REVERSED, DecisionState.IN_FORCE}
    assert await work.queue(closed.queue, 9) == []


async def test_a_rule_is_judged_once_by_the_answer_that_stands(bench: Bench) -> None:
    """Found wrong, then right: its count is of the second look alone."""
    case = Case(new_id(), "persisting", Priority.P2, NOW, BO.id, "tea", "a.rule", "v1")
    await bench.court.deciding.hands.law.take(Measure(BO.id, case))
    first = await bench.decided(case.id, outcome=Outcome.NO_VIOLATION, basis="", wanted=())
    assert [(one.upheld, one.overturned) for one in await bench.court.moderation.reviews()] == [(0, 1)]
    await bench.court.deciding.reverse(first.id, READER, "complaint")
    assert [(one.upheld, one.overturned) for one in await bench.court.moderation.reviews()] == [(0, 0)]
    await bench.decided(case.id)
    assert [(one.upheld, one.overturned) for one in await bench.court.moderation.reviews()] == [(1, 0)]


async def test_nothing_is_undone_for_whoever_comes_second(bench: Bench) -> None:
    """Two readers at once: one reversal, and a refusal."""
    taken = await bench.reported("minor_present", CARD)
    decision = await bench.decided(taken.notice.case)
    now = bench.court.clock.now()
    assert await bench.court.store.reverse(decision, READER, now, "complaint") is not None
    assert await bench.court.store.reverse(decision, SECOND, now, "complaint") is None
    with pytest.raises(Refusal, match="not_a_move"):
        await bench.court.deciding.reverse(decision.id, SECOND, "complaint")
