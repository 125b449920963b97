"""Reporting in a real browser: two actions from where one is, a receipt, and only what was shown."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from browser.stage import People, say
from browser.test_pages import Theme, both_sizes
from browser.test_private import PHONE, WIDE, ask, card, go, ready, talk
from palabre.web.texts import Lang

CODE = re.compile(r"^[A-Z2-9]{4,}")
KEYS_AT_MOST = 12  # moderation T20


async def acts_of(page: Page, words: str) -> Locator:
    """Show the actions of a message."""
    row = page.locator("[data-id]", has_text=words)
    await row.hover()
    return row.get_by_role("group")


async def receipt(page: Page, send: str = "Envoyer") -> Locator:
    """Send the report that is open, and wait for its receipt."""
    await page.get_by_role("dialog").get_by_role("button", name=send).click()
    dialog = page.get_by_role("dialog", name=re.compile("C’est reçu|Received"))
    await expect(dialog.locator("code")).to_have_text(CODE)
    return dialog


async def test_a_message_is_reported_in_two_actions_and_shown_no_more(people: People) -> None:
    """The flag of the message, a reason, send: a code, what comes next, and the message is hidden from me alone."""
    said = await people.member("Ansérine", **WIDE)
    await say(said, "Une phrase qui gêne")
    me = await people.member("Bétoine", **WIDE)
    await (await acts_of(me, "Une phrase qui gêne")).get_by_role("button", name="Signaler").click()
    await me.get_by_role("radio", name="Arnaque ou publicité").check()
    dialog = await receipt(me)
    await expect(dialog.get_by_text("Ce message ne vous est plus montré.")).to_be_visible()
    await dialog.get_by_role("button", name="Fermer").last.click()
    await expect(me.locator("[data-id]", has_text="Une phrase qui gêne")).to_have_count(0)
    await expect(said.locator("[data-id]", has_text="Une phrase qui gêne")).to_be_visible()
    await me.get_by_role("navigation", name="Lieux").get_by_role("link", name="Moi").click()
    await expect(me.locator("#reports").get_by_role("listitem")).to_have_count(1)


LISTEN = """
window.announced = [];
new MutationObserver((changes) => {
  for (const { target } of changes) {
    const node = target.nodeType === 1 ? target : target.parentElement;
    const live = node?.closest("[aria-live], [role=status], [role=alert]");
    if (live?.textContent.trim()) window.announced.push(live.textContent.trim());
  }
}).observe(document, { subtree: true, childList: true, characterData: true });
"""


async def focused(page: Page) -> str:
    """Return the role and the name of what has the focus, as the accessibility tree tells them."""
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Accessibility.getFullAXTree")
    await session.detach()

    def has_focus(node: dict[str, Any]) -> bool:
        return any(one["name"] == "focused" and one["value"].get("value") for one in node.get("properties", []))

    found = [node for node in tree["nodes"] if has_focus(node) and node["role"]["value"] != "RootWebArea"]
    return f"{found[-1]['role']['value']} {found[-1]['name']['value']}" if found else ""


async def test_t20_the_keyboard_alone_reports_in_twelve_strokes(people: People) -> None:
    """From a message in focus to the receipt; every stop has a role and a name, and what happened is announced."""
    said = await people.member("Consoude", **WIDE)
    await say(said, "Une autre phrase")
    me = await people.member("Dauphinelle", **WIDE)
    await me.evaluate(LISTEN)
    await expect(me.locator("[data-id]", has_text="Une autre phrase")).to_be_visible()
    await me.locator("#composer").focus()
    strokes, stops = ["Shift+Tab", "Shift+Tab", "!", "Tab", "Tab", "Space", "Enter"], []
    for key in strokes:
        await me.keyboard.press(key)
        if key == "!":
            await expect(me.get_by_role("dialog", name="Signaler").get_by_role("radio").first).to_be_visible()
        if key == "Tab":
            stops.append(await focused(me))
    await expect(me.get_by_role("dialog", name="C’est reçu").locator("code")).to_have_text(CODE)
    assert len(strokes) <= KEYS_AT_MOST
    assert [stop for stop in stops if not re.match(r"(button|radio) \S", stop)] == []
    assert stops[-1].startswith("radio ")
    assert "C’est reçu" in " ".join(await me.evaluate("window.announced"))


async def test_a_private_message_is_shown_by_its_proof_and_the_other_blocked(people: People) -> None:
    """From the talk's menu: the ticked message alone leaves the device; the block asked for holds at once."""
    me, other = await talk(people, "Épiaire", "Fumeterre")
    await say(other, "Une phrase privée")
    await say(other, "Une seconde")
    await expect(me.locator("[data-id]", has_text="Une seconde")).to_be_visible()
    await (await acts_of(me, "Une phrase privée")).get_by_role("button", name="Signaler").click()
    await me.get_by_role("radio", name="Menaces, chantage, harcèlement").check()
    await me.get_by_role("checkbox", name=re.compile("^Bloquer Fumeterre")).check()
    dialog = await receipt(me)
    await expect(dialog.get_by_text("Fumeterre ne peut plus vous écrire.")).to_be_visible()
    await expect(other.get_by_text("Cette personne est partie.")).to_be_visible()  # as when anybody leaves


