"""A case walked to its end at the console, on a whole server: by whom, in which order, and what is never shown."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from palabre.bench import bench_routes
from palabre.kernel.clock import DAY, HOUR, MINUTE
from palabre.moderation.decisions import Means
from palabre.moderation.model import CaseState
from palabre.moderation.staff import Role
from palabre.store.ledger_schema import entry
from palabre_client import Member, Visit
from scenarios.authenticator import Authenticator
from scenarios.stage import Stage
from scenarios.test_console import accepted, actions, filed, look, named, queue, refusal, sent

WORDS = "Vous avez insisté dans le salon, après un refus clair et répété."
VIEW = "I looked at the item and at the talk around it by myself."
API = "/console/api"


@dataclass
class Walk:
    """Ada has reported what Bo said; a case waits."""

    stage: Stage
    ada: Member
    bo: Member
    said: str
    case: str

    @property
    def path(self) -> str:
        """Where the case is."""
        return f"{API}/cases/{self.case}"

    async def taken(self, who: Visit | str) -> Visit:
        """Return somebody, or somebody new of a role, who has opened and leased the case."""
        visit = await named(self.stage, who) if isinstance(who, str) else who
        assert (await look(visit, self.case)).status_code == 200
        await visit.post_json(f"{self.path}/lease", {})
        return visit

    async def draft(self, visit: Visit, *wanted: tuple[Means, int], **changes: Any) -> dict[str, Any]:
        """Draft a decision about Bo."""
        asked = {
            "outcome": "violation_terms", "words": WORDS, "basis": "adults",
            "wanted": [{"means": means.value, "lasts": lasts, "target": self.said} for means, lasts in wanted],
        }  # fmt: skip
        return await visit.post_json(f"{self.path}/draft", {**asked, **changes})

    async def done(self) -> None:
        """Leave."""
        for one in (self.ada, self.bo):
            await one.disconnect()


async def walk(stage: Stage, category: str = "harassment", words: str = "") -> Walk:
    """Let Ada report what Bo says in a room."""
    ada, bo = await stage.member("Ada"), await stage.member("Bo")
    for one in (ada, bo):
        await one.join("comptoir")
    await ada.say("comptoir", "bonsoir")
    said = await bo.say("comptoir", "encore moi")
    await ada.hear(lambda one: one["t"] == "said" and one["message"]["text"] == "encore moi")
    await ada.report("message", said["id"], category, place="comptoir", words=words)
    (case,) = [one.id for one in await stage.node.law.store.cases([CaseState.OPEN], 9)]
    return Walk(stage, ada, bo, said["id"], case)


async def opened_by(stage: Stage) -> list[tuple[str, str, str]]:
    """Return the openings of evidence that the ledger holds: role, reason, piece."""
    wanted = select(entry.c.role, entry.c.reason_code, entry.c.object_ref).where(entry.c.action == "evidence.opened")
    return [tuple(row) for row in await stage.node.chat_db.read(lambda c: c.execute(wanted).all())]


async def test_a_case_tells_what_was_said_of_it_and_never_who_said_it(stage: Stage) -> None:
    """Category, words and what is pointed at; the notifier is nowhere, the person's past stands beside."""
    on = await walk(stage, words="Il insiste.")
    visit = await named(stage, "moderator")
    (row,) = (await visit.get(f"{API}/cases")).json()["cases"]
    assert (row["queue"], row["state"], row["leased"]) == ("abuse", "open", "")
    assert set(row["label"]) == {"fr", "en"}
    told = await look(visit, on.case)
    case = told.json()
    (said,) = case["said"]
    assert (said["category"], said["words"], said["pointed"][0]["ref"]) == ("harassment", "Il insiste.", on.said)
    assert (case["past"]["reporters"], case["past"]["step"], case["sealed"]) == (1, "advice", 0)
    assert on.ada.me["card"]["id"] not in told.text
    await on.done()


async def test_what_is_kept_opens_to_whoever_has_the_case_and_each_opening_is_in_the_ledger(stage: Stage) -> None:
    """Without the case, without a reason: nothing; opened twice, written twice, before it is read."""
    on = await walk(stage)
    visit = await named(stage, "moderator")
    (kept,) = (await look(visit, on.case)).json()["kept"]
    asked = {"kept": kept["id"], "reason": "context"}
    assert await refusal(visit, f"{on.path}/open", asked) == (409, "not_leased")
    await visit.post_json(f"{on.path}/lease", {})
    assert await refusal(visit, f"{on.path}/open", {**asked, "reason": ""}) == (422, "reason_needed")
    assert await opened_by(stage) == []
    for _ in range(2):
        snapshot = await visit.post_json(f"{on.path}/open", asked)
    talk = [(one["text"], one["reported"]) for one in snapshot["items"][0]["talk"]]
    assert talk == [("bonsoir", False), ("encore moi", True)]
    assert await opened_by(stage) == [("moderator", "context", kept["id"])] * 2
    await on.done()


