"""What any store of notices, holds and evidence holds to."""

import itertools
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from msgspec.structs import replace
from sqlalchemy import select, text

from palabre.chat.model import MessageState
from palabre.kernel.clock import DAY, HOUR, ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, MessageId, digest
from palabre.moderation import codes
from palabre.moderation.casework import By
from palabre.moderation.ledger.model import RECEIPT
from palabre.moderation.model import CaseState, Kind
from palabre.moderation.notice_ports import Intake, Taken
from palabre.moderation.notices import Channel, Draft, Item, ItemKind, NoticeKind, checked, notice_of
from palabre.moderation.policy.catalogue import HoldKind, categories
from palabre.moderation.policy.retention import retention
from palabre.moderation.queues import Queue
from palabre.moderation.seal import PURPOSE, SUITE
from palabre.store.ledger_schema import entry
from palabre.store.notice_schema import evidence_key, notice_contact, seal
from ports.adapters import BENCHES, Benches
from ports.samples import ADA, BO, NOW, TEA, member, say

EVE = MemberId("member-eve")
MODERATOR = By("staff-1", "moderator")
_numbers = itertools.count()


@pytest_asyncio.fixture(params=BENCHES)
async def benches(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Benches]:
    """Give stores where Ada, Bo and Eve are members and the room ``TEA`` is open."""
    async with BENCHES[request.param](tmp_path, clock) as opened:
        for name in ("Ada", "Bo", "Eve"):
            await opened.members.add(member(name), name.lower(), digest(name), NOW)
        assert await opened.chat.add_room(TEA, "tea")
        yield opened


def about(message: str) -> Item:
    """Return a message of the room as pointed at."""
    return Item(ItemKind.MESSAGE, message, TEA.id)


async def report(
    benches: Benches, reason: str, *items: Item, by: MemberId = BO.id, at: int = NOW, code: str = "", **more: Any
) -> Taken:
    """Report something, as a member unless another channel is given."""
    draft = checked(Draft(more.pop("channel", Channel.IN_APP), reason, items, reporter=by, **more))
    code = code or codes.new_code()
    new = notice_of(draft, f"notice-{next(_numbers)}", at)
    return await benches.notices.take(
        Intake(new, codes.kept(code), codes.commitment(code), draft.name, draft.email, draft.shown), at
    )


def holding(folder: Path, words: str) -> list[str]:
    """Return the files of a folder in which words stand."""
    return [file.name for file in folder.iterdir() if file.is_file() and words.encode() in file.read_bytes()]


async def acts(benches: Benches, ref: str) -> list[str]:
    """Return what the ledger says happened to something, in order."""
    statement = select(entry.c.action).where(entry.c.object_ref == ref).order_by(entry.c.n)
    return await benches.database.read(lambda c: list(c.execute(statement).scalars()))


async def opened(benches: Benches, case: str) -> dict[str, Any]:
    """Open the first piece of evidence of a case, as its moderator."""
    (piece, *_) = await benches.evidence.pieces(case)
    await benches.cases.lease(case, MODERATOR, NOW, NOW + HOUR, "to.read")
    snapshot = await benches.evidence.open(case, piece.id, MODERATOR, "to.decide", NOW)
    return dict(json.loads(snapshot))


async def test_a_notice_is_kept_whole_with_a_case_in_the_queue_of_its_category(benches: Benches) -> None:
    """Received, acknowledged, linked: each in the ledger; its case waits with its age from the notice."""
    ack = await say(benches.chat, ADA, "buy it here")
    taken = await report(benches, "scam", about(ack.id), explanation="a shop")
    kept = taken.notice
    assert (kept.state, kept.kind, kept.items[0].subject) == ("linked", NoticeKind.ART16, ADA.id)
    assert await acts(benches, kept.id) == ["notice.received", "notice.acknowledged", "notice.linked"]
    (waiting,) = await benches.cases.queue(Queue.CRIME, 9)
    assert (waiting.case, waiting.category, waiting.received, waiting.state) == (kept.case, "scam", NOW, "open")
    assert (await benches.notices.of_case(kept.case)) == [kept]
    assert (await benches.notices.notice(kept.id)) == kept


