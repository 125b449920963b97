"""The console in a browser: invited, in by passkey, the queue by keyboard, a case, out and in again."""

import json
import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from browser.house import House
from browser.stage import People
from browser.test_pages import STATIC, WIDE, _files, _weight, both_sizes
from palabre.demo.staff import PEOPLE
from palabre.kernel.ids import MemberId, PlaceId, new_id
from palabre.moderation.model import Case, Contact, Priority
from palabre.moderation.ports import Measure
from palabre.moderation.staff import Role
from palabre.safety.model import Span

SENTENCE = {
    "fr": "Ce message a été retenu, parce qu’il ressemble à une arnaque.",
    "en": "This message was held, because it looks like a scam.",
}


QUOTED = "C’était une citation, je parlais d’un film."


async def filed(
    house: House, kind: str, priority: Priority, minutes: int, subject: str = "gone", words: str = QUOTED
) -> str:
    """Let a case wait, opened so many minutes ago."""
    assert house.stage is not None
    node, opened = house.stage.node, house.stage.clock.now() - minutes * 60_000
    contact = Contact(MemberId("dSm4pYq1LwXk0aZe"), new_id(), "open", opened)  # type: ignore[arg-type]  # an id is an id
    case = Case(
        new_id(), kind, priority, opened, MemberId(subject), "comptoir", "payment_scam_text", "v1", sentence=SENTENCE,
        signals={"payment": {"words": 3, "near": 12}}, spans=(Span("payment", 4, 18),), contacts=(contact,),
        words=words,
    )  # fmt: skip
    await node.law.store.record(Measure(case.subject, case), opened)
    return case.id


async def staffed(house: House, people: People, role: Role, lang: str = "fr", link: str = "", **options: Any) -> Page:
    """Return the page of somebody invited, just now unless a link is given, whose device has an authenticator."""
    assert house.stage is not None
    if not link:
        rooms = [PlaceId("comptoir")] if role is Role.HOST else []
        _, code = await house.stage.node.staffroom.signing.invite([role], rooms, trained=True)
        link = f"{house.origin}/console#invitation={code}"
    page = await people.visitor(**{"locale": "fr-FR" if lang == "fr" else "en-GB", "viewport": WIDE, **options})
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    held = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": {**held, "isUserVerified": True}})
    await page.goto(link)
    return page


async def test_from_the_invitation_to_a_case_and_back_by_the_passkey(house: tuple[House, People]) -> None:
    """Invited, on duty, the queue by J and Enter, a case after one's word, out by the palette, in by the passkey."""
    site, people = house
    await filed(site, "payment_scam", Priority.P1, 50)
    await filed(site, "threat", Priority.P0, 3)
    page = await staffed(site, people, Role.MODERATOR)
    await expect(page).to_have_url(f"{site.origin}/console")
    await page.get_by_role("button", name="Faire ma clé d’accès").click()
    await expect(page.get_by_role("heading", level=1, name="Console de l’équipe")).to_be_visible()
    await expect(page.get_by_text("Le plus ancien attend depuis 50 min")).to_be_visible()
    await page.get_by_role("switch", name="De garde").click()
    await expect(page.get_by_text(re.compile("Jusqu’à .*, plus si vous agissez"))).to_be_visible()
    await page.get_by_role("heading", level=1).click()
    for key in ("j", "j", "k", "j"):
        await page.keyboard.press(key)
    await expect(page.get_by_role("button", name=re.compile("Arnaque à l’argent"))).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=re.compile("Connaissez-vous cette personne"))).to_be_visible()
    await page.get_by_role("button", name="Je ne la connais pas").click()
    await expect(page.get_by_role("heading", level=2, name="Arnaque à l’argent")).to_be_visible()
    await expect(page.get_by_text("payment_scam_text")).to_be_visible()
    await expect(page.get_by_text("C’était une citation")).to_have_count(0)
    veil = page.get_by_role("button", name=re.compile("^Texte couvert"))
    await veil.hover()
    await page.mouse.down()
    await expect(page.get_by_text("C’était une citation")).to_be_visible()
    await page.mouse.up()
    await expect(page.get_by_text("C’était une citation")).to_have_count(0)
    await page.keyboard.press("Control+k")
    await page.get_by_role("dialog").get_by_role("combobox").fill("sortir")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Entrer avec ma clé d’accès").click()
    await expect(page.get_by_role("heading", level=2, name="File", exact=True)).to_be_visible()
    await expect(page.get_by_text("Hors garde")).to_be_visible()


