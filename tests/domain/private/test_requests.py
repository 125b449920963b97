"""Requests: nothing opens unasked, one answer for every no, quotas, folding, thirty days."""

from typing import Any

import pytest
from msgspec.structs import replace

import sealing
from palabre.identity.model import AgeShown, Band, TownShown
from palabre.kernel.clock import DAY, HOUR, MINUTE
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.private.model import ConversationState, Who
from palabre.private.ports import Asker
from palabre.private.rules import is_over_quota, requests_allowed
from ports.samples import TEA, draft
from privately import House, Someone, refused

NOW = 1_795_000_000_000


async def test_a_request_waits_and_opens_nothing(house: House) -> None:
    """The asked see who and what they need to decide; only their yes makes it a conversation."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    talk = await house.ask(ada, bo)
    assert await house.delivery.conversations(bo.seat) == ()
    (shown,) = (await house.requests.page(bo.profile, 0, folded=False)).requests
    assert (shown.card, shown.distance, shown.wrote, shown.is_new) == (ada.profile.card, Band.SAME, 0, True)
    assert (await house.seen(ada, talk)).state is ConversationState.ASKED
    await house.requests.answer(bo.id, talk.id, yes=True)
    assert [one.state for one in await house.delivery.conversations(bo.seat)] == [ConversationState.OPEN]
    assert await house.requests.counts(bo.id) == (0, 0)


async def test_only_the_one_text_exists_before_a_yes(house: House) -> None:
    """No further message, commit, consent or offer, from either side."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    talk = await house.ask(ada, bo)
    for one in (ada, bo):
        with refused("request_pending"):
            await house.say(one, talk)
        with refused("request_pending"):
            await house.commit(one, talk)
    with refused("unknown_conversation"):
        await house.requests.answer(ada.id, talk.id, yes=True)
    given = await house.delivery.after(bo.seat, talk.id, 0)
    assert [one.kind.value for one in given.items] == ["welcome", "message"]


async def test_a_request_is_one_short_frame(house: House) -> None:
    """A longer padding class, a commit, another group or epoch: refused, nothing stored."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    ticket = await house.ticket(ada, bo)
    frames = [
        sealing.message(ticket.group, 1, bytes(32), padded=2_048), sealing.commit(ticket.group, 1),
        sealing.message(bytes(16), 1, bytes(32)), sealing.message(ticket.group, 2, bytes(32)), b'{"text":"Bonsoir"}',
    ]  # fmt: skip
    for frame in frames:
        with refused("bad_frame_sealed"):
            await house.bring(ada, ticket, frame=frame)
    assert await house.frames() == 0


async def test_a_welcome_is_for_exactly_the_devices_given(house: House) -> None:
    """One reference too few, too many, or of another's package: refused, nothing stored."""
    ada, bo, cleo = [await house.person(name) for name in ("Ada", "Bo", "Cleo")]
    await house.device(bo.profile)
    ticket = await house.ticket(ada, bo)
    named = [sealing.reference_of(one.package) for one in ticket.packages]
    other = house.package(cleo.identity).reference
    for references in (named[:1], [*named, other], [named[0], other], []):
        with refused("bad_welcome"):
            await house.bring(ada, ticket, references=references)
    assert await house.frames() == 0
    await house.bring(ada, ticket)


