"""Single use: a proof opens one door once, whatever races it runs."""

import asyncio
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from palabre.age.reasons import Refused
from palabre.age.spent import Spent, read_key
from palabre.age.verifiers.mdoc import Presented
from palabre.kernel.clock import DAY, HOUR, ManualClock
from palabre.store.age import SqlSpentStore
from palabre.store.database import Database

KEY = bytes(range(32))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Open the gate's own database."""
    opened = await Database.open(tmp_path / "age.db", "age")
    yield opened
    await opened.close()


def proof(number: int, valid_until: int) -> Presented:
    """Return a verified proof."""
    return Presented(sha256(bytes([number])).digest(), valid_until)


async def outcome(spent: Spent, presented: Presented) -> str:
    """Return "spent now" or the reason of the refusal."""
    try:
        await spent.spend(presented)
    except Refused as refused:
        return refused.reason
    return "spent now"


async def test_a_proof_is_spent_once_under_concurrency(database: Database) -> None:
    """Fifty people present one proof at the same moment: exactly one gets in."""
    clock = ManualClock()
    spent = Spent(SqlSpentStore(database), KEY, clock)
    outcomes = await asyncio.gather(*(outcome(spent, proof(1, clock.now() + DAY)) for _ in range(50)))
    assert (outcomes.count("spent now"), outcomes.count("spent")) == (1, 49)


async def test_only_the_keyed_hash_and_a_day_are_kept(database: Database) -> None:
    """What stands in the store is an HMAC under our key and the day after the end, rounded up."""
    clock = ManualClock(at=20_780 * DAY + 5 * HOUR)
    presented = proof(1, 20_800 * DAY + 1)
    await Spent(SqlSpentStore(database), KEY, clock).spend(presented)
    rows = await database.read(lambda c: [tuple(row) for row in c.execute(text("SELECT * FROM spent_proof"))])
    assert rows == [(hmac.digest(KEY, presented.payload_digest, "sha256"), 20_801)]


async def test_a_hash_goes_when_its_proof_can_no_longer_be_shown(database: Database) -> None:
    """A purge takes the hashes of proofs past their day, and those only."""
    clock = ManualClock(at=20_780 * DAY)
    spent = Spent(SqlSpentStore(database), KEY, clock)
    short, long = proof(1, 20_781 * DAY), proof(2, 20_785 * DAY)
    await spent.spend(short)
    await spent.spend(long)
    before = await spent.purge()
    clock.advance(2 * DAY)
    after = await spent.purge()
    assert (before, after, await outcome(spent, short), await outcome(spent, long)) == (0, 1, "spent now", "spent")


@dataclass
class Broken:
    """A store whose disk is gone."""

    async def spend(self, key: bytes, day: int) -> bool:
        """Fail as a disk fails."""
        raise OSError(f"no space left for {len(key)} octets of day {day}")

    async def forget(self, before: int) -> int:
        """Fail likewise."""
        raise OSError(f"no such file, before {before}")


async def test_without_a_store_nobody_is_admitted() -> None:
    """A proof that cannot be recorded as spent is refused (E27)."""
    assert await outcome(Spent(Broken(), KEY, ManualClock()), proof(1, DAY)) == "store"


def test_the_key_is_made_once_and_belongs_to_its_owner(tmp_path: Path) -> None:
    """The file is made at first use, readable by its owner alone, and keeps its 32 octets."""
    path = tmp_path / "new" / "spent.key"
    first, second = read_key(path), read_key(path)
    assert (len(first), first == second, path.stat().st_mode & 0o777) == (32, True, 0o600)


def test_a_damaged_key_is_named(tmp_path: Path) -> None:
    """A key file of another length stops the start: going on would forget which proofs were used."""
    path = tmp_path / "spent.key"
    path.write_bytes(b"short")
    with pytest.raises(ValueError, match=r"spent\.key must hold 32 octets"):
        read_key(path)
