"""Nobody of the staff is shown the same words twice (moderation section 17.2, T22), on a whole server."""

from typing import Any

from sqlalchemy import select

from palabre.moderation.decisions import Means
from palabre.moderation.model import CaseState
from palabre.moderation.shown import KEPT
from palabre.store.notice_schema import notice
from palabre.store.staff_schema import shown_table
from palabre_client import Visit
from scenarios.stage import Stage
from scenarios.test_console import look, named, queue
from scenarios.test_console_walk import API, VIEW, WORDS, Walk, walk

SAID = "encore moi"  # what the walk reports


async def opened(visit: Visit, case: str) -> list[dict[str, Any]]:
    """Take a case and open all that is kept for it; return what was reported, as it is shown."""
    kept = (await look(visit, case)).json()["kept"]
    await visit.post_json(f"{API}/cases/{case}/lease", {"reason": "same_person"})
    found: list[dict[str, Any]] = []
    for one in kept:
        asked = {"kept": one["id"], "reason": "context"}
        told = await visit.post_json(f"{API}/cases/{case}/open", asked)
        found += [said for item in told["items"] for said in item.get("talk", [])]
    return found


def words(talk: list[dict[str, Any]]) -> list[str]:
    """Return the words that are shown."""
    return [one["text"] for one in talk if one["text"]]


async def again(on: Walk, text: str, category: str = "hate", name: str = "Bo") -> str:
    """Let somebody say something, and Ada report it; return the case that waits since."""
    author = on.bo if name == "Bo" else await on.stage.member(name)
    if author is not on.bo:
        await author.join("comptoir")
    before = {one.id for one in await on.stage.node.law.store.cases([CaseState.OPEN], 99)}
    said = await author.say("comptoir", text)
    await on.ada.hear(lambda one: one["t"] == "said" and one["message"]["text"] == text)
    await on.ada.report("message", said["id"], category, place="comptoir")
    (case,) = {one.id for one in await on.stage.node.law.store.cases([CaseState.OPEN], 99)} - before
    return case


async def signed(on: Walk, visit: Visit, **changes: Any) -> None:
    """Let somebody who has the first case decide it, its words quoted."""
    (kept,) = (await look(visit, on.case)).json()["kept"]
    drafted = await on.draft(visit, (Means.ADVICE, 0), item=on.said, kept=kept["id"], **changes)
    await visit.post_json(f"{API}/decisions/{drafted['decision']}/sign", {})


async def test_t22_words_read_in_one_case_are_a_line_in_every_other(stage: Stage) -> None:
    """The same words, or a near copy, by anybody: when they were read, in which case, how that was judged; no words."""
    on = await walk(stage)
    visit = await named(stage, "moderator")
    assert SAID in words(await opened(visit, on.case))
    assert SAID in words(await opened(visit, on.case))  # the case that one has stays readable
    await signed(on, visit)
    case = await again(on, "ENCORE  moi", name="Cléo")
    talk = await opened(visit, case)
    (line,) = [one for one in talk if one["reported"]]
    assert (line["text"], line["seen"]["case"], line["seen"]["outcome"]) == ("", on.case, "violation_terms")
    assert [one for one in words(talk) if one.casefold().split() == SAID.split()] == []
    await visit.post_json(f"{API}/cases/{case}/hand-over", {})
    other = await named(stage, "senior")
    assert "ENCORE  moi" in words(await opened(other, case))
    await on.done()


async def test_t22_the_letter_quotes_what_its_writer_does_not_read_again(stage: Stage) -> None:
    """Decided without seeing: the page's text leaves the words out and says why; the person reads them whole."""
    on = await walk(stage)
    visit = await named(stage, "moderator")
    await opened(visit, on.case)
    case = await again(on, SAID, "hate")
    (line,) = [one for one in await opened(visit, case) if one["reported"] and not one["text"]]
    (kept,) = (await look(visit, case)).json()["kept"]
    asked = {"outcome": "violation_terms", "words": WORDS, "basis": "respect", "item": line["id"], "kept": kept["id"],
             "wanted": [{"means": "advice", "lasts": 0, "target": ""}]}  # fmt: skip
    drafted = await visit.post_json(f"{API}/cases/{case}/draft", asked)
    assert (SAID in str(drafted["text"]), drafted["seen"]["case"]) == (False, on.case)
    await visit.post_json(f"{API}/decisions/{drafted['decision']}/sign", {})
    told = await on.bo.hear(lambda one: one["t"] == "informed")
    assert SAID in str(await on.bo.ask("statement", statement=told["statement"]))
    await on.done()