async def test_a_receipt_can_be_found_in_the_ledger_by_its_code_alone(benches: Benches) -> None:
    """The commitment of the code stands in the entry that the receipt names; the code stands nowhere."""
    ack, code = await say(benches.chat, ADA, "words"), codes.new_code()
    taken = await report(benches, "spam", about(ack.id), code=code)
    statement = select(entry.c.action, entry.c.object_ref).where(entry.c.n == taken.entry)
    found = await benches.database.read(lambda c: tuple(c.execute(statement).one()))
    assert found == (RECEIPT, codes.commitment(code).hex())
    dump = await benches.database.read(lambda c: str(c.execute(text("SELECT * FROM notice")).all()))
    assert code not in dump


async def test_duplicates_are_merged_and_each_is_counted(benches: Benches) -> None:
    """The same item for the same reason is one case; every notice has its receipt, and reads the first one's answer."""
    ack = await say(benches.chat, ADA, "words")
    first = await report(benches, "hate", about(ack.id))
    second = await report(benches, "hate", about(ack.id), by=EVE)
    other = await report(benches, "spam", about(ack.id), by=EVE)
    assert (second.notice.state, second.notice.merged_into) == ("merged", first.notice.id)
    assert second.notice.case == first.notice.case != other.notice.case
    assert len(await benches.notices.of_case(first.notice.case)) == 2
    assert len(await benches.evidence.pieces(first.notice.case)) == 1
    (theirs, mine) = await benches.notices.of_reporter(EVE, 9)
    assert {theirs.state, mine.state} == {"linked"}


async def test_what_was_edited_since_is_kept_as_it_stands_now(benches: Benches) -> None:
    """A duplicate is merged; what its author has written over since is evidence too, once for each edit."""
    ack = await say(benches.chat, ADA, "mild words")
    first = await report(benches, "hate", about(ack.id))
    await benches.chat.edit(TEA.id, ADA.id, ack.id, "other words", (), NOW + 5)
    for at, by in ((NOW + 6, EVE), (NOW + 7, BO.id)):
        merged = await report(benches, "hate", about(ack.id), by=by, at=at)
        assert merged.notice.merged_into == first.notice.id
    pieces = await benches.evidence.pieces(first.notice.case)
    await benches.cases.lease(first.notice.case, MODERATOR, NOW, NOW + HOUR, "to.read")
    kept = [await benches.evidence.open(first.notice.case, one.id, MODERATOR, "to.decide", NOW) for one in pieces]
    assert [b"mild words" in one for one in kept] == [True, False]
    assert [b"other words" in one for one in kept] == [False, True]


async def test_notices_of_one_person_for_one_reason_share_a_case(benches: Benches) -> None:
    """Another message of the same author joins the case that waits, with evidence of its own."""
    one, two = await say(benches.chat, ADA, "one"), await say(benches.chat, ADA, "two")
    first, second = await report(benches, "hate", about(one.id)), await report(benches, "hate", about(two.id), by=EVE)
    assert (second.notice.case, second.notice.state) == (first.notice.case, "linked")
    assert len(await benches.evidence.pieces(first.notice.case)) == 2


async def test_what_is_reported_is_snapshotted_before_its_author_deletes_it(benches: Benches) -> None:
    """Up to twenty messages before and twenty after, as they stood; a deletion that follows changes nothing."""
    said = [await say(benches.chat, ADA if at == 25 else BO, f"number {at}") for at in range(50)]
    taken = await report(benches, "hate", about(said[25].id), by=EVE)
    await benches.chat.delete(TEA.id, ADA.id, said[25].id, NOW)
    snapshot = await opened(benches, taken.notice.case)
    talk = snapshot["items"][0]["talk"]
    assert [one["text"] for one in talk] == [f"number {at}" for at in range(5, 46)]
    assert [one["text"] for one in talk if one["reported"]] == ["number 25"]
    assert snapshot["cards"][0]["card"]["name"] == "Ada"


