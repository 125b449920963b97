"""Private conversations in real browsers: asked for, accepted, sealed, and nothing that opens by itself."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from browser.stage import People, say
from browser.test_pages import Theme, both_sizes
from browser.test_talk import row
from palabre.web.texts import Lang

WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
OPENED = """
    window.opened = [];
    window.open = (...given) => { window.opened.push('window'); return null; };
    window.Notification = class { constructor() { window.opened.push('notice'); } };
    HTMLMediaElement.prototype.play = function () { window.opened.push('sound'); return Promise.resolve(); };
    window.AudioContext = class { constructor() { window.opened.push('sound'); } };
    HTMLDialogElement.prototype.showModal = function () { window.opened.push('dialog'); };
"""


LOOK = """one => ['color', 'backgroundColor', 'borderColor', 'fontWeight', 'fontSize', 'boxShadow']
    .map((name) => getComputedStyle(one)[name]).join()"""


async def go(page: Page, place: str) -> None:
    """Go to one of the places by the rail, which a talk covers on a phone."""
    back = page.locator(".talk-header .back")
    if await back.is_visible():
        await back.click()
    await page.get_by_role("navigation", name="Lieux").get_by_role("link", name=re.compile(f"^{place}")).click()


async def ready(page: Page) -> None:
    """Wait until this page's device has given its key packages, so that others may ask."""
    await go(page, "Messages")
    await expect(page.get_by_text("Préparation du chiffrement…")).to_have_count(0)


async def card(page: Page, name: str) -> Locator:
    """Open the card of somebody present in Accueil."""
    await go(page, "Salons")
    await page.get_by_role("link", name=re.compile("^Accueil")).first.click()
    people = page.locator("#people-pane")
    if not await people.is_visible():
        await page.get_by_role("button", name=re.compile("^Personnes")).click()
        people = page.get_by_role("dialog")
    await people.get_by_role("button", name=re.compile(name)).click()
    dialog = page.get_by_role("dialog", name=name)
    await expect(dialog.get_by_text("Ici depuis")).to_be_visible()
    return dialog


async def ask(page: Page, name: str, words: str) -> None:
    """Ask somebody present in the room to talk, from their card."""
    await (await card(page, name)).get_by_role("button", name="Demander à parler").click()
    await page.get_by_label("Votre message").fill(words)
    await page.get_by_role("button", name="Envoyer la demande").click()


async def see(page: Page, name: str) -> None:
    """Open the conversation with somebody from the list."""
    await go(page, "Messages")
    await page.get_by_role("link", name=re.compile(name)).click()


async def talk(people: People, one: str, other: str, options: dict[str, Any] = WIDE) -> tuple[Page, Page]:
    """Bring two people into an accepted conversation, each with it on screen."""
    asker = await people.member(one, **options)
    asked = await people.member(other, "Tulle", "38", **WIDE)
    await agree(asker, asked, other)
    return asker, asked


async def agree(asker: Page, asked: Page, other: str) -> None:
    """Bring two people who are in into an accepted conversation."""
    await ready(asked)
    await ready(asker)
    await ask(asker, other, "Bonsoir, une question sur les tartes")
    await expect(asker.get_by_text("Demande envoyée.")).to_be_visible()
    await asked.get_by_role("link", name="Demandes (1)").click()
    await asked.get_by_role("button", name="Accepter").click()
    await expect(asked.locator("#composer")).to_be_visible()
    await see(asker, other)
    await expect(asker.locator("#composer")).to_be_visible()


