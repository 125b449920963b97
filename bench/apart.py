"""Runs a measurement in a process of its own, with nothing else in it; it tells a line of JSON for each part."""

import asyncio
import json
import sys
from pathlib import Path

from bench.sides import Json


async def told_by(program: str) -> Json:
    """Return what ``bench/<program>.py`` tells, by part. Raises ``RuntimeError`` when it fails."""
    file = Path(__file__).parent / f"{program}.py"
    process = await asyncio.create_subprocess_exec(sys.executable, file, stdout=asyncio.subprocess.PIPE)
    told, _errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"bench/{program}.py ended with {process.returncode}")
    lines = [json.loads(line) for line in told.splitlines()]
    return {line.pop("part"): line for line in lines}
