"""Step 1 where the browser itself hands a proof over: the platform's wallet is played by the test wallet."""

import re
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from browser.stage import People

# Stands in for the platform: as strict as a browser is about the press, deaf to everything but our protocol.
PLATFORM = """
window.DigitalCredential = class { static userAgentAllowsProtocol(name) { return name === "org-iso-mdoc"; } };
CredentialsContainer.prototype.get = async function ({ mediation, digital, signal }) {
  if (!navigator.userActivation.isActive) throw new DOMException("no press", "NotAllowedError");
  const [{ protocol, data }] = digital.requests;
  if (mediation !== "required" || protocol !== "org-iso-mdoc") throw new TypeError("not ours");
  const given = await window.askWallet({ ...data, origin: location.origin });
  if (given.name) throw new DOMException("from the platform", given.name);
  return { protocol, data: given };
};
"""
BEGIN = "Avec l’application"


async def with_platform(people: People, *answers: str, **options: Any) -> Page:
    """Open a page in a browser with a wallet; each press takes the next answer: a fault, an error, or "" for right."""
    page = await people.visitor(**options)
    given = list(answers)

    async def ask(asked: dict[str, str]) -> dict[str, str]:
        answer = given.pop(0) if given else ""
        if answer.endswith("Error"):
            return {"name": answer}
        body = asked | ({"fault": answer} if answer else {})
        port = people.site.port + 1
        async with httpx.AsyncClient(trust_env=False) as http:
            posted = await http.post(
                f"http://127.0.0.1:{port}/browser", json=body, headers={"Host": f"wallet.localhost:{port}"}
            )
        return dict(posted.json())

    await page.expose_function("askWallet", ask)
    await page.add_init_script(PLATFORM)
    await page.goto(people.site.origin + "/entrer")
    return page


async def test_one_press_proves_where_the_browser_has_a_wallet(people: People) -> None:
    """The dialog answers, the page hands it on, and the person is asked who they are: no link, no code, no detour."""
    page = await with_platform(people)
    visited: list[str] = []
    page.on("framenavigated", lambda frame: visited.append(frame.url.removeprefix(people.site.origin)))
    await page.get_by_role("button", name=BEGIN).click()
    await expect(page.locator("#age")).to_be_visible()
    assert visited == ["/entrer"]


@pytest.mark.parametrize("error", ["NotAllowedError", "AbortError"])
async def test_a_dialog_closed_leaves_two_ways_on(people: People, error: str) -> None:
    """The page says that nothing is lost; another press tries again, and the link leads on."""
    page = await with_platform(people, error, error)
    await page.get_by_role("button", name=BEGIN).click()
    await expect(page.get_by_role("status").first).to_contain_text("Rien n’a été présenté")
    await page.get_by_role("button", name=BEGIN).click()
    await expect(page.get_by_role("status").first).to_contain_text("Rien n’a été présenté")
    await page.get_by_role("button", name="Par un lien ou un code").click()
    await page.get_by_role("link", name="portefeuille d’essai").click()
    await page.get_by_role("button").first.click()
    await expect(page.locator("#age")).to_be_visible()


async def test_a_press_after_a_closed_dialog_proves(people: People) -> None:
    """Whoever changes their mind needs no new page."""
    page = await with_platform(people, "NotAllowedError", "")
    await page.get_by_role("button", name=BEGIN).click()
    await expect(page.get_by_role("status").first).to_contain_text("Rien n’a été présenté")
    await page.get_by_role("button", name=BEGIN).click()
    await expect(page.locator("#age")).to_be_visible()


@pytest.mark.parametrize("error", ["NotSupportedError", "TypeError"])
async def test_a_platform_that_cannot_after_all_leads_on_by_itself(people: People, error: str) -> None:
    """The link and the code come without another press."""
    page = await with_platform(people, error)
    await page.get_by_role("button", name=BEGIN).click()
    await expect(page.get_by_role("heading", name="Sur cet appareil")).to_be_visible()
    await expect(page.locator("[data-gate=code] svg")).to_be_visible()


@pytest.mark.parametrize("fault", ["C-N01", "C-N04", "C-N08"])
async def test_a_wrong_answer_shows_the_page_of_every_refusal(people: People, fault: str) -> None:
    """Relayed, misnamed or under age: one page, from which one may try again and get in."""
    people.expected.add("403 (Forbidden)")
    page = await with_platform(people, fault)
    await page.get_by_role("button", name=BEGIN).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("La preuve n’a pas abouti")
    await page.get_by_role("link", name="Voir toutes les façons").click()
    await page.get_by_role("button", name=BEGIN).click()
    await expect(page.locator("#age")).to_be_visible()


async def test_the_browsers_way_by_keyboard_on_the_narrowest_screen(people: People) -> None:
    """At 320 px, with Tab and Enter alone: the button is reached, and what is said is announced where it happens."""
    page = await with_platform(people, "NotAllowedError", viewport={"width": 320, "height": 640})
    button = page.get_by_role("button", name=BEGIN)
    for _ in range(12):
        if await button.evaluate("one => one === document.activeElement"):
            break
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").first).to_contain_text("Rien n’a été présenté")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Par un lien ou un code")).to_be_focused()
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def test_a_browser_without_the_dialog_gets_link_and_code(people: People) -> None:
    """An older browser, scripts on: one press leads to the link and to a code of the same size."""
    page = await people.visitor()
    await page.add_init_script("delete window.DigitalCredential")
    await page.goto(people.site.origin + "/entrer")
    await page.get_by_role("button", name=BEGIN).click()
    cards = page.locator(".ways > .way")
    await expect(cards).to_have_count(2)
    sizes = [await card.bounding_box() for card in await cards.all()]
    assert len({(box["width"], box["height"]) for box in sizes if box}) == 1


async def test_the_link_of_a_wallet_that_opens_another_tab_quiets_the_first(people: People) -> None:
    """The proof comes back in a tab of its own: the one that waited says so and asks no more."""
    page = await people.visitor()
    await page.goto(people.site.origin + "/entrer")
    await page.locator('form[data-gate="try"] button').click()
    wallet = await page.get_by_role("link", name="portefeuille d’essai").get_attribute("href")
    other = await page.context.new_page()
    await other.goto(str(wallet))
    await other.get_by_role("button").first.click()
    await expect(other.locator("#age")).to_be_visible()
    await expect(page.locator("[data-gate=status]")).to_contain_text("dans un autre onglet")
    await expect(page.locator("[data-gate=code]")).to_be_hidden()


async def test_the_page_says_who_learns_what_and_what_the_proof_cannot_do(people: People) -> None:
    """Each way names what we, the issuer and both together learn; the limits are said without a detour."""
    page = await people.visitor()
    await page.goto(people.site.origin + "/entrer")
    ways = page.locator(".way:not(.demo)")
    for way in await ways.all():
        assert await way.locator("dt").all_inner_texts() == [
            "Nous", "Qui a délivré la preuve", "Si nous nous entendions avec lui",
        ]  # fmt: skip
    await page.get_by_text("Ce que la preuve ne peut pas faire").click()
    limits = page.locator("details[open] li")
    await expect(limits).to_have_count(5)
    for number, words in enumerate(("à la place d’un mineur", "en commun", "vide", "exclue", "RGPD")):
        await expect(limits.nth(number)).to_contain_text(re.compile(words))
