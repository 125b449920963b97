"""What the other could never read since their keys were lost is told to who said it, and to nobody else."""

from itertools import pairwise

import pytest

from domain.private.test_delivery import renew, two
from palabre.kernel.clock import DAY
from palabre.kernel.limits import UNHEARD_STRETCHES
from palabre.private.model import Unheard
from privately import House


async def test_what_was_said_after_the_keys_were_lost_is_told_to_its_author(house: House) -> None:
    """From what the other's device held to the new group's Welcome; the other is told nothing of it."""
    ada, bo, talk = await two(house)
    await house.say(ada, talk)
    await house.hold(bo, talk)
    held = (await house.seen(bo, talk)).acked
    lost = [await house.say(ada, talk) for _ in range(3)]
    await house.delivery.lose(bo.seat, talk.id)
    assert (await house.seen(ada, talk)).unheard == ()  # nobody reads again yet
    await renew(house, ada, bo, talk)
    await house.say(ada, talk)
    assert (await house.seen(ada, talk)).unheard == (Unheard(held, held + len(lost) + 1),)
    assert (await house.seen(bo, talk)).unheard == ()


async def test_a_loss_told_twice_is_one(house: House) -> None:
    """A device that says it again, after having taken frames that it cannot open, moves nothing."""
    ada, bo, talk = await two(house)
    held = (await house.seen(bo, talk)).acked
    await house.say(ada, talk)
    await house.delivery.lose(bo.seat, talk.id)
    await house.hold(bo, talk)
    await house.delivery.lose(bo.seat, talk.id)
    await renew(house, bo, ada, talk)
    (found,) = (await house.seen(ada, talk)).unheard
    assert found.after == held


async def test_a_loss_between_which_nothing_was_said_tells_nothing(house: House) -> None:
    """What the device held is all there was."""
    ada, bo, talk = await two(house)
    await house.say(ada, talk)
    await house.hold(bo, talk)
    await house.delivery.lose(bo.seat, talk.id)
    await renew(house, ada, bo, talk)
    assert (await house.seen(ada, talk)).unheard == ()


async def test_what_was_said_while_the_other_had_no_device_was_not_received(house: House) -> None:
    """Their last device left and was removed; once another one reads, what lay between is told."""
    ada, bo, talk = await two(house)
    held = (await house.seen(bo, talk)).acked
    await house.devices.drop(bo.id, bo.seat.device)
    await house.commit(ada, talk, removed=(bo.identity,))
    await house.say(ada, talk)
    again = await house.device(bo.profile)
    await house.delivery.lose(again.seat, talk.id)
    await renew(house, ada, again, talk)
    seen = await house.seen(ada, talk)
    assert seen.unheard == (Unheard(held, seen.head),)


async def test_a_commit_missed_for_too_long_counts_as_a_loss(house: House) -> None:
    """After thirty-one days the device is out: what it had not fetched was not received."""
    ada, bo, talk = await two(house)
    held = (await house.seen(bo, talk)).acked
    await house.commit(ada, talk)
    await house.say(ada, talk)
    house.clock.advance(31 * DAY)
    await house.delivery.fade()
    await renew(house, ada, bo, talk)
    assert [one.after for one in (await house.seen(ada, talk)).unheard] == [held]


@pytest.mark.parametrize("losses", [UNHEARD_STRETCHES + 2])
async def test_what_is_told_is_bounded_and_fades(house: House, losses: int) -> None:
    """The newest stretches stay, for thirty days."""
    ada, bo, talk = await two(house)
    for _ in range(losses):
        await house.hold(bo, talk)
        await house.say(ada, talk)
        await house.delivery.lose(bo.seat, talk.id)
        await renew(house, ada, bo, talk)
    found = (await house.seen(ada, talk)).unheard
    assert len(found) == UNHEARD_STRETCHES
    assert all(one.before <= other.after for one, other in pairwise(found))
    house.clock.advance(31 * DAY)
    await house.delivery.fade()
    assert (await house.seen(ada, talk)).unheard == ()
