"""The ledger at full size: made, verified as a database and as a file, asked for proofs, and flipped.

.venv/bin/python bench/ledger.py [ENTRIES]
"""

import asyncio
import hashlib
import json
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

from sqlalchemy import Connection

from palabre.moderation.ledger import model
from palabre.moderation.ledger.export import exported, verify_export
from palabre.moderation.ledger.heads import Head
from palabre.moderation.ledger.model import Act, Json
from palabre.moderation.ledger.notes import SignerKey
from palabre.moderation.ledger.verify import Broken
from palabre.store.database import Database
from palabre.store.ledger import enter
from palabre.store.ledger_heads import SqlLedger, sign
from palabre.store.ledger_offline import opened, verify_database
from palabre.store.prepared import driver_of

ENTRIES = 1_000_000
HEADS = 8_760  # a year of hours
FLIPS = 3
ASKED = 200
KEY = SignerKey("bench.example/ledger", bytes(32))
NOW = 1_795_000_000_000
T = TypeVar("T")


def timed(act: Callable[[], T]) -> tuple[T, float]:
    """Return what an act gives, and its processor time in seconds."""
    began = time.process_time()
    return act(), time.process_time() - began


def tell(part: str, **figures: object) -> None:
    """Print a line of JSON."""
    print(json.dumps({"part": part, **figures}), flush=True)


def act_of(number: int) -> Act:
    """Return an act of the usual size, every second one with a payload."""
    payload: dict[str, Json] = {"outcome": "hide", "points": 2, "facts": "x" * 120} if number % 2 else {}
    return Act(f"staff-{number % 40:011}", "moderator", "decide", "case", f"{number:016}", "clause-4.2", payload)


async def made(folder: Path, count: int) -> int:
    """Make a database of so many entries under ``HEADS`` heads, without the cost of a transaction each."""
    step = max(1, count // HEADS)

    def fill(c: Connection) -> None:
        prev = model.BEFORE_THE_FIRST
        for first in range(1, count + 1, step):
            rows, payloads, prev = rows_of(range(first, min(first + step, count + 1)), prev)
            for row, extra in zip(rows, payloads, strict=True):
                driver_of(c).execute("INSERT INTO ledger_entry VALUES (?,?,?,?,?,?,?,?,?,?,?)", row)
                if extra:
                    driver_of(c).execute("INSERT INTO ledger_payload VALUES (?,?,?)", extra)
            sign(c, KEY, NOW + first)

    database = await Database.open(folder / "chat.db", "chat")
    await database.write(fill)
    heads = len(await SqlLedger(database).notes_after(0))
    await database.close()
    return heads


def rows_of(numbers: range, prev: bytes) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]], bytes]:
    """Return rows of entries and payloads that follow from a hash, and the last hash."""
    rows: list[tuple[object, ...]] = []
    payloads: list[tuple[object, ...]] = []
    for number in numbers:
        act, salt = act_of(number), number.to_bytes(32)
        octets = model.written(act.payload) if act.payload else b""
        committed = model.commitment(salt, octets) if octets else b""
        digest = model.hash_of(model.entry_of(act, number, NOW + number, prev, committed))
        rows.append((number, NOW + number, act.actor, act.role, act.action, act.object_type, act.object_ref, act.reason,
                     committed, prev, digest))  # fmt: skip
        payloads.append((number, salt, octets) if octets else ())
        prev = digest
    return rows, payloads, prev


def bare(file: Path) -> int:
    """Read every row and hash as many octets as its canonical form has: what nobody can do without."""
    with sqlite3.connect(file) as connection:
        filler, count = b"x" * 380, 0
        for row in connection.execute("SELECT * FROM ledger_entry ORDER BY n"):
            hashlib.sha256(filler + row[10]).digest()
            count += 1
    return count


def verified(folder: Path) -> int:
    """Verify the database."""
    with opened(folder / "chat.db") as file:
        return verify_database(file, [], KEY.verifier).entries


def verified_file(path: Path) -> int:
    """Verify the exported file."""
    with path.open("rb") as lines:
        return verify_export(lines, KEY.verifier).entries


def flipped(path: Path) -> tuple[int, int]:
    """Flip a byte at random, a few times; return how many were tried and how many found, the right entry named."""
    chance, size = random.Random(7), path.stat().st_size  # noqa: S311 - the same each run
    named = 0
    for _ in range(FLIPS):
        at, bit = chance.randrange(size), 1 << chance.randrange(8)
        flip(path, at, bit)
        try:
            verified_file(path)
        except Broken as broken:
            named += is_at(path, at, broken.where)
        flip(path, at, bit)
    return FLIPS, named


def flip(path: Path, at: int, bit: int) -> None:
    """Flip a bit of a file."""
    with path.open("r+b") as file:
        file.seek(at)
        (octet,) = file.read(1)
        file.seek(at)
        file.write(bytes([octet ^ bit]))


def is_at(path: Path, at: int, where: str) -> bool:
    """Whether what was named is the line that an octet stands in."""
    with path.open("rb") as file:
        file.seek(max(0, at - 4_096))
        before = file.read(min(at, 4_096))
    known = re.findall(rb'"n":(\d+),', before)
    return where.startswith("head") or int(re.sub(r"\D", "", where)) - int(known[-1]) in {0, 1}


async def asked(folder: Path, count: int) -> dict[str, float]:
    """Measure entering, proving and signing on the whole ledger."""
    database = await Database.open(folder / "chat.db", "chat")
    store, chance = SqlLedger(database), random.Random(7)  # noqa: S311 - the same each run

    def some(c: Connection) -> float:
        _, took = timed(lambda: [enter(c, act_of(number), NOW) for number in range(ASKED)])
        return took

    entering = await database.write(some)
    began = time.perf_counter()
    await store.sign(KEY, NOW)
    head, times = time.perf_counter() - began, []
    for _ in range(ASKED):
        began = time.perf_counter()
        await store.proof(chance.randint(1, count))
        times.append(time.perf_counter() - began)
    note = await store.newest() or ""
    await database.close()
    _, checked = timed(lambda: [Head.read(note, KEY.verifier) for _ in range(ASKED)])
    return {
        "enter_us": round(entering / ASKED * 1e6), "head_ms": round(head * 1e3, 1),
        "head_checked_us": round(checked / ASKED * 1e6),        "proof_ms": round(median(times) * 1e3, 1),
    }  # fmt: skip


def main() -> None:
    """Measure each part."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    with tempfile.TemporaryDirectory(prefix="palabre-ledger-") as name:
        folder = Path(name)
        tell("ledger", entries=count, heads=asyncio.run(made(folder, count)))
        _, basis = timed(lambda: bare(folder / "chat.db"))
        tell("bare", entries_per_cpu_s=round(count / basis))
        _, took = timed(lambda: verified(folder))
        tell("database", entries_per_cpu_s=round(count / took), ratio=round(basis / took, 3))
        path = folder / "ledger.jsonl"
        with opened(folder / "chat.db") as file, path.open("wb") as out:
            out.writelines(exported(file.lines(), file.notes(), KEY.verifier))
        _, took = timed(lambda: verified_file(path))
        tell("file", entries_per_cpu_s=round(count / took), ratio=round(basis / took, 3))
        tried, named = flipped(path)
        tell("flips", tried=tried, named=named)
        tell("asked", **asyncio.run(asked(folder, count)))


if __name__ == "__main__":
    main()
