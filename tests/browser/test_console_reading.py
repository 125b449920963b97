"""A private talk reported, read at the console as talk, veiled, and decided by a measure that fits it."""

import re
from typing import Any

from playwright.async_api import expect

from browser.stage import People, say
from browser.test_console_walk import WORDS, at_console, faults
from browser.test_private import talk
from browser.test_reporting import acts_of, receipt

SAID = "Une phrase privée à juger"


async def test_a_private_talk_is_read_held_and_stopped(people: People) -> None:
    """Laid out with its mark, seen while a pointer or a key holds it, the talk stopped; axe finds nothing."""
    people.expected |= {"the server responded with a status of 4"}  # 401 before signing in, 409 before one's word
    me, other = await talk(people, "Spergulaire", "Soldanelle")
    await say(other, SAID)
    await expect(me.locator("[data-id]", has_text=SAID)).to_be_visible()
    await (await acts_of(me, SAID)).get_by_role("button", name="Signaler").click()
    await me.get_by_role("radio", name="Menaces, chantage, harcèlement").check()
    await receipt(me)
    page = await at_console(people, "moderator")
    await page.locator(".rows").get_by_role("button", name=re.compile("^P2 Harcèlement")).last.click()
    await expect(page.get_by_text("Soldanelle")).to_be_visible()
    await page.get_by_role("button", name="Je ne la connais pas").click()
    await page.get_by_role("button", name="Prendre ce dossier").click()
    await page.get_by_role("button", name=re.compile("^Ouvrir la copie")).click()
    turn = page.locator("li.turn")
    await expect(turn).to_contain_text("Soldanelle")
    await expect(turn).to_contain_text("vérifié")
    await expect(page.get_by_text(SAID)).to_have_count(0)
    veil = turn.locator(".veiled")
    await veil.hover()
    await page.mouse.down()
    await expect(turn.get_by_text(SAID)).to_be_visible()
    await page.mouse.up()
    await expect(page.get_by_text(SAID)).to_have_count(0)
    await veil.focus()
    await page.keyboard.down("Space")
    await expect(turn.get_by_text(SAID)).to_be_visible()
    await page.keyboard.up("Space")
    await expect(page.get_by_role("radio", name=re.compile("Cacher"))).to_have_count(0)
    await page.get_by_label("Règle ou loi").select_option("respect")
    await page.get_by_role("radio", name=re.compile("Séparer deux personnes$")).check()
    await page.get_by_label("Ce qui s’est passé").fill(WORDS)
    await page.locator(".letter .veiled").focus()
    await page.keyboard.down("Space")
    await expect(page.locator(".letter")).to_contain_text(SAID)
    await page.keyboard.up("Space")
    found: Any = await faults(page)
    await page.get_by_role("button", name="Signer", exact=True).click()
    await expect(page.get_by_role("button", name="Signer", exact=True)).to_have_count(0)
    assert found == []
