"""Heads and proofs of a ledger in a database: the same as those of the whole tree computed by definition."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Connection, select

from palabre.kernel.clock import ManualClock
from palabre.moderation.ledger.heads import Head
from palabre.moderation.ledger.model import Act
from palabre.moderation.ledger.notes import SignerKey
from palabre.moderation.ledger.proofs import Receipt, check_proof, check_receipt
from palabre.moderation.ledger.tree import Growing, is_consistent, leaf_hash
from palabre.store.database import Database
from palabre.store.ledger import (
    PAYLOADS_KEPT,
    LedgerBroken,
    commit_receipt,
    enter,
    entries,
    entries_of,
    erase_payload,
    payload_of,
)
from palabre.store.ledger_heads import SqlLedger
from palabre.store.ledger_schema import entry, node
from ports.adapters import opened
from ports.samples import NOW

KEY = SignerKey("chat.example/ledger", bytes(range(32)))
VIEW = Act("staff-1", "moderator", "view", "case", "case-1", payload={"count": 2})


@pytest_asyncio.fixture
async def database(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Database]:
    """Give a database without an entry."""
    async with opened(tmp_path, "chat") as one:
        yield one


async def fill(database: Database, count: int, act: Act = VIEW) -> None:
    """Enter an act so many times."""

    def some(c: Connection) -> None:
        for _ in range(count):
            enter(c, act, NOW)

    await database.write(some)


async def root_of(database: Database, size: int) -> bytes:
    """Return the root of the first entries, leaf by leaf."""
    hashes = await database.read(lambda c: list(c.execute(select(entry.c.hash).order_by(entry.c.n)).scalars()))
    growing = Growing()
    for one in hashes[:size]:
        growing.add(leaf_hash(one))
    return growing.root()


async def test_a_head_is_signed_over_new_entries_only(database: Database) -> None:
    """None without entries, none twice over the same; each is of the whole tree so far."""
    store = SqlLedger(database)
    assert await store.sign(KEY, NOW) is None
    for size in (3, 255, 256, 257, 1_030):
        known = len(await database.read(lambda c: entries(c, 0, 10_000)))
        await fill(database, size - known)
        note = await store.sign(KEY, NOW + size)
        assert note == await store.newest()
        assert Head.read(note or "", KEY.verifier) == Head(KEY.name, size, await root_of(database, size), NOW + size)
        assert await store.sign(KEY, NOW) is None
    assert len(await store.notes_after(255)) == 3
    kept = await database.read(lambda c: sorted(c.execute(select(node.c.level, node.c.position)).all()))
    assert kept == [(8, 0), (8, 1), (8, 2), (8, 3), (9, 0), (9, 1), (10, 0)]


async def test_any_entry_of_a_head_can_be_proved(database: Database) -> None:
    """From few rows, whichever tile it stands in; one that no head covers yet cannot."""
    store = SqlLedger(database)
    await fill(database, 700)
    assert await store.proof(1) is None
    await store.sign(KEY, NOW)
    await fill(database, 1)
    for number in (1, 255, 256, 257, 512, 513, 699, 700):
        proof = await store.proof(number)
        assert proof is not None
        assert proof.entry.n == number
        assert check_proof(proof, KEY.verifier).size == 700
    assert await store.proof(701) is None
    assert await store.proof(0) is None


async def test_a_receipt_is_found_by_its_commitment(database: Database) -> None:
    """Whoever holds it is given the path to the public head, and checks it alone."""
    store, receipt = SqlLedger(database), Receipt("k5wfvnhatqbzc4jyxe2d7gmr3u", "ab" * 32, "07" * 32)
    await fill(database, 5)
    await database.write(lambda c: commit_receipt(c, receipt.commitment(), NOW))
    assert await store.proof_of_receipt(receipt.commitment()) is None
    await store.sign(KEY, NOW)
    proof = await store.proof_of_receipt(receipt.commitment())
    assert proof is not None
    assert check_receipt(receipt, proof, KEY.verifier).size == 6
    assert await store.proof_of_receipt(bytes(32)) is None


async def test_a_later_head_is_shown_to_continue_an_earlier_one(database: Database) -> None:
    """Whoever kept a head sees that nothing under it was written anew."""
    store = SqlLedger(database)
    for size in (300, 300):
        await fill(database, size)
        await store.sign(KEY, NOW)
    path = await store.consistency(300, 600)
    assert is_consistent(300, 600, await root_of(database, 300), await root_of(database, 600), path)
    with pytest.raises(IndexError):
        await store.consistency(300, 601)


async def test_a_payload_is_erased_by_an_act_that_stands_in_the_ledger(database: Database) -> None:
    """The words are gone, the entry stays, and who did it is written."""
    await fill(database, 2)
    act = Act("", "", "erase", "ledger", "2", "retention")
    assert await database.write(lambda c: erase_payload(c, 2, act, NOW)) == 3
    assert await database.read(lambda c: payload_of(c, 1)) == b'{"count":2}'
    assert await database.read(lambda c: payload_of(c, 2)) is None
    found = await database.read(lambda c: entries_of(c, "ledger", "2", 10))
    assert [(one.n, one.action, one.reason_code) for one in found] == [(3, "erase", "retention")]
    assert [one.n for one in await database.read(lambda c: entries(c, 1, 1))] == [2]


async def test_words_fade_after_three_years_and_the_chain_stays(database: Database) -> None:
    """What entries said in words is erased once old enough, by an entry; before that, nothing happens."""
    store = SqlLedger(database)
    assert await store.fade(NOW) is None
    await fill(database, 3)
    assert await store.fade(NOW + PAYLOADS_KEPT) is None
    await database.write(lambda c: enter(c, VIEW, NOW + 1))
    assert await store.fade(NOW + PAYLOADS_KEPT + 1) == 5
    assert [await database.read(lambda c, n=n: payload_of(c, n)) for n in (1, 3)] == [None, None]  # type: ignore[misc]
    assert await database.read(lambda c: payload_of(c, 4)) == b'{"count":2}'
    assert await store.fade(NOW + PAYLOADS_KEPT + 1) is None


async def test_nothing_is_entered_or_signed_once_the_ledger_is_known_to_be_broken(database: Database) -> None:
    """F-16: moderation stops writing; reading goes on."""
    store = SqlLedger(database)
    await fill(database, 2)
    await store.stop("entry 1: does not have the hash written beside it")
    with pytest.raises(LedgerBroken, match="entry 1"):
        await fill(database, 1)
    with pytest.raises(LedgerBroken, match="entry 1"):
        await store.sign(KEY, NOW)
    assert len(await database.read(lambda c: entries(c, 0, 10))) == 2
