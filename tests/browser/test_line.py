"""The line: lost, found, cut by the server, ended for good; nothing lost, nothing doubled."""

from pathlib import Path

from playwright.async_api import expect

from browser.stage import People, chromium, running_site, say


async def test_words_written_off_line_leave_once_on_return(people: People) -> None:
    """Off line, a strip says so and the message waits; back on line it leaves once, and missed words arrive."""
    people.expected.update({"ERR_INTERNET_DISCONNECTED", "WebSocket connection"})
    one, other = await people.member("Verveine"), await people.member("Mélisse", "Tulle", "39")
    await one.context.set_offline(True)
    await expect(one.get_by_text("Vous êtes hors ligne.")).to_be_visible()
    await say(one, "Écrit dans le tunnel")
    await expect(one.locator(".outgoing", has_text="En attente de connexion")).to_be_visible()
    await say(other, "Dit pendant ce temps")
    await expect(other.locator("[data-id]", has_text="Dit pendant ce temps")).to_be_visible()
    await one.context.set_offline(False)
    await expect(one.get_by_text("De retour. 1 message envoyé.")).to_be_visible()
    for page in (one, other):
        await expect(page.locator("[data-id]", has_text="Écrit dans le tunnel")).to_have_count(1)
        await expect(page.locator("[data-id]", has_text="Dit pendant ce temps")).to_have_count(1)
    await expect(one.locator(".outgoing")).to_have_count(0)


async def test_a_restart_of_the_server_is_survived(tmp_path: Path) -> None:
    """The server stops and starts again: the page comes back by itself, with every word once."""
    with running_site(tmp_path) as site:
        async with chromium() as browser:
            people = People(site, browser)
            page = await people.member("Armoise")
            await say(page, "Avant le redémarrage")
            await expect(page.locator("[data-id]", has_text="Avant")).to_be_visible()
            site.stop()
            await expect(page.get_by_text("Connexion perdue, on revient…")).to_be_visible()
            await say(page, "Pendant le redémarrage")
            site.start()
            # Whoever does not press "try now" comes back by themselves, perhaps before we can press it.
            await page.evaluate("document.querySelector('.strips button')?.click()")
            await expect(page.locator("[data-id]", has_text="Pendant le redémarrage")).to_have_count(1)
            await expect(page.locator("[data-id]", has_text="Avant le redémarrage")).to_have_count(1)
            await expect(page.locator(".outgoing")).to_have_count(0)


async def test_leaving_ends_every_tab_and_forgets_the_device(people: People) -> None:
    """One button erases card, session, words and device at once; the other tab says that one has left."""
    page = await people.member("Camomille")
    await say(page, "Des mots à effacer")
    witness = await people.member("Tilleul", "Tulle", "44")
    await expect(witness.locator("[data-id]", has_text="Des mots à effacer")).to_be_visible()
    other = await page.context.new_page()
    await other.goto(people.site.origin + "/chat")
    await expect(other.get_by_role("heading", level=1)).to_be_visible()
    await page.goto(people.site.origin + "/chat/moi")
    await page.get_by_role("button", name="Tout effacer").click()
    await expect(page).to_have_url(people.site.origin + "/")
    await expect(page.get_by_text("tout est effacé sur cet appareil et chez nous")).to_be_visible()
    await expect(page.locator("[data-id]")).to_have_count(0)
    await expect(other.get_by_role("heading", name="Vous avez quitté Palabre")).to_be_visible()
    await expect(witness.get_by_text("Des mots à effacer")).to_have_count(0)
    assert await page.evaluate("Object.keys(localStorage).length") == 0
    await page.get_by_role("link", name="Revenir").click()
    await expect(page.get_by_role("link", name="Entrer").first).to_be_visible()
    people.expected.add("403 (Forbidden)")
    await page.goto(people.site.origin + "/chat")
    await expect(page.get_by_role("link", name="Entrer").first).to_be_visible()


async def test_the_shell_opens_off_line(people: People) -> None:
    """After one visit the page opens without network, says that it is off line, and holds no words."""
    people.expected.update({"ERR_INTERNET_DISCONNECTED", "WebSocket connection", "ERR_FAILED"})
    page = await people.member("Achillée")
    await say(page, "Mots qui ne restent pas")
    await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    await page.reload()
    await expect(page.locator("#composer")).to_be_visible()
    await page.context.set_offline(True)
    await page.reload()
    await expect(page.get_by_text("Vous êtes hors ligne.")).to_be_visible()
    await expect(page.get_by_text("Mots qui ne restent pas")).to_have_count(0)


async def test_the_back_button_does_what_it_says(people: People) -> None:
    """On a phone a talk covers the list; back returns to the list, forward to the talk."""
    page = await people.member("Pervenche", viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    await page.get_by_role("link", name="Retour aux salons").click()
    await expect(page.get_by_role("heading", level=1, name="Salons")).to_be_visible()
    await expect(page.locator("#composer")).to_have_count(0)
    await page.get_by_role("link", name="Cuisine").click()
    await expect(page.get_by_role("heading", level=1, name="Cuisine")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("heading", level=1, name="Salons")).to_be_visible()
    await page.go_forward()
    await expect(page.get_by_role("heading", level=1, name="Cuisine")).to_be_visible()


async def test_three_escapes_leave_the_screen_at_once(people: People) -> None:
    """A neutral page takes the place; back finds a locked page and never the talk; drafts survive."""
    page = await people.member("Cyclamen")
    await say(page, "Bonsoir à la terrasse")
    await expect(page.locator("[data-id]", has_text="terrasse")).to_be_visible()
    await page.locator("#composer").fill("Un brouillon")
    for _ in range(3):
        await page.keyboard.press("Escape")
    await expect(page).to_have_url(people.site.origin + "/temps")
    assert "Palabre" not in await page.content()
    await page.goto(people.site.origin + "/chat")
    await expect(page.get_by_role("heading", name="Page en pause")).to_be_visible()
    await expect(page.get_by_text("terrasse")).to_have_count(0)
    await page.go_back()
    await expect(page).to_have_url(people.site.origin + "/temps")
    await page.goto(people.site.origin + "/chat/salon/accueil")
    await page.get_by_role("button", name="Reprendre").click()
    await expect(page.locator("#composer")).to_have_value("Un brouillon")


async def test_a_visit_that_ended_while_asleep_says_so(people: People) -> None:
    """A page that wakes after its session ended is told, and shown how to prove again; it does not try for ever."""
    people.expected.update(
        {"ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "WebSocket connection", "401", "403 (Forbidden)"}
    )
    page = await people.member("Campanule")
    await page.locator("#composer").fill("Un brouillon gardé")
    await page.context.set_offline(True)
    await expect(page.get_by_text("Vous êtes hors ligne.")).to_be_visible()
    await page.context.clear_cookies()
    await page.context.set_offline(False)
    await expect(page.get_by_role("heading", name="Votre visite est terminée")).to_be_visible()
    await expect(page.get_by_role("link", name="Prouver à nouveau")).to_have_attribute("href", "/entrer")
