"""A server that accepts a burst of connections in slices."""

import os
import socket

import uvicorn

from palabre.kernel.limits import LISTEN_BACKLOG


class EdgeServer(uvicorn.Server):
    """uvicorn's server; its configured backlog bounds what one turn of the loop accepts, not what waits.

    Python's loop takes one number for both: it accepts up to ``backlog`` connections before anything else runs.
    Once it listens, the kernel is told how many more may wait.
    """

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then make the kernel's queue longer."""
        await super().startup(sockets)
        for server in self.servers:
            for listening in server.sockets:
                with socket.socket(fileno=os.dup(listening.fileno())) as same:
                    same.listen(LISTEN_BACKLOG)
