"""What the product is measured beside, each in a process of its own: bare C, and uvicorn's stock WebSocket."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bench.build import program
from bench.machine import ROOT, Process
from bench.site import free_ports


@dataclass(frozen=True)
class Rival:
    """A server that broadcasts, and nothing else."""

    port: int
    seen: Process


@asynccontextmanager
async def bare_c() -> AsyncIterator[Rival]:
    """Run the C loop for as long as the block lasts."""
    port = free_ports(1)
    async with _running(port, str(program("broadcast")), str(port)) as rival:
        yield rival


@asynccontextmanager
async def stock() -> AsyncIterator[Rival]:
    """Run uvicorn with its own WebSocket class and uvloop for as long as the block lasts."""
    port = free_ports(1)
    asked = ("-m", "uvicorn", "bench.stock:app", "--port", str(port), "--log-level", "error", "--lifespan", "off")
    async with _running(port, sys.executable, *asked) as rival:
        yield rival


@asynccontextmanager
async def _running(port: int, *command: str) -> AsyncIterator[Rival]:
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL)
    try:
        await _listening(port)
        yield Rival(port, Process(process.pid))
    finally:
        process.kill()
        await process.wait()


async def _listening(port: int) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