async def test_a_message_taken_back_before_the_report_is_still_reported(benches: Benches) -> None:
    """Nothing voids a notice: what is left, who and when, is kept."""
    ack = await say(benches.chat, ADA, "words")
    await benches.chat.delete(TEA.id, ADA.id, ack.id, NOW)
    taken = await report(benches, "hate", about(ack.id))
    talk = (await opened(benches, taken.notice.case))["items"][0]["talk"]
    assert [(one["text"], one["state"], one["author"]["id"]) for one in talk] == [("", "deleted", ADA.id)]


async def test_evidence_is_opened_by_whoever_has_the_case_and_the_ledger_says_so(benches: Benches) -> None:
    """Without the lease nobody opens; with another case's number nobody opens; each opening is an entry."""
    ack = await say(benches.chat, ADA, "words")
    taken = await report(benches, "hate", about(ack.id))
    (piece,) = await benches.evidence.pieces(taken.notice.case)
    with pytest.raises(Refusal, match="not_leased"):
        await benches.evidence.open(taken.notice.case, piece.id, MODERATOR, "why", NOW)
    await opened(benches, taken.notice.case)
    assert (await acts(benches, piece.id))[-1] == "evidence.opened"
    other = await report(benches, "spam", Item(ItemKind.CARD, ADA.id))
    await benches.cases.lease(other.notice.case, MODERATOR, NOW, NOW + HOUR, "to.read")
    with pytest.raises(Refusal, match="unknown_evidence"):
        await benches.evidence.open(other.notice.case, piece.id, MODERATOR, "why", NOW)


async def test_destroying_the_key_destroys_the_evidence(benches: Benches) -> None:
    """The digest stays, the octets do not open again."""
    taken = await report(benches, "hate", about((await say(benches.chat, ADA, "words")).id))
    await opened(benches, taken.notice.case)
    (piece,) = await benches.evidence.pieces(taken.notice.case)
    await benches.evidence.destroy(piece.id, MODERATOR, "term_over", NOW)
    with pytest.raises(Refusal, match="unknown_evidence"):
        await benches.evidence.open(taken.notice.case, piece.id, MODERATOR, "why", NOW)
    (left,) = await benches.evidence.pieces(taken.notice.case)
    assert (left.state, left.digest) == ("destroyed", piece.digest)


async def test_whoever_reported_sees_it_no_more(benches: Benches) -> None:
    """The message is gone from the reporter's reads alone."""
    ack = await say(benches.chat, ADA, "words")
    await report(benches, "hate", about(ack.id))
    assert await benches.chat.message(TEA.id, BO.id, ack.id) is None
    assert (await benches.chat.page(TEA.id, BO.id, 9, 9)).messages == ()
    assert (await benches.chat.message(TEA.id, EVE, ack.id)) is not None


@pytest.mark.parametrize(
    ("item", "code"),
    [(Item(ItemKind.MESSAGE, "nothing", TEA.id), "unknown_message"), (Item(ItemKind.CARD, "nobody"), "unknown_member"),
     (Item(ItemKind.MESSAGE, "nothing", "nowhere"), "unknown_place"),
     (Item(ItemKind.ROOM_NAME, "nowhere"), "unknown_place"), (Item(ItemKind.PSEUDONYM, BO.id), "not_oneself")],
)  # fmt: skip
async def test_what_a_member_cannot_have_seen_is_refused(benches: Benches, item: Item, code: str) -> None:
    """Nothing is kept of a notice that points at nothing, or at oneself."""
    with pytest.raises(Refusal, match=code):
        await report(benches, "spam", item)
    assert await benches.notices.of_reporter(BO.id, 9) == []
    assert set((await benches.cases.counts()).values()) == {0}


