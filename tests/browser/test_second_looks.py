"""A decision that was drawn is looked at by somebody else, who sees nothing of what was made of it."""

import re
import sqlite3
from contextlib import closing
from typing import Any

import msgspec
from playwright.async_api import Page, expect

from browser.stage import People, Site, say
from browser.test_console_walk import at_console, faults
from browser.test_private import WIDE
from browser.test_reporting import acts_of, receipt
from palabre.moderation.decisions import Decision
from palabre.moderation.second_looks import SecondLook, Why

SAID = "Une phrase à relire deux fois"
WORDS = "La phrase répond à une question posée juste avant, sans insulte."
VIEW = "La phrase vise la personne après un refus clair, et recommence."


async def find_nothing(page: Page) -> None:
    """Take the newest case of harassment and find no breach."""
    await page.locator(".rows").get_by_role("button", name=re.compile("^P2 Harcèlement")).last.click()
    await page.get_by_role("button", name="Je ne la connais pas").click()
    await page.get_by_role("button", name="Prendre ce dossier").click()
    await page.locator("form").get_by_role("combobox").first.select_option("no_violation")
    await page.get_by_label("Ce qui s’est passé").fill(WORDS)
    await page.get_by_role("button", name="Signer", exact=True).click()
    await expect(page.get_by_role("button", name="Signer", exact=True)).to_have_count(0)


def draw(site: Site) -> str:
    """Let the newest decision be drawn, as a week later it might by chance; return its case."""
    with closing(sqlite3.connect(site.folder / "chat.db", timeout=10)) as database, database:
        (whole,) = database.execute("SELECT whole FROM decision ORDER BY made DESC LIMIT 1").fetchone()
        one = msgspec.json.decode(whole, type=Decision)
        look = SecondLook(one.id, one.case, one.made, Why.SAMPLE, one.outcome, one.author)
        row = (one.id, one.made, 0, msgspec.json.encode(look))
        database.execute("INSERT INTO second_look (decision, drawn, done, whole) VALUES (?, ?, ?, ?)", row)
    return str(one.case)


def stands(site: Site, case: str) -> tuple[str, int]:
    """Return the state of a case, and whether it waits."""
    with closing(sqlite3.connect(site.folder / "chat.db", timeout=10)) as database:
        state, waits = database.execute('SELECT state, waits FROM case_work WHERE "case" = ?', [case]).fetchone()
    return state, waits


async def test_who_looks_again_sees_no_first_opinion_and_another_finding_opens_the_case(people: People) -> None:
    """The words and what was reported, not what was decided; somebody finds a breach: the case waits for a third."""
    people.expected |= {"the server responded with a status of 4"}
    said, reporter = await people.member("Sagittaire", **WIDE), await people.member("Trolle", **WIDE)
    await say(said, SAID)
    await (await acts_of(reporter, SAID)).get_by_role("button", name="Signaler").click()
    await reporter.get_by_role("radio", name="Menaces, chantage, harcèlement").check()
    await receipt(reporter)
    await find_nothing(await at_console(people, "moderator"))
    case, found = draw(people.site), dict[str, Any]()
    assert stands(people.site, case) == ("closed", 0)

    page = await at_console(people, "senior")
    await page.locator("h2", has_text="Secondes lectures").locator("+ ul").get_by_role("button").last.click()
    await page.get_by_role("button", name="Je ne la connais pas").click()
    await expect(page.get_by_role("heading", name="Seconde lecture")).to_be_visible()
    await expect(page.get_by_text(WORDS)).to_have_count(0)
    await expect(page.get_by_text("Harcèlement").first).to_be_visible()
    found["look"] = await faults(page)
    await page.locator("form").get_by_role("combobox").select_option("violation_terms")
    await page.get_by_label("Votre propre avis").fill(VIEW)
    await page.get_by_role("button", name="Donner mon avis").click()
    await expect(page.get_by_role("heading", name="Seconde lecture")).to_have_count(0)
    await expect(page.locator("h2", has_text="Secondes lectures")).to_have_count(0)
    assert stands(people.site, case) == ("reopened", 1)
    assert {view: each for view, each in found.items() if each} == {}
