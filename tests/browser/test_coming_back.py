"""Keeping a pseudonym and coming back to it; what locks, what is forgotten, what can be taken away."""

import json
import re
from pathlib import Path

from playwright.async_api import Page, Request, expect

from browser.stage import People, say
from browser.test_private import WIDE, go, see, talk
from browser.test_talk import row


async def keep_by_words(page: Page) -> str:
    """Keep one's pseudonym by four words, from Me; return them."""
    await go(page, "Moi")
    await page.get_by_role("button", name="Avec quatre mots").click()
    words = await page.locator(".four").inner_text()
    await page.get_by_role("button", name="Je les ai notés").click()
    await expect(page.get_by_text("Gardé par quatre mots.")).to_be_visible()
    return words


async def test_four_words_bring_a_name_back_on_another_device(people: People) -> None:
    """Kept from Me, found again from the entry of another browser, after its own proof; wrong words say so."""
    people.expected.update({"403 (Forbidden)", "409 (Conflict)", "404 (Not Found)", "401", "422"})
    page = await people.member("Ancolie des bois", **WIDE)
    words = await keep_by_words(page)
    assert len(words.split()) == 4
    other = await people.visitor(**WIDE)
    await people.prove(other)
    await other.get_by_role("button", name="J’ai déjà un pseudo").click()
    await other.get_by_label("Pseudo", exact=True).fill("Ancolie des bois")
    await other.get_by_label("Vos quatre mots").fill("un deux trois quatre")
    await other.get_by_role("button", name="Revenir", exact=True).click()
    await expect(other.get_by_role("alert")).to_have_text(re.compile("ne correspondent à aucun pseudo gardé"))
    await other.get_by_label("Vos quatre mots").fill(words.upper())
    await other.get_by_role("button", name="Revenir", exact=True).click()
    await expect(other.locator("#composer")).to_be_visible()
    await go(other, "Moi")
    await expect(other.get_by_label("Pseudo", exact=True)).to_have_value("Ancolie des bois")


async def test_a_passkey_keeps_a_name_and_brings_it_back(people: People) -> None:
    """Made in Me with the device’s authenticator; after the session is gone, one touch at the entry is enough."""
    page = await people.member("Véronique des champs", **WIDE)
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "isUserVerified": True}})
    await go(page, "Moi")
    await page.get_by_role("button", name="Avec une clé d’accès").click()
    await expect(page.get_by_text("Gardé par 1 clé d’accès.")).to_be_visible()
    people.expected.update({"403 (Forbidden)", "401", "WebSocket connection"})
    await page.context.clear_cookies()
    await people.prove(page)
    await page.get_by_role("button", name="J’ai déjà un pseudo").click()
    await page.get_by_role("button", name="Avec ma clé d’accès").click()
    await expect(page.locator("#composer")).to_be_visible()
    await go(page, "Moi")
    await expect(page.get_by_label("Pseudo", exact=True)).to_have_value("Véronique des champs")


async def test_the_entry_offers_to_keep_the_name_and_later_weighs_the_same(people: People) -> None:
    """At the third step: later, passkey, words; the words are shown once before the room opens."""
    page = await people.visitor(**WIDE)
    await people.prove(page)
    await page.locator("#pseudonym").fill("Bardane")
    await page.locator("#town").fill("Limoges")
    await page.get_by_role("option").first.click()
    await page.locator("#age").fill("41")
    await page.locator('button[type="submit"]').click()
    await expect(page.get_by_role("radio", name="Plus tard")).to_be_checked()
    await page.get_by_text("Avec quatre mots").click()
    await page.locator("button.primary").click()
    await expect(page.get_by_role("heading", name="Vos quatre mots")).to_be_focused()
    assert len((await page.locator(".four").inner_text()).split()) == 4
    await page.get_by_role("button", name="Je les ai notés, entrer").click()
    await expect(page.locator("#composer")).to_be_visible()


async def test_quick_exit_forgets_sealed_talk_when_nothing_could_unlock_it(people: People) -> None:
    """Without a kept pseudonym, leaving the screen forgets keys and words; the page says nothing of them afterwards."""
    one, other = await talk(people, "Potentille", "Quintefeuille")
    await say(one, "entre nous")
    await expect(row(other, "entre nous")).to_be_visible()
    for _ in range(3):
        await one.keyboard.press("Escape")
    await expect(one).to_have_url(people.site.origin + "/temps")
    await one.goto(people.site.origin + "/chat/messages")
    await one.get_by_role("button", name="Reprendre").click()
    await see(one, "Quintefeuille")
    await expect(one.locator("#composer")).to_be_visible()
    await expect(one.get_by_text("entre nous")).to_have_count(0)


async def test_quick_exit_locks_a_kept_name_until_its_words(people: People) -> None:
    """With a kept pseudonym the page asks for the words, and then shows the talk again."""
    people.expected.update({"403 (Forbidden)", "409 (Conflict)", "401", "WebSocket connection"})
    one, other = await talk(people, "Renoncule", "Sainfoin")
    await say(one, "toujours là")
    await expect(row(other, "toujours là")).to_be_visible()
    words = await keep_by_words(one)
    for _ in range(3):
        await one.keyboard.press("Escape")
    await expect(one).to_have_url(people.site.origin + "/temps")
    await one.goto(people.site.origin + "/chat/messages")
    await expect(one.get_by_role("heading", name="Page en pause")).to_be_visible()
    await expect(one.get_by_text("Renoncule")).to_have_count(0)
    await one.get_by_label("Nom", exact=True).fill("Renoncule")
    await one.get_by_label("Quatre mots", exact=True).fill(words)
    await one.get_by_role("button", name="Reprendre").click()
    await see(one, "Sainfoin")
    await expect(row(one, "toujours là")).to_be_visible()


async def test_my_data_comes_in_one_file_and_my_words_are_found(people: People, tmp_path: Path) -> None:
    """One JSON file with the server’s side and the device’s; the search of my messages asks nobody."""
    one, other = await talk(people, "Trèfle", "Ulmaire")
    await say(other, "La clafoutis aux cerises")
    await expect(row(one, "clafoutis")).to_be_visible()
    await go(one, "Messages")
    sent: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.endswith("/favicon.svg"):  # the tab's icon, which counts what waits
            sent.append(request.url)

    one.on("request", asked)
    await one.get_by_label("Chercher dans mes messages").fill("CERISES")
    await one.keyboard.press("Enter")
    await expect(one.get_by_text("1 message trouvé")).to_be_visible()
    assert sent == []
    await go(one, "Moi")
    async with one.expect_download() as coming:
        await one.get_by_role("button", name="Télécharger mes données").click()
    path = tmp_path / "data.json"
    await (await coming.value).save_as(path)
    data = json.loads(path.read_text())
    assert "Trèfle" in json.dumps(data["server"], ensure_ascii=False)
    assert any("clafoutis" in entry["text"] for entry in data["device"]["conversations"])
