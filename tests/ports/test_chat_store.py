import asyncio

import msgspec
import pytest
from msgspec.structs import replace

from palabre.chat.events import Deleted, Edited, Reacted, RoomChanged, Said, ShownAgain, Stub, Withheld
from palabre.chat.model import Draft, Message, MessageState, Quote, Reaction, Roll, Room, RoomState
from palabre.chat.ports import ChatStore, Found, Head, Slice
from palabre.kernel.clock import HOUR, MINUTE, ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, PlaceId
from palabre.kernel.limits import KEY_LIFE_MS, REACTIONS_PER_MESSAGE
from ports.samples import ADA, BO, NOTHING, NOW, NOWHERE, RULING, TEA, acked, draft, positions, say


async def test_a_message_comes_back_as_it_was_said(chat: ChatStore) -> None:
    """What is appended is what a page shows, whole."""
    ack = await say(chat, ADA, draft("Bonsoir <b>'; --", key="key-of-ada"))
    shown = Message(ack.id, 1, NOW, ADA, "Bonsoir <b>'; --")
    head = await chat.head(TEA.id)
    assert head == Head(ack.epoch, 1)
    assert (ack.key, ack.place, ack.position, ack.at, ack.state) == ("key-of-ada", TEA.id, 1, NOW, MessageState.SAID)
    assert await chat.page(TEA.id, BO.id, 100, 50) == Slice((shown,), more=False)
    assert await chat.message(TEA.id, BO.id, ack.id) == shown
    assert await chat.events(TEA.id, BO.id, 0, 1) == [Said(1, shown)]


async def test_positions_have_no_gap_whoever_writes_at_once(chat: ChatStore) -> None:
    """Two hundred writers at once, some refused, take 1, 2, 3 … and each is announced once, in order."""

    async def write(number: int) -> list[int]:
        if number % 5 == 0:
            with pytest.raises(Refusal, match="unknown_message"):
                await say(chat, BO, draft("refused", reply=NOTHING))
            return []
        ack, written = await chat.append(TEA.id, ADA, draft(str(number)), (), held=False, now=NOW)
        assert positions(written) == [ack.position]
        return [ack.position]

    taken = await asyncio.gather(*(write(number) for number in range(1, 201)))
    assert sorted(position for each in taken for position in each) == list(range(1, 161))
    events = await chat.events(TEA.id, BO.id, 0, 1_000)
    assert [event.position for event in events] == list(range(1, 161))
    assert [row[1:] for row in await chat.outbox(1, 1_000)] == [(TEA.id, at) for at in range(1, 161)]


async def test_the_same_key_gives_the_same_ack(chat: ChatStore) -> None:
    """A repeat, alone or racing, writes nothing more and is announced to nobody (R-2)."""
    said = draft("once", key="key-once")
    answers = await asyncio.gather(*(chat.append(TEA.id, ADA, said, (), held=False, now=NOW + n) for n in range(9)))
    assert len({ack for ack, _ in answers}) == 1
    assert sorted(len(written.announcements) for _, written in answers) == [0] * 8 + [1]
    assert await acked(chat, ADA, said) == answers[0][0]
    assert len((await chat.page(TEA.id, ADA.id, 100, 50)).messages) == 1


async def test_a_key_that_was_used_may_repeat(chat: ChatStore) -> None:
    """A store that was just opened says so of every key, as it does of one used since; no ack before the first send."""
    assert chat.may_repeat(BO.id, draft("new"))
    assert await chat.earlier(BO.id, draft("new")) is None
    given = draft("said")
    await say(chat, BO, given)
    assert chat.may_repeat(BO.id, given)


async def test_a_key_carries_one_text(chat: ChatStore) -> None:
    """The same key with other words is refused; another member may use it."""
    await say(chat, ADA, draft("one", key="key-shared"))
    for other in (draft("two", key="key-shared"), draft("one", key="key-shared", action=True)):
        with pytest.raises(Refusal, match="key_reused"):
            await acked(chat, ADA, other)
        with pytest.raises(Refusal, match="key_reused"):
            await say(chat, ADA, other)
    assert await acked(chat, BO, draft("two", key="key-shared")) is None
    assert (await say(chat, BO, draft("two", key="key-shared"))).position == 2


