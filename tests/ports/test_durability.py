"""An ack means durable: what was acked survives the sudden end of the process, and a failed disk acks nothing."""

import asyncio
import os
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from palabre.kernel.clock import ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.limits import PENDING_COMMITS
from palabre.store.chat import SqlChatStore
from palabre.store.database import Database, WeakSettings
from palabre.store.writer import StoreFailed
from ports.samples import ADA, NOW, TEA, draft, say

TESTS = Path(__file__).parents[1]
SPEAKER = """
import asyncio, sys
from pathlib import Path
from palabre.kernel.clock import ManualClock
from palabre.store.chat import SqlChatStore
from palabre.store.database import Database
from ports.samples import ADA, TEA, say

async def speak():
    database = await Database.open(Path(sys.argv[1]), "chat")
    store = SqlChatStore(database, ManualClock())
    await store.add_room(TEA, "tea")
    async def one(number):
        ack = await say(store, ADA, f"said {number}")
        print(ack.position, ack.id, flush=True)
    for start in range(0, 10_000, 20):
        await asyncio.gather(*(one(start + n) for n in range(20)))

asyncio.run(speak())
"""


async def test_what_was_acked_survives_a_kill(tmp_path: Path, clock: ManualClock) -> None:
    """A process killed in the middle of its talk has lost no message whose ack was given."""
    path = tmp_path / "chat.db"
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SPEAKER, str(path), stdout=asyncio.subprocess.PIPE, env=environment
    )
    assert process.stdout is not None
    acked = [(await process.stdout.readline()).decode().split() for _ in range(200)]
    process.kill()
    acked += [line.split() for line in (await process.stdout.read()).decode().splitlines()]
    await process.wait()
    database = await Database.open(path, "chat")
    store = SqlChatStore(database, clock)
    kept = {str(one.position): one.id for one in (await store.page(TEA.id, ADA.id, 99_999, 99_999)).messages}
    await database.close()
    assert len(acked) >= 200
    assert [ack for ack in acked if kept[ack[0]] != ack[1]] == []
    assert sorted(map(int, kept)) == list(range(1, len(kept) + 1))


async def test_one_bad_act_undoes_itself_alone(tmp_path: Path, clock: ManualClock) -> None:
    """Acts that share a transaction do not share a failure."""
    database = await Database.open(tmp_path / "chat.db", "chat")
    store = SqlChatStore(database, clock)
    await store.add_room(TEA, "tea")
    broken = database.write(lambda c: c.execute(text("INSERT INTO nowhere VALUES (1)")))
    first, error, second = await asyncio.gather(
        say(store, ADA, "one"), broken, say(store, ADA, "two"), return_exceptions=True
    )
    await database.close()
    assert [getattr(one, "position", None) for one in (first, error, second)] == [1, None, 2]


async def test_an_act_without_company_undoes_itself_too(tmp_path: Path, clock: ManualClock) -> None:
    """What it had written before it failed is gone, and the next act is served."""
    database = await Database.open(tmp_path / "chat.db", "chat")
    store = SqlChatStore(database, clock)
    await store.add_room(TEA, "tea")

    def half(c: Connection) -> None:
        c.execute(text("UPDATE room SET head = 7"))
        raise KeyError

    with pytest.raises(KeyError):
        await database.write(half)
    assert (await say(store, ADA, "one")).position == 1
    await database.close()


async def test_a_key_that_was_never_used_is_known_for_new(tmp_path: Path, clock: ManualClock) -> None:
    """Once a store has read which were used before it opened."""
    for number, key in enumerate(("key-before", "key-since")):
        database = await Database.open(tmp_path / "chat.db", "chat")
        store = SqlChatStore(database, clock)
        await store.add_room(TEA, "tea")
        await store.load_keys()
        assert store.may_repeat(ADA.id, draft("any", key="key-before")) is bool(number)
        await say(store, ADA, draft("any", key=key))
        assert store.may_repeat(ADA.id, draft("any", key=key))
        await database.close()
    assert not store.may_repeat(ADA.id, draft("any", key="key-never"))


async def test_a_failed_commit_acks_nobody_and_is_final(tmp_path: Path) -> None:
    """Everybody of the group hears it, later ones too, and the process is told to stop, once."""
    stopped: list[bool] = []
    database = await Database.open(tmp_path / "chat.db", "chat", lambda: stopped.append(True))
    await database.write(lambda c: c.execute(text("CREATE TABLE one (n INTEGER PRIMARY KEY)")))
    deferred = "CREATE TABLE two (n INTEGER REFERENCES one (n) DEFERRABLE INITIALLY DEFERRED)"
    await database.write(lambda c: c.execute(text(deferred)))
    orphan = database.write(lambda c: c.execute(text("INSERT INTO two VALUES (1)")))
    good = database.write(lambda c: c.execute(text("INSERT INTO one VALUES (2)")))
    answers = await asyncio.gather(orphan, good, return_exceptions=True)
    assert [type(answer) for answer in answers] == [StoreFailed, StoreFailed]
    with pytest.raises(StoreFailed):
        await database.write(lambda c: c.execute(text("INSERT INTO one VALUES (3)")))
    assert stopped == [True]
    await database.close()


async def test_too_many_waiting_acts_are_refused(tmp_path: Path) -> None:
    """Past the bound a writer is told ``busy``, and those before it are written."""
    database = await Database.open(tmp_path / "chat.db", "chat")
    await database.write(lambda c: c.execute(text("CREATE TABLE one (n INTEGER)")))
    held, release = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        held.set()
        release.wait()

    holding = asyncio.create_task(database.write(hold))
    await asyncio.to_thread(held.wait)
    waiting = [asyncio.create_task(database.write(one)) for _ in range(PENDING_COMMITS)]
    await asyncio.sleep(0)  # every task has put its act in the queue
    with pytest.raises(Refusal, match="busy"):
        await database.write(one)
    release.set()
    await asyncio.gather(holding, *waiting)
    kept = await database.read(lambda c: c.execute(text("SELECT count(*) FROM one")).scalar_one())
    assert kept == PENDING_COMMITS
    await database.close()


def one(c: Connection) -> None:
    """Write a row."""
    c.execute(text("INSERT INTO one VALUES (1)"))


async def test_weak_settings_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that does not take the durable settings is not opened, and the message says which and why."""
    monkeypatch.setattr("palabre.store.database.PRAGMAS", ("journal_mode=MEMORY",))
    with pytest.raises(WeakSettings, match="journal_mode is 'memory', needs 'wal'"):
        await Database.open(tmp_path / "chat.db", "chat")


async def test_two_processes_share_a_file(tmp_path: Path, clock: ManualClock) -> None:
    """A command beside a live node writes through the same file; positions stay one row."""
    one, two = [await Database.open(tmp_path / "chat.db", "chat") for _ in range(2)]
    first, second = SqlChatStore(one, clock), SqlChatStore(two, clock)
    await first.add_room(TEA, "tea")
    acks = await asyncio.gather(*(say((first, second)[n % 2], ADA, str(n), at=NOW + n) for n in range(40)))
    assert sorted(ack.position for ack in acks) == list(range(1, 41))
    await one.close()
    await two.close()
