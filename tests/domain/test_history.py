from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from palabre.chat.history import History
from palabre.chat.model import RoomState
from palabre.chat.ports import ChatStore
from palabre.kernel.clock import HOUR, ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.limits import ANSWER_OCTETS, OUTBOX_OCTETS, RESUME_EVENTS
from ports.adapters import sqlite_chat
from ports.samples import ADA, BO, NOW, NOWHERE, TEA, say

LONG = "🌳" * 2_000


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[ChatStore]:
    """Give a store with one open room, ``TEA``."""
    async with sqlite_chat(tmp_path, ManualClock()) as opened:
        await opened.add_room(TEA, "tea")
        yield opened


async def test_who_returns_gets_what_they_missed(store: ChatStore) -> None:
    """With the epoch and a position known, the events since then, and no message twice."""
    acks = [await say(store, ADA, str(number)) for number in range(5)]
    entry = await History(store).entry(BO.id, TEA.id, acks[0].epoch, 2)
    assert (entry.head, entry.shown, [event.position for event in entry.missed]) == (5, None, [3, 4, 5])
    nothing = await History(store).entry(BO.id, TEA.id, acks[0].epoch, 5)
    assert (nothing.shown, nothing.missed) == (None, ())


async def test_who_cannot_resume_gets_the_last_messages(store: ChatStore) -> None:
    """Another epoch, a position from nowhere, too much missed, or missed and faded: start again, nothing guessed."""
    ack = await say(store, ADA, "old")
    for number in range(RESUME_EVENTS + 1):
        await say(store, ADA, str(number), at=NOW + HOUR)
    await store.fade(NOW + 1)
    history = History(store)
    head = RESUME_EVENTS + 2
    for epoch, position in (("other", head), (ack.epoch, head + 1), (ack.epoch, -1), (ack.epoch, 1), (ack.epoch, 0)):
        entry = await history.entry(BO.id, TEA.id, epoch, position)
        assert entry.shown is not None
        assert (entry.head, len(entry.shown.messages), entry.shown.more, entry.missed) == (head, 50, True, ())
    assert (await history.entry(BO.id, TEA.id, ack.epoch, 2)).shown is None


async def test_no_answer_can_fill_an_outbox(store: ChatStore) -> None:
    """However long the messages, entry, resumption, pages and search stay within half of what a client may owe."""
    ack = await say(store, ADA, LONG)
    for number in range(60):
        await say(store, ADA, f"{number}{LONG}"[:2_000])
    history = History(store)
    entry, resumed = await history.entry(BO.id, TEA.id), await history.entry(BO.id, TEA.id, ack.epoch, 1)
    assert entry == resumed, "too long to resume: the last messages instead"
    assert entry.shown is not None
    found = await history.search(BO.id, TEA.id, "🌳")
    page = await history.page(BO.id, TEA.id, 30)
    for slice_ in (entry.shown, found, page):
        assert slice_.more
        assert 0 < len(msgspec.json.encode(slice_.messages)) <= ANSWER_OCTETS + 1_000 < OUTBOX_OCTETS
    assert page.messages[-1].position == 29
    assert entry.shown.messages[-1].position == found.messages[0].position == 61


async def test_a_room_one_may_not_enter_looks_like_none(store: ChatStore) -> None:
    """A waiting room, a refused one and none at all give one same refusal, for each way of reading."""
    waiting = replace(TEA, id="waiting", host=ADA.id, state=RoomState.WAITING)
    await store.add_room(waiting, "waiting")
    history = History(store)
    for place in (waiting.id, NOWHERE):
        for act in (
            history.room(BO.id, place),
            history.entry(BO.id, place),
            history.page(BO.id, place, 9),
            history.search(BO.id, place, "x"),
        ):
            with pytest.raises(Refusal, match="unknown_place"):
                await act
    assert await history.room(ADA.id, waiting.id) == waiting
