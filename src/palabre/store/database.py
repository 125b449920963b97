"""A database behind two verbs: ``write`` is durable when it returns, ``read`` never waits for a writer."""

import asyncio
import queue
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from palabre.store.groups import Pending, transaction
from palabre.store.prepared import driver_of
from palabre.store.reader import Reader
from palabre.store.writer import Writer

T = TypeVar("T")

NEAR_BUSY_MS = 50  # the loop itself waits no longer; only the recovery of a file takes as long
READERS = 2  # threads: a long search leaves one for the others
BUSY_MS = 5_000  # a command run beside a live node waits this long for the file
MIGRATIONS = Path(__file__).parent / "migrations"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON")
REQUIRED = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}


class WeakSettings(Exception):  # noqa: N818 - says what was found
    """The database does not hold the settings that make an ack durable (reliability section 1)."""


class Database:
    """One SQLite file: one writing thread, a few that read, and the loop's own look at single rows."""

    def __init__(self, engine: Engine, on_failure: Callable[[], None]) -> None:
        """Take an engine; use ``open`` instead."""
        self._engine = engine
        self._writer = Writer(engine, on_failure)
        asked: queue.SimpleQueue[Pending | None] = queue.SimpleQueue()
        self._readers = [Reader(engine, asked) for _ in range(READERS)]
        self._near = engine.connect()
        driver_of(self._near).execute(f"PRAGMA busy_timeout={NEAR_BUSY_MS}")
        for thread in (self._writer, *self._readers):
            thread.start()

    @classmethod
    async def open(cls, path: Path, history: str, on_failure: Callable[[], None] = lambda: None) -> "Database":
        """Open or make the file, bring it to the newest version of ``history`` (a folder of migrations).

        Raises ``WeakSettings`` when the file does not accept the durable settings.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = _engine(path)
        await asyncio.to_thread(_prepare, engine, history)
        return cls(engine, on_failure)

    async def write(self, act: Callable[[Connection], T]) -> T:
        """Run the act; its value is returned once committed and synced.

        Raises what the act raises (it alone is undone), ``Refusal("busy")``, ``StoreFailed``.
        """
        value: T = await self._writer.write(act)
        return value

    async def read(self, act: Callable[[Connection], T]) -> T:
        """Run the act in a read transaction, on another thread; it sees all that was committed before it was asked."""
        value: T = await self._readers[0].ask(act)
        return value

    def glance(self, act: Callable[[Connection], T]) -> T:
        """Look up rows by their keys with ``Prepared`` statements, now and on the loop's thread.

        It takes some 10 µs; handing it to another thread and back takes ten times that (docs/decisions/0041).
        """
        return act(self._near)

    async def checkpoint(self) -> None:
        """Move the write-ahead log into the file and empty it, so that erased words stand in neither."""
        await self._writer.checkpoint()

    async def close(self) -> None:
        """Commit what is queued and let the file go."""
        threads = (self._writer, *self._readers)
        for thread in threads:
            thread.stop()
        for thread in threads:
            await asyncio.to_thread(thread.join)
        self._near.close()
        self._engine.dispose()


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=NullPool,  # each thread opens one connection and keeps it
        connect_args={"check_same_thread": False},
        hide_parameters=True,  # an error that is logged must not quote what somebody wrote
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions are begun and ended in words of ours: see groups.py
        for pragma in (*PRAGMAS, f"busy_timeout={BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _prepare(engine: Engine, history: str) -> None:
    with engine.connect() as connection:
        _check_settings(connection)
        with transaction(connection, "BEGIN IMMEDIATE"):
            migrate(connection, history)


def _check_settings(connection: Connection) -> None:
    for name, wanted in REQUIRED.items():
        found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
        if found != wanted:
            raise WeakSettings(f"{name} is {found!r}, needs {wanted!r}: is the folder on a local disk?")


def migrate(connection: Connection, history: str, upto: str = "head") -> None:
    """Bring the schema to its newest version, or to an earlier one on the way; forward only."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / history))
    config.set_main_option("path_separator", "newline")
    command.upgrade(config, upto)
