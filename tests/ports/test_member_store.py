import asyncio

import pytest
from msgspec.structs import replace

from palabre.identity.model import Entered, Member
from palabre.identity.ports import MemberStore
from palabre.kernel.clock import DAY, HOUR, MINUTE
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, digest
from ports.samples import NOW, member

ADA = member("Ada")


async def test_a_member_is_found_by_id_and_by_session(members: MemberStore) -> None:
    """What is recorded is what comes back, whole; other ids and sessions find nobody."""
    await members.add(ADA, "ada", digest("secret"), NOW)
    assert await members.get(ADA.id) == ADA
    assert await members.by_session(digest("secret"), NOW) == ADA
    assert await members.by_session(digest("stolen?"), NOW) is None
    assert await members.get(MemberId("nobody")) is None
    assert [await members.is_taken("ada"), await members.is_taken("adam")] == [True, False]


async def test_when_somebody_came_and_the_age_they_gave_are_known(members: MemberStore) -> None:
    """The moment by the minute; of a stranger, and of whoever left, nothing."""
    await members.add(ADA, "ada", digest("secret"), NOW)
    assert await members.entered(ADA.id) == Entered(NOW - NOW % MINUTE, 41)
    await members.remove(ADA.id)
    assert [await members.entered(ADA.id), await members.entered(MemberId("nobody"))] == [None, None]


async def test_of_many_who_want_a_name_one_has_it(members: MemberStore) -> None:
    """The store decides the race; the others are told, and nothing of them stays."""
    racers = [member("Ada", f"member-{number}") for number in range(10)]
    answers = await asyncio.gather(
        *(members.add(one, "ada", digest(one.id), NOW) for one in racers), return_exceptions=True
    )
    assert sorted(str(answer) for answer in answers) == ["None"] + ["pseudonym_taken"] * 9
    known = [one for one in racers if await members.get(one.id)]
    assert len(known) == 1
    assert [one for one in racers if await members.by_session(digest(one.id), NOW)] == known


async def test_a_saved_card_replaces_the_former(members: MemberStore) -> None:
    """A new name frees the former one, and cannot be somebody else's."""
    await members.add(ADA, "ada", digest("one"), NOW)
    await members.add(member("Bo"), "bo", digest("two"), NOW)
    card = replace(ADA.profile.card, name="Zoé")
    renamed = Member(replace(ADA.profile, card=card))
    await members.save(renamed, "zoe")
    assert await members.by_session(digest("one"), NOW) == renamed
    assert not await members.is_taken("ada")
    with pytest.raises(Refusal, match="pseudonym_taken"):
        await members.save(renamed, "bo")
    assert await members.is_taken("zoe")


async def test_removing_a_member_ends_their_sessions(members: MemberStore) -> None:
    """Card and sessions go at once; the name is free; a repeat is harmless."""
    await members.add(ADA, "ada", digest("secret"), NOW)
    for _ in range(2):
        await members.remove(ADA.id)
    assert await members.get(ADA.id) is None
    assert await members.by_session(digest("secret"), NOW) is None
    await members.add(member("Ada", "another"), "ada", digest("other"), NOW)


async def test_who_has_not_been_seen_is_known(members: MemberStore) -> None:
    """The last use is kept by the hour: whoever was seen since the moment, or in its hour, is spared."""
    await members.add(ADA, "ada", digest("one"), NOW)
    await members.add(member("Bo"), "bo", digest("two"), NOW)
    assert await members.by_session(digest("two"), NOW + DAY) is not None
    assert await members.unused_since(NOW, NOW - DAY) == []
    assert await members.unused_since(NOW + 2 * HOUR, NOW - DAY) == [ADA.id]


async def test_who_is_noted_counts_as_seen(members: MemberStore) -> None:
    """Noted an hour later, a member is spared an hour longer; others, and nobody at all, change nothing."""
    await members.add(ADA, "ada", digest("one"), NOW)
    await members.add(member("Bo"), "bo", digest("two"), NOW)
    await members.saw([], NOW + 3 * HOUR)
    await members.saw([ADA.id, MemberId("nobody")], NOW + 3 * HOUR)
    assert await members.unused_since(NOW + 3 * HOUR, NOW - DAY) == [member("Bo").id]
    await members.saw([ADA.id], NOW)
    assert await members.unused_since(NOW + 3 * HOUR, NOW - DAY) == [member("Bo").id]
    assert await members.unused_since(NOW + 5 * HOUR, NOW - DAY) == [ADA.id, member("Bo").id]
