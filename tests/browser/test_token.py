"""A token from the test provider, in a real browser: blinded there, pasted here, and what the provider heard."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from browser.stage import chromium
from e2e.running import Heard, Running

pytestmark = pytest.mark.browser
TOKEN = re.compile(r"^[A-Za-z0-9_-]{472}$")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Launch the browser."""
    async with chromium() as launched:
        yield launched


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    """Run a site with its wallet and a provider."""
    async with Running() as started:
        yield started


async def take_token(page: Page, site: Running, weeks: int = 0) -> str:
    """Follow the gate's link to the provider, as a person does, and let its page make a token."""
    await page.goto(site.site_url + "/entrer")
    async with page.expect_popup() as opened:
        await page.locator('[data-way="token"] a').first.click()
    provider = await opened.value
    await provider.locator(f'button[data-weeks="{weeks}"]').click()
    await expect(provider.locator("textarea")).to_have_value(TOKEN)
    return await provider.locator("textarea").input_value()


async def show_token(page: Page, token: str) -> None:
    """Paste a token into the gate's form."""
    await page.locator("#token").fill(token)
    await page.locator('[data-way="token"] button').click()


async def test_a_token_made_in_the_browser_opens_the_chat(browser: Browser, running: Running) -> None:
    """Link, button, copy, paste: the entry's form is there, without the wallet."""
    page = await browser.new_page(locale="fr-FR")
    await show_token(page, await take_token(page, running))
    await expect(page.locator("#age")).to_be_visible()


async def test_pasting_needs_no_script(browser: Browser, running: Running) -> None:
    """The provider's page runs a script, ours needs none."""
    token = await take_token(await browser.new_page(), running)
    plain = await browser.new_page(java_script_enabled=False, locale="fr-FR")
    await plain.goto(running.site_url + "/entrer")
    await show_token(plain, token)
    assert [cookie["name"] for cookie in await plain.context.cookies()].count("__Host-adult") == 1


async def test_next_weeks_token_waits_for_its_week(browser: Browser, running: Running) -> None:
    """Taken ahead, it is refused this week, with the page that every refusal shows."""
    page = await browser.new_page(locale="fr-FR")
    await show_token(page, await take_token(page, running, weeks=1))
    await expect(page.locator("h1")).to_have_text("La preuve n’a pas abouti")


async def heard_for(browser: Browser, site: Running, log: list[Heard]) -> list[Heard]:
    """Take a token as a visitor of a site; return all that the provider received, bodies by their length."""
    log.clear()
    page = await (await browser.new_context(locale="fr-FR")).new_page()
    await take_token(page, site)
    return sorted((*one[:4], str(len(one[4])).encode()) for one in log)


async def test_a_provider_cannot_tell_two_sites_apart(browser: Browser, running: Running) -> None:
    """A browser that comes from either site sends the provider the same requests, headers included, and no referrer."""
    async with Running(provider=running.provider, provider_url=running.provider_url) as second:
        first = await heard_for(browser, running, running.provider_log)
        other = await heard_for(browser, second, running.provider_log)
        named = [place for place in (running.site_url, second.site_url) if place in repr(first + other)]
    assert (len(first), first, named) == (4, other, [])
    assert [name for _, _, _, headers, _ in first for name, _ in headers if name == "referer"] == []