async def test_a_message_that_only_its_author_sees_cannot_be_reported_by_others(benches: Benches) -> None:
    """A held message is no oracle: its id is unknown to everybody else."""
    ack = await say(benches.chat, ADA, "held words", held=True)
    with pytest.raises(Refusal, match="unknown_message"):
        await report(benches, "spam", about(ack.id))


async def test_without_an_account_names_are_looked_up_and_nothing_is_told(benches: Benches) -> None:
    """A pseudonym and a room are found as people write them; what is not found stays in the notifier's words."""
    public: dict[str, Any] = {"channel": Channel.PUBLIC_FORM, "explanation": "why", "good_faith": True, "by": ""}
    found = await report(benches, "spam", Item(ItemKind.PSEUDONYM, "adA"), **public)
    room = await report(benches, "spam", Item(ItemKind.ROOM_NAME, "T-e-a"), **public)
    words = await report(benches, "spam", Item(ItemKind.PSEUDONYM, "Nobody here"), **public)
    assert [one.notice.items[0] for one in (found, room, words)] == [
        Item(ItemKind.PSEUDONYM, ADA.id, subject=ADA.id), Item(ItemKind.ROOM_NAME, TEA.id, subject=ADA.id),
        Item(ItemKind.WORDS, "Nobody here"),
    ]  # fmt: skip
    held = await report(benches, "sexual_violence_plan", Item(ItemKind.PSEUDONYM, "Ada"), **public)
    assert held.hold is not None
    assert held.hold.kind is HoldKind.PRESERVE_ONLY  # nobody freezes an account by a name typed


HOLDS = {
    "terrorism": HoldKind.HIDE_AND_PRESERVE, "minor_solicited": HoldKind.FREEZE_CONTACT,
    "sexual_violence_plan": HoldKind.FREEZE_ACCOUNT, "minor_present": HoldKind.FREEZE_ACCOUNT_UNTIL_AGE_PROOF,
    "csam": HoldKind.SEAL_AND_HIDE, "suicide": HoldKind.SHOW_HELP, "danger_life": HoldKind.PRESERVE_ONLY,
    "scam": HoldKind.HIDE, "hate": None,
}  # fmt: skip


@pytest.mark.parametrize("reason", HOLDS)
async def test_each_category_is_held_at_once_as_the_catalogue_says(benches: Benches, reason: str) -> None:
    """In the transaction of the notice: words withheld, account bound, pair parted, and undone when it is released."""
    ack = await say(benches.chat, ADA, "words")
    taken = await report(benches, reason, about(ack.id), by=EVE)
    assert (taken.hold.kind if taken.hold else None) is HOLDS[reason]
    bound = [one.kind for one in await benches.moderation.binding_of(ADA.id, NOW)]
    expected = {"sexual_violence_plan": [Kind.SUSPEND], "minor_present": [Kind.AGE_PROOF]}
    assert bound == expected.get(reason, [])
    hides = categories()[reason].protective_hold in {HoldKind.HIDE, HoldKind.HIDE_AND_PRESERVE, HoldKind.SEAL_AND_HIDE}
    assert (await benches.chat.message(TEA.id, BO.id, ack.id) is None) is hides
    await benches.moderation.decide(taken.notice.case, CaseState.RELEASED, NOW + 1)
    assert await benches.moderation.binding_of(ADA.id, NOW) == []
    is_back = hides and reason != "csam"
    assert (await benches.chat.message(TEA.id, BO.id, ack.id) is not None) is (is_back or not hides)
    assert {one.state for one in await benches.notices.holds(taken.notice.case)} <= {"lifted"}


