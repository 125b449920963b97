"""A report walked to its end by those of a demonstration: chat, decision, statement, complaint, reversal."""

import re
from typing import Any

from playwright.async_api import Page, expect

from browser.stage import People, say
from browser.test_pages import WIDE as WIDE_SIZE
from browser.test_pages import both_sizes
from browser.test_private import WIDE
from browser.test_reporting import acts_of, receipt

SAID = "Une phrase à juger"
WORDS = "Cette phrase insiste après un refus clair dans le salon."


async def at_console(people: People, role: str) -> Page:
    """Open the link that the demonstration printed for a role."""
    (line,) = (one for one in people.site.printed if one.startswith(f"Console, {role}:"))
    page = await people.visitor(locale="fr-FR", viewport=WIDE_SIZE, reduced_motion="reduce")
    await page.goto(line.split()[-1])
    await expect(page.get_by_role("heading", level=1, name="Console de l’équipe")).to_be_visible()
    return page


async def faults(page: Page) -> Any:
    """Return what axe finds, wide and on a phone; the page is wide again."""
    found = await both_sizes(page)
    over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    await page.set_viewport_size(WIDE_SIZE)  # type: ignore[arg-type]  # Playwright types it as its own dict
    return found + ([("wide", over)] if over > 0 else [])


async def decide(page: Page, found: dict[str, Any]) -> None:
    """Take the case, open what is kept, suspend for a day."""
    await page.locator(".rows").get_by_role("button", name=re.compile("^P2 Harcèlement")).last.click()
    await page.get_by_role("button", name="Je ne la connais pas").click()
    await page.get_by_role("button", name="Prendre ce dossier").click()
    await page.get_by_role("button", name=re.compile("^Ouvrir la copie")).click()
    veil = page.locator(".reported .veiled")
    await expect(veil).to_be_visible()
    await veil.focus()
    await page.keyboard.down("Space")
    await expect(page.get_by_text(SAID)).to_be_visible()
    await page.keyboard.up("Space")
    await page.get_by_label("Règle ou loi").select_option("adults")
    await page.get_by_role("radio", name=re.compile("Suspendre$")).check()
    await page.get_by_label("Ce qui s’est passé").fill(WORDS)
    await expect(page.locator(".letter")).to_contain_text(WORDS)
    await page.locator(".letter .veiled").focus()
    await page.keyboard.down("Space")
    await expect(page.locator(".letter")).to_contain_text(SAID)
    await page.keyboard.up("Space")
    found["decision"] = await faults(page)
    await page.get_by_role("button", name="Signer", exact=True).click()
    await expect(page.get_by_role("button", name="Signer", exact=True)).to_have_count(0)


async def answer(page: Page, found: dict[str, Any]) -> None:
    """Read the complaint, facts first, and reverse."""
    await page.get_by_role("button", name=re.compile("^De la personne concernée")).first.click()
    await page.get_by_role("button", name="Je ne la connais pas").click()
    await expect(page.get_by_text(WORDS)).to_have_count(0)
    await page.get_by_label("Votre propre avis").fill("J’ai relu la phrase et ce qui l’entoure, par moi-même.")
    found["complaint"] = await faults(page)
    await page.get_by_role("button", name="Garder mon avis et voir la suite").click()
    await expect(page.locator(".letter")).to_contain_text(WORDS)
    await page.get_by_label("Votre réponse").select_option("reversed")
    await page.get_by_label(re.compile("^Pourquoi, tel que")).fill("La phrase répondait à une question posée.")
    found["reasons"] = await faults(page)
    await page.get_by_role("button", name="Répondre").click()
    await expect(page.get_by_role("heading", name="Réclamation", exact=True)).to_have_count(0)


async def test_a_report_is_walked_to_its_end(people: People) -> None:
    """Reported in the room, suspended by a moderator, read and contested by its author, given back by another."""
    people.expected |= {"the server responded with a status of 4"}  # 401 before signing in, 409 before one's word
    said, reporter = await people.member("Jusquiame", **WIDE), await people.member("Kalmia", **WIDE)
    await say(said, SAID)
    await (await acts_of(reporter, SAID)).get_by_role("button", name="Signaler").click()
    await reporter.get_by_role("radio", name="Menaces, chantage, harcèlement").check()
    await receipt(reporter)
    found: dict[str, Any] = {}
    await decide(await at_console(people, "moderator"), found)
    await expect(said.get_by_role("heading", level=1)).to_have_text("Votre accès est suspendu")
    await expect(said.get_by_text(WORDS)).to_be_visible()
    await said.get_by_role("textbox").fill("Je répondais à une question.")
    await said.get_by_role("button", name="Demander un autre regard").click()
    await expect(said.get_by_role("status")).to_contain_text("Quelqu’un d’autre lit votre demande")
    await answer(await at_console(people, "appeals"), found)
    await said.goto(f"{people.site.origin}/chat")
    await expect(said.get_by_role("navigation", name="Lieux")).to_be_visible()
    assert {view: each for view, each in found.items() if each} == {}
