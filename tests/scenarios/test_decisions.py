"""Decisions against a whole server: on every line at once, read and contested by whoever is out (T3)."""

import asyncio
import html
import re
from pathlib import Path

import pytest

from palabre.kernel.clock import DAY, SECOND
from palabre.kernel.ids import MemberId
from palabre.moderation import codes as follow_codes
from palabre.moderation.casework import By
from palabre.moderation.complaining import Answer
from palabre.moderation.complaints import Verdict
from palabre.moderation.deciding import Draft, Wanted
from palabre.moderation.decisions import Decision, DecisionState, Means, Outcome, Source
from palabre.moderation.model import Priority
from palabre.moderation.notices import Channel, Item, ItemKind
from palabre.moderation.notices import Draft as NoticeDraft
from palabre_client import Closed, EntryRefused, Member, Refused, Visit
from scenarios.stage import Stage, staged

AUTHOR, SIGNER, READER = By("M-1", "moderator"), By("S-2", "senior"), By("A-3", "appeals")
WORDS = "Vous avez insisté dans le salon, après un refus clair et répété."
VIEW = "I looked at the item and at the talk around it by myself."
LAW = {"outcome": Outcome.VIOLATION_ILLEGAL, "basis": "cp_222_17"}
SHUT = 4005


async def decide(stage: Stage, member: Member, *wanted: Wanted, **changes: object) -> Decision:
    """Decide about somebody, with a second person where one is needed."""
    fields: dict[str, object] = {
        "case": "case-one", "subject": await subject(stage, member), "outcome": Outcome.VIOLATION_TERMS,
        "priority": Priority.P2, "source": Source.ARTICLE_16, "words": WORDS, "basis": "adults", "wanted": wanted,
    }  # fmt: skip
    deciding = stage.node.court.deciding
    drafted, _ = await deciding.preview(AUTHOR, Draft(**{**fields, **changes}))  # type: ignore[arg-type]  # by name
    decided = await deciding.decide(AUTHOR, drafted.id)
    if decided.state is DecisionState.PENDING_SECOND:
        await deciding.view(SIGNER, drafted.id, VIEW)
        decided = await deciding.sign(SIGNER, drafted.id)
    return decided


async def subject(stage: Stage, member: Member) -> str:
    """Return the id of somebody who is here."""
    found = await stage.node.members.of_session(member.visit.cookies["__Host-member"])
    assert found is not None
    return found.id


async def text_of(visit: Visit, path: str) -> str:
    """Return the words of a page."""
    return html.unescape((await visit.get(path)).text)


async def open_by_code(stage: Stage, code: str, **form: str) -> tuple[int, str]:
    """Open a statement by its code in a browser that was never here; return the status and the page."""
    visit = Visit.open(stage.origin, stage.wallet)
    headers = {"Origin": stage.origin, "Sec-Fetch-Site": "same-origin"}
    answer = await visit.http.post(f"{stage.origin}/mesure", data={"code": code, **form}, headers=headers)
    await visit.close()
    return answer.status_code, html.unescape(answer.text)


async def test_t3_an_excluded_person_reads_and_contests_with_the_code(tmp_path: Path) -> None:
    """T3: out for good, on both tabs; the page says why and shows a code; the code reads, contests, is answered."""
    async with staged(tmp_path) as stage:
        ada, bo = await stage.member("Ada"), await stage.member("Bo")
        second = Member(bo.visit)
        await second.connect()
        said = await bo.say("accueil", "encore moi") if await bo.join("accueil") else {}
        decision = await decide(stage, bo, Wanted(Means.TERMINATE), **LAW, quote="encore moi", item_at=said["at"])
        for line in (bo, second):
            assert (await asyncio.wait_for(asyncio.shield(line.connection.closed), 10)).code == SHUT
        with pytest.raises(Closed):
            await bo.connect()
        page = await text_of(bo.visit, "/chat")
        assert "Votre accès prend fin" in page
        assert WORDS in page
        assert "« encore moi »" in page
        code = re.search(r"(?:[A-Z2-7]{4}-){6}[A-Z2-7]{2}", page)
        assert code is not None
        status, page = await open_by_code(stage, code[0].lower())
        assert (status, WORDS in page, "Six mois" in page or "six mois" in page) == (200, True, True)
        _, page = await open_by_code(stage, code[0], act="complain", words="Je répondais à une question.")
        assert "Quelqu’un d’autre lit votre demande" in page
        await answered(stage, decision)
        _, page = await open_by_code(stage, code[0])
        assert "La décision est annulée" in page
        assert "Vos mots répondaient" in page
        await bo.connect()
        assert (await bo.join("accueil")).id == "accueil"
        for one in (ada, bo, second):
            await one.disconnect()


async def answered(stage: Stage, decision: Decision) -> None:
    """Read the complaint on a decision and reverse it."""
    court = stage.node.court.complaining
    (complaint,) = await court.store.complaints_on(decision.id)
    await court.take(READER, complaint.id)
    await court.write_opinion(READER, complaint.id, VIEW)
    await court.decide(READER, complaint.id, Answer(Verdict.REVERSED, "Vos mots répondaient à une question posée."))


