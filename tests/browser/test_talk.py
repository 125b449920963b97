"""Talking in a room: two people, real sockets, every act by mouse or by key."""

import re
from contextlib import AsyncExitStack
from typing import Any

from playwright.async_api import Locator, Page, expect

from browser.stage import People, say
from palabre_client import Member


def row(page: Page, text: str) -> Locator:
    """Return the row of a message."""
    return page.locator("[data-id]", has_text=text)


async def to_the_list(page: Page) -> None:
    """Go back from the composer, past its “+”, to the messages."""
    for _ in range(2):
        await page.keyboard.press("Shift+Tab")


async def test_two_people_hear_each_other(people: People) -> None:
    """What one says the other sees, spoken once to a screen reader, named in it when mentioned."""
    one, other = await people.member("Violaine"), await people.member("Marc", "Brive", "45")
    await say(one, "Bonsoir @Marc :)")
    await expect(row(other, "Bonsoir @Marc 🙂")).to_be_visible()
    await expect(other.locator(".mention.me")).to_have_text("@Marc")
    await expect(other.locator("p[role=status][aria-live=polite]")).to_have_text("Violaine: Bonsoir @Marc 🙂")
    await expect(row(one, "Bonsoir @Marc 🙂")).to_have_count(1)
    await expect(one.locator(".outgoing")).to_have_count(0)


async def test_reply_react_edit_and_delete(people: People) -> None:
    """Quote and jump, a pill counted once, an edit marked, a deletion that leaves no words."""
    one, other = await people.member("Romarin"), await people.member("Thym", "Tulle", "38")
    await say(one, "Qui connaît une bonne soupe ?")
    await row(other, "bonne soupe").hover()
    await other.get_by_role("button", name="Répondre").click()
    await say(other, "La mienne, au potiron")
    quote = row(one, "au potiron").get_by_role("button", name=re.compile("Réponse à Romarin"))
    await quote.click()
    await expect(row(one, "bonne soupe").first).to_be_focused()
    await row(one, "au potiron").hover()
    await row(one, "au potiron").get_by_role("button", name="Réagir").click()
    await one.get_by_role("button", name="❤️").first.click()
    await expect(row(other, "au potiron").get_by_role("button", name="❤️, 1", exact=True)).to_be_visible()
    await other.keyboard.press("ArrowUp")
    await expect(other.locator("#composer")).to_have_value("La mienne, au potiron")
    await say(other, "La mienne, au potimarron")
    await expect(row(one, "au potimarron").get_by_text("(modifié)")).to_be_visible()
    await row(other, "au potimarron").hover()
    await row(other, "au potimarron").get_by_role("button", name="Supprimer").click()
    await expect(one.get_by_text("Message retiré par son auteur")).to_be_visible()
    assert "potimarron" not in await one.locator("#log").inner_text()
    await other.get_by_role("button", name="Annuler").click()
    await expect(other.locator("#composer")).to_have_value("La mienne, au potimarron")


async def test_the_list_is_walked_by_keys(people: People) -> None:
    """Arrows move, R replies, + reacts, Enter opens the actions, Escape goes back to the composer."""
    page = await people.member("Sauge")
    for text in ("premier message", "second message"):
        await say(page, text)
        await expect(row(page, text)).to_be_visible()
    await to_the_list(page)
    await expect(row(page, "second message")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(row(page, "premier message")).to_be_focused()
    await page.keyboard.press("+")
    await expect(row(page, "premier message").get_by_role("button", name="👍, 1, vous aussi")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Réagir")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(row(page, "premier message")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#composer")).to_be_focused()
    await to_the_list(page)
    await page.keyboard.press("r")
    await expect(page.get_by_text("Vous répondez à Sauge")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_text("Vous répondez à Sauge")).to_have_count(0)