async def test_one_member_freezes_three_accounts_a_day_at_most(benches: Benches) -> None:
    """What comes after is kept and waits for a person: a tap is not a way to empty the place."""
    for number in range(4):
        await benches.members.add(member(f"N{number}", f"member-n{number}"), f"n{number}", digest(f"n{number}"), NOW)
        taken = await report(benches, "sexual_violence_plan", Item(ItemKind.CARD, f"member-n{number}"))
    assert taken.hold is not None
    assert taken.hold.kind is HoldKind.PRESERVE_ONLY
    later = await report(benches, "minor_present", Item(ItemKind.CARD, ADA.id), at=NOW + 2 * DAY)
    assert later.hold is not None
    assert later.hold.kind is HoldKind.FREEZE_ACCOUNT_UNTIL_AGE_PROOF


async def test_a_hold_ends_after_72_hours_with_an_alarm(benches: Benches) -> None:
    """It is told of at 24 and 48 hours, and at 72 it is lifted, what it hid is shown, and told of again; once each."""
    ack = await say(benches.chat, ADA, "words")
    await report(benches, "scam", about(ack.id), by=EVE)
    told = {}
    for hours in (23, 24, 25, 48, 71, 72, 73):
        swept = await benches.notices.sweep(NOW + hours * HOUR)
        told[hours] = [(one.hours, one.is_over) for one in swept.alarms]
    assert told == {23: [], 24: [(24, False)], 25: [], 48: [(48, False)], 71: [], 72: [(72, True)], 73: []}
    assert (await benches.chat.message(TEA.id, BO.id, ack.id)) is not None


async def test_holds_that_only_a_person_ends_go_on_and_are_told_of(benches: Benches) -> None:
    """After 72 hours they still hold; alarms were raised at 24, 48 and 72."""
    taken = await report(benches, "minor_present", Item(ItemKind.CARD, ADA.id))
    alarms = [len((await benches.notices.sweep(NOW + hours * HOUR)).alarms) for hours in (24, 48, 72, 96)]
    assert alarms == [1, 1, 1, 0]
    (hold,) = await benches.notices.holds(taken.notice.case)
    assert (hold.state, len(await benches.moderation.binding_of(ADA.id, NOW + 96 * HOUR))) == ("active", 1)


async def test_a_proof_of_age_ends_the_hold_that_waited_for_it(benches: Benches) -> None:
    """Lifting what bound the account lifts the hold, and both stand in the ledger."""
    taken = await report(benches, "minor_present", Item(ItemKind.CARD, ADA.id))
    (bound,) = await benches.moderation.binding_of(ADA.id, NOW)
    await benches.moderation.lift(bound.id, NOW)
    (hold,) = await benches.notices.holds(taken.notice.case)
    assert hold.state == "lifted"
    assert await acts(benches, hold.id) == ["hold.active", "hold.lifted"]


async def test_t16_what_is_sealed_opens_with_the_offline_key_and_stands_nowhere_else(
    benches: Benches, tmp_path: Path
) -> None:
    """T16: after the report its words are in no file of the server; the offline key alone brings them back."""
    words = "a neutral sentence to be sealed"
    ack = await say(benches.chat, ADA, words)
    await say(benches.chat, BO, "an answer beside it")
    taken = await report(benches, "csam", about(ack.id), by=EVE)
    assert holding(tmp_path, words) == []
    assert await benches.evidence.pieces(taken.notice.case) == []
    (facts,) = await benches.evidence.seals(taken.notice.case)
    closed = await benches.database.read(lambda c: bytes(c.execute(select(seal.c.octets)).scalar_one()))
    snapshot = json.loads(SUITE.decrypt(closed, benches.offline, info=PURPOSE + facts.id.encode()))
    assert [one["text"] for one in snapshot["items"][0]["talk"] if one["reported"]] == [words]