async def test_suspected_abuse_material_is_a_category_and_a_count(stage: Stage) -> None:
    """To those who may know that it exists; nobody opens it, and to all others there is no such case."""
    on = await walk(stage, "csam", words="Des mots neutres.")
    assert await queue(await named(stage, "moderator")) == []
    visit = await named(stage, "child_safety")
    told = await look(visit, on.case)
    case = told.json()
    assert (case["said"][0]["category"], case["said"][0]["items"], case["kept"]) == ("csam", 1, [])
    assert case["sealed"] == 1
    assert (case["said"][0]["words"], "encore moi" in told.text, on.said in told.text) == (
        "Des mots neutres.",
        False,
        False,
    )
    await visit.post_json(f"{on.path}/lease", {})
    asked = {"kept": case["id"], "reason": "context"}
    assert await refusal(visit, f"{on.path}/open", asked) == (404, "unknown_evidence")
    assert await opened_by(stage) == []
    await on.done()


async def test_a_host_sees_no_notice_and_works_on_no_case(stage: Stage) -> None:
    """Not even of their own room; no act of the console is theirs."""
    on = await walk(stage, "spam", words="Il insiste.")
    host = await named(stage, "host")
    told = await look(host, on.case)
    assert ("said" in told.json(), "Il insiste" in told.text, "kept" in told.json()) == (False, False, False)
    for path, body in (("lease", {}), ("note", {"words": "a note"}), ("open", {"kept": "x", "reason": "context"})):
        assert await refusal(host, f"{on.path}/{path}", body) == (404, "not_yours")
    assert await refusal(host, f"{API}/complaints") == (404, "not_yours")
    await on.done()


async def test_an_auditor_reads_and_changes_nothing(stage: Stage) -> None:
    """They see the case; no lease, no draft, no signature."""
    on = await walk(stage)
    auditor = await named(stage, "auditor")
    assert (await look(auditor, on.case)).json()["said"] != []
    assert await refusal(auditor, f"{on.path}/lease", {}) == (404, "not_yours")
    assert await refusal(auditor, f"{on.path}/draft", {"outcome": "no_violation", "words": WORDS}) == (404, "not_yours")
    await on.done()


async def test_one_person_has_a_case_for_twenty_minutes_and_may_let_it_go(stage: Stage) -> None:
    """Another is told that it is taken, not by whom; renewed it lasts, let go it is offered to others alone."""
    on = await walk(stage)
    first, other = await on.taken("moderator"), await named(stage, "senior")
    ref = (await first.get(f"{API}/me")).json()["ref"]
    await look(other, on.case)
    assert await refusal(other, f"{on.path}/lease", {}) == (409, "leased")
    told = await other.get(f"{API}/cases")
    assert (told.json()["cases"][0]["leased"], ref in told.text) == ("other", False)
    stage.clock.advance(19 * MINUTE)
    kept = await first.post_json(f"{on.path}/renew", {})
    assert (kept["leased"], kept["leased_until"] - stage.clock.now() > 19 * MINUTE) == ("mine", True)
    notes = await first.post_json(f"{on.path}/note", {"words": "Le refus est au-dessus."})
    assert notes["notes"][0]["words"] == "Le refus est au-dessus."
    await first.post_json(f"{on.path}/hand-over", {})
    assert (await queue(first), await queue(other)) == ([], [on.case])
    await other.post_json(f"{on.path}/lease", {})
    assert (await look(other, on.case)).json()["notes"][0]["by"] == ref
    await other.post_json(f"{on.path}/move", {"state": "second_look", "reason": "unsure"})
    assert (await other.get(f"{API}/cases")).json()["cases"][0]["state"] == "second_look"
    await other.post_json(f"{on.path}/lease", {})
    await other.post_json(f"{on.path}/requeue", {"queue": "crime", "reason": "wrong_queue"})
    assert (await other.get(f"{API}/cases")).json()["cases"][0]["queue"] == "crime"
    await on.done()