async def test_pages_go_back_to_the_first_message(chat: ChatStore) -> None:
    """A page holds the messages just before a position, oldest first, and says whether there are more."""
    for number in range(1, 8):
        await say(chat, ADA, str(number))
    pages = [await chat.page(TEA.id, BO.id, before, 3) for before in (8, 5, 2)]
    shown = [([message.text for message in page.messages], page.more) for page in pages]
    assert shown == [(["5", "6", "7"], True), (["2", "3", "4"], True), (["1"], False)]


async def test_a_held_message_is_its_authors_alone(chat: ChatStore) -> None:
    """Others get a stub at its position, in pages, events, search, quotes and reactions alike."""
    ack, written = await chat.append(TEA.id, ADA, draft("held words"), (), held=True, now=NOW)
    assert ack.state is MessageState.HELD
    assert b"held words" not in written.announcements[0].event
    assert await chat.events(TEA.id, BO.id, 0, 1) == [Stub(1)]
    assert (await chat.page(TEA.id, BO.id, 9, 9)).messages == ()
    assert (await chat.search(TEA.id, BO.id, "held", 9)).messages == ()
    mine = await chat.message(TEA.id, ADA.id, ack.id)
    assert mine is not None
    assert (mine.text, mine.state) == ("held words", MessageState.HELD)
    for act in (
        chat.react(TEA.id, BO.id, ack.id, "👍", on=True, now=NOW),
        chat.edit(TEA.id, BO.id, ack.id, "x", (), NOW),
        say(chat, BO, draft("reply", reply=ack.id)),
    ):
        with pytest.raises(Refusal, match="unknown_message"):
            await act
    edited = await chat.edit(TEA.id, ADA.id, ack.id, "still held", (), NOW)
    assert b"still held" not in edited.announcements[0].event


async def test_an_edit_is_the_authors_and_in_time(chat: ChatStore) -> None:
    """A change within 15 minutes takes a position; later, or by another, nothing happens."""
    ack = await say(chat, ADA, "before")
    with pytest.raises(Refusal, match="not_yours"):
        await chat.edit(TEA.id, BO.id, ack.id, "after", (), NOW)
    written = await chat.edit(TEA.id, ADA.id, ack.id, "after", (BO.id,), NOW + 15 * MINUTE)
    assert positions(written) == [2]
    with pytest.raises(Refusal, match="too_late"):
        await chat.edit(TEA.id, ADA.id, ack.id, "later", (), NOW + 15 * MINUTE + 1)
    at = NOW + 15 * MINUTE
    shown = Message(ack.id, 1, NOW, ADA, "after", mentions=(BO.id,), edited=at)
    assert await chat.events(TEA.id, BO.id, 0, 9) == [Said(1, shown), Edited(2, ack.id, "after", (BO.id,), at, ADA.id)]


async def test_dice_stay_as_they_fell_until_they_are_deleted(chat: ChatStore) -> None:
    """A repeat of the same dice gives the first ack; other dice under that key, and any edit, are refused."""
    fell, again = Roll("2d6", (3, 5)), Roll("2d6", (6, 6))
    ack = await say(chat, ADA, Draft("key-of-dice", "2d6: 3 + 5 = 8", roll=fell))
    assert await say(chat, ADA, Draft("key-of-dice", "2d6: 6 + 6 = 12", roll=again)) == ack
    with pytest.raises(Refusal, match="key_reused"):
        await say(chat, ADA, Draft("key-of-dice", "1d6: 6", roll=Roll("1d6", (6,))))
    with pytest.raises(Refusal, match="dice_are_cast"):
        await chat.edit(TEA.id, ADA.id, ack.id, "2d6: 6 + 6 = 12", (), NOW)
    shown = await chat.message(TEA.id, BO.id, ack.id)
    assert (shown and shown.text, shown and shown.roll) == ("2d6: 3 + 5 = 8", fell)
    await chat.delete(TEA.id, ADA.id, ack.id, NOW)
    gone = await chat.message(TEA.id, BO.id, ack.id)
    assert (gone and gone.text, gone and gone.roll) == ("", None)


