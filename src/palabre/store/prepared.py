"""Statements written with SQLAlchemy, compiled once, and run on the driver's own connection.

Compiling, caching and wrapping of results cost SQLAlchemy some 60 µs a statement, ten times what SQLite takes: too much
for the statements of every message and every entry. The schema stays the one place that knows tables and columns.
"""

import sqlite3
from collections import namedtuple
from typing import Any, cast

from sqlalchemy import ClauseElement, Connection, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler

_DIALECT = sqlite.dialect(paramstyle="qmark")


def driver_of(connection: Connection) -> sqlite3.Connection:
    """Return the driver's connection under one of SQLAlchemy; both share its transaction."""
    return cast("sqlite3.Connection", connection.connection.driver_connection)


class Prepared:
    """One statement; ``bindparam`` names become keywords, rows are plain tuples."""

    __slots__ = ("_constants", "_order", "_sql")

    def __init__(self, statement: ClauseElement) -> None:
        """Compile the statement."""
        compiled = cast("SQLCompiler", statement.compile(dialect=_DIALECT))
        self._sql = str(compiled)
        self._constants = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
        # By place: for values given by name SQLite is asked for each name each time.
        self._order = tuple(compiled.positiontup or ())

    def __call__(self, connection: Connection, **values: Any) -> sqlite3.Cursor:
        """Run it in the connection's transaction."""
        values = {**self._constants, **values}
        return driver_of(connection).execute(self._sql, [values[name] for name in self._order])


def row_of(table: Table) -> Any:
    """Return a tuple class with a name for each column of a table, for the rows of ``select(table)``."""
    return namedtuple(table.name, table.c.keys())  # noqa: PYI024 - the schema alone names the columns
