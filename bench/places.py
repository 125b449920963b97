"""Rooms that a measurement needs, put in the store before the product starts, as if members had opened them."""

import asyncio
import sqlite3
import string
from collections.abc import Iterable
from pathlib import Path

from bench.crowd import Ticket
from palabre.age.sessions import COOKIE as ADULT
from palabre.chat.model import Room, RoomState
from palabre.identity.members import COOKIE as MEMBER
from palabre.kernel.clock import SystemClock
from palabre.kernel.ids import MemberId, PlaceId, digest
from palabre.safety.normalise import skeleton
from palabre.store.chat import SqlChatStore
from palabre.store.database import Database

AT_ONCE = 500


def open_places(folder: Path) -> list[str]:
    """Return the ids of the rooms that anybody may enter."""
    with sqlite3.connect(folder / "chat.db") as database:
        return [row[0] for row in database.execute("SELECT id FROM room WHERE state = 'open' ORDER BY id")]


async def add_open(folder: Path, count: int) -> list[str]:
    """Add rooms for everybody; return all that are open."""
    await _add(folder, (Room(PlaceId(f"mesure-{_word(at)}"), f"Mesure {_word(at)}") for at in range(count)))
    return open_places(folder)


async def add_small(folder: Path, hosts: Iterable[Ticket]) -> list[str]:
    """Give each host a room of their own, which waits for approval: listed nowhere, open to its host alone."""
    rooms = [
        Room(PlaceId(f"petit-{_word(at)}"), f"Petit {_word(at)}", host=member, state=RoomState.WAITING)
        for at, member in enumerate(members_of(folder, hosts))
    ]
    await _add(folder, rooms)
    return [room.id for room in rooms]


async def _add(folder: Path, rooms: Iterable[Room]) -> None:
    database = await Database.open(folder / "chat.db", "chat")
    store, waiting = SqlChatStore(database, SystemClock()), list(rooms)
    try:
        for start in range(0, len(waiting), AT_ONCE):
            added = [store.add_room(room, skeleton(room.name)) for room in waiting[start : start + AT_ONCE]]
            assert all(await asyncio.gather(*added)), "a room of a measurement has the name of another"
    finally:
        await database.close()


def members_of(folder: Path, tickets: Iterable[Ticket]) -> list[MemberId]:
    """Return who those are that entered with these tickets."""
    with sqlite3.connect(folder / "chat.db") as database:
        members = dict(database.execute("SELECT digest, member FROM member_session"))
    return [members[_session(ticket)] for ticket in tickets]


def _session(ticket: Ticket) -> bytes:
    cookies = dict(pair.split("=", 1) for pair in ticket.cookies.split("; "))
    assert ADULT in cookies
    return digest(cookies[MEMBER])


def _word(number: int) -> str:
    """Return a word for a number, in letters that no look-alike folds."""
    letters = [one for one in string.ascii_lowercase if one in "bdfgkmpstz"]
    return "".join(letters[number // 10**power % 10] + "a" for power in (3, 2, 1, 0))