async def test_a_deleted_message_keeps_its_place_and_no_word(chat: ChatStore) -> None:
    """Text, reactions, quotes, pin and search forget it; it cannot be acted upon again."""
    ack = await say(chat, ADA, "to delete")
    await chat.react(TEA.id, BO.id, ack.id, "👍", on=True, now=NOW)
    await chat.change_room(replace(TEA, pinned=ack.id), NOW)
    reply = await say(chat, BO, draft("reply", reply=ack.id))
    with pytest.raises(Refusal, match="not_yours"):
        await chat.delete(TEA.id, BO.id, ack.id, NOW)
    assert positions(await chat.delete(TEA.id, ADA.id, ack.id, NOW)) == [5]
    gone, answer = (await chat.page(TEA.id, BO.id, 99, 9)).messages
    assert gone == Message(ack.id, 1, NOW, ADA, "", state=MessageState.DELETED)
    assert answer == Message(reply.id, 4, NOW, BO, "reply", reply=Quote(ack.id, "Ada", 3, "", ADA.id))
    assert (await chat.search(TEA.id, BO.id, "delete", 9)).messages == ()
    assert await chat.room(TEA.id) == replace(TEA, pinned=None)
    assert (await chat.events(TEA.id, BO.id, 4, 9)) == [Deleted(5, ack.id, ADA.id)]
    for act in (
        chat.delete(TEA.id, ADA.id, ack.id, NOW),
        chat.edit(TEA.id, ADA.id, ack.id, "x", (), NOW),
        chat.react(TEA.id, BO.id, ack.id, "👍", on=True, now=NOW),
    ):
        with pytest.raises(Refusal, match="unknown_message"):
            await act


async def test_each_reaction_counts_once(chat: ChatStore) -> None:
    """Repeats write nothing; the count is that after the change; each viewer sees their own marked."""
    ack = await say(chat, ADA, "tea?")
    assert positions(await chat.react(TEA.id, BO.id, ack.id, "👍", on=True, now=NOW)) == [2]
    assert positions(await chat.react(TEA.id, BO.id, ack.id, "👍", on=True, now=NOW)) == []
    assert positions(await chat.react(TEA.id, ADA.id, ack.id, "👍", on=True, now=NOW)) == [3]
    assert positions(await chat.react(TEA.id, BO.id, ack.id, "🍵", on=False, now=NOW)) == []
    seen = await chat.message(TEA.id, BO.id, ack.id)
    assert seen is not None
    assert seen.reactions == (Reaction("👍", 2, mine=True),)
    await chat.react(TEA.id, BO.id, ack.id, "👍", on=False, now=NOW)
    expected = [Reacted(2, ack.id, BO.id, "👍", True, 1), Reacted(3, ack.id, ADA.id, "👍", True, 2),
                Reacted(4, ack.id, BO.id, "👍", False, 1)]  # fmt: skip
    assert await chat.events(TEA.id, BO.id, 1, 9) == expected


async def test_a_message_carries_a_bounded_number_of_emoji(chat: ChatStore) -> None:
    """One emoji more than the bound is refused; one already there is not."""
    ack = await say(chat, ADA, "react!")
    every = [chr(0x1F600 + number) for number in range(REACTIONS_PER_MESSAGE + 1)]
    for emoji in every[:-1]:
        await chat.react(TEA.id, ADA.id, ack.id, emoji, on=True, now=NOW)
    with pytest.raises(Refusal, match="too_many_reactions"):
        await chat.react(TEA.id, BO.id, ack.id, every[-1], on=True, now=NOW)
    assert len((await chat.react(TEA.id, BO.id, ack.id, every[0], on=True, now=NOW)).announcements) == 1


async def test_slow_mode_and_read_only_spare_the_host_alone(chat: ChatStore) -> None:
    """The store itself holds the room's rules, so that no race passes them."""
    await chat.change_room(replace(TEA, slow_s=30), NOW)
    await say(chat, BO, "first")
    with pytest.raises(Refusal, match="slow_mode") as refused:
        await say(chat, BO, "second", at=NOW + 29_000)
    assert refused.value.retry_after_ms == 1_000
    await say(chat, BO, "second", at=NOW + 30_000)
    await say(chat, ADA, "host")
    await say(chat, ADA, "host again")
    await chat.change_room(replace(TEA, read_only=True), NOW)
    with pytest.raises(Refusal, match="read_only"):
        await say(chat, BO, "third", at=NOW + HOUR)
    await say(chat, ADA, "host")


