"""What it costs a node that somebody enters a room of five thousand: reads of the store and octets, counted."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from domain.ear import Ear
from domain.test_crowd import House, housed
from palabre.chat.model import Author
from palabre.chat.presence import Presence
from palabre.gateway.protocol import People, Typing
from palabre.identity.model import Card
from palabre.kernel.ids import MemberId
from palabre.kernel.limits import HISTORY_ON_ENTRY, TYPING_AUDIENCE
from ports.samples import TEA, say

CROWD = 5_000
MOST_OCTETS = 8 * 1024
ORDINARY = "Bonsoir à toutes et à tous, quel temps chez vous ?"  # fifty characters


def fill(presence: Presence, people: int) -> None:
    """Have so many in the room already, shown with their age and town."""
    for number in range(people):
        card = Card(MemberId(f"{number:016}"), f"Personne {number}", 7, age="40–44", town="Saint-Étienne")
        presence.connect(10_000 + number, card, 0)
        presence.enter(10_000 + number, TEA.id, None)


def counted(house: House) -> list[str]:
    """Return a list that grows with each read of the store."""
    database: Any = house.commands.history.store.database  # type: ignore[attr-defined]
    reads, right = list[str](), database.read

    async def read(act: Callable[[Any], Any]) -> Any:
        reads.append(act.__qualname__)
        answer: Awaitable[Any] = right(act)
        return await answer

    database.read = read
    return reads


def octets(frame: object) -> int:
    """Return how long something is on the wire."""
    return len(msgspec.json.encode(frame))


async def test_entering_reads_the_store_once(tmp_path: Path) -> None:
    """Whoever enters waits for one read of the store, the first like the others."""
    async with housed(tmp_path, CROWD) as house:
        reads = counted(house)
        for _ in range(4):
            reads.clear()
            await house.arrive()
            assert len(reads) == 1


async def test_entering_a_room_of_five_thousand_sends_little(tmp_path: Path) -> None:
    """The room, how it stands and the page of people take 8 KB together; fifty messages have a bound of their own."""
    async with housed(tmp_path, CROWD + 1) as house:
        fill(house.commands.presence, CROWD)
        for number in range(HISTORY_ON_ENTRY + 10):
            author = Author(MemberId(f"{number:016}"), f"Personne {number}", 7, "40–44", "Saint-Étienne")
            await say(house.commands.history.store, author, ORDINARY)
        await house.arrive()
        person = house.people[0]
        page = await house.commands.run(person, People(2, TEA.id))
        ear = person.wire
        assert isinstance(ear, Ear)
        (joined,) = ear.frames
        assert (joined["total"], len(joined["messages"])) == (CROWD + 1, HISTORY_ON_ENTRY)
        assert octets({**joined, "messages": []}) + octets(page) <= MOST_OCTETS
        assert octets(joined["messages"]) <= 18 * 1024


@pytest.mark.parametrize("people", [500, CROWD])
async def test_a_page_of_people_is_as_long_in_any_crowd(tmp_path: Path, people: int) -> None:
    """Fifty, and how many there are."""
    async with housed(tmp_path, CROWD + 1) as house:
        fill(house.commands.presence, people)
        await house.arrive()
        page = await house.commands.run(house.people[0], People(2, TEA.id, offset=100))
        assert octets(page) <= 7 * 1024


@pytest.mark.parametrize(("others", "told"), [(TYPING_AUDIENCE - 2, 1), (TYPING_AUDIENCE - 1, 0)])
async def test_writing_is_told_in_a_room_where_one_can_follow_it(tmp_path: Path, others: int, told: int) -> None:
    """To a hundred people at most: in a crowd, where many write at once, each would be told to everybody."""
    async with housed(tmp_path, CROWD) as house:
        fill(house.commands.presence, others)
        await house.arrive()
        await house.arrive()
        house.clock.advance(10_000)
        await house.commands.run(house.people[0], Typing(0, TEA.id))
        ear = house.people[1].wire
        assert isinstance(ear, Ear)
        assert [frame["t"] for frame in ear.frames].count("typing") == told
