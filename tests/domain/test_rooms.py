from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from palabre.bus.memory import MemoryBus
from palabre.chat.access import access_room_to_host, access_room_to_post, access_room_to_read
from palabre.chat.judgement import Judgement
from palabre.chat.listing import Listing
from palabre.chat.model import Room, RoomState, Ruling
from palabre.chat.ports import ChatStore
from palabre.chat.rooms import Rooms
from palabre.chat.seeds import WELCOME, seeded_rooms
from palabre.identity.model import Card
from palabre.identity.towns import load_towns
from palabre.kernel.clock import DAY, ManualClock
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import MemberId, PlaceId
from palabre.safety.engine import SafetyEngine
from palabre.safety.model import EventType, Verdict
from palabre.safety.tables import shipped_rules
from ports.adapters import sqlite_chat
from ports.samples import ADA, BO, TEA

CARD = Card(ADA.id, "Ada", 3)
CLOCK = ManualClock()
RULING = Ruling("7K2M-QQ4D", "moderator", "too_close")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[ChatStore]:
    """Give a store with one open room, ``TEA``, hosted by Ada."""
    async with sqlite_chat(tmp_path, CLOCK) as opened:
        await opened.add_room(TEA, "tea")
        yield opened


@pytest.fixture
def rooms(store: ChatStore) -> Rooms:
    """Give rooms that hold three people."""
    return Rooms(store, Judgement(SafetyEngine.load(shipped_rules()), CLOCK), MemoryBus(), CLOCK, 3, Listing(store))


async def test_a_proposed_room_waits_with_its_host(rooms: Rooms) -> None:
    """It has a name tidied, the day it was made, its opener as host, and is listed once approved."""
    room = await rooms.open(CARD, "  Tricot\tdu  soir ", "Mailles", "talk", 0)
    wanted = Room(
        id=room.id, name="Tricot du soir", purpose="Mailles", theme="talk", host=ADA.id, state=RoomState.WAITING,
        created=CLOCK.now() // DAY * DAY,
    )  # fmt: skip
    assert room == wanted
    assert room not in await rooms.listed()
    assert await rooms.approve(room.id, RULING)
    assert replace(room, state=RoomState.OPEN) in await rooms.listed()
    assert not await rooms.refuse(room.id, RULING)


@pytest.mark.parametrize(
    ("name", "purpose", "theme", "code"),
    [("", "x", "talk", "empty"), ("x" * 41, "x", "talk", "too_long"), ("x\u202ey", "x", "talk", "control_characters"),
     ("x", " ", "talk", "empty"), ("x", "y" * 301, "talk", "too_long"), ("x", "y", "unheard", "unknown_theme"),
     ("Ados 15 ans", "y", "talk", "refused"), ("TÉA", "y", "talk", "room_name_taken")],
)  # fmt: skip
async def test_a_bad_proposal_is_refused_by_name(rooms: Rooms, name: str, purpose: str, theme: str, code: str) -> None:
    """Nothing waits after a refusal."""
    with pytest.raises(Refusal, match=code):
        await rooms.open(CARD, name, purpose, theme, 0)
    assert await rooms.waiting() == []


async def test_a_full_room_has_twins(rooms: Rooms) -> None:
    """The fourth person enters the second room, the seventh the third; the twin has no host and its own words."""
    people = {TEA.id: 3}

    def count(place: PlaceId) -> int:
        return people.get(place, 0)

    async def entered(place: PlaceId) -> Room:
        chosen = rooms.choose(place, count)
        await rooms.make(chosen)
        found = await rooms.store.room(chosen)
        assert found is not None
        return found

    second = await entered(TEA.id)
    assert (second.id, second.name, second.host) == ("tea~2", "Tea 2", None)
    people[second.id] = 3
    assert (await entered(TEA.id)).id == "tea~3"
    people[TEA.id] = 2
    assert (await entered(TEA.id)).id == "tea"
    assert (await entered(second.id)).id == "tea~3"


async def test_no_twin_of_nothing(rooms: Rooms) -> None:
    """A twin of a room that does not exist is not made."""
    with pytest.raises(Refusal, match="unknown_place"):
        await rooms.make(PlaceId("nowhere~2"))


async def test_a_judge_that_breaks_lets_nothing_pass(store: ChatStore) -> None:
    """Whatever fails in there, nothing unjudged is shown, and people are told to try again."""

    class Broken:
        def check(self, *_: object) -> Verdict:
            raise ZeroDivisionError

    with pytest.raises(Refusal) as refused:
        await Judgement(Broken(), CLOCK).of(EventType.MESSAGE_ROOM, MemberId("ada"), "bonsoir")
    assert (refused.value.code, refused.value.advice) == ("judging_paused", Advice.LATER)


@pytest.mark.parametrize(
    ("state", "read_only", "member", "rights"),
    [(RoomState.OPEN, False, BO.id, "rp"), (RoomState.OPEN, True, BO.id, "r"), (RoomState.OPEN, True, ADA.id, "rph"),
     (RoomState.WAITING, False, BO.id, ""), (RoomState.WAITING, False, ADA.id, "rph"),
     (RoomState.REFUSED, False, ADA.id, ""), (RoomState.OPEN, False, MemberId(""), "rp")],
)  # fmt: skip
async def test_access(store: ChatStore, state: RoomState, *, read_only: bool, member: MemberId, rights: str) -> None:
    """Reading, posting and hosting a room, for each state of it and each kind of person."""
    place = PlaceId("other")
    await store.add_room(replace(TEA, id=place, state=state, read_only=read_only), "other")
    found, refused = "", set()
    for letter, access in (("r", access_room_to_read), ("p", access_room_to_post), ("h", access_room_to_host)):
        try:
            await access(store, member, place)
            found += letter
        except Refusal as refusal:
            refused.add(refusal.code)
    assert found == rights
    assert refused <= {"unknown_place", "read_only", "not_host"}


async def test_seeds_are_recorded_once(rooms: Rooms) -> None:
    """Starting again adds no room; the welcome room is there and every town of the list is known."""
    towns = load_towns()
    seeds = seeded_rooms(lambda name: found.id if (found := towns.named(name)) else 0)
    await rooms.seed(seeds)
    await rooms.seed(seeds)
    listed = await rooms.listed()
    assert sorted(room.id for room in listed) == sorted([TEA.id, *(seed.id for seed in seeds)])
    assert WELCOME in {room.id for room in listed}
    assert [seed.name for seed in seeds if seed.theme == "town" and not seed.town] == []
    assert [seed.name for seed in seeds if bool(seed.topic) is not bool(seed.topic_en)] == []
    assert {room.id: room.topic_en for room in listed if room.id != TEA.id} == {
        seed.id: seed.topic_en for seed in seeds
    }
