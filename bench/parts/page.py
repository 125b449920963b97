"""Pages: what they weigh, what Lighthouse says of them on a phone, how long until the first message on a slow line."""

import asyncio
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, Page, expect

from bench.chromium import PHONE, browsing, chromium_path, enter
from bench.house import House
from bench.machine import ROOT
from bench.sides import Json, Spoiled
from bench.site import Site, free_ports

AUDIT = ROOT / "bench" / "audit"
NPM = Path(sys.executable).parent
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # ms; 400 kbit/s
SLOWER = 4  # a phone's processor, as a multiple of this one's time
PUBLIC = {"home": "/", "entry": "/entrer"}
ROOM = "/chat/salon/accueil"
SAID = 9  # messages in the room that is entered: one fewer than the rule against floods allows
FIRST_MESSAGE = """
const look = () => document.querySelector('[data-id]') && (window.firstMessage ??= performance.now());
new MutationObserver(look).observe(document, {childList: true, subtree: true});
"""


async def measure(house: House) -> Json:
    """Measure the public pages, the entry and the chat, as a browser receives them."""
    await _install()
    port = free_ports(1)
    async with house.stage() as stage:
        site = stage.site
        async with browsing(house.folder / "profile", debug_port=port) as context:
            chat = await enter(context, site, "Essai page")
            await _talk(chat)
            weight = {"chat": await _weight(context, site.origin + "/chat")}
            lighthouse = {"chat": await _lighthouse(site.origin + "/chat", port=port)}
            first = await _first_message(context, site)
        async with browsing(house.folder / "stranger") as context:
            for name, path in PUBLIC.items():
                weight[name] = await _weight(context, site.origin + path)
        for name, path in PUBLIC.items():
            lighthouse[name] = await _lighthouse(site.origin + path)
    return {"weight": weight, "lighthouse": lighthouse, "first_message": first}


async def _install() -> None:
    if not (AUDIT / "node_modules" / "lighthouse").exists():
        await _run(NPM / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


async def _talk(page: Page) -> None:
    for number in range(SAID):
        await page.locator("#composer").fill(f"{number}, et le port ce soir ?")
        await page.locator("#composer").press("Enter")
        await expect(page.locator("[data-id]")).to_have_count(number + 1)


async def _weight(context: BrowserContext, address: str) -> Json:
    """Return what a first visit brings over the line, in octets, by kind."""
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    begun, ended = _told(session, "Network.responseReceived"), _told(session, "Network.loadingFinished")
    await session.send("Network.enable")
    await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    await session.send("Network.setBypassServiceWorker", {"bypass": True})
    await page.goto(address, wait_until="networkidle")
    await page.close()
    kinds = {one["requestId"]: str(one["type"]).lower() for one in begun}
    found: Counter[str] = Counter()
    for one in ended:
        found[kinds.get(one["requestId"], "other")] += int(one["encodedDataLength"])
    return {"octets": found.total(), "requests": len(ended), **dict(sorted(found.items()))}


def _told(session: CDPSession, event: str) -> list[Json]:
    """Return a list that grows by what the browser tells of an event."""
    kept: list[Json] = []

    def note(told: Json) -> None:  # the session takes no method of a list
        kept.append(told)

    session.on(event, note)
    return kept


async def _lighthouse(address: str, *, port: int = 0) -> Json:
    """Return what Lighthouse says of a page on its phone profile; with a port, as whoever has entered there."""
    flags = "--headless=new --disable-dev-shm-usage" + (" --no-sandbox" if os.geteuid() == 0 else "")
    how = [f"--port={port}", "--disable-storage-reset"] if port else [f"--chrome-flags={flags}"]
    asked = ["node_modules/lighthouse/cli/index.js", address, "--quiet", "--output=json", *how]
    report = json.loads(await _run(NPM / "node", *asked, "--only-categories=performance,accessibility,best-practices"))
    scores = {name.replace("-", "_"): round(100 * one["score"]) for name, one in report["categories"].items()}
    audits = report["audits"]
    return scores | {
        "lcp_ms": round(audits["largest-contentful-paint"]["numericValue"]),
        "tbt_ms": round(audits["total-blocking-time"]["numericValue"]),
        "cls": round(audits["cumulative-layout-shift"]["numericValue"], 3),
    }


async def _run(*command: Any) -> str:
    environment = {**os.environ, "CHROME_PATH": chromium_path(), "PATH": f"{NPM}:{os.environ['PATH']}"}
    process = await asyncio.create_subprocess_exec(
        *map(str, command), cwd=AUDIT, env=environment, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise Spoiled(f"{Path(command[0]).name} {command[1]} ended with status {process.returncode}")
    return said.decode()


async def _first_message(context: BrowserContext, site: Site) -> Json:
    """Time a member's return to their room, nothing cached, on a slow line and a slow phone."""
    page = await context.new_page()
    await page.set_viewport_size(PHONE["viewport"])
    await page.add_init_script(FIRST_MESSAGE)
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    await session.send("Network.setBypassServiceWorker", {"bypass": True})
    await session.send("Network.emulateNetworkConditions", LINE)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await page.goto(site.origin + ROOM)
    await expect(page.locator("[data-id]").first).to_be_visible(timeout=60_000)
    return {
        "kbit_per_s": 400,
        "latency_ms": 400,
        "cpu_slower": SLOWER,
        "ms": round(await page.evaluate("firstMessage")),
    }
