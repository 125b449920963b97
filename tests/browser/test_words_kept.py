"""Words that wait on the device: too long for one message, or begun and not sent; and when they are erased."""

import re

from playwright.async_api import Page, expect

from browser.stage import People
from browser.test_private import go, talk
from browser.test_talk import row

LONG = "Une phrase pour voir. " * 90 + "\n\n" + "😀" * 400 + " et la fin."
DRAFTS = """async () => {
    const request = indexedDB.open('palabre-sealed');
    const database = await new Promise((done) => (request.onsuccess = () => done(request.result)));
    if (!database.objectStoreNames.contains('records')) return database.close() ?? 0;
    const names = database.transaction('records').objectStore('records').getAllKeys();
    const found = await new Promise((done) => (names.onsuccess = () => done(names.result)));
    database.close();
    return found.filter((name) => name.startsWith('draft/')).length;
}"""


async def drafts(page: Page, count: int) -> None:
    """Wait until the sealed part of this device holds so many drafts."""
    for _ in range(100):
        if await page.evaluate(DRAFTS) == count:
            return
        await page.wait_for_timeout(50)
    assert await page.evaluate(DRAFTS) == count


async def test_a_long_text_leaves_as_several_in_order(people: People) -> None:
    """Too long to leave in one piece is said; one button sends it as several, and the other reads all, in order."""
    one, other = await talk(people, "Mauve", "Nivéole")
    await one.locator("#composer").fill(LONG)
    await expect(one.get_by_text("Ce message est trop long pour partir en une fois.")).to_be_visible()
    await one.locator("#composer").press("Enter")
    await expect(one.locator("#composer")).not_to_have_value("")
    await one.get_by_role("button", name=re.compile(r"^Envoyer en \d messages$")).click()
    await expect(row(other, "et la fin.")).to_be_visible()
    read = [" ".join(text.split()) for text in await other.locator("[data-id] .bubble").all_inner_texts()]
    assert " ".join(LONG.split()) in " ".join(read)
    await expect(one.locator("#composer")).to_have_value("")
    await expect(one.locator(".outgoing")).to_have_count(0)


async def test_a_private_draft_survives_and_is_erased_with_its_talk(people: People) -> None:
    """Sealed on the device: there after a reload; gone with the conversation, and with everything."""
    one, other = await talk(people, "Onagre", "Paronyque")
    for page, begun in ((one, "à finir ce soir"), (other, "moi aussi")):
        await page.locator("#composer").fill(begun)
        await drafts(page, 1)
        await page.reload()
        await expect(page.locator("#composer")).to_have_value(begun)
    assert "à finir ce soir" not in await one.evaluate("JSON.stringify(localStorage)")
    await go(other, "Moi")
    await other.get_by_role("button", name="Tout effacer sur cet appareil et chez nous").click()
    await expect(one.get_by_text("Cette personne est partie.")).to_be_visible()
    await drafts(other, 0)
    await drafts(one, 0)


async def test_a_draft_is_erased_when_one_of_the_two_blocks(people: People) -> None:
    """Blocked by the other while writing: nothing begun is kept on either side, also after a reload."""
    one, other = await talk(people, "Polygala", "Quinoa sauvage")
    for page, begun in ((one, "je voulais ajouter"), (other, "encore un mot")):
        await page.locator("#composer").fill(begun)
        await drafts(page, 1)
    await other.get_by_role("button", name="Plus", exact=True).click()
    await other.get_by_role("menuitem", name="Bloquer Polygala").click()
    for page, begun in ((one, "je voulais ajouter"), (other, "encore un mot")):
        await expect(page.locator("#composer")).to_have_count(0)
        await drafts(page, 0)
        await go(page, "Messages")
        await page.reload()
        await expect(page.locator(".rows a")).to_have_count(1)
        await expect(page.get_by_text(begun)).to_have_count(0)


async def test_a_draft_is_erased_as_one_leaves(people: People) -> None:
    """Whoever leaves with a word begun leaves none of it on the device; nor does the other keep theirs."""
    one, other = await talk(people, "Renouée", "Sarriette des champs")
    for page in (one, other):
        await page.locator("#composer").fill("à finir plus tard")
        await drafts(page, 1)
    await go(one, "Moi")
    await one.get_by_role("button", name="Partir", exact=True).click()
    await drafts(one, 0)
    await expect(other.get_by_text("Cette personne est partie.")).to_be_visible()
    await drafts(other, 0)
