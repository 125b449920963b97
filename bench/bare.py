"""The baseline of commits: the rows of a message written with the driver alone, a group each 5 ms, and nothing else.

.venv/bin/python -m bench.bare FOLDER A_SECOND SECONDS: one line of JSON.
"""

import itertools
import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Table

from palabre.kernel.ids import new_id
from palabre.kernel.limits import COMMIT_WINDOW_MS
from palabre.store.chat_schema import event, message, outbox, send_key
from palabre.store.database import PRAGMAS

TABLES = (message, event, send_key, outbox)
KNOWN = {"place": "accueil", "author": "w", "member": "w", "shown": b"a" * 80, "ack": b"b" * 150, "body": b"c" * 32}
Row = dict[str, object]


def statement(table: Table) -> str:
    """Return the statement that adds a row, its values by name."""
    names = [column.name for column in table.c if column is not outbox.c.id]
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"  # noqa: S608


def empty(table: Table) -> Row:
    """Return a row of the least that each column takes."""
    kinds = {int: 0, bool: False, bytes: b"", str: ""}
    return {column.name: None if column.nullable else kinds[column.type.python_type] for column in table.c}


def rows(positions: Iterator[int], many: int) -> Iterator[Row]:
    """Return the values of so many messages."""
    for position in itertools.islice(positions, many):
        number, at = new_id(), int(time.time() * 1000)
        text = f"{position} il fait bon ce soir sur le port"
        yield {**KNOWN, "position": position, "at": at, "text": text, "message": number, "key": number, "id": number}


def main() -> None:
    """Write at a rate, then say what it took."""
    folder, a_second, seconds = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    database = sqlite3.connect(folder / "chat.db", isolation_level=None)
    for pragma in PRAGMAS:
        database.execute(f"PRAGMA {pragma}")
    ways = [(statement(table), empty(table)) for table in TABLES]
    positions, cpu, began, done = itertools.count(1_000_000), time.process_time(), time.monotonic(), 0
    while (gone := time.monotonic() - began) < seconds:
        if (due := int(gone * a_second) - done) > 0:
            made = list(rows(positions, due))
            database.execute("BEGIN IMMEDIATE")
            for sentence, least in ways:
                database.executemany(sentence, [least | row for row in made])
            database.execute("COMMIT")
            done += due
        time.sleep(COMMIT_WINDOW_MS / 1000)
    cpu = time.process_time() - cpu
    print(json.dumps({"said": done, "cpu_s": cpu, "per_cpu_s": done / cpu}))


if __name__ == "__main__":
    main()
