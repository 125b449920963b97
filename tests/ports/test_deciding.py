"""Decisions on a real store: the exact text, four eyes, effects at once, undone by reversal, ended by their date."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from palabre.chat.model import MessageState
from palabre.identity.methods.passkeys import Passkey
from palabre.kernel.clock import DAY, HOUR, ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, MessageId, digest
from palabre.moderation.casework import By
from palabre.moderation.deciding import SHOWN_FOR, Wanted, redated
from palabre.moderation.decisions import DecisionState, Means, Outcome
from palabre.moderation.misuse import ROLLING, Misuse
from palabre.moderation.model import Kind, Priority
from palabre.moderation.recovery import kept, read, shown
from palabre.store.figures import SqlFigures
from palabre.store.writer import StoreFailed
from ports.court import AUTHOR, CODES, SECOND, VIEW, WORDS, Court, asked, court
from ports.samples import ADA, BO, NOW, TEA, say

DAY_OFF = Wanted(Means.SUSPEND, DAY)
LAW = {"outcome": Outcome.VIOLATION_ILLEGAL, "basis": "cp_222_17"}
THIRD = By("S-9", "senior")


@pytest_asyncio.fixture
async def held(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Court]:
    """Give everything on one file."""
    clock.at = NOW
    async with court(tmp_path, clock) as opened:
        yield opened


async def seen_by(held: Court, viewer: str, message: MessageId) -> MessageState | None:
    """Return how somebody sees a message."""
    found = await held.chat.message(TEA.id, BO.id if viewer == "Bo" else ADA.id, message)
    return found.state if found else None


async def entries(held: Court) -> list[str]:
    """Return the actions of the ledger, oldest first."""
    rows = await held.store.database.read(
        lambda c: c.exec_driver_sql("SELECT action, actor_ref FROM ledger_entry ORDER BY n").all()
    )
    return [f"{action} {actor}".strip() for action, actor in rows]


async def test_the_text_shown_before_is_the_text_that_is_read(held: Court) -> None:
    """To the letter, and with its delivery: the person is told on their lines, and the ledger knows."""
    decision, shown_text = await held.deciding.preview(AUTHOR, asked())
    assert await held.store.statements_of(BO.id) == []
    held.clock.advance(HOUR - 1)
    await held.deciding.decide(AUTHOR, decision.id)
    (read_text,) = await held.store.statements_of(BO.id)
    assert (read_text.fr, read_text.en, read_text.id) == (shown_text.fr, shown_text.en, shown_text.id)
    assert read_text.informed == NOW + HOUR - 1
    assert held.told.seen == [f"informed {BO.id} {read_text.id}"]
    assert await entries(held) == ["decision.draft M-1", "decision.in_force M-1", "statement.delivered"]


async def test_a_text_shown_too_long_ago_is_shown_again(held: Court) -> None:
    """What is signed is what was looked at."""
    decision, _ = await held.deciding.preview(AUTHOR, asked())
    held.clock.advance(SHOWN_FOR)
    with pytest.raises(Refusal, match="look_again"):
        await held.deciding.decide(AUTHOR, decision.id)
    await held.deciding.preview(AUTHOR, asked(), decision.id)
    assert (await held.deciding.decide(AUTHOR, decision.id)).state is DecisionState.IN_FORCE


async def test_nobody_signs_the_draft_of_another(held: Court) -> None:
    """Nor puts words in its place."""
    decision, _ = await held.deciding.preview(AUTHOR, asked())
    for doing in (held.deciding.decide(SECOND, decision.id), held.deciding.preview(SECOND, asked(), decision.id)):
        with pytest.raises(Refusal, match="not_yours"):
            await doing
    with pytest.raises(Refusal, match="unknown_decision"):
        await held.deciding.decide(AUTHOR, "nothing")


async def test_words_about_others_are_refused_before_anything_is_kept(held: Court) -> None:
    """A pseudonym of somebody here, a number: nothing of it stands in the store."""
    for words in (f"{WORDS} C’était Ada.", f"{WORDS} Au 06 12 34 56 78."):
        with pytest.raises(Refusal, match="others_data"):
            await held.deciding.preview(AUTHOR, asked(words=words))
    await held.deciding.preview(AUTHOR, asked(words=f"Bo, {WORDS}"))
    assert len(await held.store.decisions_on("case-one")) == 1


@pytest.mark.parametrize(
    "change",
    [{"wanted": (Wanted(Means.TERMINATE),), **LAW}, {"wanted": (Wanted(Means.TERMINATE),), "basis": "adults"}, LAW,
     {"wanted": (Wanted(Means.SUSPEND, 31 * DAY),), "basis": "adults"}],
    ids=["the end, by the law", "the end", "an illegal ground", "over thirty days"],
)  # fmt: skip
async def test_t7_a_guarded_decision_waits_for_another_person(held: Court, change: dict[str, object]) -> None:
    """T7: without effect until somebody else, who wrote their view first, has signed; never the same person twice."""
    decision, _ = await held.deciding.preview(AUTHOR, asked(**change))
    assert (await held.deciding.decide(AUTHOR, decision.id)).state is DecisionState.PENDING_SECOND
    await held.deciding.sweep()
    assert held.told.seen == []
    for doing in (
        held.deciding.facts(AUTHOR, decision.id), held.deciding.view(AUTHOR, decision.id, VIEW),
        held.deciding.sign(AUTHOR, decision.id),
    ):  # fmt: skip
        with pytest.raises(Refusal, match="same_person"):
            await doing
    with pytest.raises(Refusal, match="view_first"):
        await held.deciding.sign(SECOND, decision.id)
    await held.deciding.view(SECOND, decision.id, VIEW)
    with pytest.raises(Refusal, match="view_first"):
        await held.deciding.sign(THIRD, decision.id)
    signed = await held.deciding.sign(SECOND, decision.id)
    assert (signed.state, signed.author, signed.second) == (DecisionState.IN_FORCE, "M-1", "S-2")
    assert len(held.told.seen) == 1 + bool(change.get("wanted"))


async def test_a_second_person_sees_the_facts_before_the_first_opinion(held: Court) -> None:
    """The item and the points, neither the ground nor the words; then, their view written, the whole, dated anew."""
    decision, _ = await held.deciding.preview(AUTHOR, asked(DAY_OFF, **LAW))
    await held.deciding.decide(AUTHOR, decision.id)
    held.clock.advance(10 * HOUR)
    facts = await held.deciding.facts(SECOND, decision.id)
    assert WORDS not in repr(facts)
    assert "222" not in repr(facts)
    assert facts.quote == "encore moi"
    with pytest.raises(Refusal, match="words_short"):
        await held.deciding.view(SECOND, decision.id, "ok")
    whole, text = await held.deciding.view(SECOND, decision.id, VIEW)
    assert whole.words == WORDS
    assert "Deux personnes ont décidé" in repr(text.fr)
    assert whole.imposed[0].ends == NOW + 10 * HOUR + DAY
    held.clock.advance(HOUR)
    with pytest.raises(Refusal, match="look_again"):
        await held.deciding.sign(SECOND, decision.id)


async def test_what_is_signed_is_what_was_read(held: Court) -> None:
    """Another person has written their view over it meanwhile: nothing is put in force from what stood before."""
    drafted, _ = await held.deciding.preview(AUTHOR, asked(DAY_OFF, **LAW))
    await held.deciding.decide(AUTHOR, drafted.id)
    read, _ = await held.deciding.view(SECOND, drafted.id, VIEW)
    await held.deciding.view(THIRD, drafted.id, VIEW)
    assert not await held.store.move(read, DecisionState.IN_FORCE, SECOND, NOW)
    found = await held.store.decision(drafted.id)
    assert found
    assert (found.second, found.state) == (THIRD.ref, DecisionState.PENDING_SECOND)


async def test_whoever_worked_on_the_case_is_no_second_person(held: Court) -> None:
    """They took part in the first step."""

    async def worked(_: str) -> frozenset[str]:
        return frozenset({AUTHOR.ref, SECOND.ref})

    object.__setattr__(held.deciding, "took_part", worked)
    decision, _ = await held.deciding.preview(AUTHOR, asked(**LAW))
    await held.deciding.decide(AUTHOR, decision.id)
    with pytest.raises(Refusal, match="took_part"):
        await held.deciding.view(SECOND, decision.id, VIEW)
    await held.deciding.view(THIRD, decision.id, VIEW)
    assert (await held.deciding.sign(THIRD, decision.id)).second == THIRD.ref


@pytest.mark.parametrize(
    ("means", "for_author"), [(Means.HIDE, MessageState.WITHHELD), (Means.REMOVE, MessageState.DELETED)]
)
async def test_a_message_is_hidden_or_removed_and_comes_back(
    held: Court, means: Means, for_author: MessageState
) -> None:
    """For everybody at once; a reversal shows it again, words and all; told a second time nothing happens twice."""
    ack = await say(held.chat, BO, "encore moi")
    decision, _ = await held.decided(Wanted(means, 0, ack.id, TEA.id))
    assert (await seen_by(held, "Bo", ack.id)) is for_author
    assert (await seen_by(held, "Ada", ack.id)) in {None, MessageState.DELETED}
    assert [one.id for one in (await held.chat.search(TEA.id, ADA.id, "encore", 9)).messages] == []
    await held.deciding.reverse(decision.id, SECOND, "complaint")
    found = await held.chat.message(TEA.id, ADA.id, ack.id)
    assert (found and (found.state, found.text)) == (MessageState.SAID, "encore moi")
    await held.deciding.sweep()
    with pytest.raises(Refusal, match="not_a_move"):
        await held.deciding.reverse(decision.id, SECOND, "complaint")


async def test_a_message_that_is_gone_stops_no_decision(held: Court) -> None:
    """It faded meanwhile: the decision stands, and so does its reversal."""
    decision, _ = await held.decided(Wanted(Means.REMOVE, 0, "gone", TEA.id))
    await held.deciding.reverse(decision.id, SECOND, "complaint")
    assert await held.store.owed(held.clock.now()) == []


async def test_words_set_aside_go_with_their_message(held: Court) -> None:
    """Erased by its author or by time, nothing of a removed message is kept."""
    ack = await say(held.chat, BO, "des mots à effacer")
    await held.decided(Wanted(Means.REMOVE, 0, ack.id, TEA.id), quote="")
    await held.chat.erase_words(BO.id, held.clock.now())
    rows = await held.store.database.read(lambda c: c.exec_driver_sql("SELECT * FROM set_aside").all())
    assert rows == []


@pytest.mark.parametrize(
    ("means", "kind", "code"),
    [(Means.SUSPEND_ROOMS, Kind.ROOMS_OFF, "cooling_off"), (Means.SUSPEND_PRIVATE, Kind.PRIVATE_OFF, "requests_off"),
     (Means.SUSPEND, Kind.SUSPEND, "suspended")],
)  # fmt: skip
async def test_a_suspension_binds_at_once_and_ends_by_its_date(
    held: Court, means: Means, kind: Kind, code: str
) -> None:
    """Told on every line with its reason; what it does not take stays open; at its date nothing is left of it."""
    await held.decided(Wanted(means, DAY), basis="adults")
    word = "shut" if means is Means.SUSPEND else "bound"
    assert held.told.seen[0] == f"{word} {BO.id} {kind.value}"
    (bound,) = await held.moderation.binding_of(BO.id, NOW)
    assert (bound.kind, bound.ends, "adults" not in bound.sentence["fr"], bool(bound.decision)) == (
        kind,
        NOW + DAY,
        True,
        True,
    )
    refused = {
        "rooms": held.standings.check_speaks,
        "asks": held.standings.check_asks,
        "opens": held.standings.check_opens,
    }
    codes = {}
    for name, check in refused.items():
        try:
            check(BO.id)
        except Refusal as refusal:
            codes[name] = refusal.code
    wanted = {Means.SUSPEND_ROOMS: {"rooms"}, Means.SUSPEND_PRIVATE: {"asks", "opens"}, Means.SUSPEND: set(refused)}[
        means
    ]
    assert codes == dict.fromkeys(wanted, code)
    held.clock.advance(DAY)
    await held.deciding.sweep()
    held.standings.check_asks(BO.id)
    assert await held.moderation.binding_of(BO.id, held.clock.now()) == []
    assert [one.state for one in await held.store.decisions_of(BO.id)] == [DecisionState.EXPIRED]


async def test_the_end_of_an_account_closes_every_way_and_a_reversal_opens_them_again(held: Court) -> None:
    """Sessions, words and passkeys are gone; a revoked session opens the page of the measure alone; all comes back."""
    await held.keeping.set_words(BO.id, "hashed")
    await held.keeping.add_passkey(BO.id, Passkey(b"credential", b"public", 7))
    decision, _ = await held.decided(Wanted(Means.TERMINATE), **LAW)
    assert await held.sessions("Bo") is None
    assert await held.keeping.kept(BO.id) == (False, 0)
    assert (await held.keeping.passkey(b"credential"), await held.keeping.words_of("bo")) == (None, None)
    bound = await held.store.restriction_of_session(digest("Bo"))
    assert bound is not None
    assert (bound.kind, bound.ends, bound.decision) == (Kind.TERMINATED, 0, decision.id)
    assert await held.store.restriction_of_session(digest("Ada")) is None
    assert await held.members.unused_since(NOW + 400 * DAY, NOW + 400 * DAY) == [
        ADA.id
    ]  # the card waits for a complaint
    await held.deciding.reverse(decision.id, SECOND, "complaint")
    assert await held.sessions("Bo") == BO.id
    assert await held.keeping.kept(BO.id) == (True, 1)
    found = await held.keeping.passkey(b"credential")
    assert found is not None
    assert found[1].count == 7
    assert await held.store.restriction_of_session(digest("Bo")) is None
    held.standings.check_speaks(BO.id)


async def test_what_was_taken_is_forgotten_once_nobody_can_contest(held: Court) -> None:
    """The card of a terminated member fades then like any other."""
    await held.decided(Wanted(Means.TERMINATE), **LAW)
    await held.keys.forget(NOW)
    assert BO.id not in await held.members.unused_since(NOW + DAY, NOW + DAY)
    await held.keys.forget(NOW + 1)
    assert BO.id in await held.members.unused_since(NOW + DAY, NOW + DAY)


class Jammed:
    """Takes no key from anybody, and gives none back."""

    async def revoke(self, member: MemberId, decision: str, now: int) -> None:
        """Fail."""
        raise StoreFailed(member, decision, now)

    async def give_back(self, decision: str, now: int) -> None:
        """Fail."""
        raise StoreFailed(decision, now)


async def test_measures_of_a_decision_do_not_wait_for_one_another(held: Court) -> None:
    """One that cannot be taken keeps no other from its effect, nor from its end; the sweep takes it when it can."""
    ack = await say(held.chat, BO, "encore moi")
    jammed = replace(held.deciding, hands=replace(held.deciding.hands, keys=Jammed()))
    wanted = (Wanted(Means.TERMINATE), Wanted(Means.HIDE, target=ack.id, place=TEA.id))
    pending = await held.proposed(*wanted, basis="adults")
    await jammed.view(SECOND, pending.id, VIEW)
    with pytest.raises(StoreFailed):
        await jammed.sign(SECOND, pending.id)
    assert await seen_by(held, "Ada", ack.id) is None
    assert [one.imposed.means for one in await held.store.owed(NOW)] == [Means.TERMINATE]
    await held.deciding.sweep()
    assert await held.store.owed(NOW) == []
    with pytest.raises(StoreFailed):
        await jammed.reverse(pending.id, THIRD, "complaint")
    assert await seen_by(held, "Ada", ack.id) is MessageState.SAID
    assert [one.imposed.means for one in await held.store.owed(NOW)] == [Means.TERMINATE]


async def test_what_a_crash_left_out_is_done_by_the_sweep(held: Court) -> None:
    """The decision is in the store before its effects: they are owed, and done once."""
    decision, _ = await held.deciding.preview(AUTHOR, asked(DAY_OFF, basis="adults"))
    await held.store.move(decision, DecisionState.IN_FORCE, AUTHOR, NOW)
    assert [(one.undo, one.imposed.means) for one in await held.store.owed(NOW)] == [(False, Means.SUSPEND)]
    await held.deciding.sweep()
    await held.deciding.sweep()
    assert [one.kind for one in await held.moderation.binding_of(BO.id, NOW)] == [Kind.SUSPEND]
    assert await held.store.owed(NOW) == []


async def test_some_of_a_decision_is_undone_and_the_rest_stands(held: Court) -> None:
    """The message is back, the suspension stays."""
    ack = await say(held.chat, BO, "encore moi")
    decision, _ = await held.decided(Wanted(Means.HIDE, 0, ack.id, TEA.id), DAY_OFF, basis="adults")
    await held.deciding.reverse_partly(decision.id, frozenset({decision.imposed[0].id}), SECOND)
    assert await seen_by(held, "Ada", ack.id) is MessageState.SAID
    assert [one.kind for one in await held.moderation.binding_of(BO.id, NOW)] == [Kind.SUSPEND]
    assert [one.state for one in await held.store.decisions_of(BO.id)] == [DecisionState.IN_FORCE]


async def test_points_climb_the_ladder_and_a_reversal_takes_one_back(held: Court) -> None:
    """The first breach brings advice; the next, after it, a warning; undone, it counts for nothing."""
    with pytest.raises(Refusal, match="ladder_skipped"):
        await held.deciding.preview(AUTHOR, asked(Wanted(Means.WARNING)))
    first, _ = await held.decided(Wanted(Means.ADVICE))
    second, _ = await held.decided(Wanted(Means.WARNING))
    assert len(await held.deciding.points(BO.id)) == 2
    await held.deciding.reverse(second.id, SECOND, "complaint")
    assert len(await held.deciding.points(BO.id)) == 1
    held.clock.advance(90 * DAY)
    await held.deciding.sweep()
    assert await held.deciding.points(BO.id) == []
    assert (await held.store.decision(first.id)).state is DecisionState.EXPIRED  # type: ignore[union-attr]  # it exists


async def test_a_decision_that_replaces_another_ends_it(held: Court) -> None:
    """One measure stands, not two; what was decided in a danger is replaced by two people."""
    first, _ = await held.decided(DAY_OFF, basis="adults")
    second, _ = await held.decided(Wanted(Means.SUSPEND_ROOMS, DAY), basis="adults", replaces=first.id)
    assert [one.kind for one in await held.moderation.binding_of(BO.id, NOW)] == [Kind.ROOMS_OFF]
    assert (await held.store.decision(first.id)).state is DecisionState.REPLACED  # type: ignore[union-attr]  # it exists
    urgent, _ = await held.decided(DAY_OFF, basis="adults", priority=Priority.P0, replaces=second.id)
    milder, _ = await held.deciding.preview(AUTHOR, asked(Wanted(Means.ADVICE), replaces=urgent.id, basis="adults"))
    assert (await held.deciding.decide(AUTHOR, milder.id)).state is DecisionState.PENDING_SECOND


@pytest.mark.parametrize("outcome", [Outcome.NO_VIOLATION, Outcome.NOT_ENOUGH_INFORMATION])
async def test_no_violation_tells_its_subject_nothing(held: Court, outcome: Outcome) -> None:
    """Its reasons answer whoever reported; the person looked at is not troubled."""
    decision, _ = await held.deciding.preview(AUTHOR, asked(outcome=outcome, basis="", wanted=()))
    await held.deciding.decide(AUTHOR, decision.id)
    assert (held.told.seen, await held.store.statements_of(BO.id)) == ([], [])
    assert await held.store.statement_on(decision.id) is not None


async def test_a_code_opens_its_statement_alone(held: Court) -> None:
    """128 bits, of which the store has a hash; typed in any case, with spaces; it opens nothing before delivery."""
    decision, text = await held.deciding.preview(AUTHOR, asked())
    code = CODES.of(text.id)
    assert await held.store.statement_of_code(kept(code)) is None
    await held.deciding.decide(AUTHOR, decision.id)
    for typed in (code, shown(code).lower(), code.replace("O", "0").replace("I", "1"), f"  {shown(code)} "):
        found = await held.store.statement_of_code(kept(read(typed)))
        assert found is not None
        assert found.id == text.id
    assert [read(typed) for typed in ("", code[:-1], code + "A", "é" * 26, "9" * 26)] == [""] * 5
    stored = (await held.store.database.read(lambda c: c.exec_driver_sql("SELECT code, whole FROM statement").all()))[0]
    assert code.encode() not in b"".join(map(bytes, stored))


async def test_waiting_takes_nothing_from_anybody(held: Court) -> None:
    """Dated anew, a suspension lasts as long as it would have."""
    decision, _ = await held.deciding.preview(AUTHOR, asked(DAY_OFF, basis="adults"))
    later = redated(decision, NOW + HOUR)
    assert (later.begins, later.imposed[0].ends) == (NOW + HOUR, NOW + HOUR + DAY)


async def test_what_two_people_found_illegal_is_counted_and_no_more_once_undone(held: Court) -> None:
    """Manifestly illegal content (section 9), in the figures of twelve months; a breach of the terms is none."""
    figures = SqlFigures(held.store.database)

    async def counted() -> int:
        return (await figures.misused(NOW - ROLLING))[Misuse.ILLEGAL_CONTENT]

    await held.decided(Wanted(Means.ADVICE))
    decision, _ = await held.deciding.preview(AUTHOR, asked(DAY_OFF, **LAW))
    await held.deciding.decide(AUTHOR, decision.id)
    assert await counted() == 0
    await held.deciding.view(SECOND, decision.id, VIEW)
    await held.deciding.sign(SECOND, decision.id)
    assert await counted() == 1
    assert set((await figures.misused(NOW - ROLLING)).values()) == {0, 1}
    assert (await figures.misused(NOW + 1))[Misuse.ILLEGAL_CONTENT] == 0
    await held.deciding.reverse(decision.id, THIRD, "complaint")
    assert await counted() == 0
