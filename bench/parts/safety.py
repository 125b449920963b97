"""Judging: what a message costs, a hostile one, what is remembered of people, how fast rows are labelled."""

from bench.apart import told_by
from bench.house import House
from bench.sides import Json


async def measure(_: House) -> Json:
    """Run ``bench/safety.py`` in a process of its own: its memory is counted."""
    return await told_by("safety")
