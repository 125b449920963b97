"""The ledger: how fast a million entries are verified, what entering and proving one costs, whether flips are found."""

from bench.apart import told_by
from bench.house import House
from bench.sides import Json


async def measure(_: House) -> Json:
    """Run ``bench/ledger.py`` in a process of its own: nothing else is in its processor time."""
    return await told_by("ledger")
