"""What a node tells by the clock."""

from typing import Any, cast

from domain.ear import Ear
from domain.test_crowd import Forever
from palabre.bus.memory import MemoryBus
from palabre.chat.presence import Presence
from palabre.gateway.connection import Connection
from palabre.gateway.hub import Hub
from palabre.gateway.registry import Registry
from palabre.gateway.rounds import Rounds
from palabre.kernel.clock import ManualClock
from palabre.kernel.ids import PlaceId
from palabre.kernel.limits import AWAY_AFTER_MS
from ports.samples import member

UNUSED = cast("Any", None)
TEA = PlaceId("tea")


def rounds_of(people: int) -> tuple[Rounds, list[Ear]]:
    """Return the rounds of a node where so many are in one room, each looking at its people."""
    clock, presence, registry = ManualClock(), Presence(), Registry()
    ears = [Ear() for _ in range(people)]
    for key, ear in enumerate(ears):
        profile = member(f"P{key}").profile
        connection = Connection(key, profile, Forever(), UNUSED, registry.add, registry.remove, clock, greeted=True)
        presence.connect(key, profile.card, clock.now())
        presence.enter(key, TEA, None)
        presence.watch(key, TEA, 0, "")
        connection.opened(ear)
    return Rounds(presence, Hub(MemoryBus(), UNUSED), registry, UNUSED, UNUSED, UNUSED, UNUSED, clock), ears


async def test_those_who_look_at_the_same_page_get_the_same_octets() -> None:
    """A difference is found once and encoded once."""
    rounds, ears = rounds_of(3)
    await rounds.tell_people()
    for ear in ears:
        ear.octets.clear()
    rounds.presence.set_away(member("P1").id, "je dîne")
    await rounds.tell_people()
    assert [len(ear.octets) for ear in ears] == [1, 1, 1]
    assert ears[0].octets[0] is ears[1].octets[0] is ears[2].octets[0]


async def test_a_quiet_room_is_told_nothing() -> None:
    """Nobody came, went or changed: no frame."""
    rounds, ears = rounds_of(3)
    await rounds.tell_people()
    for ear in ears:
        ear.frames.clear()
    await rounds.tell_people()
    assert [ear.frames for ear in ears] == [[], [], []]


async def test_a_connection_that_has_ended_is_told_nothing() -> None:
    """Nor does it stop what the others are told."""
    rounds, ears = rounds_of(2)
    await rounds.tell_people()
    gone = rounds.registry.get(0)
    assert gone is not None
    gone.closed(1006)
    ears[0].frames.clear()
    rounds.presence.set_away(member("P1").id, "je dîne")
    await rounds.tell_people()
    assert (ears[0].frames, ears[1].frames[-1]["here"][0]["away"]) == ([], "je dîne")


async def test_everybody_silent_is_marked_away_whatever_their_number() -> None:
    """More than one slice of them."""
    rounds, _ = rounds_of(1_200)
    rounds.presence.changed_counts()
    cast("ManualClock", rounds.clock).advance(AWAY_AFTER_MS)
    await rounds.tell_counts()
    _, people = rounds.presence.page(TEA, 1_150, "")
    assert {person.away for person in people} == {""}
