"""Threads that run acts on a database, a group at a time: one transaction, one wake-up of the loop for many askers."""

import asyncio
import queue
import threading
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine

from palabre.store.prepared import driver_of

Act = Callable[[Connection], Any]


@dataclass(slots=True)
class Pending:
    """An act, who waits for it, and how it ended."""

    act: Act
    answer: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None


class Grouped(threading.Thread):
    """Serves a queue of acts on a connection of its own until told to stop."""

    def __init__(self, name: str, engine: Engine, acts: "queue.SimpleQueue[Pending | None]") -> None:
        """Take the engine, and the queue, which several threads may share; must be made on the loop's thread."""
        super().__init__(name=name, daemon=True)
        self._engine = engine
        self._loop = asyncio.get_running_loop()
        self._queue = acts

    def ask(self, act: Act) -> asyncio.Future[Any]:
        """Put an act in the queue; the future is set on the loop."""
        pending = Pending(act, self._loop.create_future())
        self._queue.put(pending)
        return pending.answer

    def stop(self) -> None:
        """Serve what is queued, then end; call ``join`` after it."""
        self._queue.put(None)

    def run(self) -> None:
        """Serve the queue."""
        with self._engine.connect() as connection:
            going = True
            while going:
                group, going = self._gather()
                if group:
                    self._serve(connection, group)
                    self._tell(lambda group=group: settle(group))  # type: ignore[misc]  # bound now: the next group comes

    @abstractmethod
    def _serve(self, connection: Connection, group: list[Pending]) -> None:
        """Run a group; gives each its value or its error."""

    def _linger(self) -> None:
        """Wait for company once the first act has come."""

    def _gather(self) -> tuple[list[Pending], bool]:
        first = self._queue.get()
        if first is None:
            return [], False
        self._linger()
        group = [first]
        for _ in range(self._queue.qsize()):
            try:
                pending = self._queue.get_nowait()
            except queue.Empty:  # another thread of the same queue was faster
                break
            if pending is None:
                return group, False
            group.append(pending)
        return group, True

    def _tell(self, callback: Callable[[], None]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(callback)


@contextmanager
def transaction(connection: Connection, begin: str) -> Iterator[None]:
    """Begin a transaction in these words; commit it at the end of the block, undo it if the block raises.

    Said to the driver: SQLAlchemy's own objects of a transaction cost as much as the writing of a message.
    """
    driver = driver_of(connection)
    driver.execute(begin)
    try:
        yield
        driver.execute("COMMIT")
    except BaseException:
        if driver.in_transaction:
            driver.execute("ROLLBACK")
        raise


def settle(group: list[Pending]) -> None:
    """Answer everybody of a group; on the loop."""
    for pending in group:
        if pending.answer.done():
            continue
        if pending.error is not None:
            pending.answer.set_exception(pending.error)
        else:
            pending.answer.set_result(pending.value)
