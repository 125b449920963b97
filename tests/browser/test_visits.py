"""A visit near its end, prolonged without losing the talk, ended, and taken up again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from browser.stage import People, Site, chromium, say
from palabre.gateway.codes import CloseCode
from palabre.kernel.clock import DAY, MINUTE
from scenarios.stage import Stage, staged


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Run a site whose clock the test moves."""
    async with staged(tmp_path) as started:
        yield started


@pytest.fixture
async def people(stage: Stage) -> AsyncIterator[People]:
    """Bring people to it; no complaint may be left at the end."""
    async with chromium() as browser:
        crowd = People(Site(stage.folder, stage.port), browser)
        yield crowd
        assert crowd.complaints == []


def end_by_proof(stage: Stage, minutes: int) -> None:
    """Let every visit under way be in its twelfth hour."""
    for session in list(stage.node.age_sessions._live.values()):
        session.end(stage.clock.now() + minutes * MINUTE)


def greet_again(stage: Stage) -> None:
    """Let every line start again: pages hear anew when their visit ends, without anybody doing anything."""
    for connection in stage.node.connections.every():
        connection.close(CloseCode.GOING_AWAY)


async def prove_in(tab: Page) -> None:
    """Prove with the test wallet from the page of the ways."""
    await tab.locator('form[data-gate="try"] button').click()
    await tab.get_by_role("link", name="portefeuille d’essai").click()
    await tab.get_by_role("button").first.click()


async def test_a_visit_is_prolonged_without_losing_the_talk(people: People, stage: Stage) -> None:
    """The strip says when it ends; a proof in another tab, and the talk goes on: same words, same draft, same place."""
    page = await people.member("Livèche")
    await say(page, "Avant la preuve")
    await expect(page.locator("[data-id]", has_text="Avant la preuve")).to_be_visible()
    end_by_proof(stage, 4)
    await page.reload()
    await page.locator("#composer").fill("Un brouillon en cours")
    await page.evaluate("window.untouched = true")
    strip = page.get_by_role("status").filter(has_text="Votre visite se termine à")
    await expect(strip).to_be_visible()
    async with page.context.expect_page() as opened:
        await strip.get_by_role("link", name="Prolonger").click()
    tab = await opened.value
    await expect(tab.get_by_role("heading", level=1)).to_have_text("Prolonger votre visite")
    await prove_in(tab)
    await expect(tab.get_by_role("heading", level=1)).to_have_text("Votre visite est prolongée")
    await expect(page.get_by_text("Votre visite est prolongée.")).to_be_visible()
    stage.clock.advance(5 * MINUTE)
    await page.locator("#composer").press("Enter")
    await expect(page.locator("[data-id]", has_text="Un brouillon en cours")).to_have_count(1)
    await expect(page.locator("[data-id]", has_text="Avant la preuve")).to_have_count(1)
    assert await page.evaluate("window.untouched")
    await expect(strip).to_have_count(0)


async def test_whoever_is_still_there_says_so_with_one_press(people: People, stage: Stage) -> None:
    """After fifty-six idle minutes the strip asks; a press on any control answers, and the hour begins again."""
    page = await people.member("Aneth")
    stage.clock.advance(56 * MINUTE)
    greet_again(stage)
    strip = page.get_by_role("status").filter(has_text="Toujours là")
    await strip.get_by_role("button", name="Je suis là").click()
    await expect(strip).to_have_count(0)
    stage.clock.advance(30 * MINUTE)
    await say(page, "Toujours là")
    await expect(page.locator("[data-id]", has_text="Toujours là")).to_be_visible()


async def test_an_idle_visit_is_taken_up_where_it_ended(people: People, stage: Stage) -> None:
    """The page says that it ended; a new proof gives back the name, the rooms, the place and the draft."""
    people.expected.update({"403 (Forbidden)", "401"})
    page = await people.member("Muscade")
    await page.goto(f"{stage.origin}/chat/salon/cuisine")
    await page.locator("#composer").fill("Une recette de")
    stage.clock.advance(61 * MINUTE)
    await expect(page.get_by_role("heading", name="Votre visite est terminée")).to_be_visible()
    stage.clock.advance(20 * 60 * MINUTE)
    await page.get_by_role("link", name="Prouver à nouveau").click()
    await prove_in(page)
    await expect(page).to_have_url(f"{stage.origin}/chat/salon/cuisine")
    await expect(page.locator("#composer")).to_have_value("Une recette de")
    await expect(page.get_by_role("tab")).to_have_count(2)
    await say(page, "Me revoilà")
    await expect(page.locator("[data-id]", has_text="Muscade")).to_contain_text("Me revoilà")


async def test_a_page_shown_again_after_a_proof_elsewhere_goes_on(people: People, stage: Stage) -> None:
    """The proof came back in another tab, as wallets do: the ended page, shown again, is the talk again."""
    people.expected.update({"403 (Forbidden)", "401"})
    page = await people.member("Coriandre")
    await say(page, "Je reviens")
    stage.clock.advance(61 * MINUTE)
    await expect(page.get_by_role("heading", name="Votre visite est terminée")).to_be_visible()
    tab = await page.context.new_page()
    await tab.goto(f"{stage.origin}/entrer")
    await prove_in(tab)
    await expect(tab.get_by_role("heading", level=1, name="Accueil")).to_be_visible()
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator("[data-id]", has_text="Je reviens")).to_be_visible()


async def test_whoever_enters_anew_finds_nobodys_draft(people: People, stage: Stage) -> None:
    """A week and more later the card is gone: the same browser enters as somebody new, with nothing of before."""
    people.expected.update({"403 (Forbidden)", "401"})
    page = await people.member("Cerfeuil")
    await page.goto(f"{stage.origin}/chat/salon/cuisine")
    await page.locator("#composer").fill("Un brouillon d’avant")
    stage.clock.advance(61 * MINUTE)
    await expect(page.get_by_role("heading", name="Votre visite est terminée")).to_be_visible()
    stage.clock.advance(8 * DAY)
    await stage.node.fade()
    await page.get_by_role("link", name="Prouver à nouveau").click()
    await prove_in(page)
    await page.locator("#pseudonym").fill("Ciboulette")
    await page.locator("#town").fill("Limoges")
    await page.get_by_role("option").first.click()
    await page.locator("#age").fill("41")
    await page.locator('button[type="submit"]').click()
    await page.locator("button.primary").click()
    await expect(page.locator("#composer")).to_have_value("")
    await page.goto(f"{stage.origin}/chat/salon/cuisine")
    await expect(page.locator("#composer")).to_have_value("")
