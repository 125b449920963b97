"""Complaints on a real store: another person looks, first without the first reasons, and what follows is done."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace
from sqlalchemy import update

from palabre.chat.model import MessageState
from palabre.kernel.clock import DAY, HOUR, SECOND, ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation.casework import By
from palabre.moderation.complaining import Answer
from palabre.moderation.complaints import Complaint, ComplaintState, Followed, Party, Right, Verdict
from palabre.moderation.deciding import Wanted
from palabre.moderation.decisions import DecisionState, Means, Outcome
from palabre.moderation.misuse import LONGEST, Assessment, Counter, Misuse, MisuseEvent, Suspension
from palabre.moderation.model import Priority
from palabre.moderation.parisian import months_after
from palabre.store.complaints import SqlComplaintStore
from palabre.store.decisions import SqlDecisionStore
from palabre.store.decisions_schema import complaint
from ports.court import AUTHOR, READER, WORDS, Court, court
from ports.court import SECOND as SECOND_PERSON
from ports.samples import ADA, BO, NOW, TEA, say

OPINION = "The words answer a question; I would not have called them an insult."
REASONS = "Vos mots répondaient à une question. La mesure est levée."


@pytest_asyncio.fixture
async def held(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Court]:
    """Give everything on one file."""
    clock.at = NOW
    async with court(tmp_path, clock) as opened:
        yield opened


async def contested(held: Court, *wanted: Wanted, **changes: object) -> tuple[str, Complaint, Right]:
    """Return a decision in force, and a complaint about it that a reader has taken."""
    decision, statement = await held.decided(*wanted, **changes)
    right = await held.complaining.right_of(statement)
    lodged = await held.complaining.lodge(right, "Je répondais à une question.")
    return decision.id, await held.complaining.take(READER, lodged.id), right


async def state_of(held: Court, decision: str) -> DecisionState:
    """Return where a decision stands."""
    found = await held.store.decision(decision)
    assert found is not None
    return found.state


async def test_t5_a_complaint_is_taken_until_the_last_second(held: Court) -> None:
    """T5, through the whole: six months less a second, and plus one."""
    _, statement = await held.decided()
    right = await held.complaining.right_of(statement)
    held.clock.at = months_after(statement.informed, 6) + SECOND
    with pytest.raises(Refusal, match="too_late_to_contest"):
        await held.complaining.lodge(right, "Trop tard.")
    held.clock.at -= 2 * SECOND
    assert (await held.complaining.lodge(right, "")).state is ComplaintState.LODGED
    with pytest.raises(Refusal, match="already_contested"):
        await held.complaining.lodge(right, "Encore.")


async def test_t6_neither_the_author_nor_the_second_person_takes_it(held: Court) -> None:
    """T6: the complaint waits for somebody who took no part."""
    decision, statement = await held.decided(outcome=Outcome.VIOLATION_ILLEGAL, basis="cp_222_17")
    lodged = await held.complaining.lodge(await held.complaining.right_of(statement), "")
    assert (decision.author, decision.second) == (AUTHOR.ref, SECOND_PERSON.ref)
    for by in (AUTHOR, SECOND_PERSON):
        with pytest.raises(Refusal, match="took_part"):
            await held.complaining.take(by, lodged.id)
    assert (await held.complaining.take(READER, lodged.id)).reader == READER.ref
    with pytest.raises(Refusal, match="not_a_move"):
        await held.complaining.take(By("A-4", "appeals"), lodged.id)


async def test_the_reader_writes_before_seeing_the_first_reasons(held: Court) -> None:
    """The facts and the complaint first; an opinion once, of some length; then the decision and its words."""
    _, complaint, _ = await contested(held)
    facts = await held.complaining.facts(READER, complaint.id)
    assert (WORDS in repr(facts), "respect" in repr(facts), facts.words) == (
        False,
        False,
        "Je répondais à une question.",
    )
    with pytest.raises(Refusal, match="opinion_first"):
        await held.complaining.first_reasons(READER, complaint.id)
    with pytest.raises(Refusal, match="opinion_first"):
        await held.complaining.decide(READER, complaint.id, Answer(Verdict.UPHELD, REASONS))
    with pytest.raises(Refusal, match="words_short"):
        await held.complaining.write_opinion(READER, complaint.id, "fine")
    await held.complaining.write_opinion(READER, complaint.id, OPINION)
    with pytest.raises(Refusal, match="opinion_written"):
        await held.complaining.write_opinion(READER, complaint.id, OPINION)
    decision, statement = await held.complaining.first_reasons(READER, complaint.id)
    assert (decision.words, statement is not None) == (WORDS, True)


class Cut(Exception):  # noqa: N818 - a machine that stops
    """The process ends here."""


async def cut(*_: object) -> None:
    """End the process."""
    raise Cut


@pytest.mark.parametrize("where", [(SqlDecisionStore, "reverse"), (SqlComplaintStore, "close")])
async def test_a_crash_leaves_no_complaint_closed_over_a_decision_in_force(
    held: Court, monkeypatch: pytest.MonkeyPatch, where: tuple[type, str]
) -> None:
    """Wherever it falls, the complaint is still its reader's; asked again, what was undone is not undone twice."""
    number, complaint, right = await contested(held)
    await held.complaining.write_opinion(READER, complaint.id, OPINION)
    with monkeypatch.context() as broken:
        broken.setattr(*where, cut)
        with pytest.raises(Cut):
            await held.complaining.decide(READER, complaint.id, Answer(Verdict.REVERSED, REASONS))
    found = await held.complaining.of_right(right)
    assert found is not None
    assert (found.state, found.verdict) == (ComplaintState.ASSIGNED, None)
    told = await held.complaining.decide(READER, complaint.id, Answer(Verdict.REVERSED, REASONS))
    assert (told.state, await state_of(held, number)) == (ComplaintState.NOTIFIED, DecisionState.REVERSED)


