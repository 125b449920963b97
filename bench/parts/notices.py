"""Notices: what a receipt costs when 10,000 come, what P0 waits for its hold, a page of a long queue."""

from bench.apart import told_by
from bench.house import House
from bench.sides import Json


async def measure(_: House) -> Json:
    """Run ``bench/notices.py`` in a process of its own."""
    return await told_by("notices")