async def test_t16_no_read_of_any_store_returns_sealed_octets(benches: Benches) -> None:
    """T16: every reading method of every store is called, by the author, the reporter and staff."""
    words = "a neutral sentence to be sealed"
    ack = await say(benches.chat, ADA, words)
    taken = await report(benches, "csam", about(ack.id), by=EVE)
    case = taken.notice.case
    await benches.cases.lease(case, MODERATOR, NOW, NOW + HOUR, "to.read")
    answers: list[object] = [taken, await benches.cases.waiting(case), await benches.cases.queue(Queue.CHILD_SAFETY, 9)]
    for viewer in (ADA.id, BO.id, EVE, MemberId("")):
        answers += [
            await benches.chat.page(TEA.id, viewer, 9, 9), await benches.chat.events(TEA.id, viewer, 0, 9),
            await benches.chat.search(TEA.id, viewer, "neutral", 9), await benches.chat.message(TEA.id, viewer, ack.id),
            await benches.chat.words_of(viewer), await benches.notices.of_reporter(viewer, 9),
        ]  # fmt: skip
    answers += [
        await benches.notices.of_case(case), await benches.notices.holds(case), await benches.evidence.pieces(case),
        await benches.evidence.seals(case), await benches.moderation.case(case), await benches.cases.notes(case),
    ]  # fmt: skip
    closed = await benches.database.read(lambda c: bytes(c.execute(select(seal.c.octets)).scalar_one()))
    assert words not in repr(answers)
    assert repr(closed)[2:60] not in repr(answers)
    (facts,) = await benches.evidence.seals(case)
    with pytest.raises(Refusal, match="unknown_evidence"):
        await benches.evidence.open(case, facts.id, MODERATOR, "why", NOW)


async def test_t16_what_is_sealed_is_sealed_in_earlier_evidence_too(benches: Benches) -> None:
    """T16: the same words in the snapshot of another notice, as reported or around, leave it for the seal."""
    ack, beside = await say(benches.chat, ADA, "neutral words"), await say(benches.chat, BO, "beside it")
    before = await report(benches, "hate", about(ack.id), by=EVE)
    around = await report(benches, "hate", about(beside.id), by=EVE)
    await report(benches, "csam", about(ack.id), by=BO.id)
    for taken in (before, around):
        (piece,) = await benches.evidence.pieces(taken.notice.case)
        assert piece.state == "destroyed"
        assert len(await benches.evidence.seals(taken.notice.case)) == 1


async def test_t16_what_was_sealed_stays_sealed_whatever_it_is_reported_for(benches: Benches) -> None:
    """T16: a later notice of the same item for a milder reason keeps nothing that opens here."""
    ack = await say(benches.chat, ADA, "neutral words")
    await report(benches, "csam", about(ack.id), by=BO.id)
    later = await report(benches, "hate", about(ack.id), by=EVE)
    assert await benches.evidence.pieces(later.notice.case) == []
    assert len(await benches.evidence.seals(later.notice.case)) == 1


async def test_a_decided_case_decides_its_notices(benches: Benches) -> None:
    """Linked ones move, merged ones read it; the moderator's category stands beside the notifier's."""
    ack, code = await say(benches.chat, ADA, "words"), codes.new_code()
    first = await report(benches, "hate", about(ack.id))
    await report(benches, "hate", about(ack.id), by=EVE, code=code)
    case = first.notice.case
    with pytest.raises(Refusal, match="not_leased"):
        await benches.notices.sort(case, MODERATOR, "harassment", NOW)
    await benches.cases.lease(case, MODERATOR, NOW, NOW + HOUR, "")
    await benches.notices.sort(case, MODERATOR, "harassment", NOW)
    await benches.moderation.decide(case, CaseState.UPHELD, NOW)
    found = await benches.notices.by_code(codes.kept(code))
    assert found is not None
    assert (found.state, found.notice.reason_code, found.notice.category_final) == ("decided", "hate", "harassment")


