"""The delivery of sealed frames: one order, one epoch at a time, nothing twice, forgotten in time."""

import asyncio
import os

import pytest

import sealing
from palabre.kernel.clock import DAY, HOUR, MINUTE
from palabre.kernel.errors import Refusal
from palabre.kernel.limits import COMMITS_AN_HOUR
from palabre.private.model import ConversationState, FrameKind
from privately import House, Someone, Talk, refused


async def two(house: House) -> tuple[Someone, Someone, Talk]:
    """Return two people who talk."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    return ada, bo, await house.talk(ada, bo)


async def test_messages_come_in_order_with_their_receipts(house: House) -> None:
    """What one sends the other's device gets once, in order, named after its author; ``seq`` counts messages alone."""
    ada, bo, talk = await two(house)
    notes = [await house.say(ada, talk, f"line {number}".encode()) for number in range(3)]
    await house.commit(ada, talk)
    notes.append(await house.say(ada, talk))
    given = await house.delivery.after(bo.seat, talk.id, 2)
    assert [one.id for one in given.items if one.kind is FrameKind.MESSAGE] == [note.id for note in notes]
    assert [one.receipt.seq for one in given.items if one.receipt] == [2, 3, 4, 5]
    assert [one.order for one in given.items] == [3, 4, 5, 6, 7]
    assert {(one.member, one.identity) for one in given.items} == {(ada.id, ada.identity)}
    assert all(house.receipts.is_ours(one.receipt) for one in given.items if one.receipt)


async def test_ones_own_frames_come_back_without_octets(house: House) -> None:
    """After a lost answer a device learns from the order that its message and its commit were stored."""
    ada, _, talk = await two(house)
    note = await house.say(ada, talk)
    commit = await house.commit(ada, talk)
    given = await house.delivery.after(ada.seat, talk.id, 2)
    assert [(one.id, one.frame) for one in given.items] == [(note.id, b""), (commit.id, b"")]


async def test_a_repeat_is_stored_once(house: House) -> None:
    """The same id and octets: the same answer, even once erased; other octets, or another author: refused."""
    ada, bo, talk = await two(house)
    key, frame = sealing.message_id(), sealing.message(talk.group, 1, bytes(32))
    first = await house.delivery.send(ada.seat, talk.id, key, frame)
    for one in (ada, bo):
        await house.hold(one, talk)
    again = await house.delivery.send(ada.seat, talk.id, key, frame)
    assert (again.order, again.seq, again.is_new, await house.frames()) == (first.order, first.seq, False, 0)
    with refused("key_reused"):
        await house.delivery.send(ada.seat, talk.id, key, sealing.message(talk.group, 1, bytes(32)))
    with refused("key_reused"):
        await house.delivery.send(bo.seat, talk.id, key, frame)


