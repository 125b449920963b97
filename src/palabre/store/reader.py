"""Threads that read: what was asked while one was busy is read together, in one transaction."""

import queue

from sqlalchemy import Connection, Engine

from palabre.store.groups import Grouped, Pending, transaction


class Reader(Grouped):
    """Runs acts that only read, each on what was committed when it was asked, or later."""

    def __init__(self, engine: Engine, acts: "queue.SimpleQueue[Pending | None]") -> None:
        """Take the engine to read with and the queue that its like share."""
        super().__init__("store-reader", engine, acts)

    def _serve(self, connection: Connection, group: list[Pending]) -> None:
        try:
            with transaction(connection, "BEGIN"):
                for pending in group:
                    _run(connection, pending)
        except Exception as error:  # noqa: BLE001 - a file that cannot be read is told to whoever asked
            for pending in group:
                pending.error = pending.error or error


def _run(connection: Connection, pending: Pending) -> None:
    try:
        pending.value = pending.act(connection)
    except Exception as error:  # noqa: BLE001 - the asker gets it, the others go on
        pending.error = error