async def test_a_slow_room_lets_one_of_many_racing_messages_pass(chat: ChatStore) -> None:
    """Ten at once in a slow room: one is said, nine are told to wait."""
    await chat.change_room(replace(TEA, slow_s=30), NOW)
    answers = await asyncio.gather(*(say(chat, BO, str(n)) for n in range(10)), return_exceptions=True)
    assert [answer.code for answer in answers if isinstance(answer, Refusal)] == ["slow_mode"] * 9


async def test_search_takes_words_literally_and_case_lightly(chat: ChatStore) -> None:
    """Percent and underscore are letters like others; É is found by é; newest first, bounded."""
    for text in ("Été 100 %", "ÉTÉ", "été_2", "ete", "autre"):
        await say(chat, ADA, text)
    for wanted, found in {
        "été": ["été_2", "ÉTÉ", "Été 100 %"], "ÉTÉ": ["été_2", "ÉTÉ", "Été 100 %"], "%": ["Été 100 %"], "_": ["été_2"],
        "\\": [], "'": [], "AUTRE": ["autre"],
    }.items():  # fmt: skip
        assert [one.text for one in (await chat.search(TEA.id, BO.id, wanted, 9)).messages] == found, wanted
    page = await chat.search(TEA.id, BO.id, "t", 2)
    assert ([one.text for one in page.messages], page.more) == (["autre", "ete"], True)


async def test_a_hosts_choices_are_an_event(chat: ChatStore) -> None:
    """Topic, slow mode, reading only and pin are in force and announced together."""
    ack = await say(chat, ADA, "pin me")
    wanted = replace(TEA, topic="New", slow_s=5, read_only=True, pinned=ack.id)
    assert positions(await chat.change_room(wanted, NOW)) == [2]
    assert await chat.room(TEA.id) == wanted
    assert await chat.events(TEA.id, BO.id, 1, 2) == [RoomChanged(2, "New", 5, True, ack.id)]


async def test_rooms_are_listed_by_state_and_name(chat: ChatStore) -> None:
    """A room is decided once; the change leaves an outbox row for live nodes."""
    new = Room(id=PlaceId("new"), name="Ales", host=BO.id, state=RoomState.WAITING)
    assert await chat.add_room(new, "ales")
    assert [await chat.add_room(replace(new, id=PlaceId("other")), "ales"), await chat.add_room(new, "x")] == [
        False
    ] * 2
    assert await chat.rooms([RoomState.WAITING]) == [new]
    assert await chat.proposed_by(BO.id) == [(new, "")]
    assert await chat.set_state(new.id, RoomState.OPEN, RULING)
    assert not await chat.set_state(new.id, RoomState.REFUSED, RULING)
    assert not await chat.set_state(NOWHERE, RoomState.OPEN, RULING)
    assert await chat.proposed_by(BO.id) == []
    assert [room.name for room in await chat.rooms([RoomState.OPEN])] == ["Ales", "Tea"]
    assert [row[1:] for row in await chat.outbox(0, 9)] == [(TEA.id, 0), (new.id, 0)]
    assert positions(await chat.hosts_left(BO.id, NOW)) == []
    assert await chat.room(new.id) == replace(new, host=None, state=RoomState.OPEN)


async def test_a_room_refused_keeps_why_for_whoever_proposed_it(chat: ChatStore) -> None:
    """The code, to them alone, however long they were away; a room that waits has none."""
    waits = Room(id=PlaceId("new"), name="Ales", host=BO.id, state=RoomState.WAITING)
    refused = replace(waits, id=PlaceId("other"), name="Beers")
    assert await chat.add_room(waits, "ales")
    assert await chat.add_room(refused, "beers")
    assert await chat.set_state(refused.id, RoomState.REFUSED, RULING)
    refused = replace(refused, state=RoomState.REFUSED)
    assert await chat.proposed_by(BO.id) == [(waits, ""), (refused, RULING.reason)]
    assert await chat.proposed_by(ADA.id) == []


async def test_a_host_who_leaves_binds_nobody(chat: ChatStore) -> None:
    """Slow mode and read only end with the host, and everybody is told; topic and pin stay."""
    ack = await say(chat, ADA, "pin me")
    await chat.change_room(replace(TEA, slow_s=30, read_only=True, pinned=ack.id), NOW)
    assert positions(await chat.hosts_left(ADA.id, NOW)) == [3]
    assert await chat.room(TEA.id) == replace(TEA, host=None, pinned=ack.id)
    assert await chat.events(TEA.id, BO.id, 2, 3) == [RoomChanged(3, TEA.topic, 0, False, ack.id)]
    assert (await say(chat, BO, "at last")).position == 4


