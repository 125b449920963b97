"""Whom I no longer see: the lists of those blocked and ignored, from which each is taken back."""

import re

from playwright.async_api import Page, expect

from browser.stage import People, say
from browser.test_private import WIDE, go
from browser.test_talk import row


async def card(page: Page, name: str, act: str) -> None:
    """Do something with somebody from their card, from the list of people."""
    await page.locator("#people-pane").get_by_role("button", name=re.compile(name)).click()
    await page.get_by_role("dialog").get_by_role("button", name=act, exact=True).click()


async def test_whom_i_set_aside_is_listed_and_taken_back(people: People) -> None:
    """Blocked and ignored from their cards; both lists stand in Me after a reload, and give each back to the room."""
    page = await people.member("Molinie", **WIDE)
    blocked = await people.member("Nard raide", "Tulle", "38", **WIDE)
    ignored = await people.member("Oyat", "Tulle", "38", **WIDE)
    await card(page, "Nard raide", "Bloquer")
    await expect(page.locator("#people-pane").get_by_text("Nard raide")).to_have_count(0)
    await card(page, "Oyat", "Ignorer")
    await say(blocked, "dit pendant le blocage")
    await say(ignored, "dit en étant ignoré")
    await expect(page.get_by_text("1 message d’une personne ignorée")).to_be_visible()
    await expect(row(page, "dit pendant le blocage")).to_have_count(0)

    await go(page, "Moi")
    await page.reload()
    await page.get_by_role("button", name="Débloquer Nard raide").click()
    await expect(page.get_by_text("Vous ne bloquez personne.")).to_be_visible()
    await page.get_by_role("button", name="Ne plus ignorer Oyat").click()
    await expect(page.get_by_text("Vous n’ignorez personne.")).to_be_visible()

    await go(page, "Salons")
    await page.get_by_role("link", name=re.compile("Accueil")).first.click()
    for one, words in ((blocked, "à nouveau de ce côté"), (ignored, "à nouveau entendue")):
        await say(one, words)
        await expect(row(page, words)).to_be_visible()
