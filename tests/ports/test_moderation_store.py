"""What any store of cases and restrictions holds to."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio
from msgspec.structs import replace

from palabre.chat.model import MessageState
from palabre.kernel.clock import DAY, HOUR, ManualClock
from palabre.kernel.ids import MemberId, MessageId, digest
from palabre.moderation.model import Answers, Case, CaseState, Kind, Priority, Restriction, Review
from palabre.moderation.ports import BELL, Measure
from palabre.safety.model import Span
from palabre.store.moderation import SqlModerationStore
from ports.adapters import BENCHES, Benches
from ports.samples import ADA, BO, NOW, TEA, member, say

SENTENCE = {"fr": "Pourquoi.", "en": "Why."}


@pytest_asyncio.fixture(params=BENCHES)
async def benches(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Benches]:
    """Give stores where Ada is a member and the room ``TEA`` is open."""
    async with BENCHES[request.param](tmp_path, clock) as opened:
        await opened.members.add(member("Ada"), "ada", digest("ada"), NOW)
        assert await opened.chat.add_room(TEA, "tea")
        yield opened


def case(number: str, *, priority: Priority = Priority.P2, opened: int = NOW, message: str = "") -> Case:
    """Return a case of Ada."""
    return Case(
        number, "held", priority, opened, ADA.id, TEA.id, "a.rule", "v1", "message.room", sentence=SENTENCE,
        signals={"age_self": {"value": 15}}, spans=(Span("age_self", 2, 8),), message=MessageId(message),
    )  # fmt: skip


def bound(number: str, kind: Kind = Kind.ISOLATED, *, ends: int = 0, of: str = "") -> Restriction:
    """Return a restriction of Ada."""
    return Restriction(number, ADA.id, kind, "a.rule", SENTENCE, NOW, ends, of)


async def bells(benches: Benches) -> int:
    """Return how many outbox rows tell nodes to look at a member."""
    return sum(place.startswith(BELL) for _, place, _ in await benches.chat.outbox(0, 1_000))


async def test_a_case_comes_back_whole_most_urgent_first(benches: Benches) -> None:
    """Kinds, places, numbers and sentences are what they were; then the order of priority, then of age."""
    cases = [case("late", opened=NOW + 1), case("early"), case("urgent", priority=Priority.P0, opened=NOW + 2)]
    for one in cases:
        await benches.moderation.record(Measure(ADA.id, one), NOW)
    found = await benches.moderation.cases([CaseState.OPEN], 10)
    assert [one.id for one in found] == ["urgent", "early", "late"]
    assert found[1] == cases[1]
    assert await benches.moderation.case("nothing") is None
    assert [one.id for one in await benches.moderation.cases([CaseState.OPEN], 1)] == ["urgent"]


async def test_a_restriction_binds_until_its_date_or_its_lifting(benches: Benches) -> None:
    """What is in force is listed for its member and for all; each change leaves a bell for every node."""
    store = benches.moderation
    dated, open_ended = bound("dated", Kind.SUSPEND, ends=NOW + HOUR), bound("open")
    await store.record(Measure(ADA.id, None, (dated, open_ended)), NOW)
    assert await store.binding(NOW) == await store.binding_of(ADA.id, NOW) == [dated, open_ended]
    assert await store.binding_of(BO.id, NOW) == []
    assert (await store.binding(NOW + HOUR), await store.expired(NOW + HOUR)) == ([open_ended], [dated])
    await store.change(replace(open_ended, contested=NOW + 1), NOW)
    assert [one.contested for one in await store.binding(NOW + HOUR)] == [NOW + 1]
    await store.lift("open", NOW)
    await store.lift("dated", NOW)
    await store.lift("nothing", NOW)
    assert (await store.binding(NOW), await store.expired(NOW + HOUR)) == ([], [])
    assert await bells(benches) == 4


@pytest.mark.parametrize("state", [CaseState.RELEASED, CaseState.UPHELD])
async def test_a_decision_undoes_or_keeps_all_that_a_case_did(benches: Benches, state: CaseState) -> None:
    """Released: restrictions end, held words are said. Upheld: both stay, the words go back. Once, either way."""
    store = benches.moderation
    ack = await say(benches.chat, ADA, "to be checked", held=True)
    measure = Measure(ADA.id, case("one", message=ack.id), (bound("bound", of="one"),), cause="one")
    await store.record(measure, NOW)
    assert (await store.case_of_message(ack.id)) is not None
    undone = await store.decide("one", state, NOW + 5)
    assert undone is not None
    is_released = state is CaseState.RELEASED
    assert (undone.case.state, undone.case.decided) == (state, NOW + 5)
    assert await store.binding(NOW) == ([] if is_released else [bound("bound", of="one")])
    page = (await benches.chat.page(TEA.id, ADA.id, 100, 10)).messages
    wanted = (MessageState.SAID, 2) if is_released else (MessageState.RETURNED, 1)
    assert [(one.state, one.position) for one in page] == [wanted]
    assert len((await benches.chat.page(TEA.id, BO.id, 100, 10)).messages) == is_released
    assert await store.decide("one", state, NOW + 6) is None
    assert await store.reviews() == [Review("a.rule", int(not is_released), int(is_released))]
    assert await store.case_of_message(ack.id) is None


async def test_a_contest_decides_what_it_is_about_and_counts_once(benches: Benches) -> None:
    """Heard in its author's favour it lifts the restriction and closes the case; the rule was overturned once."""
    store = benches.moderation
    await store.record(Measure(ADA.id, case("one"), (bound("bound", of="one"),), cause="one"), NOW)
    about = replace(case("two"), kind="contest", about="one", restriction="bound", words="I was quoting")
    await store.record(Measure(ADA.id, about), NOW)
    assert await store.contests_of(ADA.id) == 1
    assert (await store.cases([CaseState.OPEN], 9))[1].words == "I was quoting"
    undone = await store.decide("two", CaseState.RELEASED, NOW)
    assert undone is not None
    assert (set(undone.members), await store.binding(NOW)) == ({ADA.id}, [])
    assert await store.cases([CaseState.OPEN], 9) == []
    assert (await store.reviews(), await store.contests_of(ADA.id)) == ([Review("a.rule", 0, 1)], 0)