async def test_commands_completions_and_unknown_ones(people: People) -> None:
    """A slash lists commands, /me acts, an unknown one is never sent as words unless one says so."""
    page = await people.member("Basilic")
    await page.locator("#composer").press_sequentially("/m")
    await expect(page.get_by_role("option").filter(has_text="/me")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.keyboard.type("boit un café")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.action", has_text="boit un café")).to_be_visible()
    await say(page, "/xyz bonjour")
    await expect(page.get_by_text("Je ne connais pas /xyz")).to_be_visible()
    await expect(row(page, "/xyz")).to_have_count(0)
    await page.locator(".strip").get_by_role("button", name="Envoyer").click()
    await expect(row(page, "/xyz bonjour")).to_be_visible()
    await say(page, "/salon Cuisine")
    await expect(page.get_by_role("heading", level=1, name="Cuisine")).to_be_visible()


async def test_names_of_people_present_complete_after_an_at_sign(people: People) -> None:
    """Typing @ and the first letters offers who is here; Enter completes."""
    await people.member("Coquelicot")
    page = await people.member("Bleuet", viewport={"width": 1280, "height": 800})
    await expect(page.locator("#people-pane").get_by_role("button", name=re.compile("Coquelicot"))).to_be_visible()
    await page.locator("#composer").press_sequentially("Salut @coq")
    await page.keyboard.press("Enter")
    await expect(page.locator("#composer")).to_have_value("Salut @Coquelicot ")


async def test_emoji_are_found_by_word(people: People) -> None:
    """The panel opens on request, finds by a French word, and puts the emoji where the caret was."""
    page = await people.member("Anis")
    await page.locator("#composer").fill("Bon appétit ")
    await page.locator(".composer").get_by_role("button", name="Émoji").click()
    await page.get_by_label("Chercher un émoji").fill("fromage")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#composer")).to_have_value("Bon appétit 🧀")


async def test_drafts_tabs_unread_and_the_new_line(people: People) -> None:
    """A draft waits in its room; another room counts what was missed and shows where it begins."""
    one, other = await people.member("Safran"), await people.member("Cumin", "Tulle", "50")
    for page in (one, other):
        await say(page, "/salon Jardin")
        await expect(page.get_by_role("heading", level=1, name="Jardin")).to_be_visible()
    await say(other, "Mes tomates sont mûres")
    await expect(row(one, "tomates")).to_be_visible()
    await one.locator("#composer").fill("Les miennes aussi, car")
    await one.get_by_role("tab", name="Accueil").click()
    await say(other, "Et les courgettes débordent")
    await expect(one.get_by_role("tab", name="Jardin, 1 non lu")).to_be_visible()
    await one.get_by_role("tab", name="Jardin, 1 non lu").click()
    await expect(one.get_by_text("1 nouveau", exact=True)).to_be_visible()
    await expect(one.locator("#composer")).to_have_value("Les miennes aussi, car")
    await expect(one.get_by_role("tab", name="Jardin", exact=True)).to_be_visible()


async def test_ignoring_folds_words_and_can_be_undone(people: People) -> None:
    """From the person's card: their words fold to one line, and come back with undo."""
    one, other = await people.member("Menthe"), await people.member("Ortie", "Ussel", "33")
    await say(other, "Je parle beaucoup de moi")
    await row(one, "beaucoup de moi").get_by_role("button", name="Ortie").click()
    await one.get_by_role("dialog").get_by_role("button", name=re.compile("Ignorer")).click()
    await one.keyboard.press("Escape")
    await expect(one.get_by_text("1 message d’une personne ignorée")).to_be_visible()
    await expect(row(one, "beaucoup de moi")).to_have_count(0)
    await one.get_by_role("button", name="Annuler").first.click()
    await expect(row(one, "beaucoup de moi")).to_be_visible()


async def test_a_room_is_opened_and_hosted(people: People) -> None:
    """Whoever opens a room is its host: topic and slow mode reach the others, read only closes their composer."""
    host = await people.member("Olivier", viewport={"width": 1280, "height": 800})
    await host.get_by_role("button", name="Ouvrir un salon").click()
    dialog = host.get_by_role("dialog")
    await dialog.get_by_label("Nom du salon").fill("Tricot du soir")
    await dialog.get_by_label("De quoi y parle-t-on").fill("Montrer ses ouvrages et s’entraider")
    await dialog.get_by_label("Thème").select_option(label="Livres")
    await dialog.locator('button[type="submit"]').click()
    await dialog.get_by_role("button", name="Y entrer").click()
    await expect(host.get_by_role("heading", level=1, name="Tricot du soir")).to_be_visible()
    await expect(host.locator(".talk-header .tag", has_text="en attente")).to_be_visible()
    guest = await people.member("Laurier", "Ussel", "60", viewport={"width": 1280, "height": 800})
    people.site.approve(host.url.rsplit("/", 1)[-1])
    await guest.get_by_role("link", name=re.compile("Tricot du soir")).click()
    await expect(guest.get_by_role("heading", level=1, name="Tricot du soir")).to_be_visible()
    await host.get_by_role("button", name="Plus", exact=True).click()
    await host.get_by_role("menuitem", name="Coin de l’hôte").click()
    await host.get_by_role("dialog").get_by_label("Sujet").fill("Écharpes et bonnets")
    await host.get_by_role("dialog").get_by_role("switch").first.click()
    await host.get_by_role("dialog").locator('button[type="submit"]').click()
    await expect(guest.locator("#talk-title + p", has_text="Écharpes et bonnets")).to_be_visible()
    await expect(guest.get_by_text("Seul l’hôte écrit ici pour le moment.")).to_be_visible()
    await host.keyboard.press("Escape")
    await say(host, "Bonsoir à qui tricote")
    await expect(row(guest, "qui tricote")).to_be_visible()


async def test_the_reading_place_is_sacred(people: People) -> None:
    """Reading in the middle while words arrive below and older pages load above: the line read moves by 0 px."""
    one = await people.member("Genêt", viewport={"width": 1280, "height": 600})
    async with AsyncExitStack() as crowd:
        speakers = [
            await crowd.enter_async_context(
                await Member.enter(
                    people.site.origin, wallet=people.site.wallet, pseudonym=name, town="Limoges", age=40
                )
            )
            for name in ("Aubépine", "Bruyère", "Clématite", "Dahlia", "Églantine", "Fougère", "Gentiane", "Hysope")
        ]
        await say(one, "/salon Sciences")
        await expect(one.get_by_role("heading", level=1, name="Sciences")).to_be_visible()
        for speaker in speakers:
            await speaker.join("sciences")
            for number in range(9):
                await speaker.say("sciences", f"Une remarque de {speaker.me['card']['name']}, la {number}e")
        await one.reload()
        await expect(row(one, "Hysope, la 8e")).to_be_visible()
        await expect(one.locator("[data-id]")).to_have_count(50)
        log = one.locator("#log")
        await log.hover()
        await one.mouse.wheel(0, -100_000)
        await expect(one.locator("[data-id]")).to_have_count(72)
        seen = row(one, "Clématite, la 5e")
        await seen.scroll_into_view_if_needed()
        await one.mouse.wheel(0, -40)
        before = await settled(seen)
        for speaker in speakers:
            await speaker.say("sciences", f"Encore un mot de {speaker.me['card']['name']}")
        await expect(one.get_by_role("button", name="8 nouveaux messages")).to_be_visible()
        assert await settled(seen) == before
        await one.get_by_role("button", name="8 nouveaux messages").click()
        await expect(row(one, "Encore un mot de Hysope")).to_be_in_viewport()


async def settled(place: Locator) -> float:
    """Return where a row is, once two frames in a row agree."""
    return float(
        await place.evaluate(
            """row => new Promise(done => {
                let last = null;
                const look = () => {
                    const top = row.getBoundingClientRect().top;
                    if (top === last) done(top);
                    else { last = top; requestAnimationFrame(() => requestAnimationFrame(look)); }
                };
                look();
            })"""
        )
    )


async def test_a_tap_is_enough_to_react_on_a_phone(people: People) -> None:
    """A tap shows the actions under the words, another opens the quick reactions, a third reacts."""
    phone: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
    page = await people.member("Amandier", **phone)
    await say(page, "Un mot à toucher")
    await row(page, "à toucher").locator(".body").tap()
    actions = row(page, "à toucher").locator(".actions")
    await actions.get_by_role("button", name="Réagir").tap()
    await actions.get_by_role("button", name="👍").tap()
    await expect(row(page, "à toucher").get_by_role("button", name="👍, 1, vous aussi")).to_be_visible()
    await page.locator("#composer").tap()
    await row(page, "à toucher").locator(".name").tap()
    await expect(page.get_by_role("dialog", name="Amandier")).to_be_visible()


async def test_a_long_press_opens_the_actions_and_they_stay(people: People) -> None:
    """Under a finger that stays on a message the actions open, and outlive the lifting of the finger."""
    phone: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
    page = await people.member("Sureau", **phone)
    await say(page, "Un mot à tenir")
    held = row(page, "à tenir")
    await expect(held).to_be_visible()
    await page.locator("#composer").blur()
    await held.dispatch_event("pointerdown", {"pointerType": "touch"})
    await expect(held.locator(".actions")).to_be_visible()
    await held.dispatch_event("pointerup", {"pointerType": "touch"})
    await expect(held.locator(".actions").get_by_role("button", name="Répondre")).to_be_visible()
    await page.locator("#composer").tap()
    await expect(held.locator(".actions")).to_have_count(0)


async def test_a_refused_message_says_why_and_who_listens(people: People) -> None:
    """Words that ask for a paid code are not sent; the rule's sentence and the help lines stand under them."""
    page, asked = await people.member("Noyer"), "Envoie-moi le code d'une carte PCS de 50 euros"
    await say(page, asked)
    refused = page.locator(".outgoing.failed")
    await expect(refused).to_contain_text("Demander de l’argent, un code ou une carte n’a pas sa place ici.")
    await expect(refused.get_by_role("link", name="Aide et numéros")).to_be_visible()
    await refused.get_by_role("button", name="Modifier").click()
    await expect(page.locator("#composer")).to_have_value(asked)


async def test_dice_are_thrown_by_the_server_and_shown_as_dice(people: People) -> None:
    """By command and from the menu; both people see the same faces, words cannot feign them, bad dice say why."""
    one, other = await people.member("Bégonia"), await people.member("Jacinthe", "Tulle", "38")
    await say(one, "/de 2d6")
    shown = other.locator(".message.roll .roll")
    await expect(shown).to_contain_text(re.compile(r"2d6\s*= \d+"))
    await expect(one.locator(".message.roll .roll")).to_have_text(await shown.inner_text())
    await expect(shown.locator("svg")).to_have_count(2)
    await say(one, "2d6: 6 + 6 = 12")
    await expect(row(other, "2d6: 6 + 6 = 12")).to_be_visible()
    await expect(shown).to_have_count(1)
    await other.get_by_role("button", name="Ajouter").click()
    await other.get_by_role("menuitem", name="Lancer un dé (1d20)").click()
    await expect(row(one, "1d20").locator(".face")).to_be_visible()
    await say(one, "/de 0d6")
    refused = one.locator(".outgoing.failed")
    await expect(refused).to_contain_text("De 1 à 10 dés à la fois.")
    await refused.get_by_role("button", name="Modifier").click()
    await expect(one.locator("#composer")).to_have_value("/de 0d6")
