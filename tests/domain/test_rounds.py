"""What a node tells by the clock."""

from typing import Any, cast

from domain.ear import Ear
from domain.test_crowd import Forever
from palabre.bus.memory import MemoryBus
from palabre.chat.presence import Presence
from palabre.gateway.connection import Connection
from palabre.gateway.hub import Hub
from palabre.gateway.registry import SPARE_LOOKS, Registry
from palabre.gateway.rounds import Rounds
from palabre.kernel.clock import HOUR, SECOND, ManualClock
from palabre.kernel.ids import PlaceId
from palabre.kernel.limits import AWAY_AFTER_MS, VISIT_TOLD_MS
from ports.samples import member

UNUSED = cast("Any", None)
TEA = PlaceId("tea")


class Visit:
    """An age session that counts how often it is looked at."""

    latest_end = 12 * HOUR

    def __init__(self) -> None:
        """Last an hour."""
        self.ends, self.looks = HOUR, 0

    @property
    def expires_at(self) -> int:
        """When it ends."""
        self.looks += 1
        return self.ends

    def touch(self, now: int) -> None:
        """Do nothing."""


def visits_of(people: int) -> tuple[Rounds, ManualClock, list[Visit], list[int]]:
    """Return the rounds of a node that so many have just been welcomed to, and how often an end moved nearer."""
    clock, registry, nearer = ManualClock(at=0), Registry(), [0]
    visits = [Visit() for _ in range(people)]
    for key, visit in enumerate(visits):
        profile = member(f"P{key}").profile
        connection = Connection(key, profile, visit, UNUSED, registry.add, registry.remove, clock, greeted=True)
        connection.opened(Ear())
        connection.visit()
    hub = Hub(MemoryBus(), UNUSED)
    rounds = Rounds(Presence(), hub, registry, UNUSED, UNUSED, UNUSED, UNUSED, clock, endings=lambda: nearer[0])
    return rounds, clock, visits, nearer


async def test_visits_are_looked_at_when_something_may_be_due() -> None:
    """Once after the welcome, then not before the minutes in which a page says that its visit ends."""
    rounds, clock, visits, _ = visits_of(3)
    await rounds.check_sessions()
    for visit in visits:
        visit.looks = 0
    clock.advance(HOUR - VISIT_TOLD_MS - 1)
    await rounds.check_sessions()
    assert [visit.looks for visit in visits] == [0, 0, 0]
    clock.advance(1)
    for _ in range(2):
        await rounds.check_sessions()
    assert [visit.looks for visit in visits] == [2, 2, 2]
    clock.advance(VISIT_TOLD_MS)
    await rounds.check_sessions()
    assert len(rounds.registry) == 0


async def test_a_visit_whose_end_moves_nearer_is_looked_at_again() -> None:
    """It ends at its new moment, and those of others stay what they were."""
    rounds, clock, visits, nearer = visits_of(3)
    await rounds.check_sessions()
    visits[1].ends, nearer[0] = 60 * SECOND, 1
    await rounds.check_sessions()
    clock.advance(60 * SECOND - 1)
    await rounds.check_sessions()
    assert len(rounds.registry) == 3
    clock.advance(1)
    await rounds.check_sessions()
    assert [rounds.registry.get(key) is None for key in range(3)] == [False, True, False]


def test_those_who_are_gone_are_not_kept_to_be_looked_at() -> None:
    """However many come and go, no more is remembered than a small multiple of who is here."""
    registry = Registry()
    for key in range(1_000):
        connection = Connection(key, member("P").profile, Visit(), UNUSED, UNUSED, UNUSED, ManualClock())
        registry.add(connection)
        registry.remove(connection)
    assert len(registry._looks) <= SPARE_LOOKS + 1


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