async def test_below_the_third_place_a_case_is_taken_with_a_reason(stage: Stage) -> None:
    """No picking among what is lighter."""
    numbers = [await filed(stage) for _ in range(4)]
    visit = await named(stage, "moderator")
    listed = await queue(visit)
    assert set(listed) == set(numbers)
    await look(visit, listed[3])
    path = f"{API}/cases/{listed[3]}/lease"
    assert await refusal(visit, path, {}) == (422, "reason_needed")
    assert (await visit.post_json(path, {"reason": "same_person"}))["leased"] == "mine"


async def test_nobody_works_on_their_own_report_or_on_whom_they_know(stage: Stage) -> None:
    """A moderator who is Ada in the chat finds no such case."""
    on = await walk(stage)
    visit = await on.taken("moderator")
    visit.cookies |= on.ada.visit.cookies
    await visit.post_json(f"{API}/pseudonym", {})
    assert await queue(visit) == []
    assert await refusal(visit, f"{on.path}/lease", {}) == (404, "not_yours")
    assert await refusal(visit, f"{on.path}/draft", {"outcome": "no_violation", "words": WORDS}) == (404, "not_yours")
    await on.done()


async def test_a_moderator_hides_alone_and_the_text_shown_is_the_text_told(stage: Stage) -> None:
    """Drafted with its exact words, quoted from evidence, signed: hidden from all, and its author reads the same."""
    on = await walk(stage)
    visit = await on.taken("moderator")
    (kept,) = (await look(visit, on.case)).json()["kept"]
    drafted = await on.draft(visit, (Means.HIDE, 0), item=on.said, kept=kept["id"])
    assert (drafted["needs_second"], drafted["state"]) == (False, "draft")
    assert "encore moi" in str(drafted["text"]["fr"])
    again = await on.draft(visit, (Means.HIDE, 0), number=drafted["decision"], words=WORDS + " Encore.")
    assert (again["decision"], "encore moi" in str(again["text"]["en"])) == (drafted["decision"], True)
    assert await visit.post_json(f"{API}/decisions/{drafted['decision']}/sign", {}) == {"state": "in_force"}
    told = await on.bo.hear(lambda one: one["t"] == "informed")
    whole = await on.bo.ask("statement", statement=told["statement"])
    assert whole["fr"]["lines"] == again["text"]["fr"]["lines"]
    assert (await queue(visit), len(await opened_by(stage))) == ([], 1)
    await on.done()


async def test_a_draft_needs_the_case_and_aims_at_what_is_in_it(stage: Stage) -> None:
    """Without a lease, on another's message, with words too short, over a step of the ladder: refused with a code."""
    on = await walk(stage)
    visit = await named(stage, "moderator")
    await look(visit, on.case)
    hide = {"outcome": "violation_terms", "words": WORDS, "basis": "respect"}
    target = {"wanted": [{"means": "hide", "target": on.said}]}
    assert await refusal(visit, f"{on.path}/draft", {**hide, **target}) == (409, "not_leased")
    await visit.post_json(f"{on.path}/lease", {})
    for change, code in (
        ({"wanted": [{"means": "hide", "target": "elsewhere"}]}, "no_target"),
        ({**target, "words": "trop court"}, "words_short"),
        ({**target, "words": WORDS + " Écrivez à moi@exemple.fr"}, "others_data"),
        ({"wanted": [{"means": "suspend", "lasts": DAY}]}, "ladder_skipped"),
        ({**target, "basis": ""}, "no_ground"),
        ({"wanted": []}, "nothing_imposed"),
    ):  # fmt: skip
        assert await refusal(visit, f"{on.path}/draft", {**hide, **change}) == (422, code)
    foreign = {**hide, **target, "number": "of-nobody"}
    assert await refusal(visit, f"{on.path}/draft", foreign) == (404, "not_yours")
    await on.done()


LAW = {"outcome": "violation_illegal", "basis": "cp_222_17"}