async def test_nothing_is_found_where_there_is_nothing(chat: ChatStore) -> None:
    """An unknown room or message is refused or empty, never an error of ours."""
    assert await chat.room(NOWHERE) is None
    assert await chat.head(NOWHERE) is None
    assert await chat.message(TEA.id, ADA.id, NOTHING) is None
    assert await chat.events(NOWHERE, ADA.id, 0, 9) == []
    assert await chat.page(NOWHERE, ADA.id, 9, 9) == Slice((), more=False)
    for act, code in (
        (say(chat, ADA, "x", place=NOWHERE), "unknown_place"),
        (chat.change_room(replace(TEA, id=NOWHERE), NOW), "unknown_place"),
        (chat.delete(TEA.id, ADA.id, NOTHING, NOW), "unknown_message"),
        (chat.edit(TEA.id, ADA.id, NOTHING, "x", (), NOW), "unknown_message"),
        (chat.react(TEA.id, ADA.id, NOTHING, "👍", on=True, now=NOW), "unknown_message"),
    ):
        with pytest.raises(Refusal, match=code):
            await act


async def test_a_message_is_acted_upon_in_its_own_room_only(chat: ChatStore) -> None:
    """Naming another room does not reach it: rights are judged by the room named."""
    ack = await say(chat, ADA, "in tea")
    other = PlaceId("other")
    await chat.add_room(replace(TEA, id=other), "other")
    assert await chat.message(other, ADA.id, ack.id) is None
    for act in (
        chat.delete(other, ADA.id, ack.id, NOW),
        chat.edit(other, ADA.id, ack.id, "x", (), NOW),
        chat.react(other, BO.id, ack.id, "👍", on=True, now=NOW),
        say(chat, BO, draft("x", reply=ack.id), place=other),
    ):
        with pytest.raises(Refusal, match="unknown_message"):
            await act


async def test_what_has_faded_is_gone_and_what_has_not_stays(chat: ChatStore, clock: ManualClock) -> None:
    """Fading takes messages, their reactions, pins, events and old keys; positions go on from where they were."""
    clock.at = NOW
    old = await say(chat, ADA, draft("old", key="key-of-old"), at=NOW)
    await chat.react(TEA.id, BO.id, old.id, "👍", on=True, now=NOW)
    await chat.change_room(replace(TEA, pinned=old.id), NOW)
    young = await say(chat, BO, "young", at=NOW + HOUR)
    clock.at = NOW + KEY_LIFE_MS + 1
    assert await chat.fade(NOW + HOUR) == 1
    assert [one.id for one in (await chat.page(TEA.id, ADA.id, 99, 9)).messages] == [young.id]
    assert [event.position for event in await chat.events(TEA.id, ADA.id, 0, 9)] == [4]
    assert await chat.room(TEA.id) == replace(TEA, pinned=None)
    assert await acked(chat, ADA, draft("old", key="key-of-old")) is None
    assert await chat.outbox(0, 9) == []
    assert (await say(chat, ADA, "next")).position == 5
    assert await chat.fade(NOW + 9 * HOUR) == 2
    assert await chat.events(TEA.id, ADA.id, 0, 9) == []


async def test_whoever_enters_finds_what_separate_reads_would_find(chat: ChatStore) -> None:
    """Room, head, pin and either what came since or the last messages, as this viewer may see them."""
    said = [await say(chat, ADA, f"said {number}", held=number == 3) for number in range(4)]
    await chat.change_room(replace(TEA, pinned=said[1].id), NOW)
    epoch = said[0].epoch
    for viewer in (ADA.id, BO.id):
        pinned = await chat.message(TEA.id, viewer, said[1].id)
        last = await chat.page(TEA.id, viewer, 6, 2)
        missed = tuple(await chat.events(TEA.id, viewer, 2, 5))
        whole = replace(TEA, pinned=said[1].id)
        for since, events, found in (
            (Head(epoch, 2), 3, Found(whole, Head(epoch, 5), missed, None, pinned)),
            (Head(epoch, 5), 3, Found(whole, Head(epoch, 5), (), None, pinned)),
            (Head(epoch, 2), 2, Found(whole, Head(epoch, 5), None, last, pinned)),
            (Head("other", 2), 3, Found(whole, Head(epoch, 5), None, last, pinned)),
            (Head(epoch, 6), 3, Found(whole, Head(epoch, 5), None, last, pinned)),
            (Head(epoch, -1), 9, Found(whole, Head(epoch, 5), None, last, pinned)),
        ):
            assert await chat.entry(TEA.id, viewer, since, events, 2) == found
    assert await chat.entry(NOWHERE, ADA.id, Head("", -1), 9, 9) is None


