"""A reported card in real browsers: held, decided about, and the reasons read by whoever wrote it."""

import re
from pathlib import Path

from playwright.async_api import Page, expect

from browser.house import House, housed
from browser.test_private import WIDE, card
from browser.test_reporting import receipt
from palabre.moderation.casework import By
from palabre.moderation.deciding import Draft, Wanted
from palabre.moderation.decisions import Means, Outcome, Source
from palabre.moderation.model import CaseState, Priority
from palabre.moderation.notices import ItemKind

AUTHOR = By("M-1", "moderator")
REASONS = "Ces mots blessent d’autres personnes, comme le disent les règles."
HURTING = "Une annonce neutre de commerce"


async def to_me(page: Page) -> None:
    """Go to one's own page."""
    await page.get_by_role("navigation", name="Lieux").get_by_role("link", name="Moi").click()


async def remove_card(house: House) -> None:
    """Decide, in the one open case, that the words of the card are removed."""
    assert house.stage is not None
    node = house.stage.node
    (case,) = await node.law.store.cases([CaseState.OPEN], 10)
    wanted = Wanted(Means.REMOVE, 0, case.subject, what=ItemKind.CARD)
    draft = Draft(
        case.id, case.subject, Outcome.VIOLATION_TERMS, Priority.P2, Source.ARTICLE_16, REASONS, "adults", (wanted,)
    )
    drafted, _ = await node.court.deciding.preview(AUTHOR, draft)
    await node.court.deciding.decide(AUTHOR, drafted.id)


async def test_a_reported_card_is_held_then_decided_about_and_its_owner_reads_why(tmp_path: Path) -> None:
    """The other sees the words no more; who wrote them is told at each step, and where to read and contest."""
    async with housed(tmp_path) as (house, people):
        owner = await people.member("Topinambour", **WIDE)
        await to_me(owner)
        await owner.get_by_label("Quelques mots").fill(HURTING)
        await owner.get_by_role("button", name="Enregistrer ma carte").click()
        await expect(owner.get_by_text("C’est enregistré.")).to_be_visible()
        me = await people.member("Scorsonère", **WIDE)
        dialog = await card(me, "Topinambour")
        await expect(dialog.get_by_text(HURTING)).to_be_visible()
        await dialog.get_by_role("button", name="Signaler").click()
        await me.get_by_role("radio", name="Arnaque ou publicité").check()
        await (await receipt(me)).get_by_role("button", name="Fermer").last.click()
        await expect(owner.get_by_text("Les mots de votre carte sont signalés")).to_be_visible()
        await expect(owner.get_by_label("Quelques mots")).to_have_value(HURTING)
        dialog = await card(me, "Topinambour")
        await expect(dialog.get_by_text(HURTING)).to_have_count(0)
        await remove_card(house)
        await expect(owner.get_by_text("Les mots de votre carte ont été retirés")).to_be_visible()
        await expect(owner.get_by_label("Quelques mots")).to_have_value("")
        await owner.get_by_role("button", name="La lire").click()
        standing = owner.locator("#standing")
        await standing.get_by_text(re.compile("Les mots de votre carte sont retirés")).first.click()
        await expect(standing.get_by_text(re.compile(REASONS[:20]))).to_be_visible()
        assert people.complaints == []