async def test_a_case_let_go_leaves_the_queue_and_the_settings_hold(house: tuple[House, People]) -> None:
    """Handed over in one press; a category refused is offered no more; when nothing is left the page says so calmly."""
    site, people = house
    await filed(site, "payment_scam", Priority.P1, 50)
    await filed(site, "hate", Priority.P2, 9)
    page = await staffed(site, people, Role.SENIOR)
    await page.get_by_role("button", name="Faire ma clé d’accès").click()
    await page.get_by_role("button", name=re.compile("^P1 Arnaque")).click()
    await page.get_by_role("button", name="Je la connais, passer la main").click()
    await expect(page.get_by_role("button", name=re.compile("^P1 Arnaque"))).to_have_count(0)
    await page.get_by_role("button", name="Mes réglages").click()
    await page.get_by_role("checkbox", name="Abus").check()
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("heading", name="Rien n’attend.")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name="Rien n’attend.")).to_be_visible()


@pytest.mark.parametrize("by", ["pointer", "Space", "Enter"])
async def test_words_are_seen_while_they_are_held_and_a_slur_only_when_it_is_held(
    house: tuple[House, People], by: str
) -> None:
    """Nothing before; the words with the slur masked; all of it by a button of its own; nothing after."""
    site, people = house
    await filed(site, "hate", Priority.P2, 9, words="Elle a dit GARCE, c’était un film.")
    page = await staffed(site, people, Role.SENIOR)
    await page.get_by_role("button", name="Faire ma clé d’accès").click()
    await page.get_by_role("button", name=re.compile("^P2 Haine")).click()
    await page.get_by_role("button", name="Je ne la connais pas").click()
    said, whole = page.get_by_text("c’était un film"), page.get_by_text("GARCE")
    for name, slurs in (("^Texte couvert", 0), ("^Maintenez pour lire aussi le mot masqué", 1)):
        veil = await page.get_by_role("button", name=re.compile(name)).element_handle()
        assert veil is not None
        await expect(said).to_have_count(0)
        if by == "pointer":
            await veil.hover()
            await page.mouse.down()
        else:
            await veil.focus()
            await page.keyboard.down(by)
        await expect(said).to_have_count(1)
        await expect(page.get_by_text("[mot masqué]")).to_have_count(1 - slurs)
        await expect(whole).to_have_count(slurs)
        await (page.mouse.up() if by == "pointer" else page.keyboard.up(by))
        await expect(said).to_have_count(0)


async def test_what_is_held_is_covered_again_when_the_page_is_left(house: tuple[House, People]) -> None:
    """The focus goes elsewhere while the key is down: a hold that nobody holds any more shows nothing."""
    site, people = house
    await filed(site, "hate", Priority.P2, 9)
    page = await staffed(site, people, Role.SENIOR)
    await page.get_by_role("button", name="Faire ma clé d’accès").click()
    await page.get_by_role("button", name=re.compile("^P2 Haine")).click()
    await page.get_by_role("button", name="Je ne la connais pas").click()
    for leave in ("document.activeElement.blur()", "dispatchEvent(new Event('blur'))"):
        await page.get_by_role("button", name=re.compile("^Texte couvert")).focus()
        await page.keyboard.down("Space")
        await expect(page.get_by_text(QUOTED)).to_be_visible()
        await page.evaluate(leave)
        await expect(page.get_by_text(QUOTED)).to_have_count(0)
        await page.keyboard.up("Space")


async def test_a_lost_line_is_told_and_comes_back(house: tuple[House, People]) -> None:
    """Offline, the page says that nothing is lost; back on line it goes on by itself at the next look."""
    site, people = house
    people.expected.add("net::ERR_INTERNET_DISCONNECTED")
    page = await staffed(site, people, Role.MODERATOR)
    await page.get_by_role("button", name="Faire ma clé d’accès").click()
    await expect(page.get_by_role("heading", level=2, name="File", exact=True)).to_be_visible()
    await page.context.set_offline(True)
    await page.keyboard.press("Control+k")
    await page.get_by_role("dialog").get_by_role("combobox").fill("regarder")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("La file n’est pas venue.")).to_be_visible()
    await expect(page.get_by_text(re.compile("Pas de connexion. Rien n’est perdu"))).to_be_visible()
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Réessayer").click()
    await expect(page.get_by_text("La file n’est pas venue.")).to_have_count(0)


