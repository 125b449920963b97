"""The baseline of commits: the rows of a message written with the driver alone, a group each 5 ms, and nothing else.

.venv/bin/python -m bench.bare FOLDER A_SECOND SECONDS: one line of JSON.
"""

import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from palabre.kernel.ids import new_id
from palabre.kernel.limits import COMMIT_WINDOW_MS
from palabre.store.database import PRAGMAS

STATEMENTS = {
    "INSERT INTO message VALUES (?, 'accueil', ?, ?, 'w', ?, ?, 0, NULL, '', 0, 'said')": "message",
    "INSERT INTO event VALUES ('accueil', ?, 'said', ?, x'', ?)": "event",
    "INSERT INTO send_key VALUES ('w', ?, ?, ?, ?)": "key",
    "INSERT INTO outbox (place, position, at) VALUES ('accueil', ?, ?)": "outbox",
}
AUTHOR, ACK, BODY = b"a" * 80, b"b" * 150, b"c" * 32


def rows(positions: Iterator[int], many: int) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of so many messages, by table."""
    found: dict[str, list[tuple[object, ...]]] = {"message": [], "event": [], "key": [], "outbox": []}
    for position in (next(positions) for _ in range(many)):
        number, at = new_id(), int(time.time() * 1000)
        found["message"].append((number, position, at, AUTHOR, f"{position} il fait bon ce soir sur le port"))
        found["event"].append((position, number, at))
        found["key"].append((number, BODY, ACK, at))
        found["outbox"].append((position, at))
    return found


def main() -> None:
    """Write at a rate, then say what it took."""
    folder, a_second, seconds = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    database = sqlite3.connect(folder / "chat.db", isolation_level=None)
    for pragma in PRAGMAS:
        database.execute(f"PRAGMA {pragma}")
    positions, cpu, began, done = count(1_000_000), time.process_time(), time.monotonic(), 0
    while (gone := time.monotonic() - began) < seconds:
        if (due := int(gone * a_second) - done) > 0:
            made = rows(positions, due)
            database.execute("BEGIN IMMEDIATE")
            for statement, table in STATEMENTS.items():
                database.executemany(statement, made[table])
            database.execute("COMMIT")
            done += due
        time.sleep(COMMIT_WINDOW_MS / 1000)
    cpu = time.process_time() - cpu
    print(json.dumps({"said": done, "cpu_s": cpu, "per_cpu_s": done / cpu}))


if __name__ == "__main__":
    main()
