"""Every page: no accessibility violation in both languages and themes, nothing sideways, weights within the budget."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Page, expect

from browser.stage import ROOT, People, fill, say
from palabre.web.pages import PATHS
from palabre.web.texts import Lang

AXE = (ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text()
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, PHONE = {"width": 1200, "height": 800}, {"width": 390, "height": 844}
STATIC = ROOT / "src/palabre/web/static"
Theme = Literal["light", "dark"]


async def violations(page: Page) -> list[tuple[str, Any]]:
    """Return what axe finds: the rule, and the first elements at fault."""
    await page.evaluate(AXE + ";0")
    found = await page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(LEVELS)}}})")
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found["violations"]]


async def both_sizes(page: Page) -> list[tuple[str, Any]]:
    """Return violations on a wide screen and on a phone."""
    found = []
    for size in (WIDE, PHONE):
        await page.set_viewport_size(size)  # type: ignore[arg-type]  # Playwright types it as its own dict
        found += await violations(page)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_public_pages_have_no_violation(people: People, lang: Lang, theme: Theme) -> None:
    """Presentation, rules, help, privacy, legal notice, accessibility, source and the gate: axe finds nothing."""
    people.expected.add("404 (Not Found)")
    page = await people.visitor(color_scheme=theme, reduced_motion="reduce")
    found = {}
    for path in [*(names[lang] for names in PATHS.values()), "/nowhere"]:
        await page.goto(people.site.origin + path)
        found[path] = await both_sizes(page)
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_entry_has_no_violation(people: People, lang: Lang, theme: Theme) -> None:
    """The three steps, with and without errors, and the page for minors: axe finds nothing."""
    page = await people.visitor(color_scheme=theme, reduced_motion="reduce")
    found = {}
    await page.goto(people.site.origin + PATHS["gate"][lang])
    for more in await page.locator("details").all():
        await more.locator("summary").click()
    found["ways"] = await both_sizes(page)
    await page.locator('form[data-gate="try"] button').click()
    await expect(page.locator("[data-gate=cross]")).to_be_visible()
    found["waiting for the proof"] = await both_sizes(page)
    people.expected.add("403 (Forbidden)")
    await page.goto(people.site.origin + "/age/failed")
    found["refused"] = await both_sizes(page)
    await people.prove(page, lang)
    for name in ("renew", "renewed"):
        await page.goto(people.site.origin + PATHS[name][lang])
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        found[name] = await both_sizes(page)
    await page.goto(people.site.origin + PATHS["gate"][lang])
    await page.locator('button[type="submit"]').click()
    found["errors"] = await both_sizes(page)
    await fill(page, f"Acacia {lang} {theme}", "Limoges", "41")
    found["who"] = await both_sizes(page)
    await page.locator('button[type="submit"]').click()
    await expect(page.locator("main li")).to_have_count(6)
    found["before"] = await both_sizes(page)
    await page.goto(page.url)
    await fill(page, f"Acacia {lang} {theme}", "Limoges", "16")
    await page.locator('button[type="submit"]').click()
    await expect(page.locator("#pseudonym")).to_have_count(0)
    found["minor"] = await both_sizes(page)
    assert {step: faults for step, faults in found.items() if faults} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_chat_has_no_violation(people: People, lang: Lang, theme: Theme) -> None:
    """Rooms, a talk, a card, the people, Me, each dialog: axe finds nothing."""
    page = await people.member(f"Érable {lang} {theme}", lang=lang, color_scheme=theme, reduced_motion="reduce")
    found = {}
    await say(page, "Bonsoir https://exemple.fr/une-page @Érable")
    await say(page, "/me sourit")
    await expect(page.locator(".message.action").last).to_contain_text(f"Érable {lang} {theme}")
    found["talk"] = await both_sizes(page)
    await page.set_viewport_size({"width": 1200, "height": 800})
    await page.locator("[data-id]").last.hover()
    await page.locator("[data-id]").last.locator(".actions button").first.click()
    found["quick reactions"] = await violations(page)
    await page.locator("[data-id] .name").last.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    found["card"] = await both_sizes(page)
    await page.keyboard.press("Escape")
    for key, name in (("Control+k", "palette"), ("Control+/", "keys")):
        await page.keyboard.press(key)
        await expect(page.get_by_role("dialog")).to_be_visible()
        found[name] = await both_sizes(page)
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.locator(".composer .icon").first.click()
    found["emoji"] = await both_sizes(page)
    await page.goto(people.site.origin + "/chat")
    await expect(page.locator("#room-search")).to_be_visible()
    found["rooms"] = await both_sizes(page)
    await page.goto(people.site.origin + "/chat/salon/cuisine")
    await expect(page.get_by_role("tab")).to_have_count(2)
    found["tabs"] = await both_sizes(page)
    await page.goto(people.site.origin + "/chat")
    await page.locator("button.open").click()
    found["open a room"] = await both_sizes(page)
    await page.goto(people.site.origin + "/chat/moi")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    found["me"] = await both_sizes(page)
    for path in ("messages", "demandes", "autour"):
        await page.goto(people.site.origin + f"/chat/{path}")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        found[path] = await both_sizes(page)
    assert {view: faults for view, faults in found.items() if faults} == {}


@pytest.mark.parametrize("width", [320, 360, 820, 1280, 1920])
async def test_nothing_is_wider_than_the_screen(people: People, width: int) -> None:
    """From 320 px, which is also 400 % of 1280, to 1920 px: no page scrolls sideways."""
    page = await people.member(f"Roseau {width}", viewport={"width": width, "height": 700})
    wide = {}
    await say(page, "Un mot " + "très" * 60)
    await expect(page.locator("[data-id]").last).to_contain_text("trèstrès")
    people.expected.add("403 (Forbidden)")
    paths = ["", "/chat", "/chat/moi", "/age/failed", "/chat/messages", "/chat/demandes", "/chat/autour"]
    for path in [*paths, *(names["fr"] for name, names in PATHS.items() if name != "gate")]:
        if path:
            await page.goto(people.site.origin + path)
        await expect(page.get_by_role("heading", level=1).first).to_be_visible()
        wide[path] = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert {path: over for path, over in wide.items() if over > 0} == {}


@pytest.mark.parametrize(("entry", "budget"), [("src/entry.ts", 60_000), ("src/chat.ts", 120_000)])
def test_scripts_and_styles_weigh_less_than_their_budget(entry: str, budget: int) -> None:
    """Everything one language of a page loads, compressed with brotli, stays under its budget (brief section 12)."""
    manifest = json.loads((STATIC / ".vite/manifest.json").read_text())
    assert 0 < _weight(_files(manifest, entry)) <= budget


def test_the_sealed_part_weighs_at_most_40_kilobytes() -> None:
    """What private conversations load on demand has its own budget (PC-8), and no part in the first load."""
    manifest = json.loads((STATIC / ".vite/manifest.json").read_text())
    chunk = STATIC / manifest["src/sealed/index.ts"]["file"]
    assert 0 < _weight({chunk}) <= 40_000
    assert chunk not in _files(manifest, "src/chat.ts")


def test_each_script_and_style_has_its_compressed_twin() -> None:
    """What the budgets count is what travels: the server compresses nothing itself."""
    made = [file for file in STATIC.glob("assets/**/*") if file.suffix in {".js", ".css"}]
    assert made != []
    assert [file.name for file in made if not Path(f"{file}.br").is_file()] == []


LATER = (
    ".en.ts", "?raw", "src/sealed/index.ts",  # the other language, safety words, the sealed part
    "ReportPanel.svelte", "MyReports.svelte", "MyStanding.svelte", "HostAct.svelte",  # what somebody opens
    "RoomsScreen.svelte", "LedgerScreen.svelte", "FiguresScreen.svelte", "RulesScreen.svelte",  # of the console
    "HostsScreen.svelte", "VolunteersScreen.svelte", "OwnRoomsScreen.svelte",
)  # fmt: skip


def _files(manifest: dict[str, Any], entry: str) -> set[Path]:
    """Return the files of an entry: its imports, its styles, its catalogue in the heavier language."""
    found: set[Path] = set()
    todo = [entry]
    while todo:
        part = manifest[todo.pop()]
        if STATIC / part["file"] not in found:
            found |= {STATIC / part["file"], *(STATIC / style for style in part.get("css", []))}
            todo += part.get("imports", [])
            todo += [name for name in part.get("dynamicImports", []) if not name.endswith(LATER)]
    return found


def _weight(files: set[Path]) -> int:
    """Return how many bytes files take once compressed."""
    code = (
        "const z=require('zlib'),f=require('fs');"
        "console.log(process.argv.slice(1).map(p=>z.brotliCompressSync(f.readFileSync(p)).length).reduce((a,b)=>a+b))"
    )
    node = ROOT / ".venv/bin/node"
    done = subprocess.run(
        [str(node), "-e", code, *map(str, files)], capture_output=True, text=True, check=True, env=os.environ
    )
    return int(re.sub(r"\D", "", done.stdout))
