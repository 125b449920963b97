"""Runs the measurements: ``python -m bench`` for all, ``--scale quick``, ``--part NAME`` for one."""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from bench import report, results
from bench.house import FULL, QUICK, SMOKE, House
from bench.machine import describe, raise_descriptors
from bench.parts import (
    age,
    commit,
    console,
    delivery,
    effects,
    entry,
    fanout,
    hostile,
    idle,
    isolation,
    ledger,
    notices,
    page,
    person,
    presence,
    private,
    refusals,
    rooms,
    safety,
    sealing,
)
from bench.sides import Spoiled

Json = dict[str, Any]
Part = Callable[[House], Awaitable[Json]]
PARTS: dict[str, Part] = {
    "fanout": fanout.measure,
    "delivery": delivery.measure,
    "commit": commit.measure,
    "idle": idle.measure,
    "hostile": hostile.measure,
    "rooms": rooms.measure,
    "page": page.measure,
    "person": person.measure,
    "fanout-5000": fanout.measure_large,
    "presence": presence.measure,
    "age": age.measure,
    "five-minutes": person.measure_long,
    "safety": safety.measure,
    "private": private.measure,
    "refusals": refusals.measure,
    "sealing": sealing.measure,
    "ledger": ledger.measure,
    "notices": notices.measure,
    "isolation": isolation.measure,
    "entry": entry.measure,
    "console": console.measure,
    "effects": effects.measure,
}
SCALES = {scale.name: scale for scale in (FULL, QUICK, SMOKE)}
IN_A_SCALE = {
    "full": tuple(PARTS)[:-13],  # the last are for whoever asks
    "quick": ("fanout", "delivery", "commit", "idle"),
    "smoke": (
        "fanout",
        "delivery",
        "commit",
        "idle",
        "hostile",
        "rooms",
        "presence",
        "private",
        "refusals",
        "isolation",
        "console",
        "effects",
    ),
}


def main() -> int:
    """Run what is asked and save it; exit 1 when a measure was worth nothing."""
    asked = _parser().parse_args()
    names = asked.part or IN_A_SCALE[asked.scale]
    with tempfile.TemporaryDirectory(prefix="palabre-bench-") as folder:
        run, parts = asyncio.run(_run(House(SCALES[asked.scale], Path(folder)), names))
    if asked.print:
        print(json.dumps(parts, indent=1, ensure_ascii=False))
    else:
        kept = _kept(asked.scale, asked.part)
        # Some parts run again have their own date and commit; the head stays that of the run they belong to.
        results.save({name: kept.get(name, now) for name, now in run.items()}, {**kept.get("parts", {}), **parts})
        if asked.scale == FULL.name:
            report.write(results.load())
    spoiled = [name for name, part in parts.items() if "spoiled" in part]
    return 1 if spoiled else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Palabre beside its baselines.")
    parser.add_argument("--scale", choices=SCALES, default="full")
    parser.add_argument("--part", choices=PARTS, action="append", help="run this part alone; may be repeated")
    parser.add_argument("--print", action="store_true", help="print the parts and save nothing")
    return parser


def _kept(scale: str, part: list[str] | None) -> Json:
    """Return the last run of the same scale, when only some of its parts are run again."""
    latest = results.load()
    return latest if part and latest.get("scale") == scale else {}


async def _run(house: House, names: tuple[str, ...]) -> tuple[Json, Json]:
    began, limit = time.monotonic(), raise_descriptors()
    parts: Json = {}
    run = describe()
    _say(f"{house.scale.name}: {house.scale.people} people enter by the gate")
    await house.fill()
    async with house.sharing() if house.scale is SMOKE else nullcontext():
        for name in names:
            gone = time.monotonic() - began
            if gone > house.scale.budget_s:
                parts[name] = {"spoiled": f"not begun: {round(gone)} s of the run were gone"}
                continue
            _say(f"{round(gone):4} s  {name}")
            parts[name] = await _part(name, house) | {"date": run["date"], "commit": run["commit"]}
    took = round(time.monotonic() - began)
    _say(f"{took:4} s  done")
    return {
        **run,
        "scale": house.scale.name,
        "quick": house.scale is not FULL,
        "seconds": took,
        "descriptors": limit,
    }, parts


async def _part(name: str, house: House) -> Json:
    try:
        return await PARTS[name](house)
    except Exception as fault:  # noqa: BLE001 - one part that fails must not lose what the others found
        why = str(fault) if isinstance(fault, Spoiled) else f"{type(fault).__name__}: {fault}"
        _say(f"      {name} is worth nothing: {why}")
        return {"spoiled": why.partition("\n")[0]}


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
