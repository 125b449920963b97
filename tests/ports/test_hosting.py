"""Hosting over the real stores: what a host did is a decision, ends by its date, and leaves other measures alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from palabre.chat.model import MessageState
from palabre.kernel.clock import DAY, HOUR, ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.kernel.limits import HOST_ACTS_AN_HOUR
from palabre.moderation.deciding import Wanted
from palabre.moderation.decisions import Means
from palabre.moderation.hosting import OUT_FOR, HostActs, Hosting, Pace, Reason
from palabre.moderation.statements import Element
from ports.court import SECOND, Court, court
from ports.samples import ADA, BO, NOW, TEA, say


@pytest_asyncio.fixture
async def held(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Court]:
    """Give a court where Ada hosts a room."""
    clock.at = NOW
    async with court(tmp_path, clock) as opened:
        yield opened


def hosting(held: Court) -> Hosting:
    """Return hosting over a court; Ada hosts the room."""
    return Hosting(HostActs(held.deciding, held.chat, Pace(held.clock), DAY))


async def seen(held: Court, member: MemberId, number: str) -> tuple[MessageState, str] | None:
    """Return a message as somebody sees it."""
    found = await held.chat.message(TEA.id, member, number)  # type: ignore[arg-type]  # ids are texts
    return (found.state, found.text) if found else None


async def test_a_hidden_message_keeps_its_place_and_its_author_their_words(held: Court) -> None:
    """Everybody finds it hidden, without words; a search finds it for its author alone."""
    ack = await say(held.chat, BO, "encore moi")
    await hosting(held).hide(ADA.id, TEA.id, ack.id, Reason.FLOOD)
    assert await seen(held, ADA.id, ack.id) == (MessageState.COVERED, "")
    assert await seen(held, BO.id, ack.id) == (MessageState.COVERED, "encore moi")
    assert (await held.chat.search(TEA.id, ADA.id, "encore", 9)).messages == ()
    assert len((await held.chat.search(TEA.id, BO.id, "encore", 9)).messages) == 1
    await hosting(held).show(ADA.id, TEA.id, ack.id)
    assert await seen(held, ADA.id, ack.id) == (MessageState.SAID, "encore moi")


async def test_a_statement_says_every_element(held: Court) -> None:
    """What a host did is told with all that DSA 17(3) asks, in both languages, and counts no point."""
    ack = await say(held.chat, BO, "encore moi")
    await hosting(held).hide(ADA.id, TEA.id, ack.id, Reason.RUDE)
    (told,) = await held.store.statements_of(BO.id)
    for text in (told.fr, told.en):
        assert {line.element for line in text.lines} == set(Element)
    assert await held.deciding.points(BO.id) == []


async def test_a_report_and_a_host_hide_one_message_apart(held: Court) -> None:
    """While a decision withholds it nobody sees it; undone, the host's hiding is still there; and the other way."""
    ack = await say(held.chat, BO, "encore moi")
    await hosting(held).hide(ADA.id, TEA.id, ack.id, Reason.RUDE)
    decision, _ = await held.decided(Wanted(Means.HIDE, 0, ack.id, TEA.id))
    assert await seen(held, ADA.id, ack.id) is None
    await held.deciding.reverse(decision.id, SECOND, "complaint")
    assert await seen(held, ADA.id, ack.id) == (MessageState.COVERED, "")
    second, _ = await held.decided(Wanted(Means.HIDE, 0, ack.id, TEA.id))
    await hosting(held).show(ADA.id, TEA.id, ack.id)
    assert await seen(held, ADA.id, ack.id) is None
    await held.deciding.reverse(second.id, SECOND, "complaint")
    assert await seen(held, ADA.id, ack.id) == (MessageState.SAID, "encore moi")


