"""Commits: how long an ack takes, and how many messages a CPU-second stores, everything else included."""

import asyncio
import json
import sqlite3
import sys
from pathlib import Path
from statistics import median

from bench.house import House
from bench.machine import ROOT
from bench.parts.rooms import pairs
from bench.sides import Json, Side, product_side

TABLES = ("message", "event", "send_key", "outbox")
CALM_S = 11  # between two rates: the rule against floods looks ten seconds back
A_MEMBER = 4.5  # messages of one member in a turn, at most


async def measure(house: House) -> Json:
    """Measure each rate beside the bare driver writing the same rows."""
    hosts = house.crowd[: house.scale.rooms]
    rates: dict[str, Json] = {}
    async with house.stage(hosts=len(hosts)) as stage:
        before = rows_in(stage.site.folder)
        async with product_side(stage.site, pairs(hosts, stage.small)) as side:
            for rate in house.scale.rates:
                await side.load.wait(CALM_S if rates else 0)
                seconds = min(2 * house.scale.seconds, A_MEMBER * len(hosts) / rate)
                rates[str(rate)] = await _rate(house, side, rate, seconds)
        rows = rows_in(stage.site.folder) - before
    return {
        "rooms": len(hosts),
        **rates,
        "sql_rows_per_message": round(rows / sum(one["messages"] for one in rates.values()), 2),
        "rows_per_cpu_s": rates[str(house.scale.rates[-1])]["messages_per_cpu_s"],
    }


async def _rate(house: House, side: Side, rate: int, seconds: float) -> Json:
    ours, bare = [], []
    for _ in range(2):
        ours.append(await side.turn(seconds, rate))
        bare.append(await _bare(house.copy(), rate, seconds))
    per_cpu_s = [turn["said"] / turn["cpu_s"] for turn in ours]
    return {
        "messages": sum(turn["said"] for turn in ours),
        "messages_per_s": round(median(turn["acks"] / turn["seconds"] for turn in ours)),
        "ack_p50_ms": round(median(turn["ack_ms"]["p50"] for turn in ours), 2),
        "ack_p99_ms": round(median(turn["ack_ms"]["p99"] for turn in ours), 2),
        "messages_per_cpu_s": round(median(per_cpu_s)),
        "bare_messages_per_cpu_s": round(median(turn["per_cpu_s"] for turn in bare)),
        "ratio": round(median(one / two["per_cpu_s"] for one, two in zip(per_cpu_s, bare, strict=True)), 3),
    }


async def _bare(folder: Path, rate: int, seconds: float) -> Json:
    asked = (sys.executable, "-m", "bench.bare", str(folder), str(rate), str(seconds))
    process = await asyncio.create_subprocess_exec(*asked, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    return dict(json.loads(said))


def rows_in(folder: Path) -> int:
    """Count what the messages left in their tables."""
    with sqlite3.connect(folder / "chat.db") as database:
        return sum(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES)  # noqa: S608