async def test_what_has_faded_cannot_be_taken_up(chat: ChatStore) -> None:
    """The first event missed is gone: whoever returns gets the last messages instead."""
    old = await say(chat, ADA, "old")
    young = await say(chat, ADA, "young", at=NOW + HOUR)
    await chat.fade(NOW + 1)
    from_start, from_young = [await chat.entry(TEA.id, BO.id, Head(old.epoch, at), 9, 9) for at in (0, 1)]
    assert from_start is not None
    assert from_young is not None
    assert (from_start.missed, [event.position for event in from_young.missed or ()]) == (None, [young.position])


async def test_a_faded_message_is_no_longer_quoted(chat: ChatStore) -> None:
    """A reply outlives what it answers and carries nothing of it."""
    old = await say(chat, ADA, "old words")
    await say(chat, BO, draft("reply", reply=old.id), at=NOW + HOUR)
    await chat.fade(NOW + HOUR)
    (left,) = (await chat.page(TEA.id, ADA.id, 99, 9)).messages
    assert (left.text, left.reply) == ("reply", None)


async def test_erased_words_leave_stubs_and_deletions(chat: ChatStore) -> None:
    """Whoever erases everything leaves neither message nor reaction nor name; others' words stay."""
    first = await say(chat, ADA, draft("mine", key="key-of-mine"))
    theirs = await say(chat, BO, "theirs")
    await chat.react(TEA.id, ADA.id, theirs.id, "👍", on=True, now=NOW)
    await chat.change_room(replace(TEA, pinned=first.id), NOW)
    written = await chat.erase_words(ADA.id, NOW)
    taken = Reacted(5, theirs.id, ADA.id, "👍", False, 0)
    assert [one.event for one in written.announcements] == [
        msgspec.json.encode(event) for event in (taken, Deleted(6, first.id, ADA.id))
    ]
    events = await chat.events(TEA.id, BO.id, 0, 9)
    said = Said(2, Message(theirs.id, 2, NOW, BO, "theirs"))
    pin = RoomChanged(4, TEA.topic, 0, False, first.id)
    assert events == [Stub(1), said, Stub(3), pin, Stub(5), Deleted(6, first.id)]
    assert (await chat.page(TEA.id, BO.id, 99, 9)).messages == (said.message,)
    assert await acked(chat, ADA, draft("mine", key="key-of-mine")) is None
    assert positions(await chat.erase_words(MemberId("nobody"), NOW)) == []


async def test_a_withheld_message_is_its_authors_alone_until_it_is_shown_again(chat: ChatStore) -> None:
    """Nobody else finds its words in any read or event; shown again it stands where it was said."""
    ack = await say(chat, ADA, "about to be reported")
    reply = await say(chat, BO, draft("an answer", reply=ack.id))
    assert positions(await chat.withhold(TEA.id, ack.id, NOW)) == [3]
    for viewer, state in ((ADA.id, MessageState.WITHHELD), (BO.id, None)):
        seen = await chat.message(TEA.id, viewer, ack.id)
        assert (seen.state if seen else None) is state
    events = await chat.events(TEA.id, BO.id, 0, 3)
    assert [type(one) for one in events] == [Stub, Said, Withheld]
    assert "reported" not in repr([*events, await chat.page(TEA.id, BO.id, 9, 9)])
    assert positions(await chat.withhold(TEA.id, ack.id, NOW)) == []
    assert positions(await chat.show_again(TEA.id, ack.id, NOW)) == [4]
    shown = await chat.page(TEA.id, BO.id, 9, 9)
    assert [one.id for one in shown.messages] == [ack.id, reply.id]
    assert [type(one) for one in await chat.events(TEA.id, BO.id, 3, 4)] == [ShownAgain]
    with pytest.raises(Refusal, match="unknown_message"):
        await chat.show_again(TEA.id, ack.id, NOW)
