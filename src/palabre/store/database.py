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

from palabre.store.groups import Pending
from palabre.store.reader import Reader
from palabre.store.writer import Writer

T = TypeVar("T")

READERS = 2  # threads: a long search leaves one for the others
BUSY_MS = 5_000  # a command run beside a live node waits this long for the file
MIGRATIONS = Path(__file__).parent / "migrations"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON")
REQUIRED = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}


class WeakSettings(Exception):  # noqa: N818 - says what was found
    """The database does not hold the settings that make an ack durable (reliability section 1)."""


class Database:
    """One SQLite file: one writing thread, a few readers, migrations run at opening."""

    def __init__(self, writing: Engine, reading: Engine, on_failure: Callable[[], None]) -> None:
        """Take the two engines; use ``open`` instead."""
        self._engines = (writing, reading)
        self._writer = Writer(writing, on_failure)
        asked: queue.SimpleQueue[Pending | None] = queue.SimpleQueue()
        self._readers = [Reader(reading, asked) for _ in range(READERS)]
        for thread in (self._writer, *self._readers):
            thread.start()

    @classmethod
    async def open(cls, path: Path, history: str, on_failure: Callable[[], None] = lambda: None) -> "Database":
        """Open or make the file, bring it to the newest version of ``history`` (a folder of migrations).

        Raises ``WeakSettings`` when the file does not accept the durable settings.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        writing = _engine(path, "BEGIN IMMEDIATE")
        await asyncio.to_thread(_prepare, writing, history)
        return cls(writing, _engine(path, "BEGIN"), on_failure)

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
        for engine in self._engines:
            engine.dispose()


def _engine(path: Path, begin: str) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=NullPool,  # each thread opens one connection and keeps it
        connect_args={"check_same_thread": False},
        hide_parameters=True,  # an error that is logged must not quote what somebody wrote
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _: object) -> None:
        connection.isolation_level = None
        for pragma in (*PRAGMAS, f"busy_timeout={BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _prepare(engine: Engine, history: str) -> None:
    with engine.connect() as connection:
        _check_settings(connection)
        connection.rollback()
        migrate(connection, history)
        connection.commit()


def _check_settings(connection: Connection) -> None:
    for name, wanted in REQUIRED.items():
        found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
        if found != wanted:
            raise WeakSettings(f"{name} is {found!r}, needs {wanted!r}: is the folder on a local disk?")


def migrate(connection: Connection, history: str) -> None:
    """Bring the schema to its newest version; forward only."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / history))
    config.set_main_option("path_separator", "newline")
    command.upgrade(config, "head")
