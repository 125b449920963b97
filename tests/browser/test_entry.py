"""The way in: proof, who one is tonight, the rules, arrival."""

import re

from playwright.async_api import expect

from browser.stage import People, fill, say


async def test_a_person_proves_enters_and_arrives(people: People) -> None:
    """Two clicks of proof, a form, the six rules, and the person is in Accueil with the composer ready."""
    page = await people.visitor()
    await page.goto(people.site.origin + "/")
    await page.get_by_role("link", name="Entrer").first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Prouver que vous avez 18 ans")
    await people.prove(page)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Qui êtes-vous ce soir\u202f?")
    await fill(page, "Lavande", "87000", "41")
    await page.locator('button[type="submit"]').click()
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert await page.locator("main li").count() == await page.locator("main li svg").count() == 6
    await page.get_by_role("button", name="Entrer").click()
    await expect(page).to_have_url(re.compile("/chat/salon/accueil$"))
    await expect(page.get_by_role("heading", level=1, name="Accueil")).to_be_visible()
    await say(page, "Bonsoir !")
    await expect(page.locator("[data-id] .body", has_text="Bonsoir !")).to_be_visible()


async def test_the_gate_works_without_scripts(people: People) -> None:
    """The proof needs no script at all (age-assurance R9); only the chat itself says that it does."""
    page = await people.visitor(java_script_enabled=False)
    await page.goto(people.site.origin + "/entrer")
    await page.get_by_role("button", name="Avec l’application").click()
    await page.get_by_role("link", name="portefeuille d’essai").click()
    await page.get_by_role("button").first.click()
    await page.get_by_role("button", name="Continuer").click()
    await expect(page.locator("noscript")).to_have_count(1)
    assert (await page.context.cookies())[0]["httpOnly"]


async def test_under_eighteen_gets_a_calm_page_and_nothing_is_sent(people: People) -> None:
    """An age under 18 shows the help lines; no request carries what was typed."""
    page = await people.visitor()
    await people.prove(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    await fill(page, "Violette", "Limoges", "16")
    sent.clear()
    await page.locator('button[type="submit"]').click()
    await expect(page.get_by_role("link", name=re.compile("3018|119")).first).to_be_visible()
    await expect(page.locator("#pseudonym")).to_have_count(0)
    assert sent == []


async def test_errors_say_what_to_mend_and_keep_what_was_typed(people: People) -> None:
    """An empty form names each field at fault, the first one takes the focus, the town typed stays."""
    page = await people.visitor()
    await people.prove(page)
    await page.locator("#town").fill("Lim")
    await page.locator('button[type="submit"]').click()
    await expect(page.locator("#pseudonym")).to_be_focused()
    await expect(page.locator("#pseudonym-state")).not_to_be_empty()
    await expect(page.locator("#age-wrong")).not_to_be_empty()
    await expect(page.locator("#town")).to_have_value("Lim")


async def test_a_name_already_present_is_refused_with_suggestions(people: People) -> None:
    """A look-alike of somebody present gets three free names, one click away."""
    people.expected.add("409 (Conflict)")
    await people.member("Capucine")
    page = await people.visitor()
    await people.prove(page)
    await page.locator("#pseudonym").fill("Capuc1ne")
    await page.locator("#age").focus()
    suggestions = page.get_by_role("group", name=re.compile("Pseudos libres|libres", re.IGNORECASE)).get_by_role(
        "button"
    )
    await expect(suggestions).to_have_count(3)
    chosen = await suggestions.first.inner_text()
    await suggestions.first.click()
    await expect(page.locator("#pseudonym")).to_have_value(chosen)


async def test_keyboard_alone_is_enough_to_enter_and_talk(people: People) -> None:
    """From the form to a first message without a pointer: tab, arrows, Enter."""
    page = await people.visitor()
    await people.prove(page)
    keys = page.keyboard
    await page.locator("#pseudonym").focus()
    await keys.type("Mirabelle")
    await keys.press("Tab")
    await keys.type("Guéret")
    await expect(page.get_by_role("option").first).to_be_visible()
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await page.locator("#age").focus()
    await keys.type("52")
    await keys.press("Enter")
    await expect(page.locator("main li")).to_have_count(6)
    await page.get_by_role("button", name="Entrer").focus()
    await keys.press("Enter")
    await expect(page.locator("#composer")).to_be_visible()
    await page.locator("#composer").focus()
    await keys.type("Bonsoir au clavier")
    await keys.press("Enter")
    await expect(page.locator("[data-id] .body", has_text="Bonsoir au clavier")).to_be_visible()


async def test_the_language_chosen_is_kept_through_the_gate(people: People) -> None:
    """Somebody who chose English in a French browser proves, enters and talks in English."""
    page = await people.visitor(locale="fr-FR")
    await people.prove(page, "en")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Who are you tonight?")
    await page.goto(people.site.origin + "/chat?lang=fr")
    await page.goto(people.site.origin + "/age/done")
    await expect(page.locator("html")).to_have_attribute("lang", "fr")