async def test_the_same_request_again_has_the_same_answer(house: House) -> None:
    """A repeat after a lost answer stores nothing twice; other octets under its id are refused."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    ticket = await house.ticket(ada, bo)
    frame, key = sealing.message(ticket.group, 1, bytes(32)), sealing.message_id()
    first = await house.bring(ada, ticket, key=key, frame=frame)
    again = await house.bring(ada, ticket, key=key, frame=frame)
    assert (again.order, again.seq, again.at) == (first.order, first.seq, first.at)
    assert await house.frames() == 2
    with refused("key_reused"):
        await house.bring(ada, ticket, key=key)


NOES = ["unknown", "oneself", "blocked", "blocks", "refused", "nobody", "friends", "spoken", "age", "hidden age",
        "far", "new", "no device", "already"]  # fmt: skip


@pytest.mark.parametrize("why", NOES)
async def test_every_no_is_one_answer(house: House, why: str) -> None:
    """Whatever the reason, the refusal is the same to the octet: no ticket, no package used, no parameter."""
    ada = await house.person("Ada")
    bo = await house.person("Bo", packages=0 if why == "no device" else 3, last=why != "no device")
    ada, wanted = await reason(house, ada, bo, why)
    before = await house.devices.stock(bo.seat)
    with pytest.raises(Refusal) as met:
        await house.requests.open(ada.seat, ada.profile, wanted)
    said = met.value
    assert (said.code, said.params, said.advice.value, said.retry_after_ms) == ("not_available", {}, "never", 0)
    assert await house.devices.stock(bo.seat) == before


async def reason(house: House, ada: Someone, bo: Someone, why: str) -> tuple[Someone, MemberId]:
    """Make it so that Ada may not ask, for one reason."""
    choices: dict[str, dict[str, Any]] = {
        "nobody": {"who": Who.NOBODY}, "friends": {"who": Who.FRIENDS}, "spoken": {"who": Who.SPOKEN},
        "age": {"age_least": 45}, "hidden age": {"age_least": 18}, "far": {"distance_km": 20}, "new": {"here_days": 1},
    }  # fmt: skip
    if why in choices:
        await house.requests.choose(bo.id, **choices[why])
    match why:
        case "unknown":
            return ada, MemberId("nobody-of-that-i")
        case "oneself":
            return ada, ada.id
        case "blocked":
            await house.ties.block(bo.id, ada.id, on=True)
        case "blocks":
            await house.ties.block(ada.id, bo.id, on=True)
        case "refused" | "already":
            talk = await house.ask(ada, bo)
            if why == "refused":
                await house.requests.answer(bo.id, talk.id, yes=False)
        case "hidden age":
            ada.profile = replace(ada.profile, age_shown=AgeShown.NONE)
        case "far":
            paris = house.towns.named("Paris")
            assert paris is not None
            ada.profile = replace(ada.profile, town=paris.id)
    return ada, bo.id


async def test_those_who_have_spoken_or_are_friends_may_ask(house: House) -> None:
    """People spoken with in a room, and friends, pass the levels that name them."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    await house.requests.choose(bo.id, who=Who.SPOKEN)
    await house.chat.add_room(TEA, "tea")
    for one in (ada, bo):
        await house.chat.append(TEA.id, author(one), draft("Bonsoir"), (), held=False, now=house.clock.now())
    await house.ticket(ada, bo)
    await house.requests.choose(bo.id, who=Who.FRIENDS)
    with refused("not_available"):
        await house.ticket(ada, bo)
    assert not await house.ties.ask(ada.id, bo.id)
    assert await house.ties.ask(bo.id, ada.id)
    await house.ticket(ada, bo)


def author(one: Someone) -> Any:
    """Return somebody as their words show them."""
    from palabre.gateway.commands import author_of  # noqa: PLC0415 - the edge's own way, for one test

    return author_of(one.profile)


async def test_a_no_holds_thirty_days(house: House) -> None:
    """After a refusal the conversation is gone from the server, and asking again is possible after thirty days."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    talk = await house.ask(ada, bo)
    await house.requests.answer(bo.id, talk.id, yes=False)
    assert await house.frames() == 0
    with refused("unknown_conversation"):
        await house.say(ada, talk)
    house.clock.advance(29 * DAY)
    await house.delivery.fade()
    await refill(house, bo)
    with refused("not_available"):
        await house.ticket(ada, bo)
    house.clock.advance(DAY + MINUTE)
    await house.delivery.fade()
    await house.ticket(ada, bo)


async def refill(house: House, one: Someone) -> None:
    """Give fresh packages in the place of those that expired."""
    await house.devices.give(one.seat, one.identity, [house.package(one.identity).octets], None)


async def test_an_unanswered_request_fades_after_seven_days(house: House) -> None:
    """It leaves no frame, and its asker may ask again; nothing was told to them."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    await house.ask(ada, bo)
    house.clock.advance(7 * DAY)
    await house.delivery.fade()
    assert await house.requests.counts(bo.id) == (1, 0)
    house.clock.advance(MINUTE)
    await house.delivery.fade()
    assert (await house.requests.counts(bo.id), await house.frames()) == ((0, 0), 0)


