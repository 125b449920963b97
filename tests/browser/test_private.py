"""Private conversations in real browsers: asked for, accepted, sealed, and nothing that opens by itself."""

import re
from typing import Any

from playwright.async_api import Page, expect

from browser.stage import People, say
from browser.test_talk import row

WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


async def ready(page: Page) -> None:
    """Wait until this page's device has given its key packages, so that others may ask."""
    await go(page, "Messages")
    await expect(page.get_by_text("Préparation du chiffrement…")).to_have_count(0)


async def go(page: Page, place: str) -> None:
    """Go to one of the places by the rail, which a talk covers on a phone."""
    back = page.locator(".talk-header .back")
    if await back.is_visible():
        await back.click()
    await page.get_by_role("navigation", name="Lieux").get_by_role("link", name=re.compile(f"^{place}")).click()


async def ask(page: Page, name: str, words: str) -> None:
    """Ask somebody present in the room to talk, from their card."""
    await go(page, "Salons")
    await page.get_by_role("link", name=re.compile("^Accueil")).first.click()
    await page.locator("#people-pane").get_by_role("button", name=re.compile(name)).click()
    await page.get_by_role("dialog").get_by_role("button", name="Demander à parler").click()
    await page.get_by_label("Votre message").fill(words)
    await page.get_by_role("button", name="Envoyer la demande").click()
    await expect(page.get_by_text("Demande envoyée.")).to_be_visible()


async def talk(people: People, one: str, other: str, **options: Any) -> tuple[Page, Page]:
    """Bring two people into an accepted conversation, each with it on screen."""
    asker = await people.member(one, **(options or WIDE))
    asked = await people.member(other, "Tulle", "38", **WIDE)
    await ready(asked)
    await ready(asker)
    await ask(asker, other, "Bonsoir, une question sur les tartes")
    await asked.get_by_role("link", name="Demandes (1)").click()
    await asked.get_by_role("button", name="Accepter").click()
    await expect(asked.locator("#composer")).to_be_visible()
    await go(asker, "Messages")
    await asker.get_by_role("link", name=re.compile(other)).click()
    await expect(asker.locator("#composer")).to_be_visible()
    return asker, asked


async def test_a_request_waits_in_silence_then_two_people_talk(people: People) -> None:
    """Ask, accept, talk both ways, reply, react, edit, take back: each sees it once, in order."""
    one, other = await talk(people, "Pivoine", "Jonquille")
    for page in (one, other):
        await expect(row(page, "une question sur les tartes")).to_have_count(1)
    await say(one, "Au beurre ou à l’huile ?")
    await expect(row(other, "Au beurre")).to_be_visible()
    await say(other, "Au beurre, toujours")
    await expect(row(one, "toujours")).to_be_visible()
    await expect(one.locator(".outgoing")).to_have_count(0)
