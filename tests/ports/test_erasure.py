"""Words planted in the files, looked for after each way of erasing them: the database, its log and its memory file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from palabre.chat.ports import ChatStore
from palabre.identity.ports import MemberStore
from palabre.kernel.clock import HOUR, ManualClock
from palabre.kernel.ids import digest
from palabre.store.chat import SqlChatStore
from palabre.store.database import Database
from palabre.store.identity import SqlMemberStore
from ports.samples import ADA, BO, NOW, TEA, draft, member, say

SAID = "mots-plantes-pour-etre-cherches"
LATER = "mots-changes-puis-cherches"


def found(folder: Path, words: str | bytes) -> list[str]:
    """Return the files of a folder in which words stand."""
    octets = words if isinstance(words, bytes) else words.encode()
    return [file.name for file in sorted(folder.iterdir()) if octets in file.read_bytes()]


async def plant(chat: ChatStore) -> None:
    """Say, change, quote and pin the words, among a hundred others."""
    for number in range(50):
        await say(chat, BO, f"{number} {'autour ' * 40}", at=NOW + 2 * HOUR)
    ack = await say(chat, ADA, SAID)
    await chat.edit(TEA.id, ADA.id, ack.id, f"{SAID} {LATER}", (), NOW)
    await chat.react(TEA.id, BO.id, ack.id, "👍", on=True, now=NOW)
    await say(chat, BO, draft("réponse", reply=ack.id), at=NOW + 2 * HOUR)
    await chat.change_room(replace(TEA, pinned=ack.id), NOW)
    for number in range(50):
        await say(chat, BO, f"{number} {'après ' * 40}", at=NOW + 2 * HOUR)


async def test_faded_words_stand_in_no_file(chat: ChatStore, tmp_path: Path) -> None:
    """After fading, neither the database nor its log holds them; before, they do."""
    await plant(chat)
    assert found(tmp_path, SAID) != []
    assert found(tmp_path, LATER) != []
    await chat.fade(NOW + HOUR)
    assert found(tmp_path, SAID) + found(tmp_path, LATER) == []
    assert found(tmp_path, "autour") != []


async def test_erased_words_stand_in_no_file(chat: ChatStore, tmp_path: Path) -> None:
    """After “Erase everything” the words, the name that said them and the id are nowhere but on the room hosted."""
    await plant(chat)
    await chat.hosts_left(ADA.id, NOW)
    assert [found(tmp_path, word) != [] for word in (SAID, LATER, ADA.id, "Limoges")] == [True] * 4
    await chat.erase_words(ADA.id, NOW)
    assert found(tmp_path, SAID) + found(tmp_path, LATER) + found(tmp_path, ADA.id) + found(tmp_path, "Limoges") == []
    assert found(tmp_path, "autour") != []


async def test_deleted_words_stand_in_no_file_after_the_next_round(chat: ChatStore, tmp_path: Path) -> None:
    """What its author took back is gone from the file at the next fading, whatever its age."""
    ack = await say(chat, ADA, SAID)
    assert found(tmp_path, SAID) != []
    await chat.delete(TEA.id, ADA.id, ack.id, NOW)
    await chat.fade(NOW - HOUR)
    assert found(tmp_path, SAID) == []


async def test_long_words_leave_no_page_behind(chat: ChatStore, tmp_path: Path) -> None:
    """Words that fill several pages of the file are erased to the last."""
    for number in range(20):
        await say(chat, ADA, f"{SAID} " * 60 + str(number))
    assert found(tmp_path, SAID) != []
    await chat.fade(NOW + HOUR)
    assert found(tmp_path, SAID) == []


@pytest.fixture
async def database(tmp_path: Path) -> Database:
    """Open the chat's database."""
    return await Database.open(tmp_path / "chat.db", "chat")


async def test_a_member_who_left_stands_in_no_file(database: Database, tmp_path: Path) -> None:
    """Card, skeleton and session of whoever left are gone once the log is emptied, as leaving does."""
    members: MemberStore = SqlMemberStore(database)
    await members.add(member("Pseudoplante"), "skeletonplante", digest("secret"), NOW)
    planted = ("Pseudoplante", "skeletonplante", "member-pseudoplante", digest("secret"))
    assert [found(tmp_path, word) != [] for word in planted] == [True] * 4
    await members.remove(member("Pseudoplante").id)
    await database.checkpoint()
    assert [found(tmp_path, word) for word in planted] == [[]] * 4
    await database.close()


async def test_fading_while_somebody_reads_still_erases(database: Database, tmp_path: Path, clock: ManualClock) -> None:
    """A reader open during the round delays the erasure to the next round, not for ever."""
    chat = SqlChatStore(database, clock)
    await chat.add_room(TEA, "tea")
    await say(chat, ADA, SAID)
    with closing(sqlite3.connect(tmp_path / "chat.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM message").fetchall()
        await chat.fade(NOW + HOUR)
    await chat.fade(NOW + HOUR)
    assert found(tmp_path, SAID) == []
    await database.close()
