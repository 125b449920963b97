"""What the ledger holds to, whatever database keeps it."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import IntegrityError

from palabre.kernel.clock import ManualClock
from palabre.moderation.ledger.model import Act, BadAct
from palabre.store.database import Database
from palabre.store.ledger import commit_receipt, enter
from palabre.store.ledger_schema import entry, head, node, payload
from ports.adapters import opened
from ports.samples import NOW

VIEW = Act("staff-1", "moderator", "view", "case", "case-1", "seen", {"words": "é", "count": 2})


@pytest_asyncio.fixture
async def database(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Database]:
    """Give a database without an entry."""
    async with opened(tmp_path, "chat") as one:
        yield one


async def entered(database: Database, *acts: Act) -> list[int]:
    """Enter acts, each in a transaction of its own; return their numbers."""
    return [await database.write(lambda c, act=act: enter(c, act, NOW)) for act in acts]  # type: ignore[misc]


async def test_each_entry_holds_the_hash_of_the_one_before(database: Database) -> None:
    """Numbers follow from 1, and the chain can be computed by hand from what section 11.3 says."""
    assert await entered(database, VIEW, VIEW, Act("", "", "end", "restriction", "r")) == [1, 2, 3]
    rows = await database.read(lambda c: c.execute(select(entry).order_by(entry.c.n)).all())
    by_hand = (
        '{"action":"end","actor_ref":"","n":3,"object_ref":"r","object_type":"restriction","payload_commitment":"",'
        f'"prev":"{rows[1].hash.hex()}","reason_code":"","role":"","time":{NOW}}}'
    )
    assert rows[0].prev == bytes(32)
    assert rows[1].prev == rows[0].hash
    assert rows[2].hash == hashlib.sha256(by_hand.encode()).digest()


async def test_a_payload_stands_apart_under_a_salt_of_its_own(database: Database) -> None:
    """The entry says only SHA-256(salt || payload): two equal payloads cannot be seen to be equal."""
    await entered(database, VIEW, VIEW)
    kept = await database.read(lambda c: c.execute(select(payload)).all())
    said = await database.read(lambda c: c.execute(select(entry.c.payload_commitment)).scalars().all())
    assert [one.payload for one in kept] == [b'{"count":2,"words":"\xc3\xa9"}'] * 2
    assert said == [hashlib.sha256(one.salt + one.payload).digest() for one in kept]
    assert said[0] != said[1]


async def test_an_act_undone_leaves_no_entry(database: Database) -> None:
    """The entry is in the transaction of the thing: both or neither, and no number is lost."""

    def half(c: Connection) -> None:
        enter(c, VIEW, NOW)
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(half)
    assert await entered(database, VIEW) == [1]


async def test_a_receipt_is_an_entry_of_nobody(database: Database) -> None:
    """Whoever sends a notice is not named: the commitment alone stands there."""
    number = await database.write(lambda c: commit_receipt(c, b"\x07" * 32, NOW))
    row = await database.read(lambda c: c.execute(select(entry).where(entry.c.n == number)).one())
    assert (row.actor_ref, row.role, row.action, row.object_ref) == ("", "", "receipt", "07" * 32)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_entry SET actor_ref = ''",
        "DELETE FROM ledger_entry",
        "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry",
        "INSERT INTO ledger_entry SELECT n + 1, time, '', '', '', '', '', '', '', hash, hash FROM ledger_entry LIMIT 1",
        "INSERT INTO ledger_entry SELECT n + 2, time, '', '', '', '', '', '', '', hash, hash FROM ledger_entry LIMIT 1",
        "UPDATE ledger_payload SET payload = x'7b7d'",
        "INSERT OR REPLACE INTO ledger_payload VALUES (2, zeroblob(32), x'7b7d')",
        "INSERT INTO ledger_payload VALUES (1, zeroblob(32), x'7b7d')",
        "UPDATE ledger_head SET note = ''",
        "DELETE FROM ledger_head",
        "INSERT OR REPLACE INTO ledger_head VALUES (2, '')",
        "INSERT INTO ledger_head VALUES (1, '')",
        "UPDATE ledger_node SET hash = zeroblob(32)",
        "DELETE FROM ledger_node",
        "INSERT OR REPLACE INTO ledger_node VALUES (8, 0, zeroblob(32))",
    ],
)
async def test_the_database_refuses_to_change_the_ledger(database: Database, sql: str) -> None:
    """T10: triggers abort a change, a deletion, a replacement, a gap, a fork, whoever asks."""
    await entered(database, VIEW, VIEW)
    await database.write(lambda c: c.execute(head.insert().values(size=2, note="a")))
    await database.write(lambda c: c.execute(node.insert().values(level=8, position=0, hash=b"n" * 32)))
    await database.write(lambda c: c.execute(payload.delete().where(payload.c.n == 1)))
    with pytest.raises(IntegrityError, match="the ledger only grows"):
        await database.write(lambda c: c.execute(text(sql)))
    assert await database.read(lambda c: c.execute(select(func.count()).select_from(entry)).scalar_one()) == 2


@pytest.mark.parametrize(
    "words",
    [("two words", "case"), ("view", ""), ("", "case"), ("view", "é"), ("x" * 129, "case")],
)
def test_words_cannot_stand_where_nothing_is_ever_erased(words: tuple[str, str]) -> None:
    """What an entry holds is codes and references; an act without a name or an object is refused."""
    with pytest.raises(BadAct):
        Act("staff-1", "moderator", *words, "ref")
