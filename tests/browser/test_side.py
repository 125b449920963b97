"""Panels beside the talk: each opens with the focus inside, closes with Escape, gives the focus back."""

import re
from typing import Any

from playwright.async_api import Page, expect

from browser.stage import People, say

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


async def has_inside(page: Page, title: str) -> None:
    """Expect a dialog of this name to hold the focus."""
    dialog = page.get_by_role("dialog", name=title)
    await expect(dialog).to_be_visible()
    await expect(dialog.locator(":focus")).to_have_count(1)


async def test_the_palette_goes_to_a_room_by_keys(people: People) -> None:
    """Ctrl+K, a few letters without accents, Enter: the room; Escape instead leaves everything as it was."""
    page = await people.member("Sarriette")
    await page.locator("#composer").focus()
    await page.keyboard.press("Control+k")
    await has_inside(page, "Aller à un salon")
    await page.keyboard.press("Escape")
    await expect(page.locator("#composer")).to_be_focused()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("cine")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.locator("#talk-title")).to_have_text("Cinéma")


async def test_search_finds_and_jumps(people: People) -> None:
    """Words are found whatever their case, marked, and lead to their message; the panel then is gone."""
    page = await people.member("Estragon")
    for text in ("une fondue au comté", "rien à voir", "La FONDUE de ma tante"):
        await say(page, text)
    await expect(page.locator("[data-id]", has_text="de ma tante")).to_be_visible()
    opener = page.get_by_role("button", name="Chercher", exact=True)
    await opener.click()
    await has_inside(page, "Chercher dans Accueil")
    await page.keyboard.type("fondue")
    await page.keyboard.press("Enter")
    await expect(page.locator("mark")).to_have_text(["FONDUE", "fondue"])
    await page.get_by_role("dialog").get_by_role("button", name=re.compile("au comté")).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.locator("[data-id]", has_text="au comté")).to_be_focused()


async def test_people_and_a_card_on_a_phone_give_the_focus_back(people: People) -> None:
    """From the list of people to a card, then Escape: back on the button that opened the list."""
    await people.member("Origan", "Brive", "52")
    page = await people.member("Carvi", **PHONE)
    opener = page.get_by_role("button", name=re.compile("^Personnes"))
    await opener.click()
    await has_inside(page, "Personnes")
    await page.get_by_role("dialog").get_by_role("button", name="Origan · 52 · Brive").click()
    await has_inside(page, "Origan")
    await page.keyboard.press("Escape")
    await expect(opener).to_be_focused()


async def test_a_changed_card_is_seen_by_the_others(people: People) -> None:
    """Another pseudonym and a hidden age show in the others' list; a pseudonym refused names its field."""
    other = await people.member("Curcuma", "Tulle", "38")
    page = await people.member("Paprika", "Limoges", "41")
    await page.goto(people.site.origin + "/chat/moi")
    name = page.get_by_label("Pseudo", exact=True)
    await name.fill("Curcuma")
    await page.get_by_role("button", name="Enregistrer ma carte").click()
    await expect(page.get_by_text("Ce pseudo est pris.")).to_be_visible()
    await expect(name).to_be_focused()
    await name.fill("Piment")
    await page.get_by_role("group", name="De mon âge, montrer").get_by_label("rien").check()
    await page.get_by_role("button", name="Enregistrer ma carte").click()
    await expect(page.get_by_text("C’est enregistré.")).to_be_visible()
    await page.get_by_role("link", name="Salons", exact=True).click()
    await expect(
        other.locator("#people-pane").get_by_role("button", name=re.compile("^Piment · (?!41)"))
    ).to_be_visible()


async def test_quiet_discreet_and_plain(people: People) -> None:
    """Quiet mode hides lists and counts, a discreet tab says nothing, simple reading gives the words as plain text."""
    page = await people.member("Hellébore", viewport={"width": 1280, "height": 800})
    await page.locator("#composer").fill("Des mots à relire")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-id]", has_text="à relire")).to_be_visible()
    await page.get_by_role("button", name="Plus", exact=True).click()
    await page.get_by_role("menuitem", name="Lecture simple").click()
    await expect(page.get_by_role("dialog", name="Lecture simple")).to_contain_text("Hellébore")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Plus", exact=True).click()
    await page.get_by_text("Mode calme").click()
    await expect(page.locator("#rooms-pane")).to_have_count(0)
    await expect(page.locator("#people-pane")).to_have_count(0)
    await page.goto(people.site.origin + "/chat/moi")
    await page.get_by_role("switch", name="Titre discret").click()
    await expect(page).to_have_title("Notes")


async def test_what_a_room_is_can_be_read_before_entering(people: People) -> None:
    """From a room's row on a phone: theme, people, how long words last, the rules; then enter. Also from within."""
    page = await people.member("Verveine", **PHONE)
    await page.get_by_role("link", name="Retour aux salons").click()
    opener = page.get_by_role("button", name="Plus\u202f: Cuisine")
    await opener.click()
    await page.get_by_role("menuitem", name="À propos de ce salon").click()
    await has_inside(page, "À propos de Cuisine")
    told = page.get_by_role("dialog")
    for words in ("Recettes, marchés", "0 ici maintenant", "s’efface au bout de 24 heures", "Les règles"):
        await expect(told).to_contain_text(words)
    await page.keyboard.press("Escape")
    await expect(opener).to_be_focused()
    await opener.click()
    await page.get_by_role("menuitem", name="À propos de ce salon").click()
    await told.get_by_role("button", name="Entrer dans le salon").click()
    await expect(page.locator("#talk-title")).to_have_text("Cuisine")
    await page.get_by_role("button", name="Plus", exact=True).click()
    await page.get_by_role("menuitem", name="À propos de ce salon").click()
    await expect(told).to_contain_text("1 ici maintenant")
