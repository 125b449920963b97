"""Idle connections: what each costs in memory, in heartbeats, and in coming."""

from bench.house import House
from bench.machine import memory
from bench.sides import Json, Side, product_side, rival_side

SETTLE_S = 1.0


async def measure(house: House) -> Json:
    """Measure connections that have joined a room and say nothing, beside uvicorn's own."""
    count = house.scale.idle
    report: Json = {"connections": count}
    async with house.stage() as stage:
        report["places"] = len(stage.places)
        async with product_side(stage.site, house.seats(count, stage.places)) as side:
            report["palabre"] = await _idle(side, count, house.scale.beats)
    async with rival_side("stock", count) as side:
        report["stock"] = await _idle(side, count, house.scale.beats)
    return report


async def _idle(side: Side, count: int, seconds: float) -> Json:
    await side.load.wait(SETTLE_S)
    full, cpu = memory(side.seen), side.seen.cpu_s()
    waited = await side.load.wait(seconds)
    cpu = side.seen.cpu_s() - cpu
    grown = {name: full[name] - side.empty[name] for name in full}
    return {
        "kb_per_connection": round(grown["resident_kb"] / count, 2),
        "kernel_kb_per_connection": round((grown["slab_kb"] + grown["tcp_buffers_kb"]) / count / 2, 2),  # two ends here
        "connections_per_s": round(count / side.opened["seconds"]),
        "cpu_ms_per_connection": round(side.opened["cpu_s"] * 1_000 / count, 3),
        "octets_per_connection": round(side.opened["octets"] / count),
        "idle_cpu_percent": round(100 * cpu / waited["seconds"], 2),
        "pings_per_s": round(waited["pings"] / waited["seconds"]),
    }
