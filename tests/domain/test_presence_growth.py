"""What one person does costs the same in a room of five hundred and in one of five thousand: lines run are counted."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest

import palabre.chat.presence
import palabre.chat.watches
from domain.effort import lines_run
from palabre.chat.presence import Presence
from palabre.identity.model import Card
from palabre.kernel.ids import MemberId, PlaceId

CODE = [Path(str(module.__file__)) for module in (palabre.chat.presence, palabre.chat.watches)]
TEA = PlaceId("tea")
SMALL, LARGE = 500, 5_000
SOMEBODY = 1_000_000  # a connection like any other


def card(number: int) -> Card:
    """Return the card of somebody, whose name is nobody else's."""
    return Card(MemberId(f"id-{number}"), f"Personne {number}", 1)


@cache
def room_of(people: int) -> Presence:
    """Return a room of so many, each looking at its first page, and one more person at its door."""
    presence = Presence()
    for number in range(people):
        presence.connect(number, card(number), 0)
        presence.enter(number, TEA, None)
        presence.watch(number, TEA, 0, "")
    presence.connect(SOMEBODY, card(SOMEBODY), 1)
    list(presence.differences())
    presence.changed_counts()
    return presence


def enters_and_leaves(presence: Presence) -> None:
    """Come into the room and go."""
    presence.enter(SOMEBODY, TEA, None)
    presence.leave(SOMEBODY, TEA)


def is_away_and_back(presence: Presence) -> None:
    """Go away and come back."""
    presence.set_away(MemberId("id-7"), "au four")
    presence.set_away(MemberId("id-7"), None)


def is_told(presence: Presence) -> None:
    """Find what to tell everybody who looks, after one of them went away."""
    presence.set_away(MemberId("id-7"), "au four")
    list(presence.differences())
    presence.set_away(MemberId("id-7"), None)
    list(presence.differences())


ACTS: list[Callable[[Presence], object]] = [
    enters_and_leaves,
    is_away_and_back,
    is_told,
    lambda presence: presence.mentioned(TEA, "@Personne 7 et @Personne 4999, @nobody, et a@b", MemberId("author")),
    lambda presence: presence.page(TEA, 100, ""),
    lambda presence: presence.sweep_away(1, 500),
    lambda presence: presence.changed_counts(),
    lambda presence: presence.active(MemberId("id-7"), 1),
    lambda presence: presence.count(TEA),
]
NAMES = ["entering", "away", "telling", "mention", "page", "sweep", "counts", "activity", "count"]


@pytest.mark.parametrize("act", ACTS, ids=NAMES)
def test_effort_does_not_grow_with_the_room(act: Callable[[Presence], object]) -> None:
    """Ten times the people, a tenth more lines run at most."""
    small, large = (lines_run(partial(act, room_of(people)), *CODE) for people in (SMALL, LARGE))
    assert 0 < large <= 1.1 * small


def test_the_measure_sees_what_grows() -> None:
    """Looking for a name reads every name of the room, and is counted so."""
    small, large = (lines_run(partial(room_of(people).page, TEA, 0, "zz"), *CODE) for people in (SMALL, LARGE))
    assert large > 5 * small
