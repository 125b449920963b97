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
    page = await people.member("Tamaris", **PHONE)
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


async def test_a_sound_is_chosen_heard_and_seen(people: People) -> None:
    """Silence until one chooses; then being named rings once and says so on the screen."""
    page = await people.member("Alchémille", viewport={"width": 1280, "height": 800})
    other = await people.member("Brunelle", "Tulle", "38")
    await page.evaluate(
        "window.tones = 0; const start = OscillatorNode.prototype.start;"
        "OscillatorNode.prototype.start = function (at) { window.tones += 1; return start.call(this, at); }; 0"
    )
    for number in (1, 2):
        if number == 2:
            await page.get_by_role("link", name="Moi", exact=True).click()
            await page.get_by_role("group", name="Un son quand on me nomme ou m’écrit").get_by_label("Goutte").check()
            assert await page.evaluate("window.tones") == 1
        await say(other, f"@Alchémille, un mot, le {number}e")
        seen = page.locator(".rooms .badge") if number == 2 else page.locator(".mention.me")
        await expect(seen.first).to_be_visible()
        await expect(page.get_by_text("Brunelle vous parle dans Accueil")).to_have_count(number - 1)
    assert await page.evaluate("window.tones") == 2


async def test_an_act_whose_words_are_gone_can_still_be_undone(people: People) -> None:
    """From the room's menu: the list of recent acts takes an ignore back."""
    one, other = await people.member("Myosotis"), await people.member("Chardon", "Ussel", "33")
    await say(other, "Encore un mot de moi")
    await expect(one.locator("[data-id]", has_text="Encore un mot")).to_be_visible()
    await say(one, "/ignorer Chardon")
    await one.get_by_role("status").get_by_role("button", name="Fermer").click()
    await expect(one.locator("[data-id]", has_text="Encore un mot")).to_have_count(0)
    await one.get_by_role("button", name="Plus", exact=True).click()
    await one.get_by_role("menuitem", name="Actes récents").click()
    await has_inside(one, "Actes récents")
    await one.get_by_role("dialog").get_by_role("button", name=re.compile("^Annuler")).click()
    await expect(one.get_by_text("Rien à annuler pour l’instant.")).to_be_visible()
    await expect(one.locator("[data-id]", has_text="Encore un mot")).to_have_count(1)


async def test_reading_can_be_made_easier(people: People) -> None:
    """Wide spacing bounds lines and spreads letters, large buttons are 56 px, a thick frame stands around the focus."""
    page = await people.member("Néflier", viewport={"width": 1280, "height": 800})
    await say(page, "Une phrase " + "assez longue pour remplir plusieurs lignes " * 8)
    await page.get_by_role("link", name="Moi", exact=True).click()
    for group, choice in (("Lettres et lignes", "Plus espacées"), ("Boutons", "Grands"), ("Cadre", "Épais")):
        await page.get_by_role("group", name=re.compile(group)).get_by_label(choice).check()
    await page.get_by_role("link", name="Salons", exact=True).click()
    body = page.locator("[data-id] .body", has_text="assez longue")
    widest = await body.evaluate("e => e.clientWidth / parseFloat(getComputedStyle(e).fontSize)")
    assert widest <= 68
    assert await body.evaluate("e => parseFloat(getComputedStyle(e).letterSpacing)") > 0.5
    send = page.locator(".icon.send")
    box = await send.bounding_box()
    assert box is not None
    assert box["height"] >= 56
    await page.keyboard.press("Tab")
    assert "8px" in await page.locator(":focus").evaluate("e => getComputedStyle(e).boxShadow")


async def test_lists_beside_the_talk_are_moved_without_dragging(people: People) -> None:
    """From the menu of each list: wider, narrower, hidden, shown again; and it stays so after a reload."""
    page = await people.member("Glycine", viewport={"width": 1280, "height": 800})
    for pane, name in (("#rooms-pane", "Liste des salons"), ("#people-pane", "Liste des personnes")):
        opener = page.get_by_role("button", name=re.compile(f"^{name}"))
        before = await page.locator(pane).evaluate("e => e.offsetWidth")
        await opener.click()
        await page.get_by_role("menuitem", name="Élargir la liste").click()
        assert await page.locator(pane).evaluate("e => e.offsetWidth") == before + 32
        await opener.click()
        await page.get_by_role("menuitem", name="Cacher la liste").click()
        await expect(page.locator(pane)).to_have_count(0)
        await expect(page.locator("#composer")).to_be_focused()
    await page.reload()
    await expect(page.locator("#composer")).to_be_visible()
    await expect(page.locator("#rooms-pane")).to_have_count(0)
    await page.get_by_role("button", name="Montrer la liste des salons").click()
    await expect(page.locator("#rooms-pane")).to_be_visible()


async def test_a_button_under_the_focus_says_what_it_does(people: People) -> None:
    """Tabbing shows the words that a pointer would show."""
    page = await people.member("Pulmonaire")
    await page.locator("#composer").focus()
    await page.keyboard.press("Tab")
    shown = "getComputedStyle(document.activeElement, '::after').content"
    assert "Émoji" in await page.evaluate(shown)