async def test_what_is_undone_already_stands_for_nobody(held: Court) -> None:
    """A second complaint about a decision that another has undone: its answer says so, or that nothing is left."""
    number, complaint, _ = await contested(held)
    await held.complaining.write_opinion(READER, complaint.id, OPINION)
    await held.deciding.reverse(number, SECOND_PERSON, "complaint")
    for verdict in (Verdict.UPHELD, Verdict.PARTLY_REVERSED):
        with pytest.raises(Refusal, match="not_a_move"):
            await held.complaining.decide(READER, complaint.id, Answer(verdict, REASONS))
    told = await held.complaining.decide(READER, complaint.id, Answer(Verdict.OMITTED, REASONS))
    assert told.verdict is Verdict.OMITTED


async def test_nobody_else_reads_a_complaint(held: Court) -> None:
    """Whatever they would do with it."""
    _, complaint, _ = await contested(held)
    other = By("A-4", "appeals")
    for doing in (
        held.complaining.facts(other, complaint.id), held.complaining.first_reasons(other, complaint.id),
        held.complaining.write_opinion(other, complaint.id, OPINION), held.complaining.ask(other, complaint.id, "Why?"),
        held.complaining.decide(other, complaint.id, Answer(Verdict.UPHELD, REASONS)),
    ):  # fmt: skip
        with pytest.raises(Refusal, match="not_yours"):
            await doing
    with pytest.raises(Refusal, match="unknown_complaint"):
        await held.complaining.facts(READER, "nothing")


async def test_one_question_and_one_answer(held: Court) -> None:
    """Each of them once."""
    _, complaint, right = await contested(held)
    with pytest.raises(Refusal, match="nothing_asked"):
        await held.complaining.answer(right, "Personne n’a demandé.")
    await held.complaining.ask(READER, complaint.id, "À qui répondiez-vous ?")
    with pytest.raises(Refusal, match="asked_once"):
        await held.complaining.ask(READER, complaint.id, "Et encore ?")
    await held.complaining.answer(right, "À la personne qui demandait.")
    with pytest.raises(Refusal, match="nothing_asked"):
        await held.complaining.answer(right, "Encore.")
    facts = await held.complaining.facts(READER, complaint.id)
    assert (facts.question, facts.answer) == ("À qui répondiez-vous ?", "À la personne qui demandait.")


