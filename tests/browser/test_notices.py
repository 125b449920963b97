"""The notice of a telephone: given by the worker, without a name or a word, and gone once it has been seen."""

import asyncio
from typing import Any

from playwright.async_api import Page, Worker, expect

from browser.stage import People, say
from browser.test_private import WIDE, agree, go

# A telephone's browser has no constructor of notices; and a page of this test is never covered by another.
TELEPHONE = """
    const { permission } = Notification;
    window.Notification = Object.assign(function () { throw new TypeError("Illegal constructor"); },
        { permission, requestPermission: async () => "granted" });
    window.away = false;
    Object.defineProperty(document, "hidden", { get: () => window.away });
"""
LEAVES = "is => { window.away = is; document.dispatchEvent(new Event('visibilitychange')); }"
SHOWN = """async (count) => {
    for (;;) {  // no event tells that a notice is there, or gone
        const notices = await self.registration.getNotifications();
        if (notices.length === count)
            return notices.map(({ title, body, tag, silent, data }) => ({ title, body, tag, silent, data }));
        await new Promise((done) => setTimeout(done, 20));
    }
}"""
# What a touch brings: the browser itself lets a worker focus a page only after a real one.
TOUCHED = """async () => {
    const [notification] = await self.registration.getNotifications();
    const focused = [];
    WindowClient.prototype.focus = async function () { focused.push(this.type); };
    const event = new NotificationEvent("notificationclick", { notification });
    let done = null;
    event.waitUntil = (work) => { done = work; };
    self.dispatchEvent(event);
    await done;
    return { focused, left: (await self.registration.getNotifications()).length };
}"""


async def telephone(people: People, name: str) -> tuple[Page, Worker]:
    """Let somebody in on a telephone that gives notices through the worker alone; return its worker too."""
    page = await people.visitor(viewport={"width": 360, "height": 740}, permissions=["notifications"])
    await page.add_init_script(TELEPHONE)
    async with page.context.expect_event("serviceworker") as met:
        await people.enter(page, name)
    return page, await met.value


async def shown(worker: Worker, count: int) -> list[dict[str, Any]]:
    """Return the notices that the telephone shows, once they are so many."""
    async with asyncio.timeout(15):
        found: list[dict[str, Any]] = await worker.evaluate(SHOWN, count)
    return found


async def test_a_telephone_tells_that_something_came_and_no_more(people: People) -> None:
    """Only where switched on and while the page is away; a touch brings the page back, and seeing it ends it."""
    other = await people.member("Lotier", **WIDE)
    page, worker = await telephone(people, "Inule")
    await agree(other, page, "Inule")
    await go(page, "Moi")
    await page.evaluate(LEAVES, True)
    await say(other, "avant que les avis soient choisis")
    await expect(page).to_have_title("Moi, 1 non lu – Palabre")
    assert await shown(worker, 0) == []

    await page.get_by_role("switch", name="Avertir quand la page est cachée").click()
    await say(other, "un mot que l’avis ne dit pas")
    await expect(page).to_have_title("Moi, 2 non lus – Palabre")
    told = {"title": "1 nouveau message", "body": "", "tag": "palabre", "silent": True, "data": None}
    assert await shown(worker, 1) == [told]
    assert await worker.evaluate(TOUCHED) == {"focused": ["window"], "left": 0}

    await say(other, "et encore un")
    await expect(page).to_have_title("Moi, 3 non lus – Palabre")
    assert await shown(worker, 1) == [told]
    await page.evaluate(LEAVES, False)
    assert await shown(worker, 0) == []
