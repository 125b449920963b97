"""The console with 100,000 cases: its queue through its route, signed in, and what its use adds to the server."""

import time
from statistics import quantiles

from bench import site
from bench.cases import add_cases
from bench.house import House
from bench.machine import Process
from bench.sides import Json, Spoiled
from bench.site import Site
from bench.walk import API, at_desk
from palabre_client import Visit

CASES = 100_000
LOOKS = 300  # at the queue, by each of the staff
OTHERS = 20  # looks at what stands beside it
OPENED = 5  # cases: an hour's budget of what is heavy has room for no more
BESIDE = {
    "dangers": "/dangers", "ledger": "/ledger", "ledger_by_act": "/ledger?act=case_viewed", "figures": "/figures",
    "rules": "/rules",
}  # fmt: skip


async def measure(house: House) -> Json:
    """Look at the queue as a moderator and as a senior; then at everything else, as the senior."""
    is_whole = house.scale.rooms > 100
    cases, looks, others = (CASES, LOOKS, OTHERS) if is_whole else (200, 5, 2)
    folder = house.copy()
    await add_cases(folder, cases)
    with site.running(folder) as one:
        await _warmed(one)
        before = one.seen.resident_kb()
        queue = [took for role in ("moderator", "senior") for took in await _looks(one, role, looks)]
        queue_only = _peak(one.seen) - before
        beside = await _beside(one, others)
        added = _peak(one.seen) - before
    return {
        "cases": cases, "queue": row_of(queue), **{name: row_of(times) for name, times in beside.items()},
        "memory": {"before_mb": _mb(before), "queue_mb": _mb(queue_only), "all_mb": _mb(added)},
    }  # fmt: skip


def row_of(times: list[float]) -> Json:
    """Return what a reader of delays looks for, in milliseconds."""
    cuts = quantiles(times, n=100, method="inclusive")
    return {"p50_ms": round(cuts[49], 2), "p99_ms": round(cuts[98], 2), "max_ms": round(max(times), 2)}


async def _warmed(one: Site) -> None:
    """Let the server do what it does without staff: pages."""
    visit = Visit.open(one.origin, one.wallet)
    for _ in range(OTHERS):
        await visit.get("/")
    await visit.close()


async def _looks(one: Site, role: str, looks: int) -> list[float]:
    async with at_desk(one, role) as visit:
        return [await _timed(visit, "/cases") for _ in range(looks)]


async def _beside(one: Site, looks: int) -> dict[str, list[float]]:
    async with at_desk(one, "senior") as visit:
        await visit.post_json(f"{API}/duty", {"on": True})
        listed = (await visit.get(f"{API}/cases")).json()["cases"]
        for case in [case["id"] for case in listed if case["priority"] != "P0"][:OPENED]:
            await visit.post_json(f"{API}/cases/{case}/apart", {})
            await _timed(visit, f"/cases/{case}")
        return {name: [await _timed(visit, path) for _ in range(looks)] for name, path in BESIDE.items()}


async def _timed(visit: Visit, path: str) -> float:
    began = time.perf_counter()
    answer = await visit.get(API + path)
    took = (time.perf_counter() - began) * 1_000
    if answer.status_code != 200:
        raise Spoiled(f"{path}: {answer.status_code} {answer.text}")
    return took


def _peak(seen: Process) -> int:
    return seen.resident_kb("VmHWM")


def _mb(kib: int) -> float:
    return round(kib / 1_024, 1)
