"""T1: each article row of moderation section 1 that is in scope has a test named after it; docs/moderation-tests.md."""

import ast
import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

import palabre.private
from palabre.kernel.clock import DAY
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation.complaints import Party, Right, check_right
from palabre.moderation.decisions import Decision, Imposed, Means, Outcome, Source
from palabre.moderation.misuse import Assessment, Counter, Suspension, check_suspension
from palabre.moderation.model import Priority
from palabre.moderation.parisian import months_after
from palabre.moderation.statements import Element, composed
from palabre_client import Visit
from scenarios.stage import Stage, staged

NOW = 1_800_000_000_000


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Give a whole server."""
    async with staged(tmp_path) as it:
        yield it


async def page_of(stage: Stage, path: str) -> str:
    """Return a page as somebody without account reads it."""
    visit = Visit.open(stage.origin, stage.wallet)
    answer = await visit.get(path)
    await visit.close()
    assert answer.status_code == 200, path
    return html.unescape(answer.text)


def decided(means: Means) -> Decision:
    """Return a decision that imposes one thing."""
    imposed = (Imposed("i", means, NOW + DAY, "m", "tea"),)
    return Decision(
        "d", "c", MemberId("bo"), Outcome.VIOLATION_TERMS, Priority.P2, Source.ARTICLE_16, "S-1", NOW, NOW,
        "Encore et encore, après un refus clair.", "respect", "1", imposed,
    )  # fmt: skip


def test_t1_dsa_7_8_no_check_reads_what_is_private() -> None:
    """Own checks are of public words: nothing in private talk leads to what reads a text."""
    readers = {"engine", "normalise", "phrases", "views", "entities", "links"}
    files = Path(palabre.private.__file__).parent.glob("*.py")
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text()))]
    led = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    assert led & {f"palabre.safety.{one}" for one in readers} == set()
    assert "palabre.private.model" in led


@pytest.mark.parametrize("path", ["/mentions-legales", "/en/legal"])
async def test_t1_dsa_11_12_13_a_point_of_contact_without_account(stage: Stage, path: str) -> None:
    """Who runs the place and how a person is reached stands on a page for everybody."""
    operator, page = stage.node.site.operator, await page_of(stage, path)
    assert [one for one in (operator.name, operator.contact, operator.host) if one not in page] == []


async def test_t1_dsa_14_the_terms_say_what_the_article_asks(stage: Stage) -> None:
    """Measures, tools, human review, complaints and misuse, in plain words and for machines, with a version."""
    visit = Visit.open(stage.origin, stage.wallet)
    data = (await visit.get("/regles.json")).json()
    await visit.close()
    assert {one["id"] for one in data["terms"]["sections"]} >= {"measures", "tools", "complaints", "misuse"}
    assert all(one["version"] and one["since"] for one in data["versions"])


async def test_t1_dsa_16_a_notice_needs_no_account(stage: Stage) -> None:
    """The page is there for whoever never entered, with every reason; no contact is required."""
    page = await page_of(stage, "/signaler")
    assert page.count('name="reason"') == 29
    assert re.findall(r"<input[^>]*type=.email.[^>]*required", page) == []


@pytest.mark.parametrize("means", list(Means))
def test_t1_dsa_17_every_measure_is_told_whole(means: Means) -> None:
    """Whatever is imposed, a statement has each element of article 17(3), in both languages."""
    told = composed("S", decided(means), "contact@example.org")
    assert [{line.element for line in text.lines} for text in (told.fr, told.en)] == [set(Element)] * 2


def test_t1_dsa_20_21_six_months_and_the_bodies_beside() -> None:
    """A complaint is taken until the last moment of six months; out-of-court bodies and courts are named."""
    right = Right("d", Party.SUBJECT, NOW)
    late = months_after(NOW, 6)
    check_right(right, late - 1)
    with pytest.raises(Refusal, match="too_late_to_contest"):
        check_right(right, late)
    lines = {line.element: line.text for line in composed("S", decided(Means.HIDE)).fr.lines}
    assert lines[Element.OUT_OF_COURT]
    assert lines[Element.COURTS]


def test_t1_dsa_23_no_suspension_for_misuse_without_what_went_before() -> None:
    """Nothing counted: there is nobody to suspend, whatever is said of their intention."""
    asked = Suspension("bo", Counter.HANDLING, NOW, NOW + DAY, Assessment(9, 0.9, "lourd", "inconnue"), "S-1", "S-2")
    with pytest.raises(Refusal, match="not_frequent"):
        check_suspension(asked, [], NOW)


@pytest.mark.parametrize("path", ["/signaler", "/mesure", "/suivi", "/entrer"])
async def test_t1_dsa_25_nothing_is_ticked_beforehand(stage: Stage, path: str) -> None:
    """No choice is made for anybody on a page where one reports, reads a measure or enters."""
    page = await page_of(stage, path)
    assert re.findall(r"<(?:input|option)[^>]*\s(?:checked|selected)\b[^>]*>", page) == []


async def test_t1_dsa_26_27_rooms_stand_in_a_neutral_order(stage: Stage) -> None:
    """By name, the same for everybody: no calculation about a person orders them, and nothing is advertised."""
    ada, bo = await stage.member("Ada"), await stage.member("Bo")
    lists = [[one["name"] for one in (await member.ask("rooms"))["rooms"]] for member in (ada, bo)]
    assert lists[0] == lists[1] == sorted(lists[0])
    assert lists[0]


async def test_t1_dsa_28_nobody_enters_without_a_proof_of_age(stage: Stage) -> None:
    """Neither the chat nor anything behind it opens to whoever proved nothing: there is no word for it to give."""
    visit = Visit.open(stage.origin, stage.wallet)
    answers = [(await visit.get(path)).status_code for path in ("/chat", "/api/me/data")]
    await visit.close()
    assert answers == [403, 403]