async def test_a_code_finds_its_notice_and_no_other_does(benches: Benches) -> None:
    """By the hash of the code; a merged notice reads how far the first one has come."""
    ack, code = await say(benches.chat, ADA, "words"), codes.new_code()
    await report(benches, "hate", about(ack.id))
    merged = await report(benches, "hate", about(ack.id), by=EVE, code=code)
    found = await benches.notices.by_code(codes.kept(code))
    assert found is not None
    assert (found.notice, found.state, found.entry) == (merged.notice, "linked", merged.entry)
    assert await benches.notices.by_code(codes.kept(codes.new_code())) is None
    assert await benches.notices.by_code(bytes(32)) is None


async def test_names_and_mails_stand_apart_and_go_first(benches: Benches) -> None:
    """Where the law omits them they are not kept even if given; elsewhere they are erased with the case's term."""
    public: dict[str, Any] = {"channel": Channel.PUBLIC_FORM, "explanation": "why", "good_faith": True, "by": ""}
    who: dict[str, Any] = {"name": "A Name", "email": "a@example.org"}
    await report(benches, "csam", Item(ItemKind.WORDS, "there"), **public, **who)
    kept = await report(benches, "spam", Item(ItemKind.WORDS, "there"), **public, **who)

    async def contacts() -> list[str]:
        return await benches.database.read(lambda c: list(c.execute(select(notice_contact.c.notice)).scalars()))

    assert await contacts() == [kept.notice.id]
    await benches.moderation.decide(kept.notice.case, CaseState.UPHELD, NOW)
    await benches.notices.fade(NOW + retention()["notifier_contact"].life - 1)
    assert await contacts() == [kept.notice.id]
    await benches.notices.fade(NOW + retention()["notifier_contact"].life + 1)
    assert await contacts() == []


async def test_what_has_outlived_its_term_is_erased(benches: Benches) -> None:
    """Keys of evidence, sealed octets, and a notice's words and reporter: gone; that there was one stays."""
    ack = await say(benches.chat, ADA, "words")
    taken = await report(benches, "hate", about(ack.id), explanation="a reason of mine")
    await report(benches, "csam", Item(ItemKind.CARD, ADA.id), by=EVE)
    await benches.moderation.decide(taken.notice.case, CaseState.UPHELD, NOW)
    await benches.notices.fade(NOW + 181 * DAY)
    keys = await benches.database.read(lambda c: list(c.execute(select(evidence_key)).all()))
    closed = await benches.database.read(lambda c: list(c.execute(select(seal.c.octets)).scalars()))
    assert (keys, closed) == ([], [b""])
    left = await benches.notices.notice(taken.notice.id)
    assert left is not None
    assert (left.explanation, left.items, left.reporter, left.reason_code) == ("", (), "", "hate")
    assert await benches.notices.of_reporter(BO.id, 9) == []


async def test_every_transition_is_one_entry_of_the_ledger(benches: Benches) -> None:
    """A case walked to its end by the operator's command leaves each of its states, in order."""
    taken = await report(benches, "hate", about((await say(benches.chat, ADA, "words")).id))
    await benches.moderation.decide(taken.notice.case, CaseState.UPHELD, NOW)
    assert await acts(benches, taken.notice.case) == ["case.open", "case.leased", "case.decided", "case.closed"]


async def test_a_withheld_message_of_a_reporter_stays_withheld_for_its_author_to_see(benches: Benches) -> None:
    """The author reads their own words, marked as withheld: a restriction is never hidden from whom it limits."""
    ack = await say(benches.chat, ADA, "words")
    await report(benches, "scam", about(ack.id))
    mine = await benches.chat.message(TEA.id, ADA.id, MessageId(ack.id))
    assert mine is not None
    assert (mine.text, mine.state) == ("words", MessageState.WITHHELD)


def test_notices_are_alike_by_item_and_reason() -> None:
    """The order of items does not matter, the reason does."""
    draft = Draft(Channel.IN_APP, "hate", (about("one"), about("two")), reporter=BO.id)
    one = notice_of(draft, "one", NOW)
    assert one.key == notice_of(replace(draft, items=draft.items[::-1]), "two", NOW).key
    assert one.key != notice_of(replace(draft, reason_code="spam"), "three", NOW).key
