"""The console's other screens in a browser: by their links, by the palette, by an address; read, proven, decided."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from browser.house import House
from browser.stage import People, fill
from browser.test_console import filed, staffed
from browser.test_pages import PHONE, WIDE, both_sizes
from palabre.chat.model import Ruling
from palabre.moderation.model import Priority
from palabre.moderation.staff import Role
from palabre_client import Member

NAMES = {
    "fr": {"rooms": "Salons et noms", "hosts": "Hôtes", "ledger": "Journal", "figures": "Chiffres", "rules": "Règles"},
    "en": {"rooms": "Rooms and names", "hosts": "Hosts", "ledger": "Ledger", "figures": "Figures", "rules": "Rules"},
}


async def at_desk(site: House, people: People, role: Role, lang: str = "fr", **options: Any) -> Page:
    """Return the page of somebody who has come in, by a link if one is given."""
    page = await staffed(site, people, role, lang, **options)
    await page.locator("button.primary").click()
    await expect(page.locator("#queue-title")).to_be_visible()
    return page


def title(page: Page, name: str) -> Any:
    """Return the title of a screen."""
    return page.get_by_role("heading", level=2, name=name, exact=True)


async def test_each_screen_opens_by_its_link_by_the_palette_and_by_its_address(house: tuple[House, People]) -> None:
    """The title says where one is, Escape leads back to the queue, and a page loaded at an address stays there."""
    site, people = house
    page = await at_desk(site, people, Role.SENIOR)
    for screen, name in NAMES["fr"].items():
        link = page.get_by_role("navigation", name="Écrans").get_by_role("link", name=name)
        await link.click()
        await expect(title(page, name)).to_be_visible()
        await expect(link).to_have_attribute("aria-current", "page")
        await expect(page).to_have_title(re.compile(f"^{name} – "))
        await page.keyboard.press("Escape")
        await expect(page.locator("#queue-title")).to_be_visible()
        await page.keyboard.press("Control+k")
        await page.get_by_role("dialog").get_by_role("combobox").fill(f"aller {name}")
        await page.keyboard.press("Enter")
        await expect(title(page, name)).to_be_visible()
        await expect(page).to_have_url(f"{site.origin}/console#{screen}")
        await page.reload()
        await expect(title(page, name)).to_be_visible()


async def test_an_address_that_changed_before_the_page_stood_counts(house: tuple[House, People]) -> None:
    """Somebody quick presses a link, or comes back by history, while the console is still signing in."""
    site, people = house
    page = await at_desk(site, people, Role.AUDITOR)
    await page.add_init_script("addEventListener('DOMContentLoaded', () => { location.hash = '#rules' })")
    await page.goto("about:blank")
    await page.goto(f"{site.origin}/console#ledger")
    await expect(title(page, "Règles")).to_be_visible()
    assert site.stage is not None


async def test_a_screen_that_is_not_ones_own_is_not_offered(house: tuple[House, People]) -> None:
    """Its address shows the queue; somebody without any has no links at all."""
    site, people = house
    page = await at_desk(site, people, Role.APPEALS)
    await expect(page.get_by_role("navigation", name="Écrans").get_by_role("link")).to_have_text(
        ["File", "Journal", "Chiffres"]
    )
    await page.goto(f"{site.origin}/console#rules")
    await expect(page.locator("#queue-title")).to_be_visible()


async def test_an_entry_is_proven_in_the_browser_and_its_content_opens_in_the_open(
    house: tuple[House, People],
) -> None:
    """No head yet, no proof; then the path is computed here; who opened what is the newest entry."""
    site, people = house
    page = await at_desk(site, people, Role.AUDITOR)
    assert site.stage is not None
    await page.goto(f"{site.origin}/console#ledger")
    invited = page.locator(".entry", has_text="Personne invitée dans l’équipe").first
    await invited.get_by_role("button", name=re.compile("^Prouver")).click()
    await expect(invited.get_by_text("Aucune tête signée ne la couvre encore")).to_be_visible()
    await site.stage.node.ledger.sign()
    await invited.get_by_role("button", name=re.compile("^Prouver")).click()
    await expect(invited.get_by_text(re.compile("Elle est dans la tête signée de .* refait ici"))).to_be_visible()
    await invited.get_by_role("button", name=re.compile("^Ouvrir le contenu")).click()
    await expect(invited.locator("pre")).to_contain_text("auditor")
    await page.get_by_label("Acte").select_option(label="Contenu d’une ligne ouvert")
    await page.get_by_role("button", name="Afficher").click()
    await expect(page.locator(".entry")).to_have_count(1)
    await expect(page.locator(".entry h3")).to_have_text("Contenu d’une ligne ouvert")


async def test_a_room_is_accepted_another_refused_with_a_reason(house: tuple[House, People]) -> None:
    """After one's word that one does not know its host; the reason is chosen, and the page says what was done."""
    site, people = house
    assert site.stage is not None
    host = await site.stage.member("Myrtille")
    for name in ("Tricot du soir", "Crochet"):
        await host.ask("open_room", name=name, purpose="Mailles", theme="talk")
    page = await at_desk(site, people, Role.MODERATOR)
    await page.get_by_role("link", name="Salons et noms").click()
    card = page.get_by_role("article", name="Tricot du soir")
    await expect(card.get_by_text("0 point, marche suivante")).to_be_visible()
    await expect(card.get_by_role("button", name="Accepter")).to_be_disabled()
    await card.get_by_role("checkbox").check()
    await card.get_by_role("button", name="Accepter Tricot du soir").click()
    await expect(page.get_by_text("Tricot du soir est ouvert.")).to_be_visible()
    card = page.get_by_role("article", name="Crochet")
    await card.get_by_role("checkbox").check()
    await card.get_by_role("button", name="Refuser Crochet").click()
    await card.get_by_label("Pourquoi le refuser").select_option("unclear")
    await card.get_by_role("button", name="Refuser", exact=True).click()
    await expect(page.get_by_text("Aucun salon n’attend.")).to_be_visible()
    heard = await host.hear(lambda one: one["t"] == "room_refused")
    assert (heard["name"], heard["reason"]) == ("Crochet", "unclear")
    await host.disconnect()