async def test_a_code_that_opens_nothing_says_so_and_is_slowed_down(tmp_path: Path) -> None:
    """Guesses are answered alike, and counted by network."""
    async with staged(tmp_path) as stage:
        statuses = {(await open_by_code(stage, "A" * length))[0] for length in (0, 5, 26, 30)}
        assert statuses == {404}
        found = [(await open_by_code(stage, "B" * 26))[0] for _ in range(20)]
        assert found[-1] == 429


async def test_a_statement_opens_to_no_other_site(tmp_path: Path) -> None:
    """A form posted from elsewhere is refused; a page asked for is plain."""
    async with staged(tmp_path) as stage:
        visit = Visit.open(stage.origin, stage.wallet)
        for headers in ({}, {"Origin": "https://elsewhere.example"}):
            answer = await visit.http.post(f"{stage.origin}/mesure", data={"code": "A" * 26}, headers=headers)
            assert answer.status_code == 403
        assert "Écrivez le code" in await text_of(visit, "/mesure")
        assert "Type the code" in await text_of(visit, "/en/measure")
        await visit.close()


async def test_a_hidden_message_goes_from_every_line_at_once(tmp_path: Path) -> None:
    """Its author reads why on theirs; undone, everybody has it again."""
    async with staged(tmp_path) as stage:
        ada, bo = await stage.member("Ada"), await stage.member("Bo")
        for one in (ada, bo):
            await one.join("accueil")
        said = await bo.say("accueil", "encore moi")
        await ada.hear(lambda one: one["t"] == "said")
        decision = await decide(stage, bo, Wanted(Means.HIDE, 0, said["id"], "accueil"))
        assert (await ada.hear(lambda one: one["t"] == "withheld"))["message"] == said["id"]
        informed = await bo.hear(lambda one: one["t"] == "informed")
        assert informed["title"]["fr"] == "Votre message est caché"
        whole = await bo.ask("statement", statement=informed["statement"])
        assert WORDS in repr(whole["fr"])
        await stage.node.court.deciding.reverse(decision.id, READER, "complaint")
        again = await ada.hear(lambda one: one["t"] == "shown_again")
        assert again["message"]["text"] == "encore moi"
        for one in (ada, bo):
            await one.disconnect()


async def test_standing_is_seen_by_its_owner_alone(tmp_path: Path) -> None:
    """Points with the day they go, what the next breach would bring, each decision; nobody reads another's."""
    async with staged(tmp_path) as stage:
        ada, bo = await stage.member("Ada"), await stage.member("Bo")
        empty = await bo.ask("standing")
        assert (empty["points"], empty["next"], empty["statements"]) == ([], "advice", [])
        decision = await decide(stage, bo, Wanted(Means.ADVICE), basis="respect")
        mine = await bo.ask("standing")
        assert (mine["points"], mine["next"]) == ([decision.made + 90 * DAY], "warning")
        (line,) = mine["statements"]
        assert (line["state"], line["imposed"]) == ("in_force", [{"means": "advice", "ends": 0}])
        assert (await ada.ask("standing"))["statements"] == []
        for command in ("statement", "complain", "take_back"):
            with pytest.raises(Refused, match="unknown_statement"):
                await ada.ask(command, statement=line["id"])
        for one in (ada, bo):
            await one.disconnect()


async def test_a_complaint_from_within_goes_its_way(tmp_path: Path) -> None:
    """Asked for, questioned, answered, decided; each step reaches the line, and is asked once."""
    async with staged(tmp_path) as stage:
        bo = await stage.member("Bo")
        decision = await decide(stage, bo, Wanted(Means.ADVICE), basis="respect")
        number = (await bo.hear(lambda one: one["t"] == "informed"))["statement"]
        told = await bo.ask("complain", statement=number, text="Je répondais.")
        assert told["line"]["complaint"]["state"] == "lodged"
        with pytest.raises(Refused, match="already_contested"):
            await bo.ask("complain", statement=number)
        court = stage.node.court.complaining
        (complaint,) = await court.store.complaints_on(decision.id)
        await court.take(READER, complaint.id)
        await court.ask(READER, complaint.id, "À qui répondiez-vous ?")
        shown = await bo.ask("statement", statement=number)
        assert shown["line"]["complaint"]["question"] == "À qui répondiez-vous ?"
        await bo.ask("answer_reader", statement=number, text="À la personne qui demandait.")
        await court.write_opinion(READER, complaint.id, VIEW)
        await court.decide(READER, complaint.id, Answer(Verdict.UPHELD, "La règle a été oubliée."))
        await bo.hear(lambda one: one["t"] == "informed")
        assert (await bo.ask("statement", statement=number))["line"]["complaint"]["verdict"] == "upheld"
        await bo.disconnect()