async def test_a_reversal_restores_erases_the_point_tells_and_feeds_quality(held: Court) -> None:
    """All that section 8 asks, at once; the person is told on their lines; how long it took is known."""
    ack = await say(held.chat, BO, "encore moi")
    decision, complaint, _ = await contested(held, Wanted(Means.HIDE, 0, ack.id, TEA.id))
    assert len(await held.deciding.points(BO.id)) == 1
    await held.complaining.write_opinion(READER, complaint.id, OPINION)
    held.clock.advance(5 * HOUR)
    done = await held.complaining.decide(READER, complaint.id, Answer(Verdict.REVERSED, REASONS, "Soyez plus clair."))
    assert (done.state, done.verdict, done.hours) == (ComplaintState.NOTIFIED, Verdict.REVERSED, 5.0)
    found = await held.chat.message(TEA.id, ADA.id, ack.id)
    assert (found and found.state) is MessageState.SAID
    assert (await state_of(held, decision), await held.deciding.points(BO.id)) == (DecisionState.REVERSED, [])
    assert held.changed == ["case-one"]
    rows = await held.store.database.read(lambda c: c.exec_driver_sql('SELECT "case", why FROM quality_sample').all())
    assert [tuple(row) for row in rows] == [("case-one", "reversed")]
    assert sum(one.startswith("informed") for one in held.told.seen) == 2
    with pytest.raises(Refusal, match="not_a_move"):
        await held.complaining.decide(READER, complaint.id, Answer(Verdict.UPHELD, REASONS))


async def test_what_has_run_out_is_reversed_too(held: Court) -> None:
    """A day's suspension is over before its complaint is read: the point goes all the same."""
    decision, complaint, _ = await contested(held, Wanted(Means.SUSPEND, DAY), basis="adults")
    held.clock.advance(2 * DAY)
    await held.deciding.sweep()
    assert len(await held.deciding.points(BO.id)) == 1
    await held.complaining.write_opinion(READER, complaint.id, OPINION)
    await held.complaining.decide(READER, complaint.id, Answer(Verdict.REVERSED, REASONS))
    assert (await state_of(held, decision), await held.deciding.points(BO.id)) == (DecisionState.EXPIRED, [])


async def test_a_partial_reversal_undoes_what_it_names(held: Court) -> None:
    """Something, and not all: else it is called by its name."""
    ack = await say(held.chat, BO, "encore moi")
    hide = Wanted(Means.HIDE, 0, ack.id, TEA.id)
    decision, complaint, _ = await contested(held, hide, Wanted(Means.SUSPEND_ROOMS, DAY), basis="adults")
    whole = await held.store.decision(decision)
    assert whole is not None
    hidden, bound = (one.id for one in whole.imposed)
    await held.complaining.write_opinion(READER, complaint.id, OPINION)
    for undone in (frozenset[str](), frozenset({hidden, bound}), frozenset({"something else"})):
        with pytest.raises(Refusal, match="nothing_undone"):
            await held.complaining.decide(READER, complaint.id, Answer(Verdict.PARTLY_REVERSED, REASONS, "", undone))
    await held.complaining.decide(
        READER, complaint.id, Answer(Verdict.PARTLY_REVERSED, REASONS, "", frozenset({bound}))
    )
    held.standings.check_speaks(BO.id)
    found = await held.chat.message(TEA.id, BO.id, ack.id)
    assert (found and found.state) is MessageState.WITHHELD
    assert (await state_of(held, decision), held.changed) == (DecisionState.IN_FORCE, ["case-one"])


async def test_what_is_upheld_stays(held: Court) -> None:
    """With reasons, and nothing else changes; a decision without reasons is none, nor one with another's data."""
    decision, complaint, _ = await contested(held, Wanted(Means.SUSPEND_ROOMS, DAY), basis="adults")
    await held.complaining.write_opinion(READER, complaint.id, OPINION)
    with pytest.raises(Refusal, match="no_reason"):
        await held.complaining.decide(READER, complaint.id, Answer(Verdict.UPHELD, " "))
    for answer in (
        Answer(Verdict.UPHELD, f"{ADA.name} l’a dit."),
        Answer(Verdict.UPHELD, REASONS, "06 12 34 56 78"),
    ):
        with pytest.raises(Refusal, match="others_data"):
            await held.complaining.decide(READER, complaint.id, answer)
    await held.complaining.decide(READER, complaint.id, Answer(Verdict.UPHELD, "La règle a bien été oubliée."))
    assert (await state_of(held, decision), held.changed) == (DecisionState.IN_FORCE, [])
    with pytest.raises(Refusal, match="cooling_off"):
        held.standings.check_speaks(BO.id)


