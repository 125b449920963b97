"""The console on a whole server: who comes in, what each sees, and what is never answered."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select

from palabre.demo.staff import PEOPLE
from palabre.kernel.clock import HOUR, MINUTE
from palabre.kernel.ids import MemberId, PlaceId, new_id
from palabre.moderation.exposure import AN_HOUR
from palabre.moderation.model import Case, Priority
from palabre.moderation.ports import Measure
from palabre.moderation.staff import COOKIE, Role
from palabre.store.ledger_schema import entry
from palabre.store.staff import SqlStaffStore
from palabre_client import EntryRefused, Visit
from scenarios.authenticator import Authenticator
from scenarios.stage import Stage, staged

SENTENCE = {"fr": "Pourquoi.", "en": "Why."}


@pytest_asyncio.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """Run a whole site that is no demonstration, whose staff can already sign in: its doors are open."""

    async def somebody(_: SqlStaffStore) -> bool:
        return True

    monkeypatch.setattr(SqlStaffStore, "is_staffed", somebody)
    async with staged(tmp_path, is_demo=False) as running:
        yield running


def desk(stage: Stage) -> Visit:
    """Return a browser at the console, not signed in."""
    return Visit.open(stage.origin, stage.wallet)


async def invited(stage: Stage, *words: str) -> tuple[str, str]:
    """Name somebody as an operator does; return their reference and the code of the link."""
    status, said = await stage.command("staff", "invite", *words)
    found = re.fullmatch(rf"(\S+)\n{stage.origin}/console#invitation=(\w+)\n.+\n", said)
    assert found is not None, (status, said)
    return found[1], found[2]


async def accepted(stage: Stage, code: str, key: Authenticator) -> Visit:
    """Accept an invitation with a passkey; return the browser, signed in."""
    visit = desk(stage)
    asked = await visit.post_json("/console/api/invitation", {"code": code})
    made = {"code": code, "ticket": asked["ticket"], "credential": key.make(asked["options"])}
    await visit.post_json("/console/api/invitation/accept", made)
    return visit


async def named(stage: Stage, role: str) -> Visit:
    """Return the browser of somebody named with a role, signed in; a host looks after the room "comptoir"."""
    rooms = [PlaceId("comptoir")] if role == "host" else []
    _, code = await stage.node.staffroom.signing.invite([Role(role)], rooms, trained=True)
    return await accepted(stage, code, Authenticator(stage.origin))


async def signed(stage: Stage, key: Authenticator) -> Visit:
    """Sign in by a passkey made before."""
    visit = desk(stage)
    asked = await visit.post_json("/console/api/sign-in", {})
    await visit.post_json(
        "/console/api/sign-in/finish", {"ticket": asked["ticket"], "credential": key.sign(asked["options"])}
    )
    return visit


async def refusal(visit: Visit, path: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
    """Return how a request is refused."""
    if body is None:
        answer = await visit.get(path)
        return answer.status_code, answer.json()["code"]
    with pytest.raises(EntryRefused) as refused:
        await visit.post_json(path, body)
    return refused.value.status, refused.value.code


async def attended(stage: Stage) -> None:
    """Name somebody who decides, so that the place is open."""
    await named(stage, "moderator")
    await stage.node.doors.look()


async def filed(stage: Stage, kind: str = "hate", *, subject: str = "", priority: Priority = Priority.P2) -> str:
    """Let a case wait; return its number."""
    case = Case(
        new_id(), kind, priority, stage.clock.now(), MemberId(subject or "somebody"), "comptoir", "a.rule", "v1",
        sentence=SENTENCE, signals={"hate": {"value": 2}},
    )  # fmt: skip
    await stage.node.law.store.record(Measure(case.subject, case), stage.clock.now())
    return case.id


async def queue(visit: Visit) -> list[str]:
    """Return the numbers of what waits for somebody."""
    return [one["id"] for one in (await visit.get("/console/api/cases")).json()["cases"]]


async def look(visit: Visit, number: str) -> httpx.Response:
    """Say that one does not know the person, and open a case."""
    await visit.post_json(f"/console/api/cases/{number}/apart", {})
    return await visit.get(f"/console/api/cases/{number}")


async def actions(stage: Stage) -> list[str]:
    """Return what the ledger has seen done."""
    statement = select(entry.c.action).order_by(entry.c.n)
    return list(await stage.node.chat_db.read(lambda c: c.execute(statement).scalars().all()))


async def test_an_invitation_makes_a_passkey_and_the_passkey_signs_in(stage: Stage) -> None:
    """From the operator's line to the desk; signed out nothing answers; the passkey alone brings back."""
    key = Authenticator(stage.origin)
    ref, code = await invited(stage, "--role", "moderator", "--trained")
    visit = await accepted(stage, code, key)
    me = (await visit.get("/console/api/me")).json()
    assert (me["ref"], me["roles"], me["duty_until"], me["pseudonyms"]) == (ref, ["moderator"], 0, 0)
    await visit.post_json("/console/api/sign-out", {})
    assert await refusal(visit, "/console/api/me") == (401, "signed_out")
    again = await signed(stage, key)
    assert (await again.get("/console/api/me")).json()["ref"] == ref
    assert await actions(stage) == ["staff_invited", "signed_in", "passkey_made", "signed_in"]


