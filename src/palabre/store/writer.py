"""One thread writes: many acts share one transaction, and none is answered before it is on disk."""

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine

from palabre.kernel.errors import busy
from palabre.kernel.limits import COMMIT_WINDOW_MS, PENDING_COMMITS

Act = Callable[[Connection], Any]


class StoreFailed(Exception):  # noqa: N818 - a state of the store, said in words
    """The disk refused a commit; nothing more is accepted until a restart (reliability section 1)."""


@dataclass(slots=True)
class _Pending:
    act: Act
    answer: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None


class Writer(threading.Thread):
    """Commits acts in the order they came, a group at a time.

    An act that raises is undone alone (savepoint); a commit that fails fails the group, is final,
    and calls ``on_failure`` on the loop.
    """

    def __init__(self, engine: Engine, loop: asyncio.AbstractEventLoop, on_failure: Callable[[], None]) -> None:
        """Take the engine to write with and the loop to answer on."""
        super().__init__(name="store-writer", daemon=True)
        self._engine = engine
        self._loop = loop
        self._on_failure = on_failure
        self._queue: queue.SimpleQueue[_Pending | None] = queue.SimpleQueue()
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
        pending = _Pending(act, self._loop.create_future())
        self._queue.put(pending)
        return await pending.answer

    async def checkpoint(self) -> None:
        """Empty the write-ahead log between two groups."""
        pending = _Pending(_CHECKPOINT, self._loop.create_future())
        self._queue.put(pending)
        await pending.answer

    def stop(self) -> None:
        """Commit what is queued, then end; call ``join`` after it."""
        self._queue.put(None)

    def run(self) -> None:
        """Serve the queue until told to stop."""
        with self._engine.connect() as connection:
            going = True
            while going:
                group, going = self._gather()
                if group:
                    self._commit(connection, group)

    def _gather(self) -> tuple[list[_Pending], bool]:
        group: list[_Pending] = []
        wait: float | None = None
        deadline = 0.0
        while True:
            try:
                pending = self._queue.get(timeout=wait)
            except queue.Empty:
                return group, True
            if pending is None:
                return group, False
            group.append(pending)
            deadline = deadline or time.monotonic() + COMMIT_WINDOW_MS / 1000
            wait = max(0.0, deadline - time.monotonic())

    def _commit(self, connection: Connection, group: list[_Pending]) -> None:
        checkpoints = [pending for pending in group if pending.act is _CHECKPOINT]
        acts = [pending for pending in group if pending.act is not _CHECKPOINT]
        try:
            if self._failed:
                raise StoreFailed  # noqa: TRY301 - one way out for a store that has failed
            with connection.begin():
                for pending in acts:
                    _run(connection, pending)
            if checkpoints:
                _empty_log(connection)
        except Exception as error:  # noqa: BLE001 - whatever the disk says, every waiter must hear it
            self._fail(group, error)
        self._tell(lambda: _settle(group))

    def _fail(self, group: list[_Pending], error: Exception) -> None:
        first = not self._failed
        self._failed = True
        for pending in group:
            pending.error = StoreFailed() if not isinstance(error, StoreFailed) else error
        if first:
            self._tell(self._on_failure)

    def _tell(self, callback: Callable[[], None]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(callback)


def _CHECKPOINT(_: Connection) -> None:  # noqa: N802 - a mark in the queue, never called
    """Stand in the queue for a checkpoint, which no transaction may hold."""


def _empty_log(connection: Connection) -> None:
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _run(connection: Connection, pending: _Pending) -> None:
    savepoint = connection.begin_nested()
    try:
        pending.value = pending.act(connection)
    except Exception as error:  # noqa: BLE001 - the asker gets it, the group goes on
        savepoint.rollback()
        pending.error = error
    else:
        savepoint.commit()


def _settle(group: list[_Pending]) -> None:
    for pending in group:
        if pending.answer.done():
            continue
        if pending.error is not None:
            pending.answer.set_exception(pending.error)
        else:
            pending.answer.set_result(pending.value)
