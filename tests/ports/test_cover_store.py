"""What any store of covers holds to: cards, pseudonyms and rooms' names, covered and given back."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from msgspec.structs import replace
from sqlalchemy import select

from palabre.chat.events import Named
from palabre.chat.model import Room
from palabre.identity.model import Member, Profile
from palabre.identity.pseudonyms import is_reserved, stand_in
from palabre.kernel.clock import MINUTE, ManualClock
from palabre.kernel.ids import PlaceId, digest
from palabre.moderation.casework import By
from palabre.moderation.covers import Cover, CoverStore, Manner, Waiting
from palabre.moderation.notices import ItemKind
from palabre.moderation.policy.retention import retention
from palabre.store.casework_schema import work
from palabre.store.covers_schema import cover
from palabre.store.ledger_schema import entry
from ports.adapters import BENCHES, COVERS, Benches
from ports.samples import ADA, BO, NOW, TEA, member, say

HURTING = {"words": "des mots qui blessent", "pronouns": "elle"}
NEUTRAL = stand_in(ADA.id)


@pytest_asyncio.fixture(params=BENCHES)
async def benches(request: Any, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Benches]:
    """Give stores where Ada, whose card has words, and Bo are members and the room ``TEA`` is open."""
    async with BENCHES[request.param](tmp_path, clock) as opened:
        for one in (with_words(member("Ada"), **HURTING), member("Bo")):
            await opened.members.add(one, one.profile.card.name.lower(), digest(one.id), NOW)
        assert await opened.chat.add_room(TEA, "tea")
        yield opened


@pytest_asyncio.fixture(params=COVERS)
async def covers(request: Any, benches: Benches) -> CoverStore:
    """Give the store of covers of the same database."""
    return COVERS[request.param](benches.database)


def with_words(one: Member, **words: str) -> Member:
    """Return a member whose card says this."""
    return Member(replace(one.profile, card=replace(one.profile.card, **words)))


def with_name(one: Member, name: str) -> Member:
    """Return a member under another name."""
    return Member(replace(one.profile, card=replace(one.profile.card, name=name)))


def on(kind: ItemKind, manner: Manner, cause: str = "hold-one", **more: Any) -> Cover:
    """Return a cover on Ada, or on the room."""
    return Cover(kind, TEA.id if kind is ItemKind.ROOM_NAME else ADA.id, cause, "case-one", manner, **more)


async def ada(benches: Benches) -> Profile:
    """Return Ada as she is kept."""
    found = await benches.members.get(ADA.id)
    assert found is not None
    return found.profile


async def room(benches: Benches, place: str = TEA.id) -> Room:
    """Return a room as it is kept."""
    found = await benches.chat.room(PlaceId(place))
    assert found is not None
    return found


async def test_a_held_card_is_its_owners_alone_and_comes_back(benches: Benches, covers: CoverStore) -> None:
    """Others read a card without words; she reads hers; lifted, everybody does."""
    reach = await covers.put(on(ItemKind.CARD, Manner.HELD), NOW)
    held = await ada(benches)
    assert (held.card.words, held.seen.words, held.seen.pronouns, held.words_covered) == (
        HURTING["words"], "", "", "held"
    )  # fmt: skip
    assert reach.members == (ADA.id,)
    await covers.lift("hold-one", NOW)
    assert ((await ada(benches)).seen.words, (await ada(benches)).words_covered) == (HURTING["words"], "")


async def test_what_two_causes_cover_waits_for_the_last(benches: Benches, covers: CoverStore) -> None:
    """A hold that ends leaves what a decision removed; the decision undone gives it back."""
    await covers.put(on(ItemKind.CARD, Manner.HELD), NOW)
    await covers.put(on(ItemKind.CARD, Manner.REMOVED, "imposed"), NOW)
    await covers.put(on(ItemKind.CARD, Manner.REMOVED, "imposed"), NOW)  # again after a crash
    await covers.lift("hold-one", NOW)
    assert ((await ada(benches)).card.words, (await ada(benches)).words_covered) == ("", "removed")
    assert await covers.kept(ItemKind.CARD, ADA.id) == HURTING | {"gender": "", "languages": ""}
    await covers.lift("imposed", NOW)
    assert ((await ada(benches)).card.words, (await ada(benches)).words_covered) == (HURTING["words"], "")
    assert await covers.kept(ItemKind.CARD, ADA.id) == {}


async def test_words_written_since_are_not_removed(benches: Benches, covers: CoverStore) -> None:
    """A decision is about what was reported, not about what its owner has put in its place."""
    await covers.put(on(ItemKind.CARD, Manner.HELD), NOW)
    await benches.members.save(with_words(Member(await ada(benches)), words="bonjour"), "ada")
    await covers.put(on(ItemKind.CARD, Manner.REMOVED, "imposed"), NOW)
    await covers.lift("hold-one", NOW)
    assert ((await ada(benches)).seen.words, (await ada(benches)).words_covered) == ("bonjour", "")


async def test_who_saves_a_card_read_before_lifts_no_cover(benches: Benches, covers: CoverStore) -> None:
    """An edit under way when the hold falls keeps neither the name nor the words in sight."""
    before = await ada(benches)
    await covers.put(on(ItemKind.CARD, Manner.HELD), NOW)
    await covers.put(on(ItemKind.PSEUDONYM, Manner.HELD, "hold-two"), NOW)
    await benches.members.save(Member(replace(before, town_name="Brive")), "ada")
    kept = await ada(benches)
    assert (kept.town_name, kept.seen.name, kept.seen.words) == ("Brive", NEUTRAL, "")
    await covers.lift("hold-two", NOW)
    assert (await ada(benches)).card.name == "Ada"


async def test_a_covered_pseudonym_goes_from_history_too_and_stays_hers(benches: Benches, covers: CoverStore) -> None:
    """One event in each room where she spoke; nobody else may take the name meanwhile; it comes back everywhere."""
    first, mine = await say(benches.chat, ADA, "bonjour"), await say(benches.chat, ADA, "me voici")
    theirs = await say(benches.chat, BO, "salut")
    reach = await covers.put(on(ItemKind.PSEUDONYM, Manner.HELD), NOW)
    assert [one.place for one in reach.written.announcements] == [TEA.id]
    names = {one.id: one.author.name for one in (await benches.chat.page(TEA.id, BO.id, 100, 10)).messages}
    assert names == {first.id: NEUTRAL, mine.id: NEUTRAL, theirs.id: "Bo"}
    assert await benches.members.is_taken("ada")
    (event,) = await benches.chat.events(TEA.id, BO.id, theirs.position, theirs.position + 1)
    assert event == Named(theirs.position + 1, ADA.id, NEUTRAL)
    await covers.lift("hold-one", NOW)
    names = {one.id: one.author.name for one in (await benches.chat.page(TEA.id, BO.id, 100, 10)).messages}
    assert names == {first.id: "Ada", mine.id: "Ada", theirs.id: "Bo"}


async def test_a_name_chosen_since_is_nobodys_to_remove(benches: Benches, covers: CoverStore) -> None:
    """Whoever went by another name while a report was looked at is not asked again."""
    await covers.put(on(ItemKind.PSEUDONYM, Manner.HELD), NOW)
    assert await covers.is_nameless(ADA.id)
    chosen = await ada(benches)
    chosen = replace(chosen, card=replace(chosen.card, name="Capucine"), name_covered="")
    await benches.members.save(Member(chosen), "capucine")
    await covers.put(on(ItemKind.PSEUDONYM, Manner.REMOVED, "imposed"), NOW)
    await covers.lift("hold-one", NOW)
    await covers.lift("imposed", NOW)
    assert ((await ada(benches)).card.name, await covers.is_nameless(ADA.id)) == ("Capucine", False)


async def test_a_covered_room_goes_on_with_its_twins_until_it_is_renamed(benches: Benches, covers: CoverStore) -> None:
    """The name, the topic and the purpose give way to one neutral name; what its host chooses is every twin's."""
    assert await benches.chat.add_room(replace(TEA, id=PlaceId("tea~2"), name="Tea 2", host=None), " tea~2")
    reach = await covers.put(on(ItemKind.ROOM_NAME, Manner.HELD), NOW)
    first, twin = await room(benches), await room(benches, "tea~2")
    assert (first.topic, first.covered, twin.name) == ("", "held", f"{first.name} 2")
    assert "Tea" not in first.name
    assert set(reach.rooms) == {"tea", "tea~2"}
    await covers.lift("hold-one", NOW)
    assert [((await room(benches, one)).name, (await room(benches, one)).topic) for one in ("tea", "tea~2")] == [
        ("Tea", "Leaves"), ("Tea 2", "Leaves"),
    ]  # fmt: skip
    await covers.put(on(ItemKind.ROOM_NAME, Manner.REMOVED, "imposed"), NOW)
    assert not await benches.chat.rename_room(TEA.id, "TEA", "tea", NOW)
    assert await benches.chat.rename_room(TEA.id, "Infusions", "infusions", NOW)
    await covers.lift("imposed", NOW)
    assert [(await room(benches, one)).name for one in ("tea", "tea~2")] == ["Infusions", "Infusions 2"]


