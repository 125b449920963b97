"""A volunteer at the console: the talk of their room, a message hidden, somebody asked to leave, and back."""

from typing import Any

import pytest
from playwright.async_api import expect

from browser.house import House
from browser.stage import People
from browser.test_console_screens import at_desk
from browser.test_console_walk import faults
from palabre.moderation.staff import Role

WORDS = {
    "fr": ("Mes salons", "Cacher ce message de Bo", "Cacher", "C’est caché.", "Montrer de nouveau ce message de Bo",
           "Prier de sortir : Bo", "Prier de sortir", "Priés de sortir", "Laisser revenir Bo"),
    "en": ("My rooms", "Hide this message by Bo", "Hide", "It is hidden.", "Show again this message by Bo",
           "Ask to leave: Bo", "Ask to leave", "Asked to leave", "Let back in: Bo"),
}  # fmt: skip


@pytest.mark.parametrize(("lang", "theme"), [("fr", "light"), ("fr", "dark"), ("en", "light"), ("en", "dark")])
async def test_a_volunteer_looks_after_their_room(house: tuple[House, People], lang: str, theme: str) -> None:
    """Hidden and shown again, asked to leave and let back in, each with a reason; axe finds nothing at any step."""
    site, people = house
    title, hide_of, hide, hidden, show_of, ask_of, ask, out, let_in = WORDS[lang]
    assert site.stage is not None
    bo = await site.stage.member("Bo")
    await bo.join("comptoir")
    await bo.say("comptoir", "encore moi")
    page = await at_desk(site, people, Role.HOST, lang, color_scheme=theme, reduced_motion="reduce")
    found: dict[str, Any] = {}
    await page.get_by_role("link", name=title).click()
    await expect(page.get_by_text("encore moi")).to_be_visible()
    await page.get_by_role("button", name=hide_of).click()
    await expect(page.locator("article select")).to_be_focused()
    await page.locator("article select").select_option("rude")
    last = page.locator("article form").get_by_role("button", name=hide, exact=True)
    await expect(last).to_be_disabled()
    await page.locator("article").get_by_role("checkbox").check()
    found["hiding"] = await faults(page)
    await last.click()
    await expect(page.get_by_text(hidden, exact=True)).to_be_visible()
    await expect(page.get_by_text("encore moi")).to_have_count(0)
    await bo.hear(lambda one: one["t"] == "informed")
    await page.get_by_role("button", name=show_of).click()
    await page.locator("article").get_by_role("checkbox").check()
    found["showing"] = await faults(page)
    await page.locator("article form").get_by_role("button").first.click()
    await expect(page.get_by_text("encore moi")).to_be_visible()

    await page.get_by_role("button", name=ask_of).click()
    await page.locator("article select").select_option("flood")
    await page.locator("article").get_by_role("checkbox").check()
    await page.locator("article form").get_by_role("button", name=ask, exact=True).click()
    await bo.hear(lambda one: one["t"] == "asked_out")
    await expect(page.get_by_role("heading", name=out)).to_be_visible()
    found["asked out"] = await faults(page)
    await page.get_by_role("button", name=let_in).click()
    await page.locator("article").get_by_role("checkbox").check()
    await page.locator("article form").get_by_role("button").first.click()
    await expect(page.get_by_role("heading", name=out)).to_have_count(0)
    await bo.hear(lambda one: one["t"] == "freed")
    await bo.disconnect()
    assert {step: faults for step, faults in found.items() if faults} == {}