async def test_an_invitation_serves_once_and_for_two_days(stage: Stage) -> None:
    """Used, too old, unknown, or not one at all: the same answer; a lost passkey is replaced by another invitation."""
    ref, code = await invited(stage, "--role", "senior")
    await accepted(stage, code, Authenticator(stage.origin))
    bad = (422, "bad_invitation")
    for one in (code, "A" * 27, "", "../x"):
        assert await refusal(desk(stage), "/console/api/invitation", {"code": one}) == bad
    same, other = await invited(stage, ref)
    assert same == ref
    _, late = await invited(stage, ref)
    assert (await accepted(stage, other, Authenticator(stage.origin))).cookies[COOKIE]
    stage.clock.advance(48 * HOUR)
    assert await refusal(desk(stage), "/console/api/invitation", {"code": late}) == bad


async def test_two_people_at_one_invitation_come_in_once(stage: Stage) -> None:
    """Both were shown what to make; whoever finishes first is in, the other is told that it has served."""
    _, code = await invited(stage, "--role", "legal")
    first, second = desk(stage), desk(stage)
    asked = [await one.post_json("/console/api/invitation", {"code": code}) for one in (first, second)]
    made = [
        {"code": code, "ticket": one["ticket"], "credential": Authenticator(stage.origin).make(one["options"])}
        for one in asked
    ]
    await first.post_json("/console/api/invitation/accept", made[0])
    assert await refusal(second, "/console/api/invitation/accept", made[1]) == (422, "bad_invitation")
    assert COOKIE not in second.cookies


async def test_a_passkey_that_does_not_hold_opens_nothing(stage: Stage) -> None:
    """A stranger's, for another question, for another site, without a ticket, nonsense: one answer, and no cookie."""
    key = Authenticator(stage.origin)
    _, code = await invited(stage, "--role", "moderator")
    await accepted(stage, code, key)
    for fault in ("stranger", "other question", "other site", "no ticket", "nonsense"):
        visit = desk(stage)
        asked = await visit.post_json("/console/api/sign-in", {})
        options = (await visit.post_json("/console/api/sign-in", {}))["options"]
        used = Authenticator(stage.origin) if fault == "stranger" else key
        key.origin = "https://other.example" if fault == "other site" else stage.origin
        answer = used.sign(options if fault == "other question" else asked["options"])
        given = {
            "ticket": "" if fault == "no ticket" else asked["ticket"],
            "credential": {"id": 7} if fault == "nonsense" else answer,
        }
        assert await refusal(visit, "/console/api/sign-in/finish", given) == (422, "not_recognised"), fault
        assert COOKIE not in visit.cookies


