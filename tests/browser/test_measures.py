"""What people see of measures: the calm page at once, a second thought, held words, a question, a suspension."""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from browser.house import housed
from browser.stage import People, say
from browser.test_pages import Theme, both_sizes, violations
from palabre.web.texts import Lang

DISCLOSED = "j'ai 15 ans"
RULES = {
    "ask_age": "au collège demain",
    "warn_sender": "mon numéro",
    "refuse_message, cool_off: 15m": "vite vite",
    "isolate_member": "je suis mineur",
    "suspend: 30h": "insiste",
    "freeze_account_until_age_proof": "drôle",
}


def frames_of(page: Page) -> list[str]:
    """Keep every frame that a page's socket receives from now on."""
    heard: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda payload: heard.append(str(payload))))
    return heard


async def test_whoever_says_they_are_a_minor_sees_the_calm_page_and_nobody_a_byte_of_it(people: People) -> None:
    """Two browsers: the adult receives nothing of the message; its author has the calm page, on both tabs (AC-10)."""
    adult = await people.member("Épilobe")
    heard = frames_of(adult)
    await adult.reload()
    await expect(adult.locator("#composer")).to_be_visible()
    young = await people.member("Aspérule")
    people.expected.add("403")
    other = await young.context.new_page()
    await other.goto(young.url)
    await expect(other.locator("#composer")).to_be_visible()
    await say(young, DISCLOSED)
    for page in (young, other):
        await expect(page.get_by_role("heading", level=1)).to_have_text("Palabre est réservé aux adultes")
        await expect(page).to_have_url(people.site.origin + "/chat")
        await expect(page.get_by_role("link", name="3018")).to_be_visible()
    await say(adult, "encore là")
    await expect(adult.locator("[data-id] .body", has_text="encore là")).to_be_visible()
    assert any("encore là" in frame for frame in heard)
    assert [frame for frame in heard if "15 ans" in frame or '"shut"' in frame] == []


async def test_the_calm_page_works_without_a_script(people: People) -> None:
    """Its buttons are forms: a threat is told, a mistake leads to the proof; no address is added to the history."""
    page = await people.member("Pimprenelle")
    people.expected.add("403")
    await say(page, DISCLOSED)
    await expect(page.get_by_role("button", name="On me menace")).to_be_visible()
    plain = await people.visitor(java_script_enabled=False)
    await plain.context.add_cookies(await page.context.cookies())  # type: ignore[arg-type]  # the same shape
    await plain.goto(people.site.origin + "/chat")
    await plain.get_by_role("button", name="On me menace").click()
    await expect(plain.get_by_role("status")).to_contain_text("C’est noté")
    await expect(plain).to_have_url(people.site.origin + "/chat")
    await plain.get_by_role("button", name="J’ai 18 ans ou plus").click()
    await expect(plain).to_have_url(re.compile("/entrer$"))
    await plain.goto(people.site.origin + "/chat")
    await expect(plain.get_by_role("button", name="J’ai 18 ans ou plus")).to_have_count(0)
    await plain.get_by_role("link", name="Quitter cette page").click()
    await expect(plain).to_have_url(people.site.origin + "/temps")


async def test_a_second_thought_a_check_and_another_look(tmp_path: Path) -> None:
    """Change it or send anyway; held words say so; refused ones say why and can be looked at again."""
    async with housed(tmp_path) as (house, people):
        people.expected.add("403")
        await house.rule("warn_sender", "mon numéro, le voici")
        await house.rule("hold_message", "à vérifier")
        await house.rule("refuse_message", "ceci ne passe pas")
        page = await people.member("Tagète")
        await say(page, "mon numéro, le voici")
        await expect(page.get_by_text("Envoyer tel quel\u202f?")).to_be_visible()
        await page.get_by_role("button", name="Changer").click()
        await expect(page.locator("#composer")).to_have_value("mon numéro, le voici")
        await page.locator("#composer").press("Enter")
        await page.get_by_role("button", name="Envoyer quand même").click()
        await expect(page.locator("[data-id] .body", has_text="mon numéro, le voici")).to_be_visible()
        await say(page, "à vérifier")
        await expect(page.locator(".outgoing", has_text="Une personne vérifie")).to_be_visible()
        await say(page, "ceci ne passe pas")
        await page.get_by_role("button", name="Demander un autre regard").click()
        await expect(page.get_by_text("C’est noté")).to_be_visible()
        assert await violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_pages_of_measures_have_no_violation(tmp_path: Path, lang: Lang, theme: Theme) -> None:
    """The question, a second thought, cooling off, each page of a measure: axe finds nothing, 320 pixels suffice."""
    async with housed(tmp_path) as (house, people):
        people.expected.add("403")
        found = {}
        for effects, text in RULES.items():
            await house.rule(effects, text)
        for number, (effects, text) in enumerate(RULES.items()):
            name = f"Orme {lang} {theme[0]}{number}"
            page = await people.member(name, lang=lang, color_scheme=theme, reduced_motion="reduce")
            await say(page, text)
            await expect(
                page.locator("dialog[open], .measure h1, .outgoing.failed, .outgoing.asked").first
            ).to_be_visible()
            found[effects] = await both_sizes(page)
            await page.set_viewport_size({"width": 320, "height": 640})
            wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            found[effects] += [("wider than 320 px", effects)] if wide else []
            await pictured(page, f"{lang}-{theme}-{effects.split(', ')[-1].split(':')[0]}")
            await page.context.close()
        assert {effects: faults for effects, faults in found.items() if faults} == {}


async def pictured(page: Page, name: str) -> None:
    """Keep pictures where PALABRE_CI asks for nothing: a folder named in PICTURES."""
    if folder := os.environ.get("PICTURES"):
        for width, height in ((320, 740), (1280, 900)):
            await page.set_viewport_size({"width": width, "height": height})
            await page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


async def test_a_question_can_wait_and_its_answer_shows_the_words(tmp_path: Path) -> None:
    """Closed, it stands in a strip with its hour; 18 or over, and what was held is there for everybody."""
    async with housed(tmp_path) as (house, people):
        await house.rule("ask_age", "au collège demain")
        page, other = await people.member("Mélilot"), await people.member("Sanguisorbe")
        await say(page, "au collège demain")
        await expect(page.get_by_role("dialog")).to_contain_text("Confirmez votre âge")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(page.get_by_text(re.compile("Répondez avant"))).to_be_visible()
        assert await violations(page) == []
        await page.get_by_role("button", name="Répondre", exact=True).last.click()
        await page.get_by_role("button", name="J’ai 18 ans ou plus").click()
        for one in (page, other):
            await expect(one.locator("[data-id] .body", has_text="au collège demain")).to_be_visible()
        await expect(page.locator(".outgoing")).to_have_count(0)
