"""Take pictures of each screen at four widths, light and dark, French and English, to be looked at.

Usage: python scripts/screens.py FOLDER   (needs Debian's Chromium and built assets)
"""

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from playwright.async_api import Page, expect

from browser.stage import People, Site, chromium, fill, running_site, say
from browser.test_private import ask, ready, see
from palabre.web.pages import PATHS, WITHIN
from palabre.web.texts import Lang

WIDTHS = {360: 740, 820: 1180, 1280: 800, 1920: 1080}
PEOPLE: dict[Lang, tuple[str, str]] = {"fr": ("Lavande", "Marc"), "en": ("Heather", "Mark")}
WORDS: dict[Lang, tuple[str, str, str, str]] = {
    "fr": ("Bonsoir tout le monde :)", "Quelqu’un a une recette de quiche ?", "@Marc oui : https://exemple.fr/quiche",
           "/me sort son moule"),
    "en": ("Good evening everybody :)", "Has anyone a recipe for quiche?", "@Mark yes: https://example.org/quiche",
           "/me takes out a tin"),
}  # fmt: skip
LOOKS: list[tuple[Lang, str]] = [("fr", "light"), ("en", "dark")]


async def picture(page: Page, folder: Path, name: str, *, whole: bool = False) -> None:
    """Take the picture of a page at each width."""
    for width, height in WIDTHS.items():
        await page.set_viewport_size({"width": width, "height": height})
        await page.evaluate("new Promise(requestAnimationFrame)")
        await page.screenshot(path=folder / f"{name}-{width}.png", full_page=whole)


async def public(people: People, folder: Path, lang: Lang, theme: str) -> None:
    """Take the pages that need no session."""
    page = await people.visitor(color_scheme=theme)
    for name, paths in PATHS.items():
        if name in WITHIN:
            continue
        await page.goto(people.site.origin + paths[lang])
        await picture(page, folder, f"{lang}-{theme}-{name}", whole=True)


async def entry(people: People, folder: Path, lang: Lang, theme: str) -> None:
    """Take the three steps and the page for minors."""
    page = await people.visitor(color_scheme=theme)
    await page.goto(people.site.origin + PATHS["gate"][lang])
    await page.locator('form[data-gate="try"] button').click()
    await picture(page, folder, f"{lang}-{theme}-gate-begun", whole=True)
    await page.goto(people.site.origin + "/age/failed")
    await picture(page, folder, f"{lang}-{theme}-gate-failed", whole=True)
    await people.prove(page, lang)
    for name in ("renew", "renewed"):
        await page.goto(people.site.origin + PATHS[name][lang])
        await picture(page, folder, f"{lang}-{theme}-{name}", whole=True)
    await page.goto(people.site.origin + PATHS["gate"][lang])
    await picture(page, folder, f"{lang}-{theme}-who", whole=True)
    await fill(page, "Églantine", "Limoges", "41")
    await page.locator('button[type="submit"]').click()
    await picture(page, folder, f"{lang}-{theme}-before", whole=True)
    await page.goto(page.url)
    await fill(page, "Églantine", "Limoges", "16")
    await page.locator('button[type="submit"]').click()
    await picture(page, folder, f"{lang}-{theme}-minor", whole=True)


async def talk(people: People, folder: Path, lang: Lang, theme: str) -> None:
    """Take a lively room, comfortable and compact, the rooms, a card, the palette and Me."""
    (mine, theirs), (hello, question, answer, action) = PEOPLE[lang], WORDS[lang]
    other = await people.member(theirs, "Brive", "45")
    page = await people.member(mine, "Limoges", "41", lang, color_scheme=theme)
    for text in (hello, question):
        await say(other, text)
    await say(page, answer)
    await say(page, action)
    await expect(page.locator(".message.action").last).to_be_visible()
    await picture(page, folder, f"{lang}-{theme}-room")
    await page.evaluate("document.documentElement.dataset.density = 'compact'")
    await picture(page, folder, f"{lang}-{theme}-room-compact")
    await page.evaluate("document.documentElement.dataset.density = 'comfortable'")
    await page.keyboard.press("Control+k")
    await picture(page, folder, f"{lang}-{theme}-palette")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+/")
    await picture(page, folder, f"{lang}-{theme}-keys")
    await page.keyboard.press("Escape")
    for kind, target in {"elsewhere": "https://exemple.fr/quiche", "elsewhere-doubtful": "https://a@bit.ly/x"}.items():
        await page.goto("about:blank")
        await page.goto(f"{people.site.origin}{PATHS['elsewhere'][lang]}#{target}")
        await picture(page, folder, f"{lang}-{theme}-{kind}", whole=True)
    await page.goto(people.site.origin + "/chat/salon/jardin")
    await expect(page.locator("#composer")).to_be_visible()
    await picture(page, folder, f"{lang}-{theme}-empty-room")
    await page.goto(people.site.origin + "/chat")
    await expect(page.locator("#room-search")).to_be_visible()
    await picture(page, folder, f"{lang}-{theme}-rooms")
    await page.goto(people.site.origin + "/chat/moi")
    await expect(page.locator("#pseudonym, input").first).to_be_visible()
    await picture(page, folder, f"{lang}-{theme}-me")


async def private(people: People, folder: Path, theme: str, names: tuple[str, str]) -> None:
    """Take the tray of requests, a sealed talk, its panel, and the people around; in French."""
    one, other = await people.member(names[0], color_scheme=theme), await people.member(names[1], "Tulle", "38")
    for page in (one, other):
        await ready(page)
    await ask(other, names[0], "Bonsoir, une question sur les tartes")
    await one.get_by_role("link", name="Demandes (1)").click()
    await expect(one.get_by_role("article")).to_be_visible()
    await picture(one, folder, f"fr-{theme}-requests")
    await one.set_viewport_size({"width": 1280, "height": 800})
    await one.get_by_role("button", name="Accepter").click()
    await expect(one.locator("#composer")).to_be_visible()
    for text in ("Bonsoir ! Dites-moi.", "Au beurre, toujours."):
        await say(one, text)
    await see(other, names[0])
    await say(other, "Merci, voici https://exemple.fr/tarte")
    await expect(one.get_by_text("Merci, voici").first).to_be_visible()
    await picture(one, folder, f"fr-{theme}-private")
    await one.goto(people.site.origin + "/chat/autour")
    await picture(one, folder, f"fr-{theme}-around")


async def take(site: Site, folder: Path) -> None:
    """Take everything."""
    async with chromium() as browser:
        people = People(site, browser)
        for lang, theme in LOOKS:
            await public(people, folder, lang, theme)
            await entry(people, folder, lang, theme)
            await talk(people, folder, lang, theme)
        await private(people, folder, "light", ("Amarante", "Benoîte"))
        await private(people, folder, "dark", ("Campanule", "Dauphinelle"))


if __name__ == "__main__":
    where = Path(sys.argv[1])
    where.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, running_site(Path(data)) as running:
        asyncio.run(take(running, where))
    print(f"{len(list(where.glob('*.png')))} pictures in {where}")
