"""What two people agree on: four consents each way, offers that need them, marks, reports that prove."""

import pytest
from msgspec.structs import replace

import sealing
from palabre.kernel.clock import DAY, HOUR, MINUTE
from palabre.private.model import ConsentKind, Consents, Offer, Shown, Vanishing
from privately import House, Someone, Talk, refused

NONE = Consents()


async def two(house: House) -> tuple[Someone, Someone, Talk]:
    """Return two people who talk."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    return ada, bo, await house.talk(ada, bo)


async def test_consents_belong_to_a_direction_and_can_be_taken_back(house: House) -> None:
    """All four are off at first; each changes alone, for one side, and the other sees it."""
    ada, bo, talk = await two(house)
    now = house.clock.now()
    assert [(seen.mine, seen.theirs) for seen in (await house.seen(ada, talk),)] == [(NONE, NONE)]
    for kind in ConsentKind:
        await house.agreements.consent(ada.id, talk.id, kind, now)
        assert getattr((await house.seen(bo, talk)).theirs, kind.value) == now
        assert (await house.seen(bo, talk)).mine == NONE
        await house.agreements.consent(ada.id, talk.id, kind, None)
    assert (await house.seen(bo, talk)).theirs == NONE


@pytest.mark.parametrize(("offer", "kind"), [(Offer.PHOTO, ConsentKind.PHOTOS), (Offer.PLAN, ConsentKind.PLAN)])
async def test_an_offer_needs_the_receivers_yes(house: House, offer: Offer, kind: ConsentKind) -> None:
    """One's own yes is not enough; after theirs it passes; once taken back, no more."""
    ada, bo, talk = await two(house)
    now, key = house.clock.now(), sealing.message_id()
    await house.agreements.consent(ada.id, talk.id, kind, now)
    with refused("no_consent", kind=kind.value):
        await house.agreements.offer(ada.id, talk.id, key, offer)
    await house.agreements.consent(bo.id, talk.id, kind, now)
    await house.agreements.offer(ada.id, talk.id, key, offer)
    await house.say(ada, talk, key=key)
    assert (await house.delivery.after(bo.seat, talk.id, 2)).items[0].offer is offer
    await house.agreements.consent(bo.id, talk.id, kind, None)
    with refused("no_consent", kind=kind.value):
        await house.agreements.offer(ada.id, talk.id, sealing.message_id(), offer)


async def test_a_call_needs_both_yeses(house: House) -> None:
    """Neither side's yes alone lets a call be offered, by either."""
    ada, bo, talk = await two(house)
    await house.agreements.consent(ada.id, talk.id, ConsentKind.VOICE_WEBCAM, 1)
    for by in (ada, bo):
        with refused("no_consent", kind="voice_webcam"):
            await house.agreements.offer(by.id, talk.id, sealing.message_id(), Offer.CALL)
    await house.agreements.consent(bo.id, talk.id, ConsentKind.VOICE_WEBCAM, 1)
    await house.agreements.offer(bo.id, talk.id, sealing.message_id(), Offer.CALL)


async def test_an_offer_marks_one_message_of_its_author(house: House) -> None:
    """Used once, by who made it, within the hour; other messages carry none."""
    ada, bo, talk = await two(house)
    for one in (ada, bo):
        await house.agreements.consent(one.id, talk.id, ConsentKind.PHOTOS, 1)
    key, late = sealing.message_id(), sealing.message_id()
    for announced in (key, late):
        await house.agreements.offer(ada.id, talk.id, announced, Offer.PHOTO)
    await house.say(bo, talk, key=key)
    house.clock.advance(HOUR + MINUTE)
    await house.delivery.fade()
    await house.say(ada, talk, key=late)
    assert [one.offer for one in (await house.delivery.after(bo.seat, talk.id, 2)).items] == [None, None]