async def test_t7_what_was_decided_in_a_danger_is_reversed_by_two(held: Court) -> None:
    """T7: the reader alone, or with whoever took part, reverses no P0 decision."""
    law = {"outcome": Outcome.VIOLATION_ILLEGAL, "basis": "cp_222_17", "priority": Priority.P0}
    decision, complaint, _ = await contested(held, **law)
    await held.complaining.write_opinion(READER, complaint.id, OPINION)
    with pytest.raises(Refusal, match="needs_second"):
        await held.complaining.decide(READER, complaint.id, Answer(Verdict.REVERSED, REASONS))
    for by, code in ((READER, "same_person"), (AUTHOR, "took_part"), (SECOND_PERSON, "took_part")):
        with pytest.raises(Refusal, match=code):
            await held.complaining.agree(by, complaint.id, OPINION)
    await held.complaining.agree(By("A-5", "appeals"), complaint.id, OPINION)
    await held.complaining.decide(READER, complaint.id, Answer(Verdict.REVERSED, REASONS))
    assert await state_of(held, decision) is DecisionState.REVERSED


@pytest.mark.parametrize("is_read", [False, True])
async def test_a_complaint_taken_back_is_omitted(held: Court, *, is_read: bool) -> None:
    """Whoever lodged it settles it; the decision stands."""
    _, statement = await held.decided()
    right = await held.complaining.right_of(statement)
    lodged = await held.complaining.lodge(right, "")
    if is_read:
        await held.complaining.take(READER, lodged.id)
    assert (await held.complaining.withdraw(right)).verdict is Verdict.OMITTED
    acts = "SELECT action FROM ledger_entry WHERE object_type = 'complaint' ORDER BY n"
    entered = await held.store.database.read(lambda c: list(c.exec_driver_sql(acts).scalars()))
    assert entered == [f"complaint.{one}" for one in ("lodged", "assigned", "decided", "notified")]
    with pytest.raises(Refusal, match="unknown_complaint"):
        await held.complaining.withdraw(right)


async def test_a_complaint_of_an_older_release_goes_its_way(held: Court) -> None:
    """Kept with fewer fields than there are now, it is taken and taken back; one that has changed is not."""
    _, statement = await held.decided()
    right = await held.complaining.right_of(statement)
    lodged = await held.complaining.lodge(right, "")
    older = json.dumps({"id": lodged.id, "decision": lodged.decision, "party": "subject", "lodged": NOW, "words": "",
                        "member": lodged.member}).encode()  # fmt: skip
    await held.store.database.write(lambda c: c.execute(update(complaint).values(whole=older)))
    taken = await held.complaining.take(READER, lodged.id)
    assert not await held.complaints.change(lodged, replace(lodged, words="x"), "asked", READER, NOW)
    assert (await held.complaining.withdraw(right)).reader == taken.reader


async def test_a_notifier_whose_notice_was_refused_may_complain_too(held: Court) -> None:
    """Beside the subject, each on their own; nobody of them learns of the other."""
    decision, statement = await held.decided()
    await held.complaining.lodge(await held.complaining.right_of(statement), "")
    mine = Right(decision.id, Party.NOTIFIER, NOW, ADA.id, "notice-one", Followed.PARTLY)
    await held.complaining.lodge(mine, "Ce n’est pas assez.")
    with pytest.raises(Refusal, match="already_contested"):
        await held.complaining.lodge(mine, "Encore.")
    found = await held.complaining.of_right(mine)
    assert (found and (found.party, found.words)) == (Party.NOTIFIER, "Ce n’est pas assez.")
    assert len(await held.complaints.complaints_in(["lodged"], 9)) == 2
    wholly = Right(decision.id, Party.NOTIFIER, NOW, ADA.id, "notice-two", Followed.WHOLLY)
    with pytest.raises(Refusal, match="not_concerned"):
        await held.complaining.lodge(wholly, "")