async def test_a_moderator_ends_nobody_alone(stage: Stage) -> None:
    """Proposed, it binds nobody; another moderator may not sign it, nor its author; a senior does, facts first."""
    on = await walk(stage)
    author = await on.taken("moderator")
    drafted = await on.draft(author, (Means.TERMINATE, 0), **LAW)
    assert drafted["needs_second"]
    number = f"{API}/decisions/{drafted['decision']}"
    assert await author.post_json(f"{number}/sign", {}) == {"state": "pending_second"}
    assert await stage.node.law.store.binding_of(on.bo.me["card"]["id"], stage.clock.now()) == []
    for step in ("facts", "second"):
        assert await refusal(author, f"{number}/{step}", {}) == (409, "same_person")
    other = await named(stage, "moderator")
    await other.post_json(f"{on.path}/apart", {})
    assert await refusal(other, f"{number}/facts", {}) == (404, "not_yours")
    assert (await other.get(f"{API}/decisions")).json() == {"waiting": []}
    senior = await named(stage, "senior")
    (line,) = (await senior.get(f"{API}/decisions")).json()["waiting"]
    assert (line["decision"], line["case"]) == (drafted["decision"], on.case)
    assert await refusal(senior, f"{number}/facts", {}) == (409, "apart_needed")
    await senior.post_json(f"{on.path}/apart", {})
    facts = await senior.post_json(f"{number}/facts", {})
    assert (facts["name"], WORDS in str(facts), "terminate" in str(facts)) == ("Bo", False, False)
    assert await refusal(senior, f"{number}/second", {}) == (409, "view_first")
    assert await refusal(senior, f"{number}/view", {"words": "trop court"}) == (422, "words_short")
    shown = await senior.post_json(f"{number}/view", {"words": VIEW})
    assert (shown["words"], shown["imposed"][0]["means"]) == (WORDS, "terminate")
    assert await senior.post_json(f"{number}/second", {}) == {"state": "in_force"}
    assert (await senior.get(f"{API}/decisions")).json() == {"waiting": []}
    await on.done()


async def test_whoever_worked_on_a_case_is_not_its_second_person(stage: Stage) -> None:
    """A senior who leased and noted it first took part; one who opens what is kept only to sign did not."""
    on = await walk(stage)
    early = await on.taken("senior")
    await early.post_json(f"{on.path}/note", {"words": "À voir."})
    await early.post_json(f"{on.path}/hand-over", {})
    author = await on.taken("moderator")
    drafted = await on.draft(author, (Means.TERMINATE, 0), **LAW)
    number = f"{API}/decisions/{drafted['decision']}"
    await author.post_json(f"{number}/sign", {})
    assert (await early.get(f"{API}/decisions")).json() == {"waiting": []}
    assert await refusal(early, f"{number}/facts", {}) == (409, "took_part")
    late = await on.taken("senior")
    (kept,) = (await look(late, on.case)).json()["kept"]
    await late.post_json(f"{on.path}/open", {"kept": kept["id"], "reason": "second_look"})
    await late.post_json(f"{number}/facts", {})
    await late.post_json(f"{number}/view", {"words": VIEW})
    assert await late.post_json(f"{number}/second", {}) == {"state": "in_force"}
    await on.done()


async def test_a_week_is_proposed_by_a_moderator_and_decided_by_a_senior(stage: Stage) -> None:
    """The same suspension: kept for another when a moderator asks it, at once when a senior does; a day is theirs."""
    on = await walk(stage)
    visit = await on.taken("moderator")
    for lasts, needs in ((DAY, False), (7 * DAY, True)):
        assert (await on.draft(visit, (Means.SUSPEND, lasts)))["needs_second"] is needs
    await visit.post_json(f"{on.path}/hand-over", {})
    senior = await on.taken("senior")
    drafted = await on.draft(senior, (Means.SUSPEND, 7 * DAY))
    assert not drafted["needs_second"]
    assert await senior.post_json(f"{API}/decisions/{drafted['decision']}/sign", {}) == {"state": "in_force"}
    await on.done()


async def test_lifting_what_protects_a_child_takes_two(stage: Stage) -> None:
    """No breach found in the restricted queue ends a freeze: another officer signs."""
    number = await filed(stage, "minor_doubt")
    visit = await named(stage, "child_safety")
    await look(visit, number)
    await visit.post_json(f"{API}/cases/{number}/lease", {})
    drafted = await visit.post_json(f"{API}/cases/{number}/draft", {"outcome": "no_violation", "words": WORDS})
    assert drafted["needs_second"]
    assert await visit.post_json(f"{API}/decisions/{drafted['decision']}/sign", {}) == {"state": "pending_second"}


