import pytest

from palabre.chat.events import Deleted, Edited, Reacted, RoomChanged, Said, Stub
from palabre.chat.model import Room, RoomState
from palabre.kernel.clock import HOUR
from palabre.kernel.ids import MemberId, PlaceId
from ports.talk import LAVANDE, MARC, OLIVE, OTHER, ROOM, Talk, refused


async def test_pages_reach_the_first_message(talk: Talk) -> None:
    """Pages before a position follow one another, oldest first within each, and say when there are no more."""
    for number in range(1, 8):
        await talk.said(LAVANDE, f"ligne {number}")
    pages, before, more = [], 8, True
    while more:
        page = await talk.store.page(ROOM, MARC.id, before, 3)
        pages.append([message.position for message in page.messages])
        before, more = page.messages[0].position, page.more
    assert pages == [[5, 6, 7], [2, 3, 4], [1]]


async def test_a_full_last_page_says_so(talk: Talk) -> None:
    """A page that holds exactly the rest promises nothing more."""
    for number in range(3):
        await talk.said(LAVANDE, f"ligne {number}")
    assert not (await talk.store.page(ROOM, MARC.id, 4, 3)).more


@pytest.mark.parametrize("wanted", ["fenêtre", "FENÊTRE", "La fenêtre", "nêtr"])
async def test_search_ignores_case(talk: Talk, wanted: str) -> None:
    """Capitals do not matter, with accents or without."""
    await talk.said(LAVANDE, "La Fenêtre est ouverte")
    await talk.said(LAVANDE, "La porte aussi")
    assert await talk.found(wanted) == ["La Fenêtre est ouverte"]


async def test_search_is_newest_first_and_bounded(talk: Talk) -> None:
    """The newest messages that hold the words come first; whether there are more is said."""
    for number in range(4):
        await talk.said(LAVANDE, f"bonsoir {number}")
    await talk.said(LAVANDE, "bonsoir du jardin", place=OTHER)
    found = await talk.store.search(ROOM, MARC.id, "bonsoir", 3)
    assert ([message.text for message in found.messages], found.more) == (["bonsoir 3", "bonsoir 2", "bonsoir 1"], True)
    assert not (await talk.store.search(ROOM, MARC.id, "bonsoir", 4)).more


async def test_events_tell_everything_once(talk: Talk) -> None:
    """An interval of positions holds all that happened, as it stands now, in order."""
    message = await talk.said(LAVANDE, "J’ai lut")
    await talk.edit(LAVANDE, message, "J’ai lu")
    await talk.react(MARC, message)
    await talk.change(topic="Lectures", pinned=message)
    other = await talk.said(MARC, "Oups")
    await talk.delete(MARC, other)
    first, second = (await talk.seen())[:2]
    now = talk.clock.now()
    everything = [
        Said(1, first),
        Edited(2, message, "J’ai lu", (), now),
        Reacted(3, message, MARC.id, "👍", True, 1),
        RoomChanged(4, "Lectures", 0, False, message),
        Said(5, second),
        Deleted(6, other),
    ]
    assert await talk.events() == everything
    assert await talk.store.events(ROOM, MARC.id, 2, 4) == everything[2:4]


async def test_rooms_are_listed_by_state_and_name(talk: Talk) -> None:
    """A list holds the rooms in the states asked for, by name."""
    await talk.store.add_room(Room(PlaceId("atelier"), "Atelier", state=RoomState.WAITING), "atelier")
    assert await talk.names(RoomState.OPEN) == ["Comptoir", "Jardin"]
    assert await talk.names(RoomState.OPEN, RoomState.WAITING) == ["Atelier", "Comptoir", "Jardin"]


async def test_a_room_is_kept_whole(talk: Talk) -> None:
    """A room is read back as it was recorded."""
    room = Room(
        PlaceId("atelier"), "Atelier", "Bois", "Menuiserie", "talk", 87085, LAVANDE.id, 30, True, None,
        RoomState.WAITING, 0, 1_795_000_000_000,
    )  # fmt: skip
    assert await talk.store.add_room(room, "atelier")
    assert await talk.store.room(room.id) == room


@pytest.mark.parametrize(("place", "skeleton"), [("comptoir", "autre"), ("autre", "comptoir")])
async def test_a_room_exists_once(talk: Talk, place: str, skeleton: str) -> None:
    """Neither an id nor a skeleton is given twice, and the room that was there stays."""
    assert not await talk.store.add_room(Room(PlaceId(place), "Faux"), skeleton)
    assert await talk.names(RoomState.OPEN) == ["Comptoir", "Jardin"]


async def test_a_waiting_room_is_decided_once(talk: Talk) -> None:
    """A state changes from waiting, and from nothing else."""
    atelier = PlaceId("atelier")
    await talk.store.add_room(Room(atelier, "Atelier", state=RoomState.WAITING), "atelier")
    decisions = [await talk.store.set_state(atelier, state) for state in (RoomState.OPEN, RoomState.REFUSED)]
    assert decisions == [True, False]
    assert not await talk.store.set_state(PlaceId("inconnue"), RoomState.OPEN)
    assert await talk.names(RoomState.OPEN) == ["Atelier", "Comptoir", "Jardin"]


