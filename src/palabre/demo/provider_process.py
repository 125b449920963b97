"""The test provider as a process of its own: told a name and a socket, never an origin.

``python -m palabre.demo.provider_process NAME DESCRIPTOR`` writes its public key to standard output, in hex, and
serves until its standard input ends: it does not outlive whoever started it.
"""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import uvicorn

from palabre.age.verifiers.privacypass import TokenKey
from palabre.demo.provider import Provider
from palabre.demo.provider_pages import provider_app

KEPT = ("PATH", "PYTHONPATH", "HOME", "LANG")  # of the environment: no setting of the site reaches the provider


@asynccontextmanager
async def running_provider(name: str, listening: socket.socket) -> AsyncIterator[TokenKey]:
    """Run the provider's process beside the block; give the key to pin."""
    descriptor = listening.fileno()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, name, str(descriptor), pass_fds=[descriptor],
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
        env={one: os.environ[one] for one in KEPT if one in os.environ},
    )  # fmt: skip
    listening.close()  # the process holds its own
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        spki = bytes.fromhex((await process.stdout.readline()).decode())
        yield TokenKey.read(name, spki)
    finally:
        process.stdin.close()
        await process.wait()


async def _serve(name: str, listening: socket.socket) -> None:
    provider = Provider(name)
    config = uvicorn.Config(
        provider_app(provider), access_log=False, log_config=None, server_header=False, ws="none", lifespan="off",
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    print(provider.key.spki.hex(), flush=True)
    ending = asyncio.create_task(_stop_with_the_starter(server))
    await server.serve(sockets=[listening])
    ending.cancel()


async def _stop_with_the_starter(server: uvicorn.Server) -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
    server.should_exit = True


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(sys.argv[1], socket.socket(fileno=int(sys.argv[2]))))