async def test_t22_a_second_person_and_a_reader_have_the_line_too(stage: Stage) -> None:
    """Who read the words in another case reads them in no fact, no first opinion, no complaint."""
    on = await walk(stage)
    senior = await named(stage, "senior")
    case = await again(on, SAID)
    await opened(senior, case)
    author = await named(stage, "moderator")
    await opened(author, on.case)
    (kept,) = (await look(author, on.case)).json()["kept"]
    drafted = await on.draft(
        author, (Means.TERMINATE, 0), outcome="violation_illegal", basis="cp_222_17", item=on.said, kept=kept["id"]
    )
    path = f"{API}/decisions/{drafted['decision']}"
    await author.post_json(f"{path}/sign", {})
    await look(senior, on.case)
    facts = await senior.post_json(f"{path}/facts", {})
    assert (facts["quote"], facts["seen"]["case"]) == ("", case)
    first = await senior.post_json(f"{path}/view", {"words": VIEW})
    assert (SAID in str(first["text"]), first["seen"]["case"]) == (False, case)
    await on.done()


async def test_t22_the_same_item_judged_a_breach_is_answered_and_shown_to_nobody_again(stage: Stage) -> None:
    """A later notice of it for the same reason joins the answer: no case, no copy, no hold; each is still counted."""
    on = await walk(stage)
    visit = await named(stage, "moderator")
    await opened(visit, on.case)
    await signed(on, visit)
    eve = await stage.member("Ève")
    await eve.join("comptoir")
    receipt = await eve.report("message", on.said, "harassment", place="comptoir")
    assert await queue(await named(stage, "senior")) == []
    (mine,) = (await eve.ask("report.list"))["reports"]
    rows = await stage.node.chat_db.read(
        lambda c: c.execute(select(notice.c.state, notice.c.case).order_by(notice.c.received_at)).all()
    )
    assert (receipt["t"], mine["state"]) == ("reported", "answered")
    assert [tuple(row) for row in rows] == [("answered", on.case), ("merged", on.case)]
    await eve.disconnect()
    await on.done()


async def test_t22_what_was_found_no_breach_is_looked_at_by_somebody_when_reported_again(stage: Stage) -> None:
    """No notice is refused by software alone: it opens a case, whose words are a line to whoever judged them."""
    on = await walk(stage)
    visit = await named(stage, "moderator")
    await opened(visit, on.case)
    await signed(on, visit, outcome="no_violation", basis="", wanted=[])
    eve = await stage.member("Ève")
    await eve.join("comptoir")
    await eve.report("message", on.said, "harassment", place="comptoir")
    (case,) = await queue(visit)
    (line,) = [one for one in await opened(visit, case) if one["reported"]]
    assert (line["text"], line["seen"]["outcome"]) == ("", "no_violation")
    await eve.disconnect()
    await on.done()


async def test_t22_what_is_kept_of_what_one_read_is_no_words_and_ends(stage: Stage) -> None:
    """A fingerprint that nobody reads words from, gone with the time in which a case may be contested."""
    on = await walk(stage)
    await opened(await named(stage, "moderator"), on.case)
    (row,) = await stage.node.chat_db.read(lambda c: c.execute(select(shown_table)).all())
    assert (len(row.digest), row.case, SAID.encode() in bytes(row.digest)) == (32, on.case, False)
    await stage.node.staffroom.store.fade(stage.clock.now() + KEPT)
    assert await stage.node.chat_db.read(lambda c: c.execute(select(shown_table)).all()) == []
    await on.done()
