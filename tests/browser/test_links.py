"""Links that people write, and the page that names a site before one leaves: nothing is fetched, nothing is told."""

import json
import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from browser.stage import ROOT, People, say
from browser.test_pages import Theme, both_sizes
from palabre.web.pages import PATHS
from palabre.web.texts import Lang, texts

TARGET = "https://exemple.fr/une-page?a=1#suite"
TARGETS = {
    "plain": TARGET,
    "long": "http://xn--caf-dma." + "tres-long." * 12 + "example:8443/" + "chemin/" * 30,
    "doubtful": "https://exemple.fr@198.51.100.4/photo.jpg.exe",
    "none": "",
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_page_before_leaving_has_no_violation(people: People, lang: Lang, theme: Theme) -> None:
    """A plain address, one without end, a doubtful one and none: axe finds nothing, nothing scrolls sideways."""
    page = await people.visitor(color_scheme=theme, reduced_motion="reduce")
    found: dict[str, Any] = {}
    for name, target in TARGETS.items():
        await page.goto("about:blank")
        await page.goto(f"{people.site.origin}{PATHS['elsewhere'][lang]}#{target}")
        await expect(page.get_by_text(texts(lang)["elsewhere_unread"])).to_be_hidden()
        found[name] = await both_sizes(page)
        await page.set_viewport_size({"width": 320, "height": 700})
        if over := await page.evaluate("document.documentElement.scrollWidth - innerWidth"):
            found[name].append(("sideways", over))
    assert {name: faults for name, faults in found.items() if faults} == {}


async def test_a_link_of_a_message_leads_to_our_page_and_asks_nothing_of_anybody(people: People) -> None:
    """One tap opens a tab that names the site; no other machine is contacted; the address reaches no server of ours."""
    page = await people.member("Marjolaine", lang="fr")
    people.was_here_yesterday("Marjolaine")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    await say(page, f"Voir {TARGET}")
    link = page.get_by_role("link", name=re.compile("exemple.fr.une-page"))
    await expect(link).to_have_attribute("rel", "noreferrer noopener nofollow ugc")
    assert await page.locator(".message .body [href]").count() == 1
    async with page.context.expect_page() as opening:
        await link.click()
    leaving = await opening.value
    await named(leaving, "exemple.fr", TARGET)
    assert leaving.url == people.site.origin + PATHS["elsewhere"]["fr"]
    assert await leaving.evaluate("[document.referrer, window.opener]") == ["", None]
    origin = people.site.origin
    assert [url for url in asked if not url.startswith((f"{origin}/", f"ws{origin.removeprefix('http')}/"))] == []
    assert [url for url in asked if "exemple" in url.partition("#")[0]] == []


async def named(page: Page, host: str, address: str) -> None:
    """Expect the page to name a site and to lead there, without telling where one comes from."""
    await expect(page.locator("[data-leaving=host]")).to_have_text(host)
    await expect(page.locator("[data-leaving=whole]")).to_have_text(address)
    go = page.get_by_role("link", name="Ouvrir ce site")
    await expect(go).to_have_attribute("href", address)
    await expect(go).to_have_attribute("rel", "noreferrer noopener nofollow ugc")


async def test_the_other_language_keeps_the_address(people: People) -> None:
    """The twin page names the same site."""
    page = await people.visitor()
    await page.goto(f"{people.site.origin}{PATHS['elsewhere']['fr']}#{TARGET}")
    await page.get_by_role("link", name="English").click()
    await expect(page).to_have_url(people.site.origin + PATHS["elsewhere"]["en"])
    await expect(page.locator("[data-leaving=host]")).to_have_text("exemple.fr")


async def test_a_doubtful_address_is_named_and_cannot_be_opened(people: People) -> None:
    """The true host, no way on."""
    page = await people.visitor()
    await page.goto(f"{people.site.origin}{PATHS['elsewhere']['fr']}#{TARGETS['doubtful']}")
    await expect(page.locator("[data-leaving=host]")).to_have_text("198.51.100.4")
    await expect(page.get_by_text("a l’air d’un piège")).to_be_visible()
    await expect(page.get_by_role("link", name="Ouvrir ce site")).to_have_count(0)


async def test_without_javascript_the_page_says_what_to_do(people: People) -> None:
    """It cannot read the address, and shows where it stands."""
    page = await people.visitor(java_script_enabled=False)
    await page.goto(f"{people.site.origin}{PATHS['elsewhere']['fr']}#{TARGET}")
    await expect(page.get_by_text("après le signe #")).to_be_visible()
    await expect(page.get_by_role("link", name="Ouvrir ce site")).to_have_count(0)


async def test_this_browser_reads_five_thousand_addresses_as_the_vectors_say(people: People) -> None:
    """The hosts that both finders are held to are those that Chromium contacts, wherever both see a host."""
    lines = (ROOT / "tests/vectors/links/hosts.tsv").read_text().splitlines()
    pairs = [(json.loads(url), host) for url, host in (line.split("\t") for line in lines)]
    page = await people.visitor()
    read = await page.evaluate(
        "urls => urls.map(url => { try { return new URL(url).hostname; } catch { return ''; } })",
        [url for url, _ in pairs],
    )
    seen = [(url, host, here) for (url, host), here in zip(pairs, read, strict=True) if host and here]
    assert len(seen) > 2_000
    # Chromium escapes an asterisk in a host, which no name of the web holds.
    assert [one for one in seen if one[1] != one[2].replace("%2A", "*")] == []
