"""What waits, counted in the title and on the icon of the tab; read on one page it waits on none."""

import re

from playwright.async_api import Page, expect

from browser.stage import People, say
from browser.test_coming_back import keep_by_words
from browser.test_private import WIDE, go, see, talk
from browser.test_talk import row

AT_ONCE_MS = 2_000  # brief 12: three devices, read on one, others clear
DRAWN = """async () => {
    const { href } = document.querySelector('link[rel=icon]');
    const image = Object.assign(new Image(), { src: href });
    await image.decode();
    return href.startsWith('blob:') && image.naturalWidth > 0;
}"""


async def comes_back(people: People, name: str, words: str, other: str) -> Page:
    """Come back to a kept pseudonym on a device of its own, and wait until it lists the talk with somebody."""
    page = await people.visitor(**WIDE)
    await people.prove(page)
    await page.get_by_role("button", name="J’ai déjà un pseudo").click()
    await page.get_by_label("Pseudo", exact=True).fill(name)
    await page.get_by_label("Vos quatre mots").fill(words)
    await page.get_by_role("button", name="Revenir", exact=True).click()
    await expect(page.locator("#composer")).to_be_visible()
    await go(page, "Messages")
    await expect(page.get_by_role("link", name=re.compile(other))).to_be_visible()
    return page


async def test_what_waits_is_counted_on_every_page_and_read_on_one(people: People) -> None:
    """Two tabs and another device count the same in title and icon; read on one, the others clear within 2 s."""
    people.expected.update({"403 (Forbidden)", "401"})
    one, first = await talk(people, "Gesse", "Jacobée")
    words = await keep_by_words(first)
    device = await comes_back(people, "Jacobée", words, "Gesse")
    await see(device, "Gesse")
    await expect(one.get_by_text("Jacobée a un nouvel appareil.")).to_be_visible()
    tab = await first.context.new_page()
    await tab.goto(people.site.origin + "/chat/moi")
    pages = [first, tab, device]
    for turn, reader in enumerate(pages):
        for page in pages:
            await go(page, "Moi")
            await expect(page).to_have_title("Moi – Palabre")
        await say(one, f"premier, {turn}")
        await say(one, f"second, {turn}")
        for page in pages:
            await expect(page).to_have_title("Moi, 2 non lus – Palabre")
            assert await page.evaluate(DRAWN)
        await see(reader, "Gesse")
        await expect(row(reader, f"second, {turn}")).to_be_visible()
        for page in pages:
            await expect(page).to_have_title(re.compile("^(Moi|Gesse) – Palabre$"), timeout=AT_ONCE_MS)
            await expect(page.locator("link[rel=icon]")).to_have_attribute("href", "/favicon.svg")
    await device.reload()
    await expect(row(device, "second, 2")).to_be_visible()
    await go(device, "Moi")
    await expect(device).to_have_title("Moi – Palabre")


async def test_a_discreet_tab_does_not_tell_that_something_waits(people: People) -> None:
    """With a discreet title a private message changes neither title nor icon; without it both count it."""
    one, other = await talk(people, "Impatience", "Joubarbe")
    await go(other, "Moi")
    await other.get_by_role("switch", name="Titre discret").click()
    await say(one, "quelque chose attend")
    await expect(other.get_by_role("link", name=re.compile("^Messages.*1"))).to_be_visible()
    await expect(other).to_have_title("Notes")
    await expect(other.locator("link[rel=icon]")).to_have_attribute("href", "/temps.svg")
    await other.get_by_role("switch", name="Titre discret").click()
    await expect(other).to_have_title("Moi, 1 non lu – Palabre")
    assert await other.evaluate(DRAWN)


async def test_read_marks_are_shown_to_who_shows_theirs(people: People) -> None:
    """Neither sees what the other has read until both chose it; who takes it back sees none any more."""
    one, other = await talk(people, "Kerria", "Linaire")
    for page, name in ((one, "Linaire"), (other, "Kerria")):
        await say(page, f"un mot avant que {name} le veuille")
        await expect(page.locator(".dialogue .read")).to_have_count(0)
        await go(page, "Moi")
        await page.get_by_role("switch", name="Montrer ce que j’ai lu").click()
        await page.get_by_role("switch", name="Montrer quand j’écris").click()
        await see(page, name)
    await say(one, "et maintenant")
    await expect(one.locator(".dialogue .read")).to_have_text("Lu")
    await other.locator("#composer").press_sequentially("je")
    await expect(one.locator(".dialogue")).to_contain_text("Linaire écrit")
    tab = await one.context.new_page()
    await tab.goto(people.site.origin + "/chat/moi")
    await tab.get_by_role("switch", name="Montrer ce que j’ai lu").click()
    await expect(one.locator(".dialogue .read")).to_have_count(0)