async def test_a_withheld_message_is_not_there_for_a_host(held: Court) -> None:
    """Hiding what was reported is refused like what does not exist: a host learns of no notice."""
    ack = await say(held.chat, BO, "encore moi")
    await held.decided(Wanted(Means.HIDE, 0, ack.id, TEA.id))
    for number in (ack.id, "no-such-message"):
        with pytest.raises(Refusal, match="unknown_message"):
            await hosting(held).hide(ADA.id, TEA.id, number, Reason.RUDE)  # type: ignore[arg-type]


async def test_whoever_was_asked_to_leave_may_come_back_after_a_day(held: Court) -> None:
    """To the millisecond: neither the room nor its twin before, both at the date; the decision has run out then."""
    await hosting(held).ask_out(ADA.id, TEA.id, BO.id, Reason.RUDE)
    held.clock.advance(OUT_FOR - 1)
    for place in (TEA.id, "tea~2"):
        with pytest.raises(Refusal, match="asked_out") as refused:
            held.standings.check_enters(BO.id, place)  # type: ignore[arg-type]
        assert refused.value.retry_after_ms == 1
    held.standings.check_enters(BO.id, "cuisine")  # type: ignore[arg-type]
    held.clock.advance(1)
    held.standings.check_enters(BO.id, TEA.id)
    await held.deciding.sweep()
    assert [one.state.value for one in await held.store.decisions_of(BO.id)] == ["expired"]


async def test_asking_twice_is_asking_once(held: Court) -> None:
    """One decision, one end."""
    for _ in range(2):
        await hosting(held).ask_out(ADA.id, TEA.id, BO.id, Reason.RUDE)
    assert len(await held.store.decisions_of(BO.id)) == 1
    assert [one.subject for one in await hosting(held).asked_out(ADA.id, TEA.id)] == [BO.id]


async def test_a_host_acts_so_often_in_an_hour(held: Court) -> None:
    """The next act is refused with the time left; after it, one is free again."""
    pace = Pace(held.clock)
    for _ in range(HOST_ACTS_AN_HOUR):
        pace.take(ADA.id)
    with pytest.raises(Refusal, match="host_pace") as refused:
        pace.take(ADA.id)
    assert refused.value.retry_after_ms == HOUR
    pace.take(BO.id)
    held.clock.advance(HOUR)
    pace.take(ADA.id)


async def test_every_act_of_a_host_is_in_the_ledger(held: Court) -> None:
    """Hidden and shown: two decisions' worth of lines, by a host, who is not named there."""
    ack = await say(held.chat, BO, "encore moi")
    await hosting(held).hide(ADA.id, TEA.id, ack.id, Reason.RUDE)
    await hosting(held).show(ADA.id, TEA.id, ack.id)
    lines = "SELECT role, action, actor_ref FROM ledger_entry WHERE role = 'host'"
    rows = await held.store.database.read(lambda c: c.exec_driver_sql(lines).all())
    assert [tuple(row) for row in rows] == [
        ("host", one, "") for one in ("decision.draft", "decision.in_force", "decision.reversed")
    ]


async def test_what_hosts_did_is_listed_newest_first_undone_or_not(held: Court, clock: ManualClock) -> None:
    """A host's own undoing leaves the act in the list, as such; the list is as long as asked."""
    numbers = []
    for words in ("un", "deux", "trois"):
        clock.at += HOUR
        ack = await say(held.chat, BO, words)
        numbers.append(ack.id)
        await hosting(held).hide(ADA.id, TEA.id, ack.id, Reason.FLOOD)
    await hosting(held).show(ADA.id, TEA.id, numbers[1])
    found = await held.store.imposing([Means.COVER], 9)
    assert [(one.quote, one.state.value) for one in found] == [
        ("trois", "in_force"), ("deux", "reversed"), ("un", "in_force"),
    ]  # fmt: skip
    assert [one.quote for one in await held.store.imposing([Means.COVER], 1)] == ["trois"]
    assert await held.store.imposing([Means.ASK_OUT], 9) == []