async def test_a_retraction_takes_back_ones_own(house: House) -> None:
    """Another's message is not yours; an unknown one, or one of more than seven days, is unknown."""
    ada, bo, talk = await two(house)
    note, key = await house.say(ada, talk), sealing.message_id()
    with refused("not_yours"):
        await house.agreements.offer(bo.id, talk.id, key, Offer.RETRACT, note.id)
    with refused("unknown_message"):
        await house.agreements.offer(ada.id, talk.id, key, Offer.RETRACT, sealing.message_id())
    await house.agreements.offer(ada.id, talk.id, key, Offer.RETRACT, note.id)
    await house.say(ada, talk, key=key)
    item = (await house.delivery.after(bo.seat, talk.id, 3)).items[-1]
    assert (item.offer, item.target) == (Offer.RETRACT, note.id)
    house.clock.advance(7 * DAY + MINUTE)
    await house.delivery.fade()
    with refused("unknown_message"):
        await house.agreements.offer(ada.id, talk.id, sealing.message_id(), Offer.RETRACT, note.id)


async def test_marks_are_relayed_while_both_have_them_on(house: House) -> None:
    """Typing and read marks, each on its own: off by default, one side is not enough, a block ends them."""
    ada, bo, talk = await two(house)
    typing, reading = house.agreements.hears_typing, house.agreements.hears_reading
    await house.requests.choose(ada.id, typing=True, read=True)
    assert [await typing(ada.id, talk.id), await reading(ada.id, talk.id)] == [None, None]
    await house.requests.choose(bo.id, typing=True)
    assert [await typing(ada.id, talk.id), await reading(ada.id, talk.id)] == [bo.id, None]
    await house.requests.choose(bo.id, read=True)
    assert await reading(bo.id, talk.id) == ada.id
    await house.ties.block(bo.id, ada.id, on=True)
    with refused("not_available"):
        await typing(ada.id, talk.id)


async def test_either_chooses_how_long_messages_stay(house: House) -> None:
    """The choice is one for both."""
    ada, bo, talk = await two(house)
    await house.agreements.vanish(bo.id, talk.id, Vanishing.HOUR)
    assert [(await house.seen(one, talk)).vanishing for one in (ada, bo)] == [Vanishing.HOUR] * 2


async def shown(house: House, by: Someone, talk: Talk, notes: list[sealing.Note]) -> list[Shown]:
    """Return what a device of the receiver holds of messages."""
    given = await house.delivery.after(by.seat, talk.id, 2)
    known = {note.id: note for note in notes}
    return [
        Shown(known[one.id].payload, known[one.id].fk, one.receipt)
        for one in given.items
        if one.receipt and one.id in known
    ]


async def test_a_report_proves_what_was_received(house: House) -> None:
    """The receiver's report passes with chosen messages alone, and only those reach moderation."""
    ada, bo, talk = await two(house)
    notes = [await house.say(ada, talk, f"line {number}".encode()) for number in range(3)]
    held = await shown(house, bo, talk, notes)
    received = await house.agreements.report(bo.id, talk.id, "threat", held[:2], "")
    assert received.number == "report-1"
    (report,) = house.kiosk.taken
    assert (report.reporter, report.subject) == (bo.id, ada.id)
    assert [one.payload for one in report.messages] == [b"line 0", b"line 1"]


async def test_a_report_that_proves_nothing_is_refused(house: House) -> None:
    """By somebody else, by the author, of another conversation, of other words, of a dead day: nothing is kept."""
    ada, bo, talk = await two(house)
    cleo = await house.person("Cleo")
    other = await house.talk(cleo, bo)
    held = await shown(house, bo, talk, [await house.say(ada, talk, b"words")])
    with refused("unknown_conversation"):
        await house.agreements.report(cleo.id, talk.id, "threat", held, "")
    with refused("bad_proof", index=0, reason="author"):
        await house.agreements.report(ada.id, talk.id, "threat", held, "")
    with refused("bad_proof", reason="conversation"):
        await house.agreements.report(bo.id, other.id, "threat", held, "")
    with refused("bad_proof", index=1, reason="opening"):
        await house.agreements.report(bo.id, talk.id, "threat", [*held, replace(held[0], payload=b"others")], "")
    house.clock.advance(32 * DAY)
    await house.delivery.fade()
    with refused("bad_proof", reason="receipt"):
        await house.agreements.report(bo.id, talk.id, "threat", held, "")
    assert house.kiosk.taken == []