async def test_a_session_ends_after_eight_hours_or_one_unused(stage: Stage) -> None:
    """Use keeps it, looking at a page does not; eight hours end it whatever is done."""
    visit = await named(stage, "moderator")
    for _ in range(9):
        stage.clock.advance(50 * MINUTE)
        await visit.post_json("/console/api/use", {})
    stage.clock.advance(31 * MINUTE)
    assert await refusal(visit, "/console/api/use", {}) == (401, "signed_out")
    idle = await named(stage, "moderator")
    stage.clock.advance(59 * MINUTE)
    assert (await idle.get("/console/api/me")).status_code == 200
    stage.clock.advance(MINUTE)
    assert await refusal(idle, "/console/api/me") == (401, "signed_out")


async def test_who_is_suspended_is_out_at_the_next_request(stage: Stage) -> None:
    """The command needs no restart; the passkey opens nothing any more."""
    key = Authenticator(stage.origin)
    ref, code = await invited(stage, "--role", "moderator")
    visit = await accepted(stage, code, key)
    assert await stage.command("staff", "suspend", ref) == (0, "")
    assert await refusal(visit, "/console/api/cases") == (401, "signed_out")
    with pytest.raises(EntryRefused, match="not_recognised"):
        await signed(stage, key)
    status, said = await stage.command("staff", "suspend", ref)
    assert (status, "nobody active has this reference" in said) == (2, True)
    _, listed = await stage.command("staff", "list")
    assert f'"ref": "{ref}"' in listed
    assert '"suspended": true' in listed


REFUSED = [
    ((), "at least one --role"), (("--role", "host"), "a host needs --room"),
    (("--role", "technical", "--role", "moderator"), "nobody runs the machines"),
    (("--role", "auditor", "--role", "policy"), "an auditor is nothing else"), (("9999-9999",), "nobody active"),
]  # fmt: skip


async def test_roles_that_cannot_be_given_are_told_in_words(stage: Stage) -> None:
    """The operator reads why; nobody is named."""
    for words, why in REFUSED:
        status, said = await stage.command("staff", "invite", *words)
        assert (status, why in said) == (2, True)
    assert await stage.node.staffroom.store.everybody() == []


WALLS = [
    ("GET", "/console/api/me"), ("GET", "/console/api/cases"), ("GET", "/console/api/cases/one"),
    ("GET", "/console/api/cases/one/whom"), ("POST", "/console/api/use"), ("POST", "/console/api/duty"),
    ("POST", "/console/api/choices"), ("POST", "/console/api/pseudonym"), ("POST", "/console/api/pseudonym/forget"),
    ("POST", "/console/api/cases/one/apart"), ("POST", "/console/api/cases/one/hand-over"),
]  # fmt: skip


async def test_nothing_is_answered_without_a_session(stage: Stage) -> None:
    """Not to a member of the chat either, whatever room they opened: their cookies open nothing here."""
    await attended(stage)
    bo = await stage.member("Bo")
    for cookies in ({}, bo.visit.cookies, {COOKIE: "A" * 43}):
        for method, path in WALLS:
            answer = await sent(stage, method, path, cookies)
            assert (answer.status_code, answer.json()) == (401, {"code": "signed_out"}), path
    await bo.disconnect()