async def test_a_burst_of_newcomers_is_one_line(house: House) -> None:
    """Five newcomers are shown; a sixth folds them all but nobody else; one act refuses them all."""
    bo, old = await house.person("Bo", packages=15), await house.person("Old")
    house.clock.advance(2 * DAY)
    await house.ask(old, bo)
    newcomers = [await house.person(f"New{number}") for number in range(6)]
    for one in newcomers[:5]:
        await house.ask(one, bo)
    assert await house.requests.counts(bo.id) == (6, 0)
    await house.ask(newcomers[5], bo)
    page = await house.requests.page(bo.profile, 0, folded=False)
    assert ([one.card.name for one in page.requests], page.folded) == (["Old"], 6)
    hidden = await house.requests.page(bo.profile, 0, folded=True)
    assert (len(hidden.requests), hidden.more) == (5, True)
    await house.requests.refuse_folded(bo.id)
    assert await house.requests.counts(bo.id) == (1, 0)
    with refused("not_available"):
        await house.ticket(newcomers[0], bo)


async def test_a_quota_counts_what_waits(house: House) -> None:
    """Five open requests in the first hour, and the sixth waits for an answer; it says so, about oneself alone."""
    ada = await house.person("Ada")
    others = [await house.person(f"Other{number}") for number in range(6)]
    for one in others[:5]:
        await house.ask(ada, one)
    with refused("too_many_requests", limit=5):
        await house.ticket(ada, others[5])
    house.clock.advance(HOUR)
    await house.ticket(ada, others[5])


def test_refusals_shrink_a_quota() -> None:
    """Twenty after the first hour, one fewer for each no of the day, two at least."""
    sizes = [requests_allowed(Asker(NOW - 2 * HOUR, 0, ((NOW, "no"),) * count), NOW) for count in (0, 1, 5, 30)]
    assert sizes == [20, 19, 15, 2]
    assert requests_allowed(Asker(NOW - MINUTE, 0, ()), NOW) == 5


@pytest.mark.parametrize(
    ("answers", "over"),
    [
        (((NOW - MINUTE, ""),) * 8, True),
        (((NOW - MINUTE, ""),) * 7, False),
        (((NOW - MINUTE, "yes"),) * 8, False),
        (((NOW - 30 * MINUTE, ""),) * 20, True),
        (((NOW - 30 * MINUTE, ""),) * 19, False),
        (((NOW - 5 * HOUR, "no"),) * 3 + ((NOW - MINUTE, ""),) * 2, True),
        (((NOW - 5 * HOUR, "no"),) * 3 + ((NOW - MINUTE, ""),), False),
    ],
)
def test_mass_first_contacts_are_slowed(answers: tuple[tuple[int, str], ...], *, over: bool) -> None:
    """Many asked in a short time, few of whom said yes: wait; somebody welcome is not slowed."""
    assert is_over_quota(Asker(NOW - 2 * DAY, 0, answers), NOW) == over


async def test_facts_say_no_finer_than_what_is_shown(house: House) -> None:
    """A request tells a band between towns, and none when its asker shows no town."""
    ada, bo = await house.person("Ada", town_shown=TownShown.NONE), await house.person("Bo")
    await house.ask(ada, bo)
    (shown,) = (await house.requests.page(bo.profile, 0, folded=False)).requests
    assert shown.distance is Band.UNKNOWN