REQUEST = {
    "fr": ("Lychnis", "Mouron", "Signaler", "Menaces, chantage, harcèlement", "Bloquer", "Fermer", "Envoyer"),
    "en": ("Larkspur", "Marjoram", "Report", "Threats, blackmail, harassment", "Block", "Close", "Send"),
}


@pytest.mark.parametrize(("lang", "theme"), [("fr", "light"), ("en", "dark")])
async def test_a_request_is_reported_from_the_tray_and_leaves_it(people: People, lang: Lang, theme: Theme) -> None:
    """Its one text is ticked; with the block asked for it leaves the screen, and the asker hears a no."""
    asking, named, report, ground, block, close, send = REQUEST[lang]
    look: dict[str, Any] = {"lang": lang, "color_scheme": theme, "reduced_motion": "reduce", **WIDE}
    asker, me = await people.member(asking, **WIDE), await people.member(named, "Tulle", "38", **look)
    await me.goto(people.site.origin + "/chat/demandes")
    await expect(me.get_by_text(re.compile("^(Aucune demande|No requests)"))).to_be_visible()
    await ready(asker)
    await ask(asker, named, "Je sais où tu habites")
    await me.get_by_role("article").get_by_role("button", name=report).click()
    await me.get_by_role("radio", name=ground).check()
    await me.get_by_role("checkbox", name=re.compile(f"^{block} {asking}")).check()
    assert await both_sizes(me) == []
    dialog = await receipt(me, send)
    await dialog.get_by_role("button", name=close).last.click()
    await expect(me.get_by_role("article")).to_have_count(0)
    await go(asker, "Messages")
    await expect(asker.get_by_text(f"{named} n’est pas disponible. Bonne soirée\u202f!")).to_be_visible()


async def test_a_card_is_reported(people: People) -> None:
    """From the card, without leaving the room; who seems to be a minor is asked for a new proof at once."""
    people.expected.add("403")  # the page of the measure
    reported = await people.member("Gaillet", **WIDE)
    me = await people.member("Herniaire", **PHONE)
    dialog = await card(me, "Gaillet")
    await dialog.get_by_role("button", name="Signaler").click()
    await me.get_by_role("radio", name="Semble mineur, ou mineur en danger").check()
    await expect((await receipt(me)).get_by_role("link", name="3018")).to_be_visible()
    await expect(reported.locator(".measure h1")).to_be_visible()


@pytest.mark.parametrize(("lang", "theme"), [("fr", "light"), ("en", "dark")])
async def test_t19_the_report_has_no_violation(people: People, lang: Lang, theme: Theme) -> None:
    """Axe finds nothing in the form and in the receipt, in both languages and themes (T19)."""
    named = {"fr": ("Ophrys", "Orobanche"), "en": ("Ragwort", "Sneezewort")}[lang]
    await people.member(named[0], lang=lang, **WIDE)
    me = await people.member(named[1], lang=lang, color_scheme=theme, **WIDE)
    await me.locator("#people-pane").get_by_role("button", name=re.compile(named[0])).click()
    report, send = {"fr": ("Signaler", "Envoyer"), "en": ("Report", "Send")}[lang]
    await me.get_by_role("dialog").get_by_role("button", name=report).click()
    await me.get_by_role("radio").first.check()
    assert await both_sizes(me) == []
    await receipt(me, send)
    assert await both_sizes(me) == []
