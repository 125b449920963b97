"""What stands beside the ledger's tables: the key, the second place of heads, the database read off line."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palabre.kernel.clock import HOUR, ManualClock
from palabre.ledger import Ledger
from palabre.moderation.ledger.heads import Head
from palabre.moderation.ledger.model import Act
from palabre.moderation.ledger.verify import Broken, Verified
from palabre.store.database import Database
from palabre.store.ledger import LedgerBroken, enter
from palabre.store.ledger_files import HEADS, KEY, BadLedger, SecondPlace, signer_of
from palabre.store.ledger_offline import opened as offline
from palabre.store.ledger_offline import verify_database
from ports.adapters import opened

VIEW = Act("staff-1", "moderator", "view", "case", "case-1", payload={"words": "é"})
TRIGGERS = ("ledger_entry_update", "ledger_entry_delete", "ledger_head_delete", "ledger_payload_update")


@pytest_asyncio.fixture
async def keeper(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Ledger]:
    """Give a ledger of three entries under a head, and one more."""
    async with opened(tmp_path, "chat") as database:
        made = Ledger.made(database, tmp_path, "https://chat.example", "", clock)
        await fill(made, 3)
        await made.sign()
        await fill(made, 1)
        yield made


async def fill(keeper: Ledger, count: int) -> None:
    """Enter so many acts."""
    for _ in range(count):
        await database_of(keeper).write(lambda c: enter(c, VIEW, keeper.clock.now()))


def database_of(keeper: Ledger) -> Database:
    """Return the database of a ledger."""
    return keeper.store.database


def verified(keeper: Ledger, file: Path | None = None) -> Verified:
    """Verify a ledger's file off line."""
    with offline(file or keeper.file) as one:
        return verify_database(one, keeper.second.notes(), keeper.key.verifier)


def tamper(keeper: Ledger, sql: str) -> None:
    """Change the file as whoever holds the disk can: without the triggers."""
    with sqlite3.connect(keeper.file) as connection:
        for trigger in TRIGGERS:
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(sql)


async def test_a_ledger_is_verified_beside_a_live_node(keeper: Ledger) -> None:
    """Entries, heads of both places, what no head covers yet."""
    found = verified(keeper)
    assert (found.entries, found.heads, found.covered, found.erased) == (4, 2, 3, 0)
    assert await keeper.look()


@pytest.mark.parametrize(
    ("sql", "where"),
    [
        ("UPDATE ledger_entry SET time = time + 1 WHERE n = 2", "entry 2"),
        ("UPDATE ledger_entry SET actor_ref = 5 WHERE n = 2", "entry 2"),
        ("UPDATE ledger_entry SET actor_ref = CAST(x'ff' AS TEXT) WHERE n = 2", "entry 2"),
        ("UPDATE ledger_entry SET prev = 'text' WHERE n = 2", "entry 2"),
        ("UPDATE ledger_entry SET time = 'late' WHERE n = 2", "entry 2"),
        ("UPDATE ledger_payload SET payload = x'7b7d' WHERE n = 2", "entry 2"),
        ("UPDATE ledger_payload SET salt = 'text' WHERE n = 2", "entry 2"),
        ("DELETE FROM ledger_entry WHERE n = 2", "entry 2"),
        ("DELETE FROM ledger_entry WHERE n = 4", ""),
        ("DELETE FROM ledger_entry WHERE n >= 3", "entry 3"),
        ("UPDATE ledger_head SET note = replace(note, 'chat', 'char')", "head of 3 entries"),
        ("INSERT INTO ledger_node VALUES (8, 0, zeroblob(32))", "node 0 of level 8"),
    ],
)
async def test_t10_what_the_disk_holds_otherwise_is_named(keeper: Ledger, sql: str, where: str) -> None:
    """T10: by whoever holds the file; only entries that no head covers can be cut off unseen, for an hour."""
    if where.startswith("head"):
        tamper(keeper, "DROP TRIGGER ledger_head_update")
        with sqlite3.connect(keeper.file) as connection:
            connection.execute(sql)
    else:
        tamper(keeper, sql)
    if not where:
        assert verified(keeper).entries == 3
        return
    with pytest.raises(Broken) as broken:
        verified(keeper)
    assert broken.value.where == where


async def test_t10_a_ledger_cut_back_to_no_head_is_found_by_the_second_place(keeper: Ledger) -> None:
    """T10: entries and heads deleted together: the other place still has the head."""
    tamper(keeper, "DELETE FROM ledger_head")
    with sqlite3.connect(keeper.file) as connection:
        connection.execute("DELETE FROM ledger_payload")
        connection.execute("DELETE FROM ledger_entry")
    with pytest.raises(Broken, match="entry 1: is missing, and so are all up to 3, which a head covers"):
        verified(keeper)


async def test_t10_a_payload_erased_leaves_the_ledger_whole(keeper: Ledger) -> None:
    """T10: no trigger stands in the way of that, and verification passes."""
    with sqlite3.connect(keeper.file) as connection:
        connection.execute("DELETE FROM ledger_payload WHERE n = 2")
    assert verified(keeper).erased == 1


async def test_a_node_that_finds_its_ledger_broken_adds_nothing_more(keeper: Ledger) -> None:
    """F-16: found at start, before anything is signed over it."""
    tamper(keeper, "UPDATE ledger_entry SET role = 'nobody' WHERE n = 1")
    await keeper.run()
    with pytest.raises(LedgerBroken, match="entry 1"):
        await fill(keeper, 1)
    assert len(keeper.second.notes()) == 1