@pytest.mark.parametrize("means", [Means.SUSPEND_ROOMS, Means.SUSPEND])
async def test_a_suspension_is_told_with_its_reason_and_ends_by_its_date(tmp_path: Path, means: Means) -> None:
    """On the line at once, in the refusal, on the page; a day and a sweep later nothing is left."""
    async with staged(tmp_path) as stage:
        bo = await stage.member("Bo")
        await bo.join("accueil")
        decision = await decide(stage, bo, Wanted(means, DAY))
        if means is Means.SUSPEND:
            told = await bo.hear(lambda one: one["t"] == "shut")
            assert (await asyncio.wait_for(asyncio.shield(bo.connection.closed), 10)).code == SHUT
            assert "Votre accès est suspendu" in await text_of(bo.visit, "/chat")
        else:
            told = await bo.hear(lambda one: one["t"] == "bound")
            with pytest.raises(Refused, match="cooling_off"):
                await bo.say("accueil", "un mot")
        assert told["ends"] == decision.imposed[0].ends
        assert "Entre adultes seulement" in told["sentence"]["fr"]
        stage.clock.advance(DAY + SECOND)
        await stage.node.court.sweep()
        await bo.visit.prove_age()
        await bo.connect()
        await bo.join("accueil")
        assert (await bo.say("accueil", "un mot"))["state"] == "said"
        await bo.disconnect()


async def test_whoever_was_ended_cannot_come_back_by_words(tmp_path: Path) -> None:
    """Credentials are revoked: the four words open nothing; undone, they do again."""
    async with staged(tmp_path) as stage:
        bo = await stage.member("Bo")
        words = (await bo.visit.post_json("/api/keep/words", {"lang": "fr"}))["words"]
        decision = await decide(stage, bo, Wanted(Means.TERMINATE), **LAW)
        again = Visit.open(stage.origin, stage.wallet)
        await again.prove_age()
        back = {"pseudonym": "Bo", "words": " ".join(words)}
        with pytest.raises(EntryRefused, match="not_recognised"):
            await again.post_json("/api/return/words", back)
        await stage.node.court.deciding.reverse(decision.id, READER, "complaint")
        await again.post_json("/api/return/words", back)
        await again.close()


async def test_t2_a_notice_without_account_goes_the_whole_walk(tmp_path: Path) -> None:
    """T2: reported on the public page, refused with reasons, contested with the same code, reversed, told so."""
    async with staged(tmp_path) as stage:
        desk, court = stage.node.hearing.desk, stage.node.court
        item = Item(ItemKind.WORDS, "le salon Accueil, hier soir")
        words = "La même annonce est répétée sans arrêt dans ce salon."
        receipt = await desk.take(NoticeDraft(Channel.PUBLIC_FORM, "spam", (item,), words, good_faith=True))
        assert (await open_by_code(stage, receipt.code))[0] == 404
        case, none = receipt.notice.case, Outcome.NO_VIOLATION
        asked = Draft(case, MemberId(""), none, Priority.P3, Source.OTHER_NOTICE, f"Rien de répété : {WORDS}")
        drafted, _ = await court.deciding.preview(AUTHOR, asked)
        await court.deciding.decide(AUTHOR, drafted.id)
        _, page = await open_by_code(stage, receipt.code)
        assert "Ce contenu ne va contre aucune règle" in page
        assert "six mois" in page
        _, page = await open_by_code(stage, receipt.code, act="complain", words="Regardez encore.")
        assert "Quelqu’un d’autre lit votre demande" in page
        followed = await stage.node.hearing.notices.by_code(follow_codes.kept(receipt.code))
        assert followed is not None
        assert followed.notice.state == "complained"
        await answered(stage, drafted)
        _, page = await open_by_code(stage, receipt.code)
        assert "La décision est annulée" in page
        found = await court.decisions.decision(drafted.id)
        assert found is not None
        assert found.state is DecisionState.REVERSED


@pytest.mark.parametrize(("category", "may"), [("spam", False), ("harassment", True)])
async def test_a_notifier_contests_what_was_followed_in_part(tmp_path: Path, category: str, *, may: bool) -> None:
    """As they alleged, there is nothing to contest; under another category there is; nothing tells of anybody."""
    async with staged(tmp_path) as stage:
        bo, court = await stage.member("Bo"), stage.node.court
        member = MemberId(await subject(stage, bo))
        item = Item(ItemKind.PSEUDONYM, member, "", member)
        receipt = await stage.node.hearing.desk.take(
            NoticeDraft(Channel.PUBLIC_FORM, category, (item,), WORDS, good_faith=True)
        )
        await decide(stage, bo, Wanted(Means.ADVICE), basis="flood", case=receipt.notice.case, category="spam")
        _, page = await open_by_code(stage, receipt.code)
        assert "nous avons agi contre ce que vous avez signalé" in page
        assert (WORDS in page, "Bo" in re.sub(r"<[^>]+>", " ", page).split()) == (False, False)
        assert ("Votre signalement a été suivi en entier" in page) is not may
        _, page = await open_by_code(stage, receipt.code, act="complain", words="")
        assert ("Quelqu’un d’autre lit votre demande" in page) is may
        assert await court.complaints.complaints_in(["lodged"], 9) != [] or not may
        await bo.disconnect()