async def test_a_host_s_choices_are_in_force(talk: Talk) -> None:
    """Topic, slow mode, read only and pin are the room's from then on."""
    message = await talk.said(OLIVE, "Bienvenue")
    await talk.change(topic="Thé", slow_s=30, read_only=True, pinned=message)
    wanted = Room(ROOM, "Comptoir", "Thé", host=OLIVE.id, slow_s=30, read_only=True, pinned=message)
    assert await talk.room() == wanted


async def test_a_deleted_message_is_pinned_no_more(talk: Talk) -> None:
    """What is gone does not hang on the wall."""
    message = await talk.said(OLIVE, "Bienvenue")
    await talk.change(pinned=message)
    await talk.delete(OLIVE, message)
    assert (await talk.room()).pinned is None


async def test_a_host_who_leaves_hosts_no_more(talk: Talk) -> None:
    """The room stays, without a host."""
    await talk.store.hosts_left(OLIVE.id)
    assert (await talk.room()).host is None


async def test_the_outbox_tells_each_write_in_order(talk: Talk) -> None:
    """Every event leaves a row, read by pages after the last one known."""
    await talk.said(LAVANDE, "un")
    await talk.said(LAVANDE, "au jardin", place=OTHER)
    await talk.said(LAVANDE, "deux")
    rows = await talk.store.outbox(0, 10)
    assert [(place, position) for _, place, position in rows] == [(ROOM, 1), (OTHER, 1), (ROOM, 2)]
    assert await talk.store.outbox(rows[0][0], 1) == rows[1:2]
    assert await talk.store.outbox(rows[-1][0], 10) == []


async def test_nothing_is_known_of_an_unknown_room(talk: Talk) -> None:
    """An unknown room has no head, no page and no events."""
    nowhere, nobody = PlaceId("nulle-part"), MemberId("personne")
    assert await talk.store.room(nowhere) is None
    assert await talk.store.head(nowhere) is None
    assert (await talk.store.page(nowhere, nobody, 9, 9)).messages == ()
    assert await talk.store.events(nowhere, nobody, 0, 9) == []
    assert await refused(talk.store.change_room(Room(nowhere, "Rien"), 0)) == ("unknown_place", 0)


async def test_words_fade_after_their_time(talk: Talk) -> None:
    """What is older goes with its reactions and pin; what is younger stays; positions go on."""
    old = await talk.said(LAVANDE, "hier")
    await talk.react(MARC, old)
    await talk.change(pinned=old)
    talk.clock.advance(HOUR)
    answer = await talk.said(MARC, "aujourd’hui", reply=old)
    assert await talk.store.fade(talk.clock.now()) == 1
    assert await talk.texts() == ["aujourd’hui"]
    assert (await talk.room()).pinned is None
    assert await talk.store.oldest_event(ROOM) == 4
    assert [event.position for event in await talk.events()] == [4]
    assert (await talk.seen())[0].reply is None
    assert await refused(talk.react(MARC, old)) == ("unknown_message", 0)
    assert (await talk.say(LAVANDE, "suite", reply=answer))[0].position == 5


async def test_a_room_without_events_says_so(talk: Talk) -> None:
    """The oldest position of a room where nothing is kept is the next one."""
    assert await talk.store.oldest_event(ROOM) == 1
    await talk.said(LAVANDE, "hier")
    talk.clock.advance(1)
    await talk.store.fade(talk.clock.now())
    assert await talk.store.oldest_event(ROOM) == 2


async def test_erased_words_are_gone_for_everybody(talk: Talk) -> None:
    """A member's messages and reactions vanish in every room, each told; others' words and reactions stay."""
    mine = await talk.said(LAVANDE, "de Lavande", key="cle-de-lavande")
    await talk.said(LAVANDE, "au jardin", place=OTHER)
    theirs = await talk.said(MARC, "de Marc", reply=mine)
    await talk.react(LAVANDE, theirs)
    await talk.react(OLIVE, theirs)
    await talk.change(pinned=mine)
    written = await talk.store.erase_words(LAVANDE.id, talk.clock.now())
    assert [(one.place, one.position) for one in written.announcements] == [(ROOM, 6), (OTHER, 2)]
    assert (await talk.texts(), await talk.texts(place=OTHER)) == (["de Marc"], [])
    left = (await talk.seen())[0]
    assert (left.reply, [(one.emoji, one.count) for one in left.reactions]) == (None, [("👍", 1)])
    assert (await talk.room()).pinned is None
    assert (await talk.events())[:1] + (await talk.events())[-1:] == [Stub(1), Deleted(6, mine)]
    assert LAVANDE.id not in [event.member for event in await talk.events() if isinstance(event, Reacted)]
    assert (await talk.say(LAVANDE, "de Lavande", key="cle-de-lavande"))[0].position == 7