async def test_nobody_signs_anothers_draft_or_a_text_an_hour_old(stage: Stage) -> None:
    """The signature is the author's, on what they have just read."""
    on = await walk(stage)
    visit = await on.taken("moderator")
    drafted = await on.draft(visit, (Means.HIDE, 0))
    path = f"{API}/decisions/{drafted['decision']}/sign"
    other = await named(stage, "moderator")
    await look(other, on.case)
    assert await refusal(other, path, {}) == (409, "not_leased")
    assert await refusal(visit, f"{API}/decisions/none/sign", {}) == (404, "not_yours")
    for _ in range(4):
        stage.clock.advance(15 * MINUTE)
        await visit.post_json(f"{on.path}/renew", {})
    assert HOUR == 4 * 15 * MINUTE
    assert await refusal(visit, path, {}) == (409, "look_again")
    await on.done()


async def contested(on: Walk, who: Visit | str = "moderator") -> str:
    """Let a message be hidden and its author contest; return the complaint."""
    author = await on.taken(who)
    drafted = await on.draft(author, (Means.HIDE, 0))
    await author.post_json(f"{API}/decisions/{drafted['decision']}/sign", {})
    told = await on.bo.hear(lambda one: one["t"] == "informed")
    await on.bo.ask("complain", statement=told["statement"], text="Je répondais.")
    (complaint,) = await on.stage.node.court.complaints.complaints_on(drafted["decision"])
    return complaint.id


async def test_a_reader_sees_the_facts_and_writes_before_the_first_reasons(stage: Stage) -> None:
    """Then reverses: everybody has the message again, and the person reads why."""
    on = await walk(stage)
    number = await contested(on)
    path = f"{API}/complaints/{number}"
    reader = await named(stage, "appeals")
    (line,) = (await reader.get(f"{API}/complaints")).json()["waiting"]
    assert (line["complaint"], line["party"], line["state"]) == (number, "subject", "lodged")
    assert await refusal(reader, f"{path}/take", {}) == (409, "apart_needed")
    assert (await reader.get(f"{path}/whom")).json() == {"name": "Bo"}
    await reader.post_json(f"{path}/apart", {})
    await reader.post_json(f"{path}/take", {})
    facts = await reader.post_json(f"{path}/facts", {})
    assert (facts["words"], WORDS in str(facts), "hide" in str(facts)) == ("Je répondais.", False, False)
    answer = {"verdict": "reversed", "reasons": "Vos mots répondaient à une question posée."}
    assert await refusal(reader, f"{path}/reasons", {}) == (409, "opinion_first")
    assert await refusal(reader, f"{path}/answer", answer) == (409, "opinion_first")
    assert await refusal(reader, f"{path}/opinion", {"words": "court"}) == (422, "words_short")
    await reader.post_json(f"{path}/opinion", {"words": VIEW})
    assert await refusal(reader, f"{path}/opinion", {"words": VIEW}) == (409, "opinion_written")
    first = await reader.post_json(f"{path}/reasons", {})
    assert (first["words"], first["imposed"][0]["means"]) == (WORDS, "hide")
    assert (await reader.post_json(f"{path}/answer", answer))["verdict"] == "reversed"
    assert (await on.bo.hear(lambda one: one["t"] == "shown_again"))["message"]["text"] == "encore moi"
    assert (await reader.get(f"{API}/complaints")).json() == {"waiting": []}
    seen = [
        one for one in await actions(stage) if one in {"complaint_facts_seen", "opinion_written", "first_reasons_seen"}
    ]
    assert seen == ["complaint_facts_seen", "opinion_written", "first_reasons_seen"]
    await on.done()


async def test_complaints_are_read_by_their_role_alone_and_by_one_person(stage: Stage) -> None:
    """No other role sees that there is one; a reader who has not taken it, or comes second, reads nothing."""
    on = await walk(stage)
    number = await contested(on)
    path = f"{API}/complaints/{number}"
    for role in ("moderator", "senior", "child_safety", "policy", "technical", "auditor"):
        visit = await named(stage, role)
        assert await refusal(visit, f"{API}/complaints") == (404, "not_yours")
        assert await refusal(visit, f"{path}/facts", {}) == (404, "not_yours")
    first, second = await named(stage, "appeals"), await named(stage, "appeals")
    for reader in (first, second):
        await reader.post_json(f"{path}/apart", {})
    await first.post_json(f"{path}/take", {})
    assert await refusal(second, f"{path}/take", {}) == (409, "not_a_move")
    assert await refusal(second, f"{path}/facts", {}) == (404, "not_yours")
    assert (await second.get(f"{API}/complaints")).json() == {"waiting": []}
    await on.done()


