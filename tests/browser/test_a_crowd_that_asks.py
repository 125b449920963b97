"""PC-3: somebody new among three hundred strangers, fifty of whom ask as fast as they can; nothing opens."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from browser.stage import People, Site, chromium
from browser.test_private import OPENED, WIDE, go, ready
from palabre.kernel.clock import MINUTE, SECOND
from palabre.kernel.limits import REQUESTS_PAGE
from palabre_client import Member, Refused
from scenarios.devices import SealedDevice
from scenarios.stage import Stage, staged

STRANGERS, ASKING, AT_ONCE = 300, 50, 30
STEPS = 60  # of ten minutes


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Run a site whose clock the test moves."""
    async with staged(tmp_path) as started:
        yield started


async def strangers(stage: Stage) -> list[Member]:
    """Bring three hundred people into the room of arrival, as many at once as come through the gate."""
    come: list[Member] = []
    for start in range(0, STRANGERS, AT_ONCE):
        stage.clock.advance(AT_ONCE * SECOND)
        come += await asyncio.gather(*(stage.member(f"Passant {start + one}") for one in range(AT_ONCE)))
    await asyncio.gather(*(member.join("accueil") for member in come))
    return come


async def push(device: SealedDevice, other: str) -> int:
    """Ask again and again, whatever is answered; return how many were taken."""
    taken = 0
    for _ in range(10):
        try:
            await device.ask(other, "Bonsoir, ouvre vite https://exemple.fr/photo")
        except Refused as refused:
            if refused.code not in {"not_available", "too_many_requests", "rate_limited", "busy"}:
                raise
        else:
            taken += 1
    return taken


async def test_among_a_crowd_that_asks_nothing_opens(stage: Stage) -> None:
    """Windows, dialogs, notices, sounds, pictures: none; five rows at most and one folded line, whoever pushes."""
    crowd = await strangers(stage)
    async with chromium() as browser:
        people = People(Site(stage.folder, stage.port), browser)
        page = await people.member("Perce-neige", **WIDE)
        await page.context.add_init_script(OPENED)
        await page.reload()
        await ready(page)
        await go(page, "Salons")
        await page.get_by_role("link", name=re.compile("^Accueil")).first.click()
        await page.locator("#composer").fill("Je suis en train d’écrire")
        new = (await crowd[0].ask("people", place="accueil", filter="Perce-neige"))["people"][0]["id"]
        devices = [SealedDevice(stage, member) for member in crowd[:ASKING]]
        for device in devices:
            await device.begin(packages=2)
        taken = 0
        for step in range(STEPS):
            stage.clock.advance(10 * MINUTE // STEPS)
            pushing = [push(device, new) for device in devices] if step % 10 == 0 else []
            talking = [member.say("accueil", f"Bonsoir à tous, {step}") for member in crowd[ASKING + step :: STEPS]]
            taken += sum((await asyncio.gather(asyncio.gather(*pushing), asyncio.gather(*talking)))[0])
        assert taken == ASKING  # one each was taken; what came after it was refused
        await expect(page.locator("#composer")).to_be_focused()
        await go(page, "Messages")
        await page.get_by_role("link", name=re.compile("^Demandes")).click()
        await expect(page.locator(".folded")).to_have_count(1)
        await expect(page.locator(".folded")).to_contain_text(str(ASKING))
        assert await page.get_by_role("article").count() <= REQUESTS_PAGE
        assert await page.evaluate("window.opened") == []
        assert await page.locator("img, picture, video, article a").count() == 0
        assert people.complaints == []
