"""Private conversations in a page: what sealing costs, and how long until the first private message on a phone."""

import asyncio
from pathlib import Path
from statistics import quantiles
from typing import Any

from playwright.async_api import BrowserContext, Page, expect

from bench.build import BUILT
from bench.chromium import PHONE, browsing, enter
from bench.house import House
from bench.machine import ROOT
from bench.parts.page import LINE, NPM, SLOWER
from bench.sides import Json, Spoiled
from bench.site import Site

FRONTEND = ROOT / "frontend"
SCRIPT = BUILT / "paces.js"
MESSAGES = 400
BUNDLE = """
import { build } from 'vite';
await build({ configFile: false, logLevel: 'error', publicDir: false, build: {
  lib: { entry: 'src/tests/paces.ts', formats: ['iife'], name: 'measured', fileName: () => 'paces.js' },
  outDir: process.argv[1], emptyOutDir: false,
} });
"""
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
# The moment at which words stand on the page, by its own clock, whoever looks late.
SEEN = """
(words) => new Promise((resolve) => {
  const look = () => document.body.innerText.includes(words) && resolve(performance.timeOrigin + performance.now());
  new MutationObserver(look).observe(document, {childList: true, subtree: true, characterData: true});
  look();
})
"""
NOW = "performance.timeOrigin + performance.now()"


async def measure(house: House) -> Json:
    """Measure the paces at both speeds, then two people's first words, one of them on a phone and a slow line."""
    await _bundle()
    async with house.stage() as stage, browsing(house.folder / "asked", **PHONE) as phone:
        paces = await _paces(phone, stage.site)
        async with browsing(house.folder / "asker", **WIDE) as wide:
            first = await _first(phone, wide, stage.site)
    return {"paces": paces, "first": first}


async def _bundle() -> None:
    command = (NPM / "node", "--input-type=module", "--eval", BUNDLE, str(BUILT))
    process = await asyncio.create_subprocess_exec(*map(str, command), cwd=FRONTEND)
    if await process.wait():
        raise Spoiled("the measured script was not built")


async def _paces(context: BrowserContext, site: Site) -> Json:
    """Return medians and p95 of sealing and opening, with two and six devices, at this speed and four times slower."""
    page = await context.new_page()
    await page.goto(site.origin)  # WebCrypto wants a site; the page itself does nothing
    await page.evaluate(await asyncio.to_thread(Path(SCRIPT).read_text) + "\nwindow.measured = measured;")
    session = await context.new_cdp_session(page)
    found: Json = {}
    for slower in (1, SLOWER):
        await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        for leaves in (2, 6):
            times = await page.evaluate(f"measured.paces({leaves}, {MESSAGES})")
            found[f"x{slower}_{leaves}_leaves"] = {name: _row(one) for name, one in times.items()}
    await page.close()
    return found


def _row(times: list[float]) -> Json:
    cuts = quantiles(times, n=100, method="inclusive")
    return {"count": len(times), "median_ms": round(cuts[49], 2), "p95_ms": round(cuts[94], 2)}


async def _slow(page: Page) -> None:
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", LINE)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


async def _first(phone: BrowserContext, wide: BrowserContext, site: Site) -> Json:
    """Time the phone: from the yes to the words readable, and from a word of its own to the other's page."""
    asked, asker = await enter(phone, site, "Essai appelée"), await enter(wide, site, "Essai appelant")
    for page in (asked, asker):
        await page.goto(site.origin + "/chat/messages")
        await expect(page.locator(".state")).to_be_visible()
    await _slow(asked)
    await _ask(asker, site, "Bonsoir, une tarte ?")
    await asked.goto(site.origin + "/chat/demandes")
    await expect(asked.get_by_role("article")).to_be_visible(timeout=60_000)
    yes = await _pressed(asked, asked.get_by_role("button", name="Accepter"))
    readable = await asked.evaluate(SEEN, "Bonsoir, une tarte ?") if await _is_open(asked) else 0
    await asker.goto(site.origin + "/chat/messages")
    await asker.get_by_role("link", name="Essai appelée").click()
    await expect(asker.locator("#composer")).to_be_visible()
    await asked.locator("#composer").fill("Avec plaisir, aux pommes")
    heard = asyncio.create_task(asker.evaluate(SEEN, "Avec plaisir, aux pommes"))
    sent = await asked.evaluate(NOW)
    await asked.locator("#composer").press("Enter")
    return {
        "kbit_per_s": 400, "latency_ms": 400, "cpu_slower": SLOWER,
        "accepted_to_readable_ms": round(readable - yes), "first_word_to_the_other_ms": round(await heard - sent),
    }  # fmt: skip


async def _is_open(page: Page) -> bool:
    await expect(page.locator("#composer")).to_be_visible(timeout=60_000)
    return True


async def _pressed(page: Page, button: Any) -> float:
    began = float(await page.evaluate(NOW))
    await button.click()
    return began


async def _ask(page: Page, site: Site, words: str) -> None:
    await page.goto(site.origin + "/chat/salon/accueil")
    await page.locator("#people-pane").get_by_role("button", name="Essai appelée").click()
    await page.get_by_role("dialog").get_by_role("button", name="Demander à parler").click()
    await page.get_by_label("Votre message").fill(words)
    await page.get_by_role("button", name="Envoyer la demande").click()
    await expect(page.get_by_text("Demande envoyée.")).to_be_visible()