async def test_a_request_opens_nothing_and_waits(people: People) -> None:
    """Promise 1: a first contact opens no window, dialog, notice or sound, takes no focus; its link is words."""
    asked = await people.member("Ancolie", "Tulle", "38", **WIDE)
    await asked.context.add_init_script(OPENED)
    await asked.reload()
    await ready(asked)
    await go(asked, "Salons")
    await asked.get_by_role("link", name=re.compile("^Accueil")).first.click()
    await asked.locator("#composer").fill("Je suis en train d’écrire")
    asker = await people.member("Bourrache", **WIDE)
    await ready(asker)
    await ask(asker, "Ancolie", "Bonsoir, voici https://exemple.fr/photo")
    await expect(asked.get_by_role("link", name=re.compile("^Messages.*1 demande$"))).to_be_visible()
    await expect(asked).to_have_title(re.compile("1 non lu"))
    await expect(asked.locator("#composer")).to_be_focused()
    assert await asked.evaluate("window.opened") == []
    await go(asked, "Messages")
    await asked.get_by_role("link", name="Demandes (1)").click()
    request = asked.get_by_role("article", name="Demande de Bourrache")
    await expect(request.get_by_text("https://exemple.fr/photo")).to_be_visible()
    await expect(request.get_by_text("ici depuis aujourd’hui · aussi dans Accueil")).to_be_visible()
    assert await request.locator("a, img").count() == 0
    assert await asked.evaluate("window.opened") == []


async def test_accept_and_refuse_weigh_the_same(people: People) -> None:
    """The buttons of a request have the same size and look; a no is told kindly, once, and closes."""
    people.expected.add("not_available")
    asker, asked = await people.member("Centaurée", **WIDE), await people.member("Digitale", "Tulle", "38", **PHONE)
    await ready(asked)
    await ready(asker)
    await ask(asker, "Digitale", "Bonsoir !")
    await asked.get_by_role("link", name="Demandes (1)").click()
    buttons = asked.get_by_role("article").get_by_role("button")
    await expect(buttons).to_have_count(4)
    boxes = [await one.bounding_box() for one in await buttons.all()]
    assert len({(box["width"], box["height"]) for box in boxes if box}) == 1
    looks = [await one.evaluate(LOOK) for one in await buttons.all()]
    assert looks[0] == looks[1]
    await asked.get_by_role("button", name="Non, merci").click()
    await expect(asked.get_by_text("Aucune demande. Personne ne peut vous écrire sans votre accord.")).to_be_visible()
    await go(asker, "Messages")
    await expect(asker.get_by_text("Digitale n’est pas disponible. Bonne soirée\u202f!")).to_be_visible()
    await ask(asker, "Digitale", "Encore une fois ?")
    await expect(asker.get_by_role("alert")).to_have_text("Cette personne n’est pas disponible. Bonne soirée\u202f!")


async def test_two_people_talk_as_in_a_room(people: People) -> None:
    """Reply, reaction, edit and retraction reach the other, sealed; each word once, in order; drafts wait."""
    one, other = await talk(people, "Pivoine", "Jonquille", PHONE)
    for page in (one, other):
        await expect(row(page, "une question sur les tartes")).to_have_count(1)
    await say(one, "Au beurre ou à l’huile ?")
    await row(other, "Au beurre").hover()
    await row(other, "Au beurre").get_by_role("button", name="Répondre").click()
    await say(other, "Au beure, toujours")
    await expect(row(one, "toujours").get_by_text("Au beurre ou")).to_be_visible()
    await other.locator("#composer").press("ArrowUp")
    await say(other, "Au beurre, toujours")
    await expect(row(one, "Au beurre, toujours").get_by_text("(modifié)")).to_be_visible()
    await row(other, "à l’huile").first.hover()
    await row(other, "à l’huile").first.get_by_role("button", name="Réagir").click()
    await other.get_by_role("button", name="👍").first.click()
    await expect(one.get_by_role("button", name="👍, 1", exact=True)).to_be_visible()
    await row(other, "Au beurre, toujours").last.hover()
    await row(other, "Au beurre, toujours").last.get_by_role("button", name="Supprimer").click()
    await expect(one.get_by_text("Message retiré par son auteur")).to_be_visible()
    await expect(one.locator(".outgoing")).to_have_count(0)


