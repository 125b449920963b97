"""What anybody may see: rules as data, figures of what happened, a receipt that stands in the ledger."""

import html
from pathlib import Path

import pytest

from palabre.moderation import codes, terms
from palabre.store.ledger import commit_receipt
from palabre_client import EntryRefused, Visit
from scenarios.stage import Stage, staged


async def test_the_rules_are_one_for_people_and_for_machines(tmp_path: Path) -> None:
    """Each clause and section of the data stands on the page of its language, and whole in the JSON beside it."""
    async with staged(tmp_path) as stage:
        visit = Visit.open(stage.origin, stage.wallet)
        for lang, path in (("fr", "/regles"), ("en", "/en/rules")):
            page = html.unescape((await visit.get(path)).text)
            held = terms.current()
            assert [one.id for one in held.clauses if one.words(lang).text not in page] == []
            assert [one.id for one in held.sections if any(text not in page for text in one.words(lang).text)] == []
        data = (await visit.get("/regles.json")).json()
        assert (data["terms"]["version"], len(data["terms"]["clauses"])) == (held.version, len(held.clauses))
        await visit.close()


async def test_anybody_checks_that_a_receipt_stands_in_the_ledger(tmp_path: Path) -> None:
    """Not before a head covers it; then its entry and the signed head are shown; another code is not there."""
    async with staged(tmp_path) as stage:
        code, now = codes.new_code(), stage.clock.now()
        await stage.node.chat_db.write(lambda c: commit_receipt(c, codes.commitment(code), now))
        assert "Aucune tête signée" in await checked(stage, code)
        await stage.node.ledger.sign()
        page = await checked(stage, codes.shown(code).lower())
        assert "Oui, il y est" in page
        assert "/ledger" in page
        assert "Aucune tête signée" in await checked(stage, codes.new_code())


async def checked(stage: Stage, code: str) -> str:
    """Check a code on the page."""
    visit = Visit.open(stage.origin, stage.wallet)
    page = html.unescape((await visit.post("/transparence", {"code": code})).text)
    await visit.close()
    return page


async def test_figures_are_there_without_an_account(tmp_path: Path) -> None:
    """In both languages, by urgency; nothing yet is a dash."""
    async with staged(tmp_path) as stage:
        visit = Visit.open(stage.origin, stage.wallet)
        page = html.unescape((await visit.get("/transparence")).text)
        assert "Âge du plus ancien" in page
        assert "Age of the oldest" in html.unescape((await visit.get("/en/transparency")).text)
        await visit.close()


async def test_receipts_are_not_tried_without_end(tmp_path: Path) -> None:
    """Twenty tries in a row, then none; a while later one more, as for every code."""
    async with staged(tmp_path) as stage:
        visit = Visit.open(stage.origin, stage.wallet)
        tries = [(await visit.post("/transparence", {"code": codes.new_code()})).status_code for _ in range(20)]
        assert set(tries) == {200}
        with pytest.raises(EntryRefused) as refused:
            await visit.post("/transparence", {"code": codes.new_code()})
        assert refused.value.status == 429
        stage.clock.advance(30_000)
        assert (await visit.post("/transparence", {"code": codes.new_code()})).status_code == 200
        await visit.close()
