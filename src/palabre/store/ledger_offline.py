"""The ledger of a folder, read from its file alone: no server, no migration, nothing written."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from palabre.moderation.ledger.heads import Head
from palabre.moderation.ledger.model import Entry
from palabre.moderation.ledger.notes import BadNote, VerifierKey
from palabre.moderation.ledger.verify import Broken, Line, Verified, verify

_LINES = """
    SELECT e.action, e.actor_ref, e.n, e.object_ref, e.object_type, e.payload_commitment, e.prev, e.reason_code, e.role,
           e.time, e.hash, p.salt, p.payload
    FROM ledger_entry AS e LEFT JOIN ledger_payload AS p ON p.n = e.n ORDER BY e.n
"""
AT_ONCE = 1_000  # entries read between two pauses


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """What a chat database holds of the ledger, as it was when opened."""

    connection: sqlite3.Connection
    pause: Callable[[], None] = lambda: None

    def lines(self) -> Iterator[Line]:
        """Return the entries in their order. Raises ``Broken`` at one that the database cannot give."""
        last = 0
        try:
            for row in self.connection.execute(_LINES):
                action, actor, n, ref, kind, committed, prev, reason, role, time, digest, salt, payload = row
                entry = Entry(action, actor, n, ref, kind, committed.hex(), prev.hex(), reason, role, time)
                yield entry, digest, salt, payload
                last = n
                if not n % AT_ONCE:
                    self.pause()
        except (sqlite3.Error, AttributeError, TypeError):
            raise Broken(f"entry {last + 1}", "cannot be read from the database") from None

    def notes(self) -> list[Any]:
        """Return the heads and their sizes."""
        return self._all("SELECT size, note FROM ledger_head", "heads")

    def nodes(self) -> Mapping[tuple[int, int], bytes]:
        """Return the subtrees kept beside the entries."""
        rows = self._all("SELECT level, position, hash FROM ledger_node", "nodes")
        return {(level, position): found for level, position, found in rows}

    def _all(self, sql: str, what: str) -> list[Any]:
        try:
            return self.connection.execute(sql).fetchall()
        except sqlite3.Error:
            raise Broken(what, "cannot be read from the database") from None


@contextmanager
def opened(database: Path, pause: Callable[[], None] = lambda: None) -> Iterator[LedgerFile]:
    """Open a chat database for reading, beside a live node or not. Raises ``Broken`` when it holds no ledger."""
    # Without a log beside it nobody is writing: then nothing is made on the disk, which may be read-only.
    is_still = not database.with_name(database.name + "-wal").exists()
    address = f"{database.absolute().as_uri()}?mode=ro{'&immutable=1' if is_still else ''}"
    try:
        connection = sqlite3.connect(address, uri=True, isolation_level=None)
    except sqlite3.Error:
        raise Broken(str(database), "cannot be opened") from None
    with closing(connection):
        try:
            connection.execute("BEGIN")
            connection.execute("SELECT n FROM ledger_entry LIMIT 1").fetchall()
        except sqlite3.Error:
            raise Broken(str(database), "holds no ledger") from None
        yield LedgerFile(connection, pause)


def verify_database(file: LedgerFile, elsewhere: list[str], *keys: VerifierKey) -> Verified:
    """Verify a ledger, its kept subtrees, and the heads of its second place. Raises ``Broken``."""
    notes = file.notes() + [(_size(note), note) for note in elsewhere]
    checker = verify(file.lines(), notes, *keys)
    checker.nodes(file.nodes())
    return checker.end()


def _size(note: str) -> int:
    try:
        return Head.peek(note).size
    except BadNote as error:
        raise Broken("second place of the heads", str(error)) from None