async def test_links_need_a_yes_that_both_see(people: People) -> None:
    """Without a yes a link is words; with it, it leads to the page that names the site; both see each change."""
    one, other = await talk(people, "Silène", "Nigelle")
    await say(other, "La recette : https://exemple.fr/tarte")
    await expect(row(one, "La recette")).to_be_visible()
    await expect(one.locator(".message .body a")).to_have_count(0)
    await one.get_by_role("button", name="Accords").click()
    await expect(one.get_by_role("switch")).to_have_count(1)  # the other three come with their features
    await one.get_by_role("switch", name="J’accepte les liens de Nigelle").click()
    await one.keyboard.press("Escape")
    await expect(other.get_by_text("Silène accepte les liens.")).to_be_visible()
    await expect(one.locator(".message .body a")).to_have_attribute("href", "/ailleurs#https://exemple.fr/tarte")
    await one.get_by_role("button", name="Accords").click()
    await one.get_by_role("switch", name="J’accepte les liens de Nigelle").click()
    await expect(other.get_by_text("Silène n’accepte plus les liens.")).to_be_visible()
    await one.keyboard.press("Escape")
    await expect(one.locator(".message .body a")).to_have_count(0)


async def test_both_read_the_same_safety_words_and_see_what_vanishes(people: People) -> None:
    """Twelve words, the same on both sides; a choice of vanishing is a row for both and stands in both headers."""
    one, other = await talk(people, "Gaillarde", "Julienne")
    read = []
    for page in (one, other):
        await page.get_by_role("button", name="Plus", exact=True).click()
        await page.get_by_role("menuitem", name="Mots de sûreté").click()
        words = page.get_by_role("dialog").locator(".words")
        await expect(words).to_be_visible()
        read.append(await words.inner_text())
        await page.keyboard.press("Escape")
    assert read[0] == read[1]
    assert len(read[0].split()) == 12
    await one.get_by_role("button", name="Plus", exact=True).click()
    await one.get_by_role("menuitemcheckbox", name="Effacement\u202f: après 24 h").click()
    await expect(other.get_by_text("Gaillarde efface les messages après 24 h.")).to_be_visible()
    await expect(other.locator(".talk-header")).to_contain_text("s’efface après 24 h")


async def test_a_reload_a_second_tab_and_a_tunnel_lose_nothing(people: People) -> None:
    """History survives a reload; a second tab speaks through the first, then alone; a tunnel doubles nothing."""
    people.expected.update({"ERR_INTERNET_DISCONNECTED", "WebSocket connection"})
    one, other = await talk(people, "Scabieuse", "Tanaisie")
    await say(one, "premier")
    await expect(row(other, "premier")).to_be_visible()
    await other.reload()
    await expect(row(other, "premier")).to_be_visible()
    tab = await other.context.new_page()
    await tab.goto(other.url)
    await expect(row(tab, "premier")).to_be_visible()
    await say(tab, "depuis l’autre onglet")
    for page in (one, other):
        await expect(row(page, "depuis l’autre onglet")).to_have_count(1)
    await other.close()
    await say(tab, "l’onglet qui reste")
    await expect(row(one, "l’onglet qui reste")).to_have_count(1)
    await one.context.set_offline(True)
    await expect(one.get_by_text("Vous êtes hors ligne.")).to_be_visible()
    await say(one, "dans le tunnel")
    await say(tab, "pendant ce temps")
    await one.context.set_offline(False)
    for page in (one, tab):
        await expect(row(page, "dans le tunnel")).to_have_count(1)
        await expect(row(page, "pendant ce temps")).to_have_count(1)
    await expect(one.locator(".outgoing")).to_have_count(0)


async def test_a_lost_state_founds_a_new_group_and_says_so(people: People) -> None:
    """A device whose storage was cleared reads again from the next message, and both see that keys have changed."""
    one, other = await talk(people, "Véronique", "Zinnia")
    await say(one, "avant")
    await expect(row(other, "avant")).to_be_visible()
    await other.evaluate("indexedDB.deleteDatabase('palabre-sealed')")
    await other.reload()
    await expect(other.get_by_text("Lecture impossible")).to_have_count(0)
    await expect(other.locator("#composer")).to_be_visible()
    await say(other, "me revoilà")
    await expect(row(one, "me revoilà")).to_have_count(1)
    await expect(one.get_by_text("Les clés de Zinnia ont changé.")).to_be_visible()
    await say(one, "content de vous relire")
    await expect(row(other, "content de vous relire")).to_have_count(1)