async def test_a_name_that_a_rule_holds_waits_on_the_same_screen(house: tuple[House, People]) -> None:
    """Said before coming in; here under a neutral name, and told so; approved, the name is theirs at once."""
    site, people = house
    assert site.stage is not None
    await site.rule("hold_name", "Chardon bleu")
    visitor = await people.visitor(locale="fr-FR", viewport=WIDE)
    await people.prove(visitor, "fr")
    await fill(visitor, "Chardon bleu", "Limoges", "41")
    await expect(visitor.get_by_text(re.compile("Une personne le lira d’abord"))).to_be_visible()
    bearer = await people.member("Chardon bleu", viewport=WIDE)
    await expect(bearer.get_by_text(re.compile("retenu par une règle, ou signalé"))).to_be_visible()
    page = await at_desk(site, people, Role.MODERATOR)
    await page.get_by_role("link", name="Salons et noms").click()
    card = page.get_by_role("article", name="Chardon bleu")
    await card.get_by_role("checkbox").check()
    await card.get_by_role("button", name="Accepter Chardon bleu").click()
    await expect(page.get_by_text("Chardon bleu est accepté.")).to_be_visible()
    await expect(page.get_by_text("Aucun pseudo n’attend.")).to_be_visible()
    await expect(bearer.get_by_text(re.compile("retenu par une règle, ou signalé"))).to_have_count(0)


async def hidden(site: House, name: str) -> Member:
    """Let the host of a room hide what somebody of this name said there; return them."""
    assert site.stage is not None
    host, writer = await site.stage.member(f"{name}s"), await site.stage.member(name)
    place = (await host.ask("open_room", name="Vannerie", purpose="Osier et patience", theme="talk"))["room"]["id"]
    await site.stage.node.rooms.approve(place, Ruling("", "program"))
    for one in (host, writer):
        await one.join(place)
    ack = await writer.say(place, "Quel osier choisir ?")
    await host.ask("host_hide", place=place, message=ack["id"], reason="off_topic")
    await host.disconnect()
    return writer


async def test_what_a_host_did_is_undone_with_a_reason(house: tuple[House, People]) -> None:
    """What, where, whom and why; the words are covered; after a reason and one's word it is undone, and says so."""
    site, people = house
    writer = await hidden(site, "Coudrier")
    page = await at_desk(site, people, Role.MODERATOR)
    await page.get_by_role("link", name="Hôtes").click()
    card = page.get_by_role("article", name="Message caché")
    for words in ("Vannerie", "Coudrier", "Hors du sujet du salon", "en vigueur"):
        await expect(card.get_by_text(words, exact=True)).to_be_visible()
    await expect(card.get_by_text("Quel osier")).to_have_count(0)
    await card.get_by_role("button", name="Annuler : Message caché, Coudrier").click()
    await expect(card.get_by_label("Pourquoi l’annuler")).to_be_focused()
    last = card.get_by_role("button", name="Annuler", exact=True)
    await card.get_by_label("Pourquoi l’annuler").select_option("within_rules")
    await expect(last).to_be_disabled()
    await card.get_by_role("checkbox").check()
    await last.click()
    await expect(page.get_by_text("C’est annulé.")).to_be_visible()
    await expect(card.get_by_text("annulé", exact=True)).to_be_visible()
    await expect(card.get_by_role("button", name="Annuler", exact=True)).to_have_count(0)
    await writer.disconnect()