BAD = {
    "words": b"Bonsoir", "json": b'{"body":"Bonsoir","kind":"text"}', "empty": b"", "too long": bytes(65_537),
    "no class": sealing.message(bytes(16), 1, bytes(32), padded=300),
    "no commitment": sealing.message(bytes(16), 1, b""), "short commitment": sealing.message(bytes(16), 1, bytes(16)),
    "a welcome": sealing.welcome([os.urandom(32)]), "a package": sealing.package(bytes(32), 1).octets,
    "a commit": sealing.commit(bytes(16), 1), "more after": sealing.message(bytes(16), 1, bytes(32)) + b"\x00",
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
async def test_what_is_no_sealed_message_is_refused(house: House, what: str) -> None:
    """Plain words, other kinds of MLS, lengths outside the classes, a missing commitment: nothing is stored."""
    ada, bo, talk = await two(house)
    await asyncio.gather(*(house.hold(one, talk) for one in (ada, bo)))
    with refused("bad_frame_sealed"):
        await house.delivery.send(ada.seat, talk.id, sealing.message_id(), BAD[what])
    assert await house.frames() == 0


async def test_strangers_meet_no_conversation(house: House) -> None:
    """An unknown conversation and somebody else's are one answer, for every act."""
    _, _, talk = await two(house)
    cleo = await house.person("Cleo")
    nowhere = Talk(type(talk.id)("nowhere-at-all-0"), talk.group)
    for where in (talk, nowhere):
        acts = [
            house.say(cleo, where), house.commit(cleo, where), house.seen(cleo, where),
            house.delivery.ack(cleo.seat, where.id, 9), house.delivery.after(cleo.seat, where.id, 0),
            house.delivery.lose(cleo.seat, where.id), house.delivery.open_group(cleo.seat, where.id),
            house.delivery.own_packages(cleo.seat, where.id), house.agreements.hears_typing(cleo.id, where.id),
        ]  # fmt: skip
        for act in acts:
            with refused("unknown_conversation"):
                await act


async def test_a_frozen_conversation_takes_nothing(house: House) -> None:
    """What moderation has frozen carries no message and no commit."""
    ada, _, talk = await two(house)
    await house.database.write(lambda c: c.exec_driver_sql("UPDATE conversation SET frozen = 1"))
    with refused("frozen"):
        await house.say(ada, talk)
    with refused("frozen"):
        await house.commit(ada, talk)
    assert (await house.seen(ada, talk)).frozen


@pytest.mark.parametrize("is_blocker", [True, False])
async def test_a_block_closes_a_conversation_both_ways(house: House, *, is_blocker: bool) -> None:
    """Nothing is taken, nothing more is given, and it looks as if they had left; unblocking opens it again."""
    ada, bo, talk = await two(house)
    await house.say(bo, talk)
    one, other = (ada, bo) if is_blocker else (bo, ada)
    await house.ties.block(one.id, other.id, on=True)
    for by in (ada, bo):
        with refused("not_available"):
            await house.say(by, talk)
        seen = await house.seen(by, talk)
        assert (seen.state, seen.available, seen.other) == (ConversationState.ENDED, False, None)
        assert (await house.delivery.after(by.seat, talk.id, 0)).items == ()
    await house.ties.block(one.id, other.id, on=False)
    assert len(await house.hold(ada, talk)) == 1


async def test_a_late_frame_is_told_where_to_catch_up(house: House) -> None:
    """A past or future epoch, or another group, is refused with the current one; sealed again it passes."""
    ada, bo, talk = await two(house)
    late = Talk(talk.id, talk.group)
    await house.commit(ada, talk)
    for epoch in (1, 3):
        late.epoch = epoch
        with refused("stale_epoch", epoch=2, order=3):
            await house.say(bo, late)
    with refused("stale_group"):
        await house.say(bo, Talk(talk.id, os.urandom(16), 2))
    await house.say(bo, talk)


async def test_of_commits_at_once_one_wins(house: House) -> None:
    """Twenty devices' commits of one epoch: one is stored, the others are told; the epoch moves by one."""
    ada, bo, talk = await two(house)
    tries = [
        house.delivery.commit(by.seat, talk.id, sealing.message_id(), sealing.commit(talk.group, 1), None, ())
        for by in (ada, bo) * 10
    ]
    met = await asyncio.gather(*tries, return_exceptions=True)
    lost = [one for one in met if isinstance(one, Refusal)]
    assert ([one.code for one in lost], len(met) - len(lost)) == (["stale_epoch"] * 19, 1)
    assert (await house.seen(ada, talk)).epoch == 2


async def test_a_device_commits_thirty_times_an_hour(house: House) -> None:
    """The next waits for the hour to pass; the other person's device is not held back."""
    ada, bo, talk = await two(house)
    for _ in range(COMMITS_AN_HOUR):
        await house.commit(ada, talk)
    with refused("too_many_commits", limit=COMMITS_AN_HOUR):
        await house.commit(ada, talk)
    await house.commit(bo, talk)
    house.clock.advance(HOUR)
    await house.commit(ada, talk)


async def test_frames_leave_the_server_once_every_device_has_them(house: House) -> None:
    """One device that lacks them keeps them; the last acknowledgement erases all."""
    ada, bo, talk = await two(house)
    await house.say(ada, talk)
    await house.hold(ada, talk)
    assert await house.frames() == 3
    await house.hold(bo, talk)
    assert await house.frames() == 0


async def test_an_absent_device_finds_everything_within_seven_days(house: House) -> None:
    """PC-6: thirty messages and a commit, read once each and in order after six days; then nothing is held."""
    ada, bo, talk = await two(house)
    await house.hold(bo, talk)
    notes = []
    for number in range(30):
        notes.append((await house.say(ada, talk)).id)
        if number == 15:
            await house.commit(ada, talk)
    await house.hold(ada, talk)
    house.clock.advance(6 * DAY)
    await house.delivery.fade()
    assert await house.hold(bo, talk) == notes
    assert (await house.hold(bo, talk), await house.frames()) == ([], 0)


async def test_after_seven_days_messages_are_gone_and_commits_remain(house: House) -> None:
    """PC-6: back after eight days the commits lead to the current epoch and the next message arrives."""
    ada, bo, talk = await two(house)
    for one in (ada, bo):
        await house.hold(one, talk)
    await house.say(ada, talk)
    commit = await house.commit(ada, talk)
    house.clock.advance(7 * DAY + MINUTE)
    await house.delivery.fade()
    assert await house.frames() == 1
    given = await house.delivery.after(bo.seat, talk.id, 2)
    assert [(one.kind, one.id) for one in given.items] == [(FrameKind.COMMIT, commit.id)]
    note = await house.say(ada, talk)
    assert await house.hold(bo, talk) == [note.id]


async def test_after_thirty_days_a_new_group_is_needed(house: House) -> None:
    """PC-6: a device that missed a commit is out; the next message asks for a new group, whose Welcome joins it."""
    ada, bo, talk = await two(house)
    await house.hold(bo, talk)
    await house.commit(ada, talk)
    house.clock.advance(31 * DAY)
    await house.delivery.fade()
    assert not (await house.seen(bo, talk)).joined
    with refused("group_lost"):
        await house.say(ada, talk)
    await renew(house, ada, bo, talk)
    note = await house.say(ada, talk)
    assert await house.hold(bo, talk) == [note.id]


async def renew(house: House, by: Someone, other: Someone, talk: Talk) -> None:
    """Found a new group for a talk, with fresh packages."""
    for one in (by, other):
        await house.devices.give(one.seat, one.identity, [house.package(one.identity).octets], None)
    opened = await house.delivery.open_group(by.seat, talk.id)
    named = [sealing.reference_of(one.package) for one in opened.packages]
    await house.delivery.found_group(by.seat, opened.ticket, sealing.message_id(), sealing.welcome(named))
    talk.group, talk.epoch = opened.group, 1


async def test_a_lost_state_takes_a_new_group(house: House) -> None:
    """``seq`` and order go on; what waited of the former group is still given, before the Welcome."""
    ada, bo, talk = await two(house)
    await house.hold(bo, talk)
    before = await house.say(ada, talk)
    with refused("stale_group"):
        await house.delivery.open_group(ada.seat, talk.id)
    await house.delivery.lose(bo.seat, talk.id)
    with refused("group_lost"):
        await house.say(ada, talk)
    await renew(house, ada, bo, talk)
    after = await house.say(ada, talk)
    given = await house.delivery.after(bo.seat, talk.id, 2)
    assert [(one.kind.value, one.id) for one in given.items if one.kind is FrameKind.MESSAGE] == [
        ("message", before.id), ("message", after.id),
    ]  # fmt: skip
    assert [one.kind.value for one in given.items] == ["message", "welcome", "message"]
    assert [one.receipt.seq for one in given.items if one.receipt] == [2, 3]


async def test_of_two_new_groups_one_is_in_force(house: House) -> None:
    """Both sides found at once: the second is refused and finds the winner's Welcome in the queue."""
    ada, bo, talk = await two(house)
    await house.delivery.lose(bo.seat, talk.id)
    opened = [await house.delivery.open_group(one.seat, talk.id) for one in (ada, bo)]
    welcomes = [sealing.welcome([sealing.reference_of(one.packages[0].package)]) for one in opened]
    await house.delivery.found_group(ada.seat, opened[0].ticket, sealing.message_id(), welcomes[0])
    with refused("stale_group"):
        await house.delivery.found_group(bo.seat, opened[1].ticket, sealing.message_id(), welcomes[1])
    assert (await house.seen(bo, talk)).group == opened[0].group
    last = (await house.delivery.after(bo.seat, talk.id, 2)).items[-1]
    assert (last.kind, last.frame) == (FrameKind.WELCOME, welcomes[0])


async def test_another_device_of_mine_is_added_by_mine(house: House) -> None:
    """It hears its Welcome at the commit's place, then what follows; what came before is not for it."""
    ada, bo, talk = await two(house)
    await house.say(bo, talk)
    phone = await house.device(ada.profile)
    assert (await house.seen(ada, talk)).missing == (phone.seat.device,)
    (given,) = (await house.delivery.own_packages(ada.seat, talk.id)).packages
    assert given.identity == phone.identity
    welcome = sealing.welcome([sealing.reference_of(given.package)])
    kept = await house.commit(ada, talk, welcome=welcome)
    note = await house.say(bo, talk)
    items = (await house.delivery.after(phone.seat, talk.id, 0)).items
    assert [(one.order, one.kind.value) for one in items] == [(kept.order, "welcome"), (kept.order + 1, "message")]
    assert (items[0].frame, items[0].added, items[1].id) == (welcome, (phone.identity,), note.id)
    first, *_ = (await house.delivery.after(bo.seat, talk.id, kept.order - 1)).items
    assert first.kind is FrameKind.COMMIT


async def test_nobody_adds_what_was_not_given(house: House) -> None:
    """A Welcome for a package that no ticket of this device gave is refused; the epoch stays."""
    ada, bo, talk = await two(house)
    stranger = sealing.welcome([house.package(os.urandom(32)).reference])
    for by in (ada, bo):
        with refused("bad_welcome"):
            await house.commit(by, talk, welcome=stranger)
    assert (await house.seen(ada, talk)).epoch == 1


async def test_a_device_that_left_is_removed_before_anybody_speaks(house: House) -> None:
    """It is served no more at once; no message passes before a commit removes it, by either side."""
    ada, bo, talk = await two(house)
    phone = await house.device(bo.profile)
    (given,) = (await house.delivery.own_packages(bo.seat, talk.id)).packages
    await house.commit(bo, talk, welcome=sealing.welcome([sealing.reference_of(given.package)]))
    await house.devices.drop(bo.id, phone.seat.device)
    with refused("unknown_device"):
        await house.devices.begin(bo.id, phone.seat.device)
    assert (await house.delivery.after(phone.seat, talk.id, 0)).items == ()
    for by in (ada, bo):
        with refused("remove_first"):
            await house.say(by, talk)
    await house.commit(ada, talk, removed=(phone.identity,))
    await house.say(ada, talk)
    assert [one.identity for one in (await house.seen(ada, talk)).leaves if one.gone] == []


async def test_nobody_removes_a_device_of_somebody_else(house: House) -> None:
    """A living device of the other, an unknown one, or oneself: not yours to remove."""
    ada, bo, talk = await two(house)
    for identity in (bo.identity, os.urandom(32), ada.identity):
        with refused("not_yours"):
            await house.commit(ada, talk, removed=(identity,))
    with refused("bad_frame_sealed", reason="adds and removes"):
        await house.commit(ada, talk, welcome=sealing.welcome([os.urandom(32)]), removed=(bo.identity,))


async def test_who_leaves_ends_their_conversations(house: House) -> None:
    """What is on its way still arrives; nothing more can be sent; with “Erase everything” it is gone at once."""
    ada, bo, talk = await two(house)
    cleo = await house.person("Cleo")
    other = await house.talk(cleo, bo)
    kept = await house.say(ada, talk)
    await house.say(cleo, other)
    for one, erase in ((ada, False), (cleo, True)):
        await house.delivery.leave(one.id, erase=erase)
        await house.members.remove(one.id)
    with refused("not_available"):
        await house.say(bo, talk)
    assert len(await house.hold(bo, other)) == 0
    assert (await house.hold(bo, talk))[-1] == kept.id
    assert (await house.seen(bo, talk)).other is None
    house.clock.advance(31 * DAY)
    await house.delivery.fade()
    with refused("unknown_conversation"):
        await house.seen(bo, talk)


async def test_a_page_of_frames_is_bounded(house: House) -> None:
    """A long absence comes in pages, none too large for a line, with nothing lost between them."""
    ada, bo, talk = await two(house)
    await house.hold(bo, talk)
    ids = []
    for _ in range(40):
        key = sealing.message_id()
        await house.delivery.send(ada.seat, talk.id, key, sealing.message(talk.group, 1, bytes(32), padded=4_096))
        ids.append(key)
    first = await house.delivery.after(bo.seat, talk.id, 2)
    assert (first.more, sum(len(one.frame) for one in first.items) <= 64 * 1_024) == (True, True)
    assert await house.hold(bo, talk) == ids
