"""One thread writes: many acts share one transaction, and none is answered before it is on disk."""

import queue
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine

from palabre.kernel.errors import busy
from palabre.kernel.limits import COMMIT_WINDOW_MS, PENDING_COMMITS
from palabre.store.groups import Act, Grouped, Pending, transaction
from palabre.store.prepared import driver_of


class StoreFailed(Exception):  # noqa: N818 - a state of the store, said in words
    """The disk refused a commit; nothing more is accepted until a restart (reliability section 1)."""


class Writer(Grouped):
    """Commits acts in the order they came, a group at a time.

    An act that raises is undone alone (savepoint); a commit that fails fails the group, is final,
    and calls ``on_failure`` on the loop.
    """

    def __init__(self, engine: Engine, on_failure: Callable[[], None]) -> None:
        """Take the engine to write with; answers come on the running loop."""
        super().__init__("store-writer", engine, queue.SimpleQueue())
        self._on_failure = on_failure
        self._failed = False

    async def write(self, act: Act) -> Any:
        """Run the act in a transaction; return its value once durable.

        Raises ``Refusal("busy")`` past the bound, ``StoreFailed`` after a failed commit,
        else what the act raised.
        """
        if self._failed:
            raise StoreFailed
        if self._queue.qsize() >= PENDING_COMMITS:
            raise busy()
        return await self.ask(act)

    async def checkpoint(self) -> None:
        """Empty the write-ahead log between two groups."""
        await self.ask(_CHECKPOINT)

    def _linger(self) -> None:
        time.sleep(COMMIT_WINDOW_MS / 1000)

    def _serve(self, connection: Connection, group: list[Pending]) -> None:
        checkpoints = [pending for pending in group if pending.act is _CHECKPOINT]
        try:
            if self._failed:
                raise StoreFailed  # noqa: TRY301 - one way out for a store that has failed
            acts = [pending for pending in group if pending.act is not _CHECKPOINT]
            if len(acts) == 1:
                _run_alone(connection, acts[0])
            else:
                _run_together(connection, acts)
            if checkpoints:
                driver_of(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except Exception as error:  # noqa: BLE001 - whatever the disk says, every waiter must hear it
            self._fail(group, error)

    def _fail(self, group: list[Pending], error: Exception) -> None:
        first = not self._failed
        self._failed = True
        for pending in group:
            pending.error = StoreFailed() if not isinstance(error, StoreFailed) else error
        if first:
            self._tell(self._on_failure)


def _CHECKPOINT(_: Connection) -> None:  # noqa: N802 - a mark in the queue, never called
    """Stand in the queue for a checkpoint, which no transaction may hold."""


def _run_together(connection: Connection, acts: list[Pending]) -> None:
    with transaction(connection, "BEGIN IMMEDIATE"):
        for pending in acts:
            _run(connection, pending)


def _run_alone(connection: Connection, pending: Pending) -> None:
    """Run an act without company: the transaction itself is what undoes it."""
    try:
        with transaction(connection, "BEGIN IMMEDIATE"):
            _try(connection, pending)
    except Exception as error:
        if error is not pending.error:
            raise


def _try(connection: Connection, pending: Pending) -> None:
    try:
        pending.value = pending.act(connection)
    except Exception as error:
        if driver_of(connection).in_transaction:  # else SQLite gave it up: the disk failed, not the act
            pending.error = error
        raise


def _run(connection: Connection, pending: Pending) -> None:
    # Said to the driver itself: SQLAlchemy's own savepoint costs more than the message.
    driver = driver_of(connection)
    driver.execute("SAVEPOINT act")
    try:
        pending.value = pending.act(connection)
    except Exception as error:  # noqa: BLE001 - the asker gets it, the group goes on
        driver.execute("ROLLBACK TO act")
        pending.error = error
    driver.execute("RELEASE act")
