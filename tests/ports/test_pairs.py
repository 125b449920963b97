"""Pairs kept apart on a real store: by a decision or a hold, with or without a conversation, each cause for itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from palabre.kernel.clock import DAY, ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId, MemberId, new_id
from palabre.moderation import codes
from palabre.moderation.deciding import Wanted
from palabre.moderation.decisions import Means
from palabre.moderation.evidence import Vault
from palabre.moderation.notice_ports import Intake, Taken
from palabre.moderation.notices import Channel, Draft, Item, ItemKind, checked, notice_of
from palabre.store.notice_evidence import Safe
from palabre.store.notices import SqlNoticeStore
from palabre.store.parted import are_parted
from palabre.store.private import SqlPrivateStore
from palabre.store.ties import SqlTieStore
from ports.court import SECOND, Court, court
from ports.samples import ADA, BO, NOW

EVE = MemberId("member-eve")


@pytest_asyncio.fixture
async def held(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Court]:
    """Give everything on one file."""
    clock.at = NOW
    async with court(tmp_path, clock) as opened:
        yield opened


async def reported(held: Court, reason: str, by: MemberId = ADA.id) -> Taken:
    """Let somebody report Bo's card."""
    notices = SqlNoticeStore(held.store.database, Safe(Vault(bytes(32)), None))
    draft, code = checked(Draft(Channel.IN_APP, reason, (Item(ItemKind.CARD, BO.id),), reporter=by)), codes.new_code()
    intake = Intake(notice_of(draft, new_id(), NOW), codes.kept(code), codes.commitment(code))
    return await notices.take(intake, NOW)


async def blocked(held: Court) -> tuple[bool, bool]:
    """Return whether either may ask the other, as requests read it."""
    private = SqlPrivateStore(held.store.database)
    one, other = await private.standing(ADA.id, BO.id, NOW), await private.standing(BO.id, ADA.id, NOW)
    return one.is_blocked, other.is_blocked


async def test_a_decision_parts_somebody_from_whoever_reported_them(held: Court) -> None:
    """They never had a conversation; undone, they may ask each other again; nobody else is parted from anybody."""
    notice = (await reported(held, "harassment")).notice
    decision, _ = await held.decided(Wanted(Means.FREEZE_PAIR, DAY, notice.id), case=notice.case)
    assert await blocked(held) == (True, True)
    assert not await held.store.database.read(lambda c: are_parted(c, BO.id, EVE))
    await held.deciding.reverse(decision.id, SECOND, "complaint")
    assert await blocked(held) == (False, False)


async def test_a_pair_is_free_at_its_date(held: Court) -> None:
    """By the sweep, as every other measure."""
    notice = (await reported(held, "harassment")).notice
    await held.decided(Wanted(Means.FREEZE_PAIR, DAY, notice.id), case=notice.case)
    held.clock.advance(DAY)
    await held.deciding.sweep()
    assert await blocked(held) == (False, False)


async def test_each_cause_parts_for_itself(held: Court) -> None:
    """A hold and a decision: one undone, the other still parts."""
    taken = await reported(held, "stalking")
    assert (taken.hold is not None, await blocked(held)) == (True, (True, True))
    decision, _ = await held.decided(Wanted(Means.FREEZE_PAIR, 0, taken.notice.id), case="another")
    await held.deciding.reverse(decision.id, SECOND, "complaint")
    assert await blocked(held) == (True, True)


async def test_whoever_is_gone_parts_nobody(held: Court) -> None:
    """A notice that is not there, or a conversation of others, stops nothing, and least of all everything."""
    await held.decided(Wanted(Means.FREEZE_PAIR, 0, str(ConversationId("nothing"))))
    rows = await held.store.database.read(lambda c: c.exec_driver_sql("SELECT * FROM frozen_pair").all())
    assert (rows, await blocked(held)) == ([], (False, False))


async def test_a_pair_is_forgotten_with_either_of_the_two(held: Court) -> None:
    """Once somebody has left for good, nothing of it is kept."""
    await reported(held, "stalking")
    await held.moderation.fade(NOW)
    assert await held.store.database.read(lambda c: are_parted(c, ADA.id, BO.id))
    await held.members.remove(ADA.id)
    await held.moderation.fade(NOW)
    assert not await held.store.database.read(lambda c: are_parted(c, ADA.id, BO.id))


async def test_a_pair_asks_for_no_friendship_either(held: Court) -> None:
    """Neither may ask, nor say yes to what was asked before, which is hidden meanwhile; freed, they may."""
    ties = SqlTieStore(held.store.database)
    assert not await ties.ask(BO.id, ADA.id, NOW)
    notice = (await reported(held, "harassment")).notice
    await held.decided(Wanted(Means.FREEZE_PAIR, DAY, notice.id), case=notice.case)
    for one, other in ((ADA.id, BO.id), (BO.id, ADA.id)):
        with pytest.raises(Refusal, match="not_available"):
            await ties.ask(one, other, NOW)
    assert ((await ties.circle(ADA.id)).asking, len((await ties.circle(BO.id)).asked)) == ((), 1)
    held.clock.advance(DAY)
    await held.deciding.sweep()
    assert [card.id for card in (await ties.circle(ADA.id)).asking] == [BO.id]
    assert await ties.ask(ADA.id, BO.id, NOW)