async def test_each_step_of_a_complaint_is_in_the_ledger(held: Court) -> None:
    """With who, in which role; looks too."""
    _, complaint, _ = await contested(held)
    await held.complaining.facts(READER, complaint.id)
    await held.complaining.write_opinion(READER, complaint.id, OPINION)
    await held.complaining.first_reasons(READER, complaint.id)
    await held.complaining.decide(READER, complaint.id, Answer(Verdict.UPHELD, REASONS))
    rows = await held.store.database.read(
        lambda c: c.exec_driver_sql(
            "SELECT action, actor_ref, role FROM ledger_entry WHERE object_type = 'complaint' ORDER BY n"
        ).all()
    )
    assert [tuple(row) for row in rows] == [
        ("complaint.lodged", "", "subject"),
        ("complaint.assigned", "A-3", "appeals"),
        ("complaint_facts_seen", "A-3", "appeals"), ("opinion_written", "A-3", "appeals"),
        ("first_reasons_seen", "A-3", "appeals"), ("complaint.decided", "A-3", "appeals"),
        ("complaint.notified", "", "program"),
    ]  # fmt: skip


async def test_misuse_is_counted_warned_of_and_forgotten(held: Court) -> None:
    """A year, and nothing of it is left; a suspension is found while it holds."""
    for at, warning in ((NOW, False), (NOW + 1, True), (NOW + 2, False)):
        await held.misuse.count(MisuseEvent(BO.id, Misuse.UNFOUNDED_NOTICE, at, warning), AUTHOR, at)
    assert [one.warning for one in await held.misuse.events_of(BO.id, NOW)] == [False, True, False]
    assert await held.misuse.events_of(ADA.id, NOW) == []
    looked = Assessment(3, 0.9, "gravity", "intention")
    suspension = Suspension(BO.id, Counter.HANDLING, NOW, NOW + LONGEST, looked, "M-1", "S-2")
    await held.misuse.suspend(suspension, AUTHOR, NOW)
    assert await held.misuse.suspensions_of(BO.id, NOW) == [suspension]
    assert await held.misuse.suspensions_of(BO.id, NOW + LONGEST) == []
    await held.misuse.fade_misuse(NOW + 2)
    assert [one.at for one in await held.misuse.events_of(BO.id, 0)] == [NOW + 2]


async def test_people_and_words_go_and_numbers_stay(held: Court) -> None:
    """A year after a decision that is over, six months after an answer: what is left names nobody."""
    decision, complaint, _ = await contested(held)
    await held.complaining.write_opinion(READER, complaint.id, OPINION)
    held.clock.advance(HOUR)
    await held.complaining.decide(READER, complaint.id, Answer(Verdict.REVERSED, REASONS))
    for days, kept in ((183, 1), (2, 0)):
        held.clock.advance(days * DAY)
        await held.complaints.fade(held.clock.now())
        found = await held.complaints.complaint(complaint.id)
        assert found is not None
        assert (bool(found.words), found.verdict, found.hours) == (bool(kept), Verdict.REVERSED, 1.0)
    held.clock.advance(200 * DAY)
    await held.store.fade(held.clock.now())
    left = await held.store.decision(decision)
    assert left is not None
    assert (left.subject, left.words, left.quote, left.state) == ("", "", "", DecisionState.REVERSED)
    assert await held.store.statement_on(decision) is None


async def test_a_decision_about_nobody_known_fades_too(held: Court) -> None:
    """A year after it is over, nothing written is left of a decision whose case names no member."""
    decision, _ = await held.decided(subject=MemberId(""), outcome=Outcome.NO_VIOLATION, basis="", wanted=())
    held.clock.advance(91 * DAY)
    await held.deciding.sweep()
    held.clock.advance(300 * DAY)
    await held.store.fade(held.clock.now())
    left = await held.store.decision(decision.id)
    assert left is not None
    assert (left.words, left.state) == ("", DecisionState.EXPIRED)
    assert await held.store.statement_on(decision.id) is None


async def test_a_question_and_its_answer_fade_with_a_complaint_taken_back(held: Court) -> None:
    """Without an account, a word or an opinion, what was asked and answered is erased at the same date."""
    decision, _ = await held.decided()
    right = Right(decision.id, Party.NOTIFIER, NOW, notice="notice-one")
    lodged = await held.complaining.lodge(right, "")
    await held.complaining.take(READER, lodged.id)
    await held.complaining.ask(READER, lodged.id, "Which message is it?")
    await held.complaining.answer(right, "The second one.")
    await held.complaining.withdraw(right)
    held.clock.advance(185 * DAY)
    await held.complaints.fade(held.clock.now())
    left = await held.complaints.complaint(lodged.id)
    assert left is not None
    assert (left.question, left.answer, left.verdict) == ("", "", Verdict.OMITTED)
