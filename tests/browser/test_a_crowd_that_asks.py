"""PC-3: somebody new among three hundred strangers, fifty of whom ask as fast as they can; nothing opens."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import expect

from browser.stage import People, Site, chromium
from browser.test_private import OPENED, WIDE, go, ready
from palabre.kernel.clock import SECOND
from palabre.kernel.limits import REQUESTS_PAGE
from palabre_client import Member, Refused
from scenarios.devices import SealedDevice
from scenarios.stage import Stage, staged

STRANGERS, ASKING, AT_ONCE = 300, 50, 10
SECONDS = 600  # ten minutes
REFUSALS = {"not_available", "too_many_requests", "rate_limited", "busy", "refused", "requests_off"}
STEP_S = 10  # where the clock is the test's
PUSH_EVERY = 10  # of those steps
A_MINUTE = 60  # steps after which the same people speak again


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Run a site whose clock the test moves."""
    async with staged(tmp_path) as started:
        yield started


async def strangers(stage: Stage) -> list[Member]:
    """Bring three hundred people into the room of arrival, a few at once; they keep nothing of what they hear."""
    come: list[Member] = []
    for start in range(0, STRANGERS, AT_ONCE):
        stage.clock.advance(AT_ONCE * SECOND)
        come += await asyncio.gather(*(stage.member(f"Passant {start + one}") for one in range(AT_ONCE)))
    await asyncio.gather(*(member.join("accueil") for member in come))
    for member in come:
        member.places.clear()
    return come


async def push(device: SealedDevice, other: str) -> int:
    """Ask again and again, whatever is answered; return how many were taken."""
    taken = 0
    for _ in range(10):
        try:
            await device.ask(other, "Bonsoir, ouvre vite https://exemple.fr/photo")
        except Refused as refused:
            if refused.code not in REFUSALS:
                raise
        else:
            taken += 1
    return taken


@dataclass
class Pace:
    """How ten minutes go by: by the test's clock, or by the wall's."""

    real: bool

    async def steps(self, stage: Stage) -> AsyncIterator[int]:
        """Count the steps: seconds of the wall's clock, or ten of the test's."""
        began = time.monotonic()
        for number in range(SECONDS if self.real else SECONDS // STEP_S):
            yield number
            if not self.real:
                stage.clock.advance(STEP_S * SECOND)
            elif (now := time.monotonic() - began) > SECONDS:
                return
            else:
                await asyncio.sleep(max(0, number + 1 - now))  # real time is what is rehearsed


@pytest.mark.parametrize("pace", [Pace(real=False), pytest.param(Pace(real=True), marks=pytest.mark.long)])
async def test_among_a_crowd_that_asks_nothing_opens(stage: Stage, pace: Pace) -> None:
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
        assert await besieged(stage, pace, crowd, devices, new) == ASKING  # one each; what came after it was refused
        await expect(page.locator("#composer")).to_be_focused()
        await go(page, "Messages")
        await page.get_by_role("link", name=re.compile("^Demandes")).click()
        await expect(page.locator(".folded")).to_have_count(1)
        await expect(page.locator(".folded")).to_contain_text(str(ASKING))
        assert await page.get_by_role("article").count() <= REQUESTS_PAGE
        assert await page.evaluate("window.opened") == []
        assert await page.locator("img, picture, video, article a").count() == 0
        assert people.complaints == []


async def besieged(stage: Stage, pace: Pace, crowd: list[Member], devices: list[SealedDevice], new: str) -> int:
    """Let ten minutes go by among people who talk and people who push; return how many requests were taken."""
    taken = 0
    async for number in pace.steps(stage):
        is_push = pace.real or number % PUSH_EVERY == 0
        pushing = [push(device, new) for device in devices] if is_push else []
        speakers = crowd[ASKING + number % A_MINUTE :: A_MINUTE]
        talking = [member.say("accueil", f"Bonsoir à tous, {number}") for member in speakers]
        taken += sum((await asyncio.gather(asyncio.gather(*pushing), asyncio.gather(*talking)))[0])
    return taken