async def test_whoever_took_part_reads_no_complaint_of_it(stage: Stage) -> None:
    """One person with both roles: what they decided themselves is not offered to them, nor given."""
    on = await walk(stage)
    _, code = await stage.node.staffroom.signing.invite([Role.MODERATOR, Role.APPEALS], [], trained=True)
    both = await accepted(stage, code, Authenticator(stage.origin))
    number = await contested(on, both)
    assert (await both.get(f"{API}/complaints")).json() == {"waiting": []}
    assert await refusal(both, f"{API}/complaints/{number}/take", {}) == (409, "took_part")
    await on.done()


async def test_what_was_decided_in_a_danger_is_undone_by_two_readers(stage: Stage) -> None:
    """A claim of agreement counts for nothing; another reader, facts first, writes it; then the answer passes."""
    on = await walk(stage, "terrorism")
    number = await contested(on, "senior")
    path = f"{API}/complaints/{number}"
    reader, other = await named(stage, "appeals"), await named(stage, "appeals")
    for each in (reader, other):
        await each.post_json(f"{path}/apart", {})
    await reader.post_json(f"{path}/take", {})
    await reader.post_json(f"{path}/opinion", {"words": VIEW})
    ref = (await other.get(f"{API}/me")).json()["ref"]
    answer = {"verdict": "reversed", "reasons": "Vos mots répondaient à une question posée.", "second": ref}
    assert await refusal(reader, f"{path}/answer", answer) == (409, "needs_second")
    assert await refusal(reader, f"{path}/agree", {"words": VIEW}) == (409, "same_person")
    (line,) = (await other.get(f"{API}/complaints")).json()["waiting"]
    assert (line["second"], line["mine"]) == (True, False)
    facts = await other.post_json(f"{path}/second", {})
    assert (VIEW in str(facts), WORDS in str(facts)) == (False, False)
    assert await refusal(other, f"{path}/agree", {"words": "court"}) == (422, "words_short")
    await other.post_json(f"{path}/agree", {"words": VIEW})
    assert (await other.get(f"{API}/complaints")).json() == {"waiting": []}
    assert await refusal(other, f"{path}/answer", answer) == (404, "not_yours")
    assert (await reader.post_json(f"{path}/answer", answer))["verdict"] == "reversed"
    assert "reversal_agreed" in await actions(stage)
    await on.done()


def routes(stage: Stage) -> list[tuple[str, str]]:
    """Return every route of the console, its door and its page aside, by method and path."""
    node = stage.node
    known = [*node.staffroom.routes, *bench_routes(node.staffroom, node.hearing, node.court, node.hosting.acts)]
    knocks = ("/console/api/sign-", "/console/api/invitation", "/console/api/link")
    inside = [one for one in known if one.path.startswith(API) and not one.path.startswith(knocks)]
    return [(min((one.methods or set()) - {"HEAD"}), one.path) for one in inside]


async def test_no_route_answers_without_a_session_or_another_sites_page(stage: Stage) -> None:
    """Each of them, those of work, decisions and complaints too."""
    visit = await named(stage, "senior")
    beside = {"Origin": "http://other.localhost", "Sec-Fetch-Site": "same-origin"}
    for method, path in routes(stage):
        answer = await sent(stage, method, path.format(number="one"), {})
        assert (answer.status_code, answer.json()) == (401, {"code": "signed_out"}), path
        if method == "POST":
            answer = await sent(stage, method, path.format(number="one"), visit.cookies, beside)
            assert answer.status_code == 403, path


async def entries(stage: Stage) -> list[tuple[Any, ...]]:
    """Return the whole ledger."""
    return [tuple(row) for row in await stage.node.chat_db.read(lambda c: c.execute(select(entry).order_by(entry.c.n)))]


async def test_no_route_of_any_role_alters_the_ledger(stage: Stage) -> None:
    """Whatever each role asks of each route, what was written stands as it was; only more is written."""
    on = await walk(stage)
    number = await contested(on, "moderator")
    before = await entries(stage)
    body = {"words": WORDS, "reason": "context", "outcome": "no_violation", "verdict": "upheld", "reasons": WORDS}
    for role in Role:
        visit = await named(stage, role.value)
        for method, path in routes(stage):
            for one in (on.case, number):
                await visit.http.request(
                    method, stage.origin + path.format(number=one), json=body if method == "POST" else None,
                    headers={"Origin": stage.origin},
                )  # fmt: skip
    after = await entries(stage)
    assert (after[: len(before)], len(after) > len(before)) == (before, True)
    await on.done()
