"""Proofs of age: each way's verification, the dearest hostile input, a flood of answers beside people who talk."""

from bench.apart import told_by
from bench.house import House
from bench.sides import Json


async def measure(_: House) -> Json:
    """Run ``bench/age.py`` in a process of its own: it starts a site of its own and counts its own memory."""
    return await told_by("age")