async def test_what_was_said_while_the_other_lost_their_keys_is_sent_again(people: People) -> None:
    """It stands as not received, with why; one press sends it, both have it once, and nothing more waits."""
    one, other = await talk(people, "Ruta", "Thlaspi")
    await other.goto(people.site.origin + "/aide")
    await say(one, "entre-temps")
    await expect(row(one, "entre-temps")).to_have_count(1)
    await other.evaluate("indexedDB.deleteDatabase('palabre-sealed')")
    await other.goto(people.site.origin + "/chat/")
    await see(other, "Ruta")
    await say(other, "me voici")
    lost = one.locator(".outgoing", has_text="entre-temps")
    await expect(lost.get_by_text("Non reçu")).to_be_visible()
    await expect(row(one, "entre-temps")).to_have_count(0)
    await lost.get_by_role("button", name="Renvoyer").click()
    for page in (one, other):
        await expect(row(page, "entre-temps")).to_have_count(1)
    await expect(one.locator(".outgoing")).to_have_count(0)


async def test_a_block_closes_the_talk_for_both(people: People) -> None:
    """From the header: both lose the conversation’s way to write, and neither can ask again."""
    one, other = await talk(people, "Eucharis", "Freesia")
    await one.get_by_role("button", name="Plus", exact=True).click()
    await one.get_by_role("menuitem", name="Bloquer Freesia").click()
    await expect(one.get_by_text("Freesia ne peut plus vous voir ni vous écrire.")).to_be_visible()
    await expect(other.locator("#composer")).to_have_count(0)
    await expect(one.locator("#composer")).to_have_count(0)
    await go(one, "Moi")
    await expect(one.get_by_role("button", name="Débloquer Freesia")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_private_screens_have_no_violation(people: People, lang: Lang, theme: Theme) -> None:
    """A request, a talk, its dialogs, on a wide screen and on a phone: axe finds nothing; nothing scrolls sideways."""
    look: dict[str, Any] = {"color_scheme": theme, "reduced_motion": "reduce", "lang": lang, **WIDE}
    one, other = await people.member(f"Hêtre {lang} {theme}", **look), await people.member(f"If {lang} {theme}", **look)
    found: dict[str, Any] = {}
    for page in (one, other):
        await page.goto(people.site.origin + "/chat/messages")
        await expect(page.locator(".state")).to_be_visible()
    await one.goto(people.site.origin + "/chat/salon/accueil")
    await one.locator("#people-pane").get_by_role("button", name=re.compile(f"If {lang} {theme}")).click()
    await one.get_by_role("dialog").locator("button.primary").click()
    found["ask"] = await both_sizes(one)
    await one.get_by_role("dialog").locator("textarea").fill("Bonsoir https://exemple.fr/x")
    await one.get_by_role("dialog").locator("button.primary").click()
    await expect(one.get_by_role("dialog")).to_have_count(0)
    await other.goto(people.site.origin + "/chat/demandes")
    await expect(other.get_by_role("article")).to_be_visible()
    found["request"] = await both_sizes(other)
    await other.get_by_role("article").get_by_role("button").first.click()
    await expect(other.locator("#composer")).to_be_visible()
    await say(other, "Merci : www.exemple.fr")
    await expect(other.locator("[data-id]")).to_have_count(2)
    found["talk"] = await both_sizes(other)
    assert await other.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await other.locator(".talk-header button.plain").click()
    found["consents"] = await both_sizes(other)
    await other.get_by_role("switch").click()
    await other.keyboard.press("Escape")
    await expect(other.locator(".message .body a").first).to_be_visible()
    found["link"] = await both_sizes(other)
    await other.set_viewport_size(WIDE["viewport"])
    await other.goto(people.site.origin + "/chat/messages")
    await expect(other.get_by_role("searchbox")).to_be_visible()
    found["list"] = await both_sizes(other)
    assert {view: faults for view, faults in found.items() if faults} == {}
