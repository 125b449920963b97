"""The work of entering: how much a flood from one network is slowed, and what a phone of another one waits.

The work is the product's own (``web/work.py``) with an operator's settings, not a demonstration's. Robots solve with
the machine's own SHA-256; the phone solves with the page's script, in its page, which alone can be slowed: a worker is
no slower.
"""

import asyncio
import os
import time
from statistics import mean, quantiles

from playwright.async_api import CDPSession, Page

from bench.build import BUILT
from bench.chromium import PHONE, browsing
from bench.house import House
from bench.machine import ROOT
from bench.parts.page import NPM
from bench.sides import Json, Spoiled
from palabre.kernel.clock import SystemClock
from palabre.web.networks import NetworkBudget
from palabre.web.work import EntryWork, WorkLimits
from palabre_client.work import solve

ROBOTS = 240  # of one network, within ten minutes
SOLVED = 10  # one in so many: a flood's work grows with what is asked, solved or not
SLOWER = (4, 6)  # a phone's processor, as multiples of this one's time
TRIES = 60  # of a phone, at each speed
FLOODED, ELSEWHERE = "192.0.2.1", "198.51.100.1"
SCRIPT = BUILT / "work.js"
BUNDLE = """
import { build } from 'vite';
await build({ configFile: false, logLevel: 'error', publicDir: false, build: {
  lib: { entry: 'src/work/solve.ts', formats: ['iife'], name: 'work', fileName: () => 'work.js' },
  outDir: process.argv[1], emptyOutDir: false,
} });
"""
# Solves one challenge and says how long it took and what was found, by the page's own clock.
SOLVE = """
(asked) => {
  const began = performance.now();
  const number = work.solve(asked);
  return [performance.now() - began, number === null];
}
"""


async def measure(house: House) -> Json:
    """Let robots ask from networks of their own, then from one; then a phone of another network, twice slowed."""
    limits = WorkLimits()
    quiet, flooded = _work(limits), _work(limits)
    alone = [_solved(quiet, f"203.0.{number}.1") for number in range(ROBOTS // SOLVED)]
    together = [_asked(flooded, number) for number in range(ROBOTS)]
    slow = [one for one in together if one is not None]
    await _bundle()
    async with browsing(house.folder / "worker", **PHONE) as context:
        page = await context.new_page()
        await page.evaluate(await asyncio.to_thread(SCRIPT.read_text) + "\nwindow.work = work;")
        session = await context.new_cdp_session(page)
        phone = {f"x{slower}": await _phone(page, session, flooded, slower) for slower in SLOWER}
    return {
        "robots": ROBOTS, "first": limits.first, "free": limits.free, "growth": limits.growth,
        "alone_ms": round(mean(alone), 1), "together_ms": round(mean(slow), 1),
        "slowed": round(mean(slow) / mean(alone), 1), "last_slowed": round(mean(slow[-4:]) / mean(alone), 1),
        "elsewhere_most": flooded.largest(ELSEWHERE), "phone": phone,
    }  # fmt: skip


def _work(limits: WorkLimits) -> EntryWork:
    clock = SystemClock()
    return EntryWork(limits, clock, os.urandom(32), NetworkBudget(clock, os.urandom).hashed)


def _asked(work: EntryWork, number: int) -> float | None:
    """Ask from the flooded network; return what the work took, of one robot in ten."""
    if number % SOLVED == SOLVED - 1:
        return _solved(work, FLOODED)
    work.challenge(FLOODED)
    return None


def _solved(work: EntryWork, address: str) -> float:
    """Return the milliseconds of a work that is taken."""
    challenge = work.challenge(address)
    began = time.perf_counter()
    solution = solve(challenge)
    took = (time.perf_counter() - began) * 1_000
    work.accept(solution)
    return took


async def _bundle() -> None:
    command = (NPM / "node", "--input-type=module", "--eval", BUNDLE, str(BUILT))
    process = await asyncio.create_subprocess_exec(*map(str, command), cwd=ROOT / "frontend")
    if await process.wait():
        raise Spoiled("the script of the work was not built")


async def _phone(page: Page, session: CDPSession, work: EntryWork, slower: int) -> Json:
    """Return what one waits who does nothing else meanwhile; a form filled in calmly hides it."""
    await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    times: list[float] = []
    for number in range(TRIES + 1):
        took, is_lost = await page.evaluate(SOLVE, work.challenge(f"198.51.{number}.1"))
        if is_lost:
            raise Spoiled("a work had no answer")
        times.append(took)
    del times[0]  # the page's script was not yet compiled
    cuts = quantiles(times, n=100, method="inclusive")
    return {"tries": TRIES, "median_ms": round(cuts[49]), "p95_ms": round(cuts[94]), "max_ms": round(max(times))}
