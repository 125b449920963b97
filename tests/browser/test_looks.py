"""Other looks of the chat: high contrast, forced colours, reduced motion, a phone on its side."""

import re
from typing import Any

from playwright.async_api import Page, expect

from browser.stage import People, say
from browser.test_pages import both_sizes, violations

MARKED = "e => { const look = getComputedStyle(e); return look.outlineStyle + ' ' + look.outlineWidth; }"
CONTRAST = "localStorage.setItem('palabre.preferences', JSON.stringify({theme: 'contrast'}))"
STRONG: list[dict[str, Any]] = [
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"forced_colors": "active"},
]


async def marks(page: Page) -> set[str]:
    """Return the outlines of what is current: the room, its tab, the choice made."""
    current = page.locator("a[aria-current]:visible, .tab.here")
    return {await one.evaluate(MARKED) for one in await current.all()}


async def test_what_is_current_is_seen_without_soft_colours(people: People) -> None:
    """High contrast, light and dark, and forced colours: axe finds nothing; room, tab and bubbles have lines."""
    page = await people.member("Orme", viewport={"width": 1280, "height": 800})
    await page.evaluate(CONTRAST)
    await page.reload()
    await say(page, "/salon Jardin")
    await expect(page.get_by_role("tab")).to_have_count(2)
    await say(page, "/de 2d6")
    bubble = page.locator("[data-id] .bubble", has_text="2d6")
    await expect(bubble).to_be_visible()
    found = []
    for look in STRONG:
        await page.emulate_media(**look)
        assert await marks(page) == {"solid 2px"}
        lines = await bubble.evaluate("e => getComputedStyle(e).boxShadow + getComputedStyle(e).borderTopWidth")
        assert lines != "none0px"
        found += await both_sizes(page)
        await page.set_viewport_size({"width": 1280, "height": 800})
    await page.get_by_role("link", name="Moi", exact=True).click()
    await expect(page.get_by_role("heading", level=1, name="Moi")).to_be_visible()
    assert found + await violations(page) == []


async def test_a_device_that_asks_for_contrast_gets_it(people: People) -> None:
    """The theme follows the device in this too, until another is chosen."""
    page = await people.visitor(contrast="more")
    await page.goto(people.site.origin + "/")
    await expect(page.locator("html")).to_have_attribute("data-theme", "contrast")
    await page.evaluate("localStorage.setItem('palabre.preferences', JSON.stringify({theme: 'light'}))")
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-theme", "light")


async def test_nothing_moves_for_whoever_asked_for_stillness(people: People) -> None:
    """Talking, being written to, opening a menu, a dialog, a sheet: no animation or transition lasts."""
    page = await people.member("Saule", reduced_motion="reduce")
    other = await people.member("Aulne", "Tulle", "38")
    await page.evaluate(
        "window.moved = []; for (const kind of ['animationstart', 'transitionrun']) document.addEventListener(kind,"
        " event => { const all = event.target.getAnimations().map(one => one.effect.getComputedTiming());"
        " if (all.some(one => one.duration > 1)) moved.push(kind + ' ' + event.target.className); }, true); 0"
    )
    await other.locator("#composer").press_sequentially("Un")
    await expect(page.locator(".typing")).to_have_text(re.compile("Aulne écrit"))
    await expect(page.locator(".typing .dots")).to_be_hidden()
    await say(other, "Un mot immobile")
    await page.locator("[data-id]", has_text="Un mot immobile").hover()
    await page.get_by_role("button", name="Réagir").click()
    await page.get_by_role("button", name="👍", exact=True).click()
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.get_by_role("button", name=re.compile("^Personnes")).click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Plus", exact=True).click()
    await page.get_by_role("menuitem", name="Touches et commandes").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await page.evaluate("window.moved") == []


async def test_a_phone_on_its_side_leaves_room_for_words(people: People) -> None:
    """360 px high: the header takes 40, the composer stays in sight, the bar of places goes while one types."""
    page = await people.member("Frêne", viewport={"width": 740, "height": 360}, is_mobile=True, has_touch=True)
    await say(page, "Sur le côté")
    await expect(page.locator("[data-id]", has_text="Sur le côté")).to_be_in_viewport()
    await expect(page.locator("#composer")).to_be_in_viewport()
    assert await page.locator(".talk-header").evaluate("e => e.offsetHeight") <= 41
    await page.get_by_role("link", name="Retour aux salons").click()
    await expect(page.get_by_role("navigation", name="Lieux")).to_be_visible()
    await page.locator("#room-search").tap()
    await expect(page.get_by_role("navigation", name="Lieux")).to_be_hidden()