async def test_a_volunteer_is_named_by_two_and_comes_in(house: tuple[House, People]) -> None:
    """One asks, the other agrees and is shown a link once; whoever has the link makes their passkey."""
    site, people = house
    one, other = [await at_desk(site, people, Role.TECHNICAL) for _ in range(2)]
    await one.get_by_role("link", name="Bénévoles").click()
    await one.get_by_role("checkbox", name="Le comptoir").check()
    await one.get_by_role("button", name="Demander").click()
    await expect(one.get_by_text(re.compile("attend l’accord"))).to_be_visible()
    await expect(one.get_by_role("button", name=re.compile("^Reprendre"))).to_be_visible()
    await other.get_by_role("link", name="Bénévoles").click()
    await other.get_by_role("button", name=re.compile("^Accepter")).click()
    link = await other.locator(".link code").text_content()
    assert link is not None
    await expect(other.get_by_text("invitation donnée, pas encore de clé")).to_be_visible()
    page = await at_desk(site, people, Role.HOST, link=link)
    await expect(page.locator(".who p")).to_contain_text("hôte")


@pytest.mark.parametrize("width", [360, 820, 1280])
async def test_the_bar_keeps_the_other_language_and_its_rows(house: tuple[House, People], width: int) -> None:
    """One row from a tablet on; on a phone the link to the other language is there, and nothing covers anything."""
    site, people = house
    page = await at_desk(site, people, Role.SENIOR, viewport={"width": width, "height": 740})
    link = page.get_by_role("navigation", name="Plus").get_by_role("link", name="English")
    await expect(link).to_be_visible()
    boxes = [await page.locator(f"header > {part}").bounding_box() for part in (".who", ".duty", ".seen", "nav")]
    tops = [box["y"] + box["height"] / 2 for box in boxes if box]
    if width >= 820:
        assert len(tops) == 4
        assert max(tops) - min(tops) < 2
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    texts = await page.evaluate(
        "[...document.querySelectorAll('.who h1, .who p, header nav > *')].map((one) => {"
        " const range = document.createRange(); range.selectNodeContents(one);"
        " const box = (one.matches('nav *') ? one : range).getBoundingClientRect();"
        " return [box.left, box.top, box.right, box.bottom] })"
    )
    over = [(a, b) for a in texts[:2] for b in texts[2:] if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]
    assert over == []
    await link.click()
    await expect(page.get_by_role("heading", level=1, name="Team console")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_screens_have_no_violation(house: tuple[House, People], lang: str, theme: str) -> None:
    """Each screen, both languages, both themes, wide and on a phone: axe finds nothing, nothing is too wide."""
    site, people = house
    assert site.stage is not None
    await filed(site, "payment_scam", Priority.P1, 50)
    host = await site.stage.member("Salsifis")
    await host.ask("open_room", name="Tricot du soir", purpose="Mailles", theme="talk")
    await site.rule("hold_name", "Chardon bleu")
    bearer = await site.stage.member("Chardon bleu")
    page = await at_desk(site, people, Role.SENIOR, lang, color_scheme=theme, reduced_motion="reduce")
    writer = await hidden(site, "Coudrier")
    await site.stage.node.ledger.sign()
    found: dict[str, Any] = {}
    for screen, name in NAMES[lang].items():
        await page.locator(f'nav a[href="#{screen}"]').click()
        await expect(title(page, name)).to_be_visible()
        await expect(page.locator(".screen li").first).to_be_visible()
        if screen == "ledger":
            await page.locator(".entry .acts button").first.click()
            await expect(page.locator(".entry dl").first).to_be_visible()
        if screen == "hosts":
            await page.locator(".screen article button").last.click()
            await expect(page.locator(".screen form")).to_be_visible()
        found[screen] = await both_sizes(page)
        await page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # Playwright types it as its own dict
        over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[screen] += [("wide", over)] if over > 0 else []
        await page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # Playwright types it as its own dict
    assert {screen: faults for screen, faults in found.items() if faults} == {}
    for each in (host, writer, bearer):
        await each.disconnect()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_screen_of_volunteers_has_no_violation(house: tuple[House, People], lang: str, theme: str) -> None:
    """Somebody asked for, a link to give, the form: wide and on a phone, axe finds nothing, nothing is too wide."""
    site, people = house
    options = {"color_scheme": theme, "reduced_motion": "reduce"}
    one, page = [await at_desk(site, people, Role.TECHNICAL, lang, **options) for _ in range(2)]
    for _ in range(2):
        await one.goto(f"{site.origin}/console#volunteers")
        await one.locator(".screen input").first.check()
        await one.locator(".screen form button").click()
        await expect(one.locator(".screen .said")).to_be_visible()
    await page.goto(f"{site.origin}/console#volunteers")
    await page.locator(".screen article button").first.click()
    await expect(page.locator(".link code")).to_be_visible()
    found = await both_sizes(page)
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # Playwright types it as its own dict
    over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert (found, max(over, 0)) == ([], 0)


async def test_the_demonstrations_senior_reaches_the_screens(people: People) -> None:
    """By the printed link, without an authenticator."""
    people.expected.add("status of 401")
    (line,) = (one for one in people.site.printed if one.startswith("Console, senior:"))
    page = await people.visitor(locale="fr-FR")
    await page.goto(line.split()[-1])
    await page.get_by_role("link", name="Chiffres").click()
    await expect(page.get_by_text("P0, tout de suite")).to_be_visible()
