"""Fan-out: one room, everybody hears everything. Plain: each message alone. Busy: sixty a second."""

from bench.house import House
from bench.sides import NAP_MS, Json, all_sides, in_turns

RATES = {"plain": 10, "busy": 60}  # messages a second
LARGE = 5_000
BARE_C_AT_LEAST = 90_000  # deliveries a CPU-second; under it the machine is looked at before the product


async def measure(house: House) -> Json:
    """Measure a room of a thousand beside both rivals."""
    return await _room(house, min(1_000, len(house.crowd)), house.scale.seconds)


async def measure_large(house: House) -> Json:
    """Measure a room of five thousand; shorter turns, as three hundred thousand deliveries a second fill a core."""
    return await _room(house, LARGE, house.scale.seconds / 2)


async def _room(house: House, size: int, seconds: float) -> Json:
    report: Json = {"connections": size}
    async with house.stage() as stage, all_sides(stage.site, house.seats(size, ["cuisine"])) as sides:
        for mode, rate in RATES.items():
            report[mode] = await in_turns(sides, house.scale.turns, seconds, rate, NAP_MS)
    report["c_is_fast_enough"] = report["plain"]["c"]["per_cpu_s"] >= BARE_C_AT_LEAST
    return report
