"""What ends an account needs two people; whoever is out for good reads why, and contests, by a code alone."""

import re

from playwright.async_api import Page, expect

from browser.stage import People, say
from browser.test_console_walk import at_console
from browser.test_private import WIDE
from browser.test_reporting import acts_of, receipt

SAID = "Encore une phrase à juger"
WORDS = "Ces phrases reviennent malgré trois mesures, chaque soir, contre la même personne."
VIEW = "J’ai lu la phrase et ce qui l’entoure, sans connaître le premier avis."


async def propose(page: Page) -> None:
    """Take the case, open what is kept, and propose that the account end."""
    await page.locator(".rows").get_by_role("button", name=re.compile("^P2 Harcèlement")).last.click()
    await page.get_by_role("button", name="Je ne la connais pas").click()
    await page.get_by_role("button", name="Prendre ce dossier").click()
    await page.get_by_role("button", name=re.compile("^Ouvrir la copie")).click()
    await page.get_by_label("Règle ou loi").select_option("adults")
    await page.get_by_role("radio", name=re.compile("Mettre fin au pseudo$")).check()
    await page.get_by_label("Ce qui s’est passé").fill(WORDS)
    await page.get_by_role("button", name="Signer et proposer").click()
    await expect(page.get_by_role("button", name="Signer et proposer")).to_have_count(0)


async def sign_second(page: Page) -> None:
    """Read the facts, write one's own view, and only then see the first one's, and sign."""
    await page.locator("h2", has_text="Deuxièmes signatures").locator("+ ul").get_by_role("button").last.click()
    await page.get_by_role("button", name="Je ne la connais pas").click()
    await expect(page.get_by_text(WORDS)).to_have_count(0)
    await page.get_by_label("Votre propre avis").fill(VIEW)
    await page.get_by_role("button", name="Garder mon avis et voir la suite").click()
    await expect(page.locator(".letter")).to_contain_text(WORDS)
    await page.get_by_role("button", name="Signer à deux").click()
    await expect(page.locator(".letter")).to_have_count(0)


async def test_t7_an_account_ends_by_two_and_its_code_contests(people: People) -> None:
    """Nothing happens by the first; the second has not read it; the code opens the statement for somebody unknown."""
    people.expected |= {"the server responded with a status of 4"}
    said, reporter = await people.member("Nummulaire", **WIDE), await people.member("Oxalis", **WIDE)
    await say(said, SAID)
    await (await acts_of(reporter, SAID)).get_by_role("button", name="Signaler").click()
    await reporter.get_by_role("radio", name="Menaces, chantage, harcèlement").check()
    await receipt(reporter)
    await propose(await at_console(people, "moderator"))
    await expect(said.locator("#composer")).to_be_visible()
    await sign_second(await at_console(people, "senior"))
    await expect(said.get_by_role("heading", level=1)).to_have_text("Votre accès prend fin")
    await expect(said.get_by_text(WORDS)).to_be_visible()
    code = re.search(r"(?:[A-Z2-7]{4}-){6}[A-Z2-7]{2}", await said.locator("main").inner_text())
    assert code is not None
    page = await people.visitor(locale="fr-FR")
    await page.goto(f"{people.site.origin}/mesure")
    await page.locator("#code").fill(code[0].lower())
    await page.get_by_role("button", name="Ouvrir").click()
    await expect(page.get_by_text(WORDS)).to_be_visible()
    await page.get_by_role("textbox").fill("Ce n’était pas moi.")
    await page.get_by_role("button", name="Demander un autre regard").click()
    await expect(page.get_by_role("status")).to_contain_text("Quelqu’un d’autre lit votre demande")


async def test_t2_a_notice_without_account_is_answered_by_its_code(people: People) -> None:
    """From the form, without a session or a script of ours, to the answer that its code opens."""
    people.expected |= {"the server responded with a status of 4"}
    page = await people.visitor(locale="fr-FR")
    await page.goto(f"{people.site.origin}/signaler")
    await page.locator("summary", has_text="Arnaque").click()
    await page.locator("details[open]").get_by_role("radio").first.check()
    await page.get_by_role("button", name="Continuer").click()
    await page.get_by_role("radio").first.check()
    await page.locator("#where").fill("Le salon Accueil, hier vers 20 heures")
    await page.locator("#words").fill("Quelqu’un y demandait des codes de recharge à tout le monde.")
    await page.get_by_role("radio", name="Non", exact=True).check()
    await page.get_by_role("checkbox").check()
    await page.get_by_role("button", name="Envoyer le signalement").click()
    code = await page.locator(".code").inner_text()
    await follow(page, people, code)
    waiting = await page.locator("main").inner_text()
    await no_breach(await at_console(people, "moderator"))
    await follow(page, people, code)
    assert await page.locator("main").inner_text() != waiting
    await expect(page.locator("main")).to_contain_text("décid", ignore_case=True)


async def follow(page: Page, people: People, code: str) -> None:
    """Read how far a notice has come."""
    await page.goto(f"{people.site.origin}/suivi")
    await page.locator("#code").fill(code.strip())
    await page.locator("main form button").click()
    await expect(page.locator("#code")).to_have_count(0)


async def no_breach(page: Page) -> None:
    """Take the newest case of fraud and find nothing wrong."""
    await page.locator(".rows").get_by_role("button", name=re.compile("Arnaque|Escroquerie|Fraude")).last.click()
    await page.get_by_role("button", name="Je ne la connais pas").click()
    await page.get_by_role("button", name="Prendre ce dossier").click()
    await page.locator("form").get_by_role("combobox").first.select_option("no_violation")
    await page.get_by_label("Ce qui s’est passé").fill(WORDS)
    await page.get_by_role("button", name="Signer", exact=True).click()
