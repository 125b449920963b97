"""Whoever opened a room hides a message there and asks somebody to leave: told, undone, contested in a real browser."""

import re

from playwright.async_api import Page, expect

from browser.stage import People, say
from browser.test_pages import both_sizes, violations

WIDE = {"width": 1280, "height": 800}
ROOM = "Vannerie du mardi"


async def opened(people: People, host: Page) -> None:
    """Open a room as its host, and let it be approved."""
    await host.get_by_role("button", name="Ouvrir un salon").click()
    dialog = host.get_by_role("dialog")
    await dialog.get_by_label("Nom du salon").fill(ROOM)
    await dialog.get_by_label("De quoi y parle-t-on").fill("Osier, rotin et patience")
    await dialog.get_by_label("Thème").select_option(label="Livres")
    await dialog.locator('button[type="submit"]').click()
    await dialog.get_by_role("button", name="Y entrer").click()
    await expect(host.get_by_role("heading", level=1, name=ROOM)).to_be_visible()
    people.site.approve(host.url.rsplit("/", 1)[-1])


async def test_a_host_hides_and_asks_to_leave_and_both_are_told_and_undone(people: People) -> None:
    """Hidden for everybody, with a reason to its author, shown again; asked to leave, told, and let in; axe zero."""
    host = await people.member("Vimière", viewport=WIDE, reduced_motion="reduce")
    guest = await people.member("Rotang", "Ussel", "60", viewport=WIDE, reduced_motion="reduce")
    await opened(people, host)
    await guest.get_by_role("link", name=re.compile(ROOM)).click()
    await expect(guest.get_by_role("heading", level=1, name=ROOM)).to_be_visible()
    await say(guest, "le rugby de dimanche")
    row = host.locator("[data-id]", has_text="le rugby de dimanche")
    await row.hover()
    await host.get_by_role("button", name="Cacher à tous").click()
    dialog = host.get_by_role("dialog", name="Cacher ce message")
    await dialog.get_by_label("Ce n’est pas le sujet du salon").check()
    assert await both_sizes(host) == []
    await host.set_viewport_size(WIDE)  # type: ignore[arg-type]  # Playwright types it as its own dict
    await dialog.get_by_role("button", name="Cacher à tous").click()
    await expect(dialog).to_have_count(0)
    hidden = host.locator("[data-id]", has_text="Message caché par l’hôte du salon.")
    await expect(hidden).to_be_visible()
    await expect(host.get_by_text("le rugby de dimanche")).to_have_count(0)
    await expect(guest.get_by_text("L’hôte du salon a caché ce message aux autres.")).to_be_visible()
    await expect(guest.get_by_text("le rugby de dimanche")).to_be_visible()
    assert await violations(guest) == []
    await hidden.get_by_role("button", name="Montrer de nouveau").click()
    await expect(row).to_be_visible()

    await host.get_by_role("button", name="Rotang", exact=True).first.click()
    await host.get_by_role("dialog").get_by_role("button", name="Demander de quitter le salon").click()
    asking = host.get_by_role("dialog", name="Demander à Rotang de quitter le salon")
    await asking.get_by_label("Un manque de respect").check()
    await asking.get_by_role("button", name="Demander de quitter le salon").click()
    await expect(guest.get_by_text(re.compile("L’hôte vous a demandé de quitter")).first).to_be_visible()
    await expect(guest.get_by_role("heading", level=1, name=ROOM)).to_have_count(0)
    await expect(guest.get_by_role("button", name="La lire")).to_be_visible()
    assert await violations(guest) == []
    await host.get_by_role("button", name="Plus", exact=True).click()
    await host.get_by_role("menuitem", name="Coin de l’hôte").click()
    corner = host.get_by_role("dialog")
    await expect(corner.get_by_text("Rotang, jusqu’à demain")).to_be_visible()
    assert await violations(host) == []
    await corner.get_by_role("button", name="Laisser revenir Rotang").click()
    await expect(corner.get_by_text("Personne pour l’instant.")).to_be_visible()
    await guest.get_by_role("link", name=re.compile(ROOM)).click()
    await expect(guest.get_by_role("heading", level=1, name=ROOM)).to_be_visible()
