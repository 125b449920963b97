"""A decision that was drawn is looked at by somebody else, who sees nothing of what was made of it."""

import re
from typing import Any

import msgspec
from playwright.async_api import Page, expect
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from browser.house import House
from browser.stage import People
from browser.test_console_screens import at_desk
from browser.test_console_walk import faults
from palabre.moderation.decisions import Decision
from palabre.moderation.second_looks import SecondLook, Why
from palabre.moderation.staff import Role
from palabre.store.casework_schema import work
from palabre.store.decisions_schema import decision, second_look
from scenarios.stage import Stage

WORDS = "La phrase répond à une question posée juste avant, sans insulte."
VIEW = "La phrase vise la personne après un refus clair, et recommence."


async def reported(stage: Stage) -> None:
    """Let somebody report what another says in a room."""
    ada, bo = await stage.member("Séneçon"), await stage.member("Souchet")
    for one in (ada, bo):
        await one.join("comptoir")
    said = await bo.say("comptoir", "une phrase dite une fois")
    await ada.report("message", said["id"], "harassment", place="comptoir")
    for one in (ada, bo):
        await one.disconnect()


async def find_nothing(page: Page) -> None:
    """Take the case that waits, open what is kept, and find no breach."""
    await page.locator(".rows").get_by_role("button", name=re.compile("^P2 Harcèlement")).click()
    await page.get_by_role("button", name="Je ne la connais pas").click()
    await page.get_by_role("button", name="Prendre ce dossier").click()
    await page.get_by_role("button", name=re.compile("^Ouvrir la copie")).click()
    await page.locator("form").get_by_role("combobox").first.select_option("no_violation")
    await page.get_by_label("Ce qui s’est passé").fill(WORDS)
    await page.get_by_role("button", name="Signer", exact=True).click()
    await expect(page.get_by_role("button", name="Signer", exact=True)).to_have_count(0)


async def draw(stage: Stage) -> str:
    """Let the decision be drawn, as a week later it might by chance; return its case."""

    def act(c: Connection) -> str:
        one = msgspec.json.decode(c.execute(select(decision.c.whole)).scalar_one(), type=Decision)
        look = SecondLook(one.id, one.case, one.made, Why.SAMPLE, one.outcome, one.author)
        row = {"decision": one.id, "drawn": one.made, "done": 0, "whole": msgspec.json.encode(look)}
        c.execute(insert(second_look).values(**row))
        return one.case

    return await stage.node.chat_db.write(act)


async def stands(stage: Stage, case: str) -> tuple[str, bool]:
    """Return the state of a case, and whether it waits."""
    wanted = select(work.c.state, work.c.waits).where(work.c.case == case)
    row = await stage.node.chat_db.read(lambda c: c.execute(wanted).one())
    return row.state, row.waits


async def test_who_looks_again_sees_no_first_opinion_and_another_finding_opens_the_case(
    house: tuple[House, People],
) -> None:
    """The words and what was reported, not what was decided; somebody finds a breach: the case waits for a third."""
    site, people = house
    assert site.stage is not None
    await reported(site.stage)
    await find_nothing(await at_desk(site, people, Role.MODERATOR))
    case, found = await draw(site.stage), dict[str, Any]()
    assert await stands(site.stage, case) == ("closed", False)

    page = await at_desk(site, people, Role.SENIOR)
    await page.locator("h2", has_text="Secondes lectures").locator("+ ul").get_by_role("button").click()
    await page.get_by_role("button", name="Je ne la connais pas").click()
    await expect(page.get_by_role("heading", name="Seconde lecture")).to_be_visible()
    await expect(page.get_by_text(WORDS)).to_have_count(0)
    await expect(page.locator("article .veil")).to_have_count(1)
    await expect(page.get_by_text("Harcèlement").first).to_be_visible()
    found["look"] = await faults(page)
    await page.locator("form").get_by_role("combobox").select_option("violation_terms")
    await page.get_by_label("Votre propre avis").fill(VIEW)
    await page.get_by_role("button", name="Donner mon avis").click()
    await expect(page.get_by_role("heading", name="Seconde lecture")).to_have_count(0)
    await expect(page.locator("h2", has_text="Secondes lectures")).to_have_count(0)
    assert await stands(site.stage, case) == ("reopened", True)
    assert {view: each for view, each in found.items() if each} == {}