async def test_another_sites_page_gets_nothing(stage: Stage) -> None:
    """Even with the cookie, which is sent on no request of theirs."""
    visit = await named(stage, "moderator")
    elsewhere = {"Origin": "https://other.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    beside = {"Origin": "http://other.localhost", "Sec-Fetch-Site": "same-origin"}
    for method, path in WALLS:
        answer = await sent(stage, method, path, visit.cookies, elsewhere)
        assert (answer.status_code, answer.content) == (403, b""), path
        if method == "POST":
            answer = await sent(stage, method, path, visit.cookies, beside)
            assert (answer.status_code, answer.json()["code"]) == (403, "elsewhere"), path


async def sent(
    stage: Stage, method: str, path: str, cookies: dict[str, str], headers: dict[str, str] | None = None
) -> httpx.Response:
    """Send a request as a browser with these cookies would."""
    given = {"Origin": stage.origin, "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    async with httpx.AsyncClient(trust_env=False) as http:
        body = {"json": {"on": True}} if method == "POST" else {}
        return await http.request(method, stage.origin + path, headers=given | (headers or {}), **body)  # type: ignore[arg-type]


async def test_the_cookie_is_bound_and_every_answer_is_kept_nowhere(stage: Stage) -> None:
    """Host-bound, unread by scripts, sent to no other site's request; pages and answers under the strict headers."""
    visit = desk(stage)
    _, code = await invited(stage, "--role", "moderator")
    asked = await visit.post_json("/console/api/invitation", {"code": code})
    made = {"code": code, "ticket": asked["ticket"], "credential": Authenticator(stage.origin).make(asked["options"])}
    answer = await visit.http.post(
        f"{stage.origin}/console/api/invitation/accept", json=made, headers={"Origin": stage.origin}
    )
    assert re.fullmatch(
        r"__Host-console=[\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict", answer.headers["set-cookie"]
    )
    page = await visit.get("/console")
    for one in (answer, page):
        assert one.headers["cache-control"] == "no-store"
        assert one.headers["cross-origin-opener-policy"] == "same-origin"
        assert one.headers["cross-origin-embedder-policy"] == "require-corp"
        assert one.headers["content-security-policy"].startswith("default-src 'none'")
    assert 'name="robots" content="noindex"' in page.text
    opened = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert (await sent(stage, "GET", "/console", visit.cookies, opened)).text == page.text


FOUND: dict[str, set[str]] = {
    "moderator": {"threat", "hate", "phishing"}, "senior": {"threat", "hate", "phishing"},
    "child_safety": {"threat", "minor_doubt"}, "auditor": {"threat", "hate", "phishing"}, "appeals": set(),
    "legal": set(), "policy": set(), "technical": set(), "host": {"hate"},
}  # fmt: skip


async def test_each_role_finds_its_queues_and_opens_nothing_else(stage: Stage) -> None:
    """What is not somebody's looks like what does not exist, in the queue and by its number."""
    numbers = {kind: await filed(stage, kind) for kind in ("threat", "hate", "phishing", "minor_doubt")}
    for role, kinds in FOUND.items():
        visit = await named(stage, role)
        assert set(await queue(visit)) == {numbers[kind] for kind in kinds}, role
        for number in [*(numbers[kind] for kind in numbers if kind not in kinds), "nothing"]:
            path = f"/console/api/cases/{number}"
            assert await refusal(visit, path) == await refusal(visit, f"{path}/whom") == (404, "not_yours")
            assert await refusal(visit, f"{path}/apart", {}) == (404, "not_yours")
            assert await refusal(visit, f"{path}/hand-over", {}) == (404, "not_yours")


async def test_a_queue_holds_no_word_and_no_name(stage: Stage) -> None:
    """Kinds, priorities, ages and the rule's sentence; most urgent first."""
    late = await filed(stage, "hate")
    first = await filed(stage, "threat", priority=Priority.P0)
    visit = await named(stage, "senior")
    rows = (await visit.get("/console/api/cases")).json()["cases"]
    assert [row["id"] for row in rows] == [first, late]
    assert {*rows[0]} == {
        "id",
        "queue",
        "kind",
        "label",
        "priority",
        "age_ms",
        "sentence",
        "state",
        "leased",
        "leased_until",
    }
    assert (rows[0]["queue"], rows[0]["priority"], rows[0]["sentence"]) == ("urgent", "P0", SENTENCE)


async def test_a_case_is_opened_after_ones_word_and_each_look_is_entered(stage: Stage) -> None:
    """First who it is about and no more; then the case with its rule, signals and contacts, and the ledger knows."""
    await attended(stage)
    bo = await stage.member("Bo")
    number = await filed(stage, subject=bo.me["card"]["id"])
    visit = await named(stage, "moderator")
    path = f"/console/api/cases/{number}"
    assert await refusal(visit, path) == (409, "apart_needed")
    assert (await visit.get(f"{path}/whom")).json() == {"name": "Bo"}
    assert "case_viewed" not in await actions(stage)
    case = (await look(visit, number)).json()
    assert (case["rule"], case["signals"], case["contacts"], case["name"]) == (
        "a.rule",
        {"hate": {"value": 2}},
        [],
        "Bo",
    )
    await look(visit, number)
    assert (await actions(stage))[-3:] == ["said_apart", "case_viewed", "case_viewed"]
    assert (await visit.get("/console/api/me")).json()["exposure"]["day"] == 10
    await bo.disconnect()


async def test_a_host_is_shown_the_text_and_nothing_of_the_person(stage: Stage) -> None:
    """No reference, no signal, no contact: what the rule says, and the message held."""
    number = await filed(stage)
    visit = await named(stage, "host")
    case = (await look(visit, number)).json()
    assert (case["right"], case["sentence"]) == ("room_text", SENTENCE)
    assert {"subject", "signals", "contacts"} & {*case} == set()


async def test_a_shown_pseudonym_hides_cases_about_whom_it_knows(stage: Stage) -> None:
    """Proved by being signed in to the chat in the same browser; then a friend's case is nowhere to be found."""
    await attended(stage)
    ada, bo, cleo = [await stage.member(name) for name in ("Ada", "Bo", "Cleo")]
    about_bo, about_cleo = (
        await filed(stage, subject=bo.me["card"]["id"]),
        await filed(stage, subject=cleo.me["card"]["id"]),
    )
    about_ada = await filed(stage, subject=ada.me["card"]["id"])
    visit = await named(stage, "moderator")
    assert await refusal(visit, "/console/api/pseudonym", {}) == (409, "no_pseudonym")
    assert set(await queue(visit)) == {about_bo, about_cleo, about_ada}
    visit.cookies |= ada.visit.cookies
    await stage.node.ties.store.block(MemberId(bo.me["card"]["id"]), MemberId(ada.me["card"]["id"]), on=True)
    assert (await visit.post_json("/console/api/pseudonym", {}))["pseudonyms"] == 1
    assert await queue(visit) == [about_cleo]
    assert (await visit.get(f"/console/api/cases/{about_cleo}")).status_code == 200
    await visit.post_json(f"/console/api/cases/{about_bo}/apart", {})
    for hidden in (about_bo, about_ada):
        assert await refusal(visit, f"/console/api/cases/{hidden}") == (404, "not_yours")
    await visit.post_json("/console/api/pseudonym/forget", {})
    assert len(await queue(visit)) == 3
    for member in (ada, bo, cleo):
        await member.disconnect()


async def test_duty_is_kept_by_use_and_ends_by_itself(stage: Stage) -> None:
    """On for a quarter of an hour after the last use; a page that only refreshes keeps nothing; signing out ends it."""
    visit = await named(stage, "moderator")
    on = await visit.post_json("/console/api/duty", {"on": True})
    assert 14 * MINUTE < on["duty_until"] - on["now"] <= 15 * MINUTE
    assert await stage.node.staffroom.shifts.on_duty() == {on["ref"]}
    stage.clock.advance(14 * MINUTE)
    assert (await visit.post_json("/console/api/use", {}))["duty_until"] > on["duty_until"]
    for _ in range(3):
        stage.clock.advance(5 * MINUTE)
        me = (await visit.get("/console/api/me")).json()
    assert me["duty_until"] == 0
    assert await stage.node.staffroom.shifts.on_duty() == frozenset()
    assert (await visit.post_json("/console/api/use", {}))["duty_until"] == 0
    await visit.post_json("/console/api/duty", {"on": True})
    await visit.post_json("/console/api/sign-out", {})
    assert await stage.node.staffroom.shifts.on_duty() == frozenset()


async def test_exposure_warns_then_stops_and_ends_duty(stage: Stage) -> None:
    """Fifteen units in an hour: the next case is refused until the oldest is an hour old, except one seen before."""
    numbers = [await filed(stage, "threat", priority=Priority.P0) for _ in range(5)]
    visit = await named(stage, "senior")
    await visit.post_json("/console/api/duty", {"on": True})
    levels = []
    for number in numbers[:4]:
        assert (await look(visit, number)).status_code == 200
        levels.append((await visit.get("/console/api/me")).json()["exposure"]["level"])
    assert levels == ["free", "free", "warned", "spent"]
    assert (await visit.get("/console/api/me")).json()["duty_until"] == 0
    refused = await look(visit, numbers[4])
    assert (refused.status_code, refused.json()["code"]) == (429, "exposure_spent")
    assert 0 < refused.json()["retry_after_ms"] <= HOUR
    assert await refusal(visit, "/console/api/duty", {"on": True}) == (429, "exposure_spent")
    stage.clock.advance(HOUR - MINUTE)
    await visit.post_json("/console/api/use", {})
    stage.clock.advance(MINUTE)
    assert (await look(visit, numbers[4])).status_code == 200
    assert AN_HOUR == 150


async def test_a_refused_category_and_a_case_let_go_are_offered_no_more(stage: Stage) -> None:
    """No reason is asked for either; lighter first puts the heavy ones last."""
    hate, scam = await filed(stage, "hate"), await filed(stage, "phishing", priority=Priority.P3)
    threat = await filed(stage, "threat", priority=Priority.P0)
    visit = await named(stage, "moderator")
    choices = {
        "refused": ["hate"],
        "lighter_first": True,
        "masked": True,
        "slurs": True,
        "budget": {"day": 300, "hour": 100},
    }
    assert (await visit.post_json("/console/api/choices", choices))["choices"] == choices
    assert await queue(visit) == [scam, threat]
    await visit.post_json(f"/console/api/cases/{threat}/hand-over", {})
    assert await queue(visit) == [scam]
    other = await named(stage, "moderator")
    assert await queue(other) == [threat, hate, scam]
    for bad in ({"refused": ["weather"]}, {"budget": {"day": 6_000, "hour": 1_500}}, {"budget": 7}):
        assert await refusal(visit, "/console/api/choices", bad) == (422, "bad_request")


async def test_a_demonstrations_links_sign_in_its_three_roles(tmp_path: Path) -> None:
    """Printed at the start, as often as one likes; another link opens nothing."""
    async with staged(tmp_path) as stage:
        links = await stage.node.staffroom.open_doors(list(PEOPLE))
        roles = []
        for link in links.values():
            visit = desk(stage)
            for _ in range(2):
                await visit.post_json("/console/api/link", {"link": link.split("#link=")[1]})
            roles += (await visit.get("/console/api/me")).json()["roles"]
        assert roles == ["moderator", "senior", "appeals"]
        assert await refusal(desk(stage), "/console/api/link", {"link": "A" * 43}) == (422, "not_recognised")


async def test_a_demonstrations_links_and_sessions_open_nothing_elsewhere(tmp_path: Path) -> None:
    """No such address outside a demonstration; its staff, on the same files, come in by nothing at all."""
    async with staged(tmp_path / "site") as stage:
        links = await stage.node.staffroom.open_doors(list(PEOPLE))
        visit = desk(stage)
        secret = links[PEOPLE[0].ref].split("#link=")[1]
        await visit.post_json("/console/api/link", {"link": secret})
    async with staged(tmp_path / "site", is_demo=False) as stage:
        visit.origin = stage.origin
        answer = await sent(stage, "POST", "/console/api/link", {})
        assert answer.status_code in {403, 404, 405}
        assert await refusal(visit, "/console/api/me") == (401, "signed_out")
        with pytest.raises(ValueError, match="demonstration"):
            await stage.node.staffroom.open_doors(list(PEOPLE))
        status, said = await stage.command("staff", "invite", PEOPLE[0].ref)
        assert (status, "nobody active" in said) == (2, True)


async def test_a_network_that_knocks_without_end_is_slowed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has used the budget of their network is told to wait, whatever they ask before being known."""
    monkeypatch.setattr(stage.node.networks, "take", lambda _: False)
    for path in ("sign-in", "sign-in/finish", "invitation", "invitation/accept"):
        given = {"code": "A", "ticket": "A", "credential": {}}
        assert await refusal(desk(stage), f"/console/api/{path}", given) == (429, "rate_limited")