async def test_what_was_sealed_is_kept_by_no_cover(benches: Benches, covers: CoverStore) -> None:
    """Its words are gone for its owner too, and lifting it gives nothing back."""
    await covers.put(on(ItemKind.CARD, Manner.REMOVED, is_wiped=True), NOW)
    assert ((await ada(benches)).card.words, await covers.kept(ItemKind.CARD, ADA.id)) == ("", {})
    await covers.lift("hold-one", NOW)
    assert (await ada(benches)).card.words == ""


async def test_words_kept_go_with_the_evidence_of_their_case(benches: Benches, covers: CoverStore) -> None:
    """Not with the account, and not a day later; the cover then stands for good."""
    await covers.put(on(ItemKind.CARD, Manner.REMOVED, "imposed"), NOW)
    await benches.members.remove(ADA.id)
    await closed(benches, "case-one", NOW)
    life = retention()["evidence"].life
    await covers.fade(NOW + life)
    assert (await covers.kept(ItemKind.CARD, ADA.id))["words"] == HURTING["words"]
    await covers.fade(NOW + life + 1)
    assert await covers.kept(ItemKind.CARD, ADA.id) == {}
    assert await benches.database.read(lambda c: c.execute(select(cover.c.ref)).all()) == []


async def closed(benches: Benches, case: str, at: int) -> None:
    """Write the row of a closed case."""
    columns = {one.name: ("" if one.type.python_type is str else 0) for one in work.columns}
    values = columns | {"case": case, "closed": at}
    await benches.database.write(lambda c: c.execute(work.insert().values(**values)))


