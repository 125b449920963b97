"""Proofs of age: each way's verification, the dearest hostile input, a flood of answers beside people who talk."""

import asyncio
import json
import sys
from pathlib import Path

from bench.house import House
from bench.sides import Json

PROGRAM = Path(__file__).parents[1] / "age.py"


async def measure(_: House) -> Json:
    """Run ``bench/age.py`` in a process of its own: it starts a site of its own and counts its own memory."""
    process = await asyncio.create_subprocess_exec(sys.executable, PROGRAM, stdout=asyncio.subprocess.PIPE)
    told, _errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"bench/age.py ended with {process.returncode}")
    lines = [json.loads(line) for line in told.splitlines()]
    return {line.pop("part"): line for line in lines}
