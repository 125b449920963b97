"""Where private talks rest: a device that is full, that keeps nothing, or that erased; the talk in progress goes on."""

import re
from typing import Any

import pytest
from playwright.async_api import CDPSession, Page, expect

from browser.stage import People, say
from browser.test_pages import Theme, both_sizes
from browser.test_private import PHONE, WIDE, agree, ask, go, ready, see, talk
from browser.test_talk import row
from palabre.web.texts import Lang

FULL = "Cet appareil n’a plus de place."
NOTHING = "Ce navigateur ne garde rien."
ERASED = "Le navigateur a effacé ce que cet appareil gardait."
FILLED = """async () => {
    const request = indexedDB.open('filler');
    request.onupgradeneeded = () => request.result.createObjectStore('filler', {autoIncrement: true});
    const database = await new Promise((done) => (request.onsuccess = () => done(request.result)));
    for (let size = 500_000, error = null; ; ) {
        const transaction = database.transaction('filler', 'readwrite');
        transaction.objectStore('filler').add(crypto.getRandomValues(new Uint8Array(60_000)).join('').slice(0, size));
        error = await new Promise((done) => {
            transaction.oncomplete = () => done(null);
            transaction.onabort = () => done(transaction.error.name);
        });
        if (error && size < 100) return error;
        if (error) size = Math.floor(size / 4);
    }
}"""
NO_STORAGE = "Object.defineProperty(window, 'indexedDB', {value: undefined})"


async def bound(page: Page, origin: str, octets: int) -> CDPSession:
    """Give this site so much room in this browser, before it holds anything: what is left is counted from then on."""
    protocol = await page.context.new_cdp_session(page)
    await protocol.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": octets})
    return protocol


async def test_a_full_device_says_so_and_the_talk_goes_on(people: People) -> None:
    """Full: said on both tabs, nothing is lost in between; with room again all is written, and outlives a reload."""
    one, other = await people.member("Asphodèle", **WIDE), await people.visitor(**WIDE)
    protocol = await bound(other, people.site.origin, 8_000_000)
    await people.enter(other, "Balsamine", "Tulle", "38")
    await agree(one, other, "Balsamine")
    await say(one, "quand il y avait de la place")
    await expect(row(other, "quand il y avait de la place")).to_be_visible()
    await expect(other.get_by_text(FULL)).to_have_count(0)
    assert await other.evaluate(FILLED) == "QuotaExceededError"
    await say(one, "plus de place chez vous")
    await expect(row(other, "plus de place chez vous")).to_be_visible()
    await expect(other.get_by_text(FULL)).to_be_visible()
    tab = await other.context.new_page()
    await tab.goto(other.url)
    await expect(tab.get_by_text(FULL)).to_be_visible()
    await say(other, "je continue")
    await expect(row(one, "je continue")).to_have_count(1)
    await protocol.send("Storage.overrideQuotaForOrigin", {"origin": people.site.origin})
    await say(one, "de la place à nouveau")
    for page in (other, tab):
        await expect(row(page, "de la place à nouveau")).to_have_count(1)
        await expect(page.get_by_text(FULL)).to_have_count(0)
    await tab.close()
    await other.reload()
    for words in ("plus de place chez vous", "je continue", "de la place à nouveau"):
        await expect(row(other, words)).to_have_count(1)
    await say(other, "rien de perdu")
    await expect(row(one, "rien de perdu")).to_have_count(1)


async def test_a_browser_that_keeps_nothing_says_so_before_the_first_word(people: People) -> None:
    """Without storage, as in some private windows: said at once, with what it means; talking works all the same."""
    one = await people.member("Cardère", **PHONE)
    await one.context.add_init_script(NO_STORAGE)
    await one.reload()
    other = await people.member("Drave des murs", "Tulle", "38", **WIDE)
    await ready(other)
    await ready(one)
    await expect(one.get_by_text(NOTHING)).to_be_visible()
    await ask(one, "Drave des murs", "Bonsoir, une question")
    await expect(one.get_by_text("Demande envoyée.")).to_be_visible()
    await other.get_by_role("link", name="Demandes (1)").click()
    await other.get_by_role("button", name="Accepter").click()
    await say(other, "oui, dites")
    await see(one, "Drave des murs")
    await expect(row(one, "oui, dites")).to_be_visible()
    await say(one, "merci")
    await expect(row(other, "merci")).to_have_count(1)
    await one.get_by_role("button", name="Garder ce pseudo").click()
    await expect(one.get_by_role("heading", name="Garder ce pseudo")).to_be_in_viewport()


async def test_storage_that_the_browser_erased_is_told_until_understood(people: People) -> None:
    """Erased under an open page, the talk goes on; after a reload it is said, until read, and words come again."""
    one, other = await talk(people, "Eupatoire", "Ficaire")
    await say(one, "avant l’effacement")
    await expect(row(other, "avant l’effacement")).to_be_visible()
    protocol = await other.context.new_cdp_session(other)
    origin = await other.evaluate("location.origin")
    await protocol.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"})
    await say(other, "toujours là")
    await expect(row(one, "toujours là")).to_have_count(1)
    await say(one, "et moi aussi")
    await expect(row(other, "et moi aussi")).to_have_count(1)
    await protocol.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"})
    await other.reload()
    await expect(other.get_by_text(ERASED)).to_be_visible()
    await expect(row(other, "avant l’effacement")).to_have_count(0)
    await other.get_by_role("button", name="J’ai compris").click()
    await expect(other.get_by_text(ERASED)).to_have_count(0)
    await other.reload()
    await say(other, "avec de nouvelles clés")
    await expect(row(one, "avec de nouvelles clés")).to_have_count(1)
    await expect(other.get_by_text(ERASED)).to_have_count(0)
    await go(other, "Messages")
    await expect(other.get_by_text(ERASED)).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_what_is_said_of_storage_has_no_violation(people: People, lang: Lang, theme: Theme) -> None:
    """In a list and in a talk, wide and on a phone: axe finds nothing, and nothing scrolls sideways."""
    look: dict[str, Any] = {"color_scheme": theme, "reduced_motion": "reduce", "lang": lang, **WIDE}
    one = await people.member(f"Galanga {lang} {theme}", **look)
    await one.context.add_init_script(NO_STORAGE)
    other = await people.member(f"Houblon {lang} {theme}", **look)
    for page in (other, one):
        await page.goto(people.site.origin + "/chat/messages")
        await expect(page.locator(".state")).to_be_visible()
    await expect(one.locator(".at-rest .told")).to_be_visible()
    found = {"list": await both_sizes(one)}
    await one.set_viewport_size(WIDE["viewport"])
    await other.goto(people.site.origin + "/chat/salon/accueil")
    await other.locator("#people-pane").get_by_role("button", name=re.compile(f"Galanga {lang} {theme}")).click()
    await other.get_by_role("dialog").locator("button.primary").click()
    await other.get_by_role("dialog").locator("textarea").fill("Bonsoir")
    await other.get_by_role("dialog").locator("button.primary").click()
    await one.locator('a[href="/chat/demandes"]').first.click()
    await one.get_by_role("article").get_by_role("button").first.click()
    await expect(one.locator("#composer")).to_be_visible()
    found["talk"] = await both_sizes(one)
    assert await one.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert {screen: faults for screen, faults in found.items() if faults} == {}
