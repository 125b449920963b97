"""Key packages: checked in order at the door, handed out once, replaced in time."""

import asyncio

import pytest

import sealing
from palabre.kernel.clock import DAY, HOUR, MINUTE, SECOND
from palabre.kernel.limits import COMMITS_AN_HOUR, PACKAGES_PER_DEVICE, TICKET_MS
from palabre.private import bells
from privately import House, refused


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"life": 14 * 86_400 + 3_601}, "lifetime"),
        ({"life": 60}, "not now"),
        ({"last_resort": True}, "last resort"),
    ],
)
async def test_a_package_out_of_bounds_is_refused(house: House, changed: dict[str, int], reason: str) -> None:
    """Too long-lived, expired, or of the wrong kind: refused by name and place, and none of the lot is kept."""
    ada = await house.person("Ada", packages=0, last=False)
    lot = [house.package(ada.identity).octets, house.package(ada.identity, **changed).octets]
    with refused("bad_package", index=1, reason=reason):
        await house.devices.give(ada.seat, ada.identity, lot, None)
    assert (await house.devices.stock(ada.seat)).packages == 0


async def test_a_package_of_somebody_else_is_refused(house: House) -> None:
    """The identity is the session's member and device, whoever signed."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    with refused("bad_package", index=0, reason="identity"):
        await house.devices.give(ada.seat, ada.identity, [house.package(bo.identity).octets], None)


async def test_a_package_not_yet_valid_is_refused(house: House) -> None:
    """A lifetime that begins in the future is not now."""
    ada = await house.person("Ada")
    later = sealing.package(ada.identity, house.clock.now() // SECOND + 60)
    with refused("bad_package", reason="not now"):
        await house.devices.give(ada.seat, ada.identity, [later.octets], None)


@pytest.mark.parametrize("at", [-1, -80, 20])
async def test_an_ill_signed_package_is_refused(house: House, at: int) -> None:
    """One octet changed in a signature or a key: not a package."""
    ada = await house.person("Ada")
    octets = bytearray(house.package(ada.identity).octets)
    octets[at] ^= 1
    with refused("bad_package", index=0, reason="signature"):
        await house.devices.give(ada.seat, ada.identity, [bytes(octets)], None)


async def test_a_new_device_is_taken_in_once_it_can_be(house: House) -> None:
    """Its first packages ring for each talk that lacks it; what refills them does not."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    talk = await house.talk(ada, bo)
    rung: list[bells.Bell] = []
    await house.bus.subscribe(bells.subject(bo.id), lambda _, bell: rung.append(bells.decoder.decode(bell)))

    phone = await house.device(bo.profile, packages=0, last=False)
    assert rung == []
    given = [house.package(phone.identity).octets for _ in range(2)]
    await house.devices.give(phone.seat, phone.identity, given, None)
    assert rung == [bells.Changed(talk.id)]
    opened = await house.delivery.own_packages(bo.seat, talk.id)
    assert [one.identity for one in opened.packages] == [phone.identity]

    await house.devices.give(phone.seat, phone.identity, [house.package(phone.identity).octets], None)
    assert not any(isinstance(one, bells.Changed) for one in rung[1:])


@pytest.mark.parametrize("is_lost", [False, True])
async def test_packages_for_groups_are_not_asked_for_without_end(house: House, *, is_lost: bool) -> None:
    """Thirty an hour for one device that brings nothing of them: each would empty the stock of another."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    talk = await house.talk(ada, bo)
    if is_lost:
        await house.delivery.lose(ada.seat, talk.id)
    ask = house.delivery.open_group if is_lost else house.delivery.own_packages
    for _ in range(COMMITS_AN_HOUR):
        await ask(ada.seat, talk.id)
    with refused("too_many_commits", limit=COMMITS_AN_HOUR):
        await ask(ada.seat, talk.id)
    house.clock.advance(HOUR)
    await ask(ada.seat, talk.id)


async def test_a_device_keeps_twenty_packages(house: House) -> None:
    """The twenty-first is refused, and so is a package already held."""
    ada = await house.person("Ada", packages=PACKAGES_PER_DEVICE - 1)
    one = house.package(ada.identity).octets
    await house.devices.give(ada.seat, ada.identity, [one], None)
    with refused("bad_package", reason="known"):
        await house.devices.give(ada.seat, ada.identity, [one], None)
    with refused("too_many_packages", limit=PACKAGES_PER_DEVICE):
        await house.devices.give(ada.seat, ada.identity, [house.package(ada.identity).octets], None)


async def test_single_use_packages_are_handed_out_once_then_the_last_resort(house: House) -> None:
    """Of many who ask at once, each gets another package; without any left, all get the one of last resort."""
    bo = await house.person("Bo", packages=3)
    askers = [await house.person(f"Asker{number}") for number in range(6)]
    opened = await asyncio.gather(*(house.ticket(one, bo) for one in askers))
    given = [one.packages[0].package for one in opened]
    assert len(set(given)) == 4
    assert sorted(given.count(one) for one in set(given)) == [1, 1, 1, 3]
    assert not (await house.devices.stock(bo.seat)).last_resort


async def test_a_used_package_is_never_taken_again(house: House) -> None:
    """Giving a package that was handed out is refused for as long as it would live."""
    ada, bo = await house.person("Ada"), await house.person("Bo", packages=0)
    one = house.package(bo.identity).octets
    await house.devices.give(bo.seat, bo.identity, [one], None)
    await house.ticket(ada, bo)
    with refused("bad_package", reason="known"):
        await house.devices.give(bo.seat, bo.identity, [one], None)
    await house.delivery.fade()
    with refused("bad_package", reason="known"):
        await house.devices.give(bo.seat, bo.identity, [one], None)


async def test_stock_says_when_to_refill(house: House) -> None:
    """The last resort counts while unused and with a third of its life left; expired packages count no more."""
    ada = await house.person("Ada", packages=2)
    held = await house.devices.stock(ada.seat)
    assert (held.packages, held.last_resort) == (2, True)
    house.clock.advance(10 * DAY)
    assert not (await house.devices.stock(ada.seat)).last_resort
    house.clock.advance(4 * DAY + HOUR)
    await house.delivery.fade()
    assert (await house.devices.stock(ada.seat)).packages == 0


async def test_a_ticket_lives_two_minutes_and_serves_once(house: House) -> None:
    """Unknown, late or used for another request: refused, and nothing is stored."""
    ada, bo, cleo = [await house.person(name) for name in ("Ada", "Bo", "Cleo")]
    ticket = await house.ticket(ada, bo)
    with refused("unknown_ticket"):
        await house.bring(cleo, ticket)
    house.clock.advance(TICKET_MS + 1)
    with refused("unknown_ticket"):
        await house.bring(ada, ticket)
    assert await house.frames() == 0
    await house.bring(ada, fresh := await house.ticket(ada, bo))
    with refused("unknown_ticket"):
        await house.bring(ada, fresh)
    house.clock.advance(MINUTE)


async def test_a_sixth_device_ends_the_one_longest_unseen(house: House) -> None:
    """Whoever loses what a browser keeps is never locked out by devices that they cannot name any more."""
    ada = await house.person("Ada", packages=0, last=False)
    house.clock.advance(DAY)
    for _ in range(4):
        await house.device(ada.profile, packages=0, last=False)
    sixth = await house.device(ada.profile, packages=0, last=False)
    devices = [one.device for one in await house.devices.of(ada.id)]
    assert (len(devices), ada.seat.device in devices, sixth.seat.device in devices) == (5, False, True)