async def test_urging_a_case_puts_it_first_and_leaves_a_decided_one_alone(benches: Benches) -> None:
    """Whoever is threatened goes before all others."""
    store = benches.moderation
    for number in ("one", "two"):
        await store.record(Measure(ADA.id, case(number)), NOW)
    await store.urge("two", NOW)
    assert [(one.id, one.priority.value) for one in await store.cases([CaseState.OPEN], 9)] == [
        ("two", "P0"), ("one", "P2"),
    ]  # fmt: skip
    await store.decide("one", CaseState.UPHELD, NOW)
    await store.urge("one", NOW)
    assert [one.priority.value for one in await store.cases([CaseState.UPHELD], 9)] == ["P2"]


async def test_a_mark_stands_for_its_restriction_while_both_last(benches: Benches) -> None:
    """Unknown, out of time, or of a restriction that ended, it stands for nothing."""
    store = benches.moderation
    await store.record(Measure(ADA.id, None, (bound("bound"),)), NOW)
    await store.mark(b"m" * 32, "bound", NOW + 30 * DAY)
    found = await store.marked(b"m" * 32, NOW)
    assert (found and found.restriction) == bound("bound")
    assert await store.marked(b"x" * 32, NOW) is None
    assert await store.marked(b"m" * 32, NOW + 30 * DAY) is None
    await store.lift("bound", NOW)
    assert await store.marked(b"m" * 32, NOW) is None


async def suspended(benches: Benches) -> None:
    """Suspend Ada for an hour, for a case, and give her device a mark."""
    ended = bound("over", Kind.SUSPEND, ends=NOW + HOUR, of="why")
    await benches.moderation.record(Measure(ADA.id, case("why"), (ended,)), NOW)
    await benches.moderation.mark(b"m" * 32, "over", NOW + 30 * DAY)


async def test_a_device_whose_member_was_suspended_comes_back_under_another_name(benches: Benches) -> None:
    """Not while the suspension holds (nobody enters then), nor of its own member, nor of another device."""
    store, over = benches.moderation, NOW + HOUR
    await suspended(benches)
    await store.lift("over", over)
    assert await store.has_returned(b"m" * 32, BO.id, over)
    other_ways = [(b"m" * 32, BO.id, over - 1), (b"m" * 32, ADA.id, over), (b"x" * 32, BO.id, over),
                  (b"m" * 32, BO.id, NOW + 30 * DAY)]  # fmt: skip
    assert [await store.has_returned(*one) for one in other_ways] == [False] * 4


@pytest.mark.parametrize("number", ["why", "back"])
async def test_who_was_released_has_not_returned(benches: Benches, number: str) -> None:
    """A person found the suspension wrong, or the return of no matter: safety says no more of it."""
    await suspended(benches)
    back = replace(case("back"), kind="returned", subject=BO.id)
    await benches.moderation.record(Measure(BO.id, back), NOW)
    await benches.moderation.decide(number, CaseState.RELEASED, NOW)
    assert not await benches.moderation.has_returned(b"m" * 32, BO.id, NOW + HOUR)


async def test_answers_go_with_their_member_and_their_time(benches: Benches) -> None:
    """The last answer counts; of who has left nothing is kept, nor anything new."""
    store = benches.moderation
    for answers in (Answers(NOW, 0), Answers(NOW + 1, 2)):
        await store.answered(ADA.id, answers)
    await store.answered(MemberId("nobody"), Answers(NOW, 1))
    assert await store.answers(NOW) == {ADA.id: Answers(NOW + 1, 2)}
    assert await store.answers(NOW + 2) == {}
    await benches.members.remove(ADA.id)
    assert await store.answers(0) == {}


async def test_what_has_ended_fades_after_thirty_days_and_cases_stay(benches: Benches) -> None:
    """A restriction with a date goes a month after it, with its marks; one without a date and the case remain."""
    store = benches.moderation
    dated, open_ended = bound("dated", Kind.SUSPEND, ends=NOW + HOUR, of="one"), bound("open")
    await store.record(Measure(ADA.id, case("one"), (dated, open_ended), cause="one"), NOW)
    await store.mark(b"m" * 32, "dated", NOW + DAY)
    await store.fade(NOW + HOUR + 30 * DAY)
    assert await store.expired(NOW + 99 * DAY) == [dated]
    await store.fade(NOW + HOUR + 30 * DAY + 1)
    assert (await store.expired(NOW + 99 * DAY), await store.binding(NOW)) == ([], [open_ended])
    assert await store.case("one") == case("one")


@pytest.mark.parametrize("way", ["lifted", "released"])
async def test_what_a_person_or_an_answer_has_ended_fades_too(benches: Benches, way: str) -> None:
    """A restriction without a date has one from its lifting on: thirty days later nothing is left of it."""
    store = benches.moderation
    await store.record(Measure(ADA.id, case("one"), (bound("open", of="one"),), cause="one"), NOW)
    await (store.lift("open", NOW) if way == "lifted" else store.decide("one", CaseState.RELEASED, NOW))
    database, kept = cast("SqlModerationStore", store).database, []
    for moment in (NOW + 30 * DAY, NOW + 30 * DAY + 1):
        await store.fade(moment)
        kept.append(await database.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM restriction").scalar_one()))
    assert (kept, await store.binding(NOW)) == ([1, 0], [])
