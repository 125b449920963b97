"""A real site in a process of its own, and people who come to it with Debian's Chromium."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import httpx
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from e2e.gate.process import free_port

ROOT = Path(__file__).parents[2]
QUIET = ("gpu", "background-networking", "component-update", "sync")  # nothing leaves the machine by itself
ARGUMENTS = ["--no-first-run", *(f"--disable-{name}" for name in QUIET)]
expect.set_options(timeout=15_000)


@dataclass
class Site:
    """A demonstration that runs: its address, its data, and the process to stop and start again."""

    folder: Path
    port: int = 0
    process: "subprocess.Popen[str] | None" = None
    names: set[str] = field(default_factory=set)  # pseudonyms taken: one site serves every test of the run
    printed: list[str] = field(default_factory=list)  # lines at the start

    @property
    def origin(self) -> str:
        """Return the address people type."""
        return f"http://localhost:{self.port}"

    @property
    def wallet(self) -> str:
        """Return the test wallet's address."""
        return f"http://wallet.localhost:{self.port + 1}"

    def start(self) -> None:
        """Start, and return once it answers that it is ready."""
        self.port = self.port or free_port()
        environment = {**os.environ, "PALABRE_FOLDER": str(self.folder), "PALABRE_PORT": str(self.port)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "palabre", "demo"], env=environment, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        is_up = any("Ctrl+C" in line for line in self._lines(self.process.stdout))
        assert is_up, f"the demonstration ended with {self.process.wait(30)}: see what it said above"
        transport = httpx.HTTPTransport(retries=20)
        with httpx.Client(transport=transport, trust_env=False) as http:
            answer = http.get(f"http://127.0.0.1:{self.port}/readyz", headers={"Host": f"localhost:{self.port}"})
        assert answer.status_code == 200, answer.status_code

    def _lines(self, stdout: IO[str]) -> Iterator[str]:
        self.printed.clear()
        for line in stdout:
            self.printed.append(line)
            yield line

    def approve(self, room: str) -> None:
        """Approve a room as an operator would, from the command line."""
        environment = {**os.environ, "PALABRE_FOLDER": str(self.folder)}
        subprocess.run([sys.executable, "-m", "palabre", "rooms", "approve", room], env=environment, check=True)

    def stop(self) -> None:
        """Stop as an operator would, and wait for the end."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait(30)


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """Run a demonstration for as long as the block lasts."""
    site = Site(folder)
    site.start()
    try:
        yield site
    finally:
        site.stop()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Launch Debian's Chromium; without it, skip at home and fail in continuous integration."""
    program = shutil.which("chromium")
    if program is None:
        if os.environ.get("PALABRE_CI"):
            pytest.fail("chromium is not installed: run `make browser`")
        pytest.skip("chromium is not installed: run `make browser`")
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=program, args=arguments)
        yield browser
        await browser.close()


@dataclass
class People:
    """Opens pages and keeps what they complained of."""

    site: Site
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)  # parts of complaints that a test means to cause

    async def visitor(self, **options: Any) -> Page:
        """Open a page in a browser of its own: nothing shared with another person."""
        context = await self.browser.new_context(**{"locale": "fr-FR", **options})
        page = await context.new_page()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    async def prove(self, page: Page, lang: str = "fr") -> None:
        """Prove being 18 by the real gate, with the test wallet's two clicks."""
        await page.goto(self.site.origin + ("/entrer" if lang == "fr" else "/en/enter"))
        await page.locator('form[data-gate="try"] button').click()
        await page.get_by_role("link", name="portefeuille d’essai" if lang == "fr" else "test wallet").click()
        await page.get_by_role("button").first.click()
        await expect(page.locator("#age")).to_be_visible()

    async def member(self, name: str, town: str = "Limoges", age: str = "41", lang: str = "fr", **options: Any) -> Page:
        """Enter as somebody, in a browser of their own; give the page, in the room of arrival."""
        page = await self.visitor(**{"locale": "fr-FR" if lang == "fr" else "en-GB", **options})
        await self.enter(page, name, town, age, lang)
        return page

    async def enter(self, page: Page, name: str, town: str = "Limoges", age: str = "41", lang: str = "fr") -> None:
        """Enter as somebody with a page that is open, by the real gate and the real form."""
        assert name not in self.site.names, f"another test has a {name}: choose another pseudonym"
        self.site.names.add(name)
        await self.prove(page, lang)
        await fill(page, name, town, age)
        await page.locator('button[type="submit"]').click()
        await page.locator("button.primary").click()
        await expect(page.locator("#composer")).to_be_visible()
        # The composer comes before the talk: what is said until the room has answered is history, not news.
        await expect(page.locator("#log")).to_have_attribute("aria-busy", "false")

    def was_here_yesterday(self, name: str) -> None:
        """Let a member who has said nothing yet have come a day ago: rules ask more of newcomers."""
        mine = "json_extract(CAST(profile AS TEXT), '$.profile.card.name') = ?"
        with closing(sqlite3.connect(self.site.folder / "chat.db", timeout=10)) as database, database:
            changed = database.execute(f"UPDATE member SET arrived = 0 WHERE {mine}", [name])
        assert changed.rowcount == 1

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(part in message.text for part in self.expected):
            self.complaints.append(message.text)


async def fill(page: Page, name: str, town: str, age: str) -> None:
    """Fill the entry's form as a person would."""
    await page.locator("#pseudonym").fill(name)
    await page.locator("#town").fill(town)
    await page.get_by_role("option").first.click()
    await page.locator("#age").fill(age)


async def say(page: Page, text: str) -> None:
    """Write in the composer and send with Enter."""
    await page.locator("#composer").fill(text)
    await page.locator("#composer").press("Enter")
