"""Debian's Chromium on the product: somebody enters by the real gate and form, and the page is watched."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, Page, async_playwright, expect

from bench.machine import ROOT
from bench.site import Site

QUIET = ("gpu", "background-networking", "component-update", "sync")  # nothing leaves the machine by itself
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
Json = dict[str, Any]
expect.set_options(timeout=30_000)


def chromium_path() -> str:
    """Return where Chromium is. Asks for it by name where it is missing."""
    subprocess.run(["bash", ROOT / "scripts" / "need.sh", "browser"], check=True)
    return str(shutil.which("chromium"))


@asynccontextmanager
async def browsing(folder: Path, *, debug_port: int = 0, **options: Any) -> AsyncIterator[BrowserContext]:
    """Run a browser with a profile of its own for as long as the block lasts."""
    arguments = ["--no-first-run", *(f"--disable-{name}" for name in QUIET)]
    arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
    arguments += [f"--remote-debugging-port={debug_port}"] if debug_port else []
    async with async_playwright() as play:
        context = await play.chromium.launch_persistent_context(
            folder, executable_path=chromium_path(), args=arguments, locale="fr-FR", **options
        )
        yield context
        await context.close()


async def enter(context: BrowserContext, site: Site, pseudonym: str) -> Page:
    """Prove, fill in the form and come in; return the page of the chat."""
    page = await context.new_page()
    await page.goto(site.origin + "/entrer")
    await page.locator('form[data-gate="try"] button').click()
    await page.get_by_role("link", name="portefeuille d’essai").click()
    await page.get_by_role("button").first.click()
    await page.locator("#pseudonym").fill(pseudonym)
    await page.locator("#town").fill("Brive")
    await page.get_by_role("option").first.click()
    await page.locator("#age").fill("41")
    await page.locator('button[type="submit"]').click()
    await page.locator("button.primary").click()
    await expect(page.locator("#composer")).to_be_visible()
    return page


async def watched(page: Page) -> CDPSession:
    """Return a session that counts what the page costs."""
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    return session


async def counters(session: CDPSession) -> dict[str, float]:
    """Return the page's counters now: seconds, octets, nodes."""
    found = await session.send("Performance.getMetrics")
    return {one["name"]: one["value"] for one in found["metrics"]}
