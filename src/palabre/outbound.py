"""The one module of a serving process that speaks to another machine: on a schedule, never for one person (R4)."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from palabre.age.lists import MOST_OCTETS
from palabre.age.refresh import TooLarge, Unreachable

SECONDS = 60  # for the whole list
IMPORT_SECONDS = 120


async def fetch(source: str) -> bytes:
    """Return what stands at an address, or in a file that is watched. Raises ``Unreachable``, ``TooLarge``."""
    if not source.startswith(("https://", "http://")):
        return await asyncio.to_thread(_read, Path(source))
    try:
        async with asyncio.timeout(SECONDS):
            return await _get(source)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise Unreachable(f"{source}: {type(error).__name__}") from None


async def _get(address: str) -> bytes:
    taken = bytearray()
    plain = {"Accept-Encoding": "identity"}  # a small answer must not unfold into a large one
    async with httpx.AsyncClient(follow_redirects=False) as http, http.stream("GET", address, headers=plain) as answer:
        if answer.status_code != httpx.codes.OK or "content-encoding" in answer.headers:
            raise Unreachable(f"{address}: status {answer.status_code}")
        async for part in answer.aiter_raw():
            taken += part
            if len(taken) > MOST_OCTETS:
                raise TooLarge
    return bytes(taken)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            octets = file.read(MOST_OCTETS + 1)
    except OSError as error:
        raise Unreachable(f"{path}: {error.strerror}") from None
    if len(octets) > MOST_OCTETS:
        raise TooLarge
    return octets


async def run_import(path: Path, settings: Mapping[str, str]) -> tuple[int, str]:
    """Run ``palabre age anchors import`` in a process of its own; return its status and what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PALABRE_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "palabre", "age", "anchors", "import", str(path), env={**environment, **settings},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        async with asyncio.timeout(IMPORT_SECONDS):
            said, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return 1, "the import took too long"
    return process.returncode or 0, said.decode(errors="replace").strip()