async def test_a_node_looks_then_tends_its_ledger_every_hour(keeper: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """At start and by the clock: what no head covered is signed, and the head stands in both places."""
    hours = []

    async def once(milliseconds: int, step: Callable[[], Awaitable[None]], bell: asyncio.Event) -> None:
        hours.append(milliseconds)
        assert bell.is_set()
        await step()

    monkeypatch.setattr("palabre.ledger.every", once)
    await keeper.run()
    assert hours == [HOUR]
    assert verified(keeper).covered == 4
    assert await keeper.store.newest() == keeper.second.notes()[-1]


@pytest.mark.parametrize("size", [2, 9])
async def test_no_head_is_signed_that_contradicts_one_of_the_second_place(keeper: Ledger, size: int) -> None:
    """A ledger restored from before, or of another past, is not signed on: that would be two ledgers."""
    forged = Head(keeper.key.name, size, bytes(32), 0).signed(keeper.key)
    keeper.second.add(keeper.key.verifier, [forged])
    before = await keeper.store.newest()
    await keeper.sign()
    assert await keeper.store.newest() == before
    with pytest.raises(LedgerBroken):
        await fill(keeper, 1)


async def test_a_second_place_that_is_away_stops_no_head(keeper: Ledger, tmp_path: Path) -> None:
    """The head is signed and stands in the database; the other place gets it once it is back."""
    away = replace(keeper, second=SecondPlace(tmp_path / "disk" / HEADS))
    with pytest.raises(FileNotFoundError):
        await away.sign()
    assert verified(keeper).covered == 4
    (tmp_path / "disk").mkdir()
    await away.sign()
    assert len(away.second.notes()) == 2


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where files that hypothesis changes stand."""
    return tmp_path_factory.mktemp("still")


async def test_t10_a_byte_flipped_anywhere_in_the_file_is_found_or_changes_nothing(keeper: Ledger, still: Path) -> None:
    """T10: whatever octet of the database changes, either it is named or every row reads as before."""
    await database_of(keeper).checkpoint()
    whole, rows = keeper.file.read_bytes(), _rows(keeper.file)
    begin, end = _pages_of_entries(keeper.file)
    changed = still / "chat.db"

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
    @given(st.integers(begin, end - 1), st.integers(0, 7))
    def flip(at: int, bit: int) -> None:
        changed.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :])
        try:
            verified(keeper, changed)
        except Broken:
            return
        assert _rows(changed) == rows

    flip()


def _rows(file: Path) -> list[tuple[object, ...]]:
    with offline(file) as one:
        return [*one.lines(), *one.notes()]


def _pages_of_entries(file: Path) -> tuple[int, int]:
    with sqlite3.connect(file) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ledger_entry'").fetchone()
    return (page - 1) * size, page * size


def test_a_folder_without_a_ledger_is_said_to_have_none(tmp_path: Path) -> None:
    """No file, or one of another program: said, and nothing is made."""
    with pytest.raises(Broken, match="cannot be opened"), offline(tmp_path / "chat.db"):
        pass
    (tmp_path / "chat.db").write_bytes(b"no database" * 100)
    with pytest.raises(Broken, match="holds no ledger"), offline(tmp_path / "chat.db"):
        pass
    assert [one.name for one in tmp_path.iterdir()] == ["chat.db"]


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    """A second start has the same; one that others can read is refused, and so is one that was changed."""
    path = tmp_path / KEY
    made = signer_of(path, "chat.example/ledger")
    assert path.stat().st_mode & 0o777 == 0o600
    assert signer_of(path, "another.example/ledger") == made
    path.chmod(0o640)
    with pytest.raises(BadLedger, match="chmod 600"):
        signer_of(path, "")
    path.chmod(0o600)
    path.write_text(path.read_text().replace("chat", "char"))
    with pytest.raises(BadLedger, match="does not fit its id"):
        signer_of(path, "")


async def test_heads_stand_in_a_second_place_with_the_key_they_began_with(keeper: Ledger, tmp_path: Path) -> None:
    """One line each; a line that a crash cut short is written again; a file lost is written anew."""
    file = tmp_path / HEADS
    assert keeper.second.path == file
    assert keeper.second.key() == keeper.key.verifier
    with file.open("ab") as cut:
        cut.write(b'{"note": "chat.exam')
    await fill(keeper, 1)
    await keeper.sign()
    assert [note.split("\n")[1] for note in keeper.second.notes()] == ["3", "5"]
    file.unlink()
    assert keeper.second.notes() == []
    await keeper.sign()
    assert [note.split("\n")[1] for note in keeper.second.notes()] == ["3", "5"]
    file.write_text("words\n")
    with pytest.raises(BadLedger, match="neither a key nor a head"):
        keeper.second.notes()


def test_an_operator_chooses_a_file_or_a_folder(tmp_path: Path) -> None:
    """A folder holds a file of the usual name."""
    assert SecondPlace.at("", tmp_path).path == tmp_path / HEADS
    assert SecondPlace.at(str(tmp_path), Path("var")).path == tmp_path / HEADS
    assert SecondPlace.at(str(tmp_path / "mine.jsonl"), Path("var")).path == tmp_path / "mine.jsonl"
