"""A statement of reasons and its complaint in a real browser: two screens, axe zero in languages and themes (T19)."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from browser.house import House, housed
from browser.test_pages import Theme, both_sizes
from palabre.chat.model import Ruling
from palabre.kernel.ids import MemberId, PlaceId
from palabre.moderation.hosting import Reason
from palabre.web.texts import Lang


async def ask_out(house: House, name: str) -> None:
    """Let somebody be asked to leave a room, by a host who opened it for that."""
    assert house.stage is not None
    ada = await house.stage.member("Ada")
    room = (await ada.ask("open_room", name="Vannerie", purpose="Osier et patience"))["room"]["id"]
    await house.stage.node.rooms.approve(room, Ruling("", "program"))
    await ada.join("accueil")
    people = (await ada.ask("people", place="accueil"))["people"]
    (who,) = [one["id"] for one in people if one["name"] == name]
    host = MemberId(ada.me["card"]["id"])
    await house.stage.node.hosting.ask_out(host, PlaceId(room), MemberId(who), Reason.RUDE)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_t19_a_statement_and_its_complaint_have_no_violation(tmp_path: Path, lang: Lang, theme: Theme) -> None:
    """From the strip to the decision, from the decision to the request: two screens, and nothing for axe to find."""
    async with housed(tmp_path) as (house, people):
        page = await people.member("Bryone", lang=lang, color_scheme=theme, reduced_motion="reduce")
        await ask_out(house, "Bryone")
        await page.get_by_role("button", name={"fr": "La lire", "en": "Read it"}[lang]).click()
        decision = page.locator("#standing details").first
        await decision.locator("summary").click()
        await expect(decision.locator("form")).to_be_visible()
        assert await both_sizes(page) == []
        await decision.locator("textarea, input").first.fill("?")
        await decision.locator("form button").click()
        await expect(decision.get_by_role("status")).to_be_visible()
        assert await both_sizes(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/mesure", "/en/measure", "/signaler", "/en/report", "/suivi", "/en/follow-up"])
async def test_t19_the_pages_without_account_have_no_violation(tmp_path: Path, path: str, theme: Theme) -> None:
    """Where a statement is read by its code, and where a notice is sent and followed: axe finds nothing."""
    async with housed(tmp_path) as (house, people):
        page = await people.visitor(color_scheme=theme, reduced_motion="reduce")
        await page.goto(house.origin + path)
        assert await both_sizes(page) == []
