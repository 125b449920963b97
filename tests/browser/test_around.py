"""People around by town, friends by mutual consent, and who may write to me."""

import re

from playwright.async_api import expect

from browser.stage import People
from browser.test_private import PHONE, WIDE, ask, card, go, ready


async def test_people_around_are_listed_by_band_and_narrowed(people: People) -> None:
    """A list, not a map: bands of towns, chips that narrow, folded on a phone, a card one tap away."""
    await people.member("Voisine", "Limoges", "44", **WIDE)
    page = await people.member("Passant", "Limoges", "45", **PHONE)
    await go(page, "Autour")
    voisine = page.get_by_role("button", name=re.compile("^V? ?Voisine"))
    await expect(voisine).to_contain_text("même ville")
    await page.get_by_text("Filtres").click()
    await page.get_by_text("18–29").click()
    await expect(voisine).to_have_count(0)
    await page.get_by_text("tout âge").click()
    await page.get_by_text("même ville", exact=True).first.click()
    await voisine.click()
    await expect(page.get_by_role("dialog", name="Voisine")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Alt+2")
    await expect(page.get_by_role("heading", level=1, name="Messages")).to_be_visible()
    await page.keyboard.press("Alt+3")
    await expect(page.get_by_role("heading", level=1, name="Autour de moi")).to_be_visible()


async def test_friends_need_two_yes_and_a_note_stays_mine(people: People) -> None:
    """One asks, the other sees it in Me and says yes; each sees the other there; a note is kept on the device."""
    one, other = await people.member("Amitié", **WIDE), await people.member("Camarade", "Tulle", "38", **WIDE)
    await ready(one)
    await (await card(one, "Camarade")).get_by_role("button", name="Ajouter en ami").click()
    await go(other, "Moi")
    await other.get_by_role("button", name="Amitié").click()
    await other.get_by_role("button", name="Accepter l’amitié").click()
    await expect(other.get_by_text("41 · Limoges · en ligne")).to_be_visible()
    dialog = await card(one, "Camarade")
    await dialog.get_by_label("Note pour vous").fill("aime les tartes")
    await dialog.get_by_role("button", name="Enregistrer").click()
    await expect(dialog.get_by_text("Note gardée.")).to_be_visible()
    await one.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await go(one, "Moi")
    await one.reload()
    await expect(one.get_by_text("38 · Tulle · en ligne")).to_be_visible()
    await one.goto(people.site.origin + "/chat/salon/accueil")
    dialog = await card(one, "Camarade")
    await expect(dialog.get_by_label("Note pour vous")).to_have_value("aime les tartes")


async def test_who_may_write_is_my_choice(people: People) -> None:
    """Set to nobody, an unknown person gets the one kind answer, and nothing waits."""
    people.expected.add("not_available")
    shy, asker = await people.member("Violette des murs", **WIDE), await people.member("Zélé", "Tulle", "38", **WIDE)
    await ready(shy)
    await ready(asker)
    await go(shy, "Moi")
    await shy.get_by_text("de personne", exact=True).click()
    await expect(shy.get_by_text("C’est enregistré.").first).to_be_visible()
    await ask(asker, "Violette des murs", "Bonsoir !")
    await expect(asker.get_by_role("alert")).to_have_text("Cette personne n’est pas disponible. Bonne soirée\u202f!")
    await go(shy, "Messages")
    await expect(shy.get_by_role("link", name="Demandes", exact=True)).to_be_visible()