async def test_a_used_invitation_and_a_stranger_read_why(house: tuple[House, People]) -> None:
    """Words, not codes; and a demonstration's link signs in without an authenticator."""
    site, people = house
    page = await people.visitor(viewport=WIDE)
    await page.goto(f"{site.origin}/console#invitation={'A' * 27}")
    await expect(page.get_by_role("alert")).to_contain_text("Cette invitation a déjà servi")
    assert site.stage is not None
    links = await site.stage.node.staffroom.open_doors(list(PEOPLE))
    await page.goto("about:blank")
    await page.goto(links[PEOPLE[2].ref])
    await expect(page.get_by_text("Votre rôle n’a pas de file ici")).to_be_visible()
    await expect(page).to_have_url(f"{site.origin}/console")


@pytest.mark.parametrize(
    ("role", "words"), [("moderator", "modération"), ("senior", "modération confirmée"), ("appeals", "réclamations")]
)
async def test_a_link_that_the_demonstration_prints_opens_the_console(people: People, role: str, words: str) -> None:
    """One for each role: whoever tries the product walks a case to its end without an authenticator."""
    people.expected.add("status of 401")
    (line,) = (one for one in people.site.printed if one.startswith(f"Console, {role}:"))
    page = await people.visitor()
    await page.goto(line.split()[-1])
    await expect(page.locator(".who p")).to_contain_text(f"· {words}")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_console_has_no_violation(house: tuple[House, People], lang: str, theme: str) -> None:
    """Each view, both languages, both themes, wide and on a phone: axe finds nothing, and nothing is wider than it."""
    site, people = house
    number = await filed(site, "payment_scam", Priority.P1, 50)
    await filed(site, "threat", Priority.P0, 3)
    page = await staffed(site, people, Role.MODERATOR, lang, color_scheme=theme, reduced_motion="reduce")
    found: dict[str, Any] = {}

    async def look(name: str) -> None:
        found[name] = await both_sizes(page)
        over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[name] += [("wide", over)] if over > 0 else []
        await page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # Playwright types it as its own dict

    await expect(page.locator("button.primary")).to_be_visible()
    await look("invitation")
    await page.locator("button.primary").click()
    await expect(page.locator(".rows li")).to_have_count(2)
    await look("queue")
    await page.locator(".rows button").last.click()
    await expect(page.locator(".two")).to_be_visible()
    await look("apart")
    await page.locator(".two button").first.click()
    await expect(page.get_by_text(number)).to_be_visible()
    await look("case")
    for key, name in (("Control+k", "palette"),):
        await page.keyboard.press(key)
        await expect(page.get_by_role("dialog")).to_be_visible()
        await look(name)
        await page.keyboard.press("Escape")
    await page.locator("nav button").nth(1).click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await look("settings")
    await page.keyboard.press("Escape")
    await page.locator("nav button").last.click()
    await expect(page.locator(".console")).to_have_count(0)
    await expect(page.locator("button.primary")).to_be_visible()
    await look("sign-in")
    assert {view: faults for view, faults in found.items() if faults} == {}


def test_members_and_staff_share_no_file() -> None:
    """No member downloads a line of the console, and its needs add nothing to theirs; it stays under 110 kB."""
    members, console = (json.loads((STATIC / ".vite" / name).read_text()) for name in ("manifest.json", "console.json"))
    files = [
        {name for part in manifest.values() for name in (part["file"], *part.get("css", []))}
        for manifest in (members, console)
    ]
    assert files[0] & files[1] == set()
    assert [name for name in members if "console" in name] == []
    assert [name for name in files[0] if name.endswith(".js") and "/console/api" in (STATIC / name).read_text()] == []
    assert 0 < _weight(_files(console, "src/console.ts")) <= 110_000