def test_nobody_may_take_the_name_of_a_stand_in() -> None:
    """Nor one that looks like it."""
    assert is_reserved(NEUTRAL)
    assert is_reserved("lncognito 4F2C")
    assert not is_reserved("Incognito du soir")


async def comes(benches: Benches) -> Member:
    """Let Cleo come in under a name that a rule holds."""
    one = member("Cleo")
    waiting = Member(replace(one.profile, name_covered="held"))
    await benches.members.add(waiting, "cleo", digest(one.id), NOW)
    return one


async def test_a_name_held_at_the_door_is_kept_apart_from_the_first(benches: Benches, covers: CoverStore) -> None:
    """They come in under a stand-in; the name is theirs, waits, and is given back with its entry in the ledger."""
    cleo = await comes(benches)
    kept = await benches.members.get(cleo.id)
    assert kept is not None
    assert (kept.profile.card.name, kept.profile.name_covered) == (stand_in(cleo.id), "held")
    assert await benches.members.is_taken("cleo")
    assert await covers.waiting() == [Waiting(cleo.id, "Cleo", NOW - NOW % MINUTE)]
    reach = await covers.give(cleo.id, By("M-1", "moderator"), NOW)
    assert reach is not None
    assert reach.members == (cleo.id,)
    assert await benches.members.get(cleo.id) == cleo
    assert await covers.waiting() == []
    assert await covers.give(cleo.id, By("M-1", "moderator"), NOW) is None
    found = await benches.database.read(lambda c: c.execute(select(entry.c.actor_ref, entry.c.action)).all())
    assert [tuple(row) for row in found] == [("M-1", "name_approved")]


async def test_only_names_held_at_the_door_wait(benches: Benches, covers: CoverStore) -> None:
    """Not one that was reported; not one whose bearer has chosen another, nor left: then nothing of it is kept."""
    await covers.put(on(ItemKind.PSEUDONYM, Manner.HELD), NOW)
    cleo = await comes(benches)
    assert [one.name for one in await covers.waiting()] == ["Cleo"]
    await benches.members.save(with_name(cleo, "Dora"), "dora")
    assert await covers.waiting() == []
    await benches.members.remove(cleo.id)
    await covers.fade(NOW)
    kept = await benches.database.read(lambda c: c.execute(select(cover.c.ref)).scalars().all())
    assert kept == [ADA.id]


async def test_a_refusal_outweighs_what_waited(benches: Benches, covers: CoverStore) -> None:
    """Removed for good when the wait ends, and given back whole when the refusal is undone."""
    cleo = await comes(benches)
    await covers.put(Cover(ItemKind.PSEUDONYM, cleo.id, "refusal", "case-two", Manner.REMOVED), NOW)
    await covers.lift(cleo.id, NOW)
    kept = await benches.members.get(cleo.id)
    assert kept is not None
    assert (kept.profile.card.name, kept.profile.name_covered) == (stand_in(cleo.id), "removed")
    assert await covers.waiting() == []
    await covers.lift("refusal", NOW)
    assert await benches.members.get(cleo.id) == cleo
