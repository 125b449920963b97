"""Reporting without an account, and following a report by its code: pages that work without a script."""

import re

import httpx
import pytest

from e2e.running import Running
from e2e.site.test_public_pages import Page
from palabre.kernel.ids import MemberId
from palabre.moderation import codes
from palabre.moderation.notices import Channel, Draft, Item, ItemKind
from palabre.moderation.policy.catalogue import categories
from palabre_client import Visit

SENT = {
    "act": "send", "reason": "spam", "kind": "person", "where": "Nobody here", "words": "the same words all day",
    "good_faith": "yes",
}  # fmt: skip


async def post(running: Running, http: httpx.AsyncClient, path: str, form: dict[str, str]) -> httpx.Response:
    """Post a form as the site's own page does."""
    return await http.post(path, data=form, headers={"Origin": running.site_url})


async def sent(running: Running, http: httpx.AsyncClient, **changes: str) -> str:
    """Send a report and return the code of its receipt."""
    answer = await post(running, http, "/signaler", SENT | changes)
    assert answer.status_code == 200, answer.text
    (code,) = re.findall(r"<strong>([A-Z2-7-]{32})</strong>", answer.text)
    return str(code)


async def came(running: Running, name: str) -> Visit:
    """Let somebody in."""
    visit = running.visit()
    await visit.prove_age()
    await visit.enter(name, "Limoges", 41)
    return visit


async def member_of(running: Running, visit: Visit) -> MemberId:
    """Return whose session a visit has."""
    found = await running.node.members.of_session(visit.cookies["__Host-member"])
    assert found is not None
    return found.id


async def test_t2_a_notice_without_account_is_received_and_followed_by_its_code(
    running: Running, http: httpx.AsyncClient
) -> None:
    """T2 (as far as the answer): two steps, a code, and with the code alone the state, in both languages."""
    first = await http.get("/signaler")
    assert first.text.count('name="reason"') == len(categories()) == 29
    second = await post(running, http, "/signaler", {"act": "choose", "reason": "spam"})
    assert 'value="send"' in second.text
    code = await sent(running, http)
    for path, words in (("/suivi", "va le lire ou le lit"), ("/en/follow-up", "will read it or is reading it")):
        answer = await post(running, http, path, {"code": code.lower().replace("-", " ")})
        assert (answer.status_code, words in answer.text) == (200, True)
    found = await running.node.hearing.desk.follow(code, b"")
    assert found is not None
    assert (found.notice.channel, found.notice.explanation) == (Channel.PUBLIC_FORM, SENT["words"])


async def test_an_excluded_member_can_report(running: Running, http: httpx.AsyncClient) -> None:
    """With the cookies of somebody to whom the place is closed, the pages are the same."""
    visit, other = [await came(running, name) for name in ("Dahlia", "Origan")]
    card = await member_of(running, visit)
    item = Item(ItemKind.CARD, card)
    draft = Draft(Channel.IN_APP, "minor_present", (item,), reporter=await member_of(running, other))
    await running.node.hearing.desk.take(draft)
    page = await visit.http.get(f"{visit.origin}/chat", headers=visit._headers() | {"Sec-Fetch-Mode": "navigate"})
    assert page.status_code == 403
    answer = await visit.post("/signaler", SENT)
    assert "<strong>" in answer.text
    for one in (visit, other):
        await one.close()


@pytest.mark.parametrize("reason", ["csam", "minor_solicited", "spam"])
async def test_name_and_mail_are_offered_only_where_the_law_lets_one_ask(
    running: Running, http: httpx.AsyncClient, reason: str
) -> None:
    """Neither is even asked for where Directive 2011/93 lets it be omitted; elsewhere neither is required."""
    page = (await post(running, http, "/signaler", {"act": "choose", "reason": reason})).text
    is_offered = not categories()[reason].name_email_may_be_omitted_by_law
    assert [f'name="{field}"' in page for field in ("name", "email")] == [is_offered, is_offered]
    assert not re.search(r'name="(?:name|email)"[^>]*required', page)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"words": ""}, "quelques mots"), ({"where": " "}, "Dites où"), ({"good_faith": ""}, "bonne foi"),
     ({"email": "nothing"}, "e-mail"), ({"words": "a" * 4_001}, "trop long")],
)  # fmt: skip
async def test_what_is_missing_is_said_and_what_was_written_stays(
    running: Running, http: httpx.AsyncClient, changes: dict[str, str], words: str
) -> None:
    """The page says what to mend, beside what was typed."""
    answer = await post(running, http, "/signaler", SENT | changes)
    assert answer.status_code == 422
    assert words in answer.text[answer.text.index('role="alert"') :][:200]
    assert changes.get("where", SENT["where"]).strip() in answer.text


async def test_another_site_cannot_send_a_report(running: Running, http: httpx.AsyncClient) -> None:
    """Only our own page's form is taken, and nothing is kept of others."""
    for headers in ({}, {"Origin": "https://elsewhere.example"}):
        assert (await http.post("/signaler", data=SENT, headers=headers)).status_code == 400
    counts = await running.node.hearing.cases.counts()
    assert set(counts.values()) == {0}


async def test_codes_are_not_guessed_from_one_network(running: Running, http: httpx.AsyncClient) -> None:
    """Wrong ones are answered alike, whatever they are; after twenty the network waits, and so does the right one."""
    right = await sent(running, http)
    answers = [
        await post(running, http, "/suivi", {"code": guess})
        for guess in ["", "a", "é" * 300, *(codes.new_code() for _ in range(17))]
    ]
    assert {(one.status_code, one.text) for one in answers} == {(404, answers[0].text)}
    assert (await post(running, http, "/suivi", {"code": right})).status_code == 429


async def test_no_code_stands_in_an_address(running: Running, http: httpx.AsyncClient) -> None:
    """Receipt and state are answers to a post: no link, address or redirection holds the code."""
    code = await sent(running, http)
    for answer in (
        await post(running, http, "/signaler", SENT), await post(running, http, "/suivi", {"code": code}),
    ):  # fmt: skip
        assert answer.history == []
        assert not [link for link in Page(answer.text).links if re.search("[A-Z2-7]{8}", link)]
        assert answer.headers["cache-control"] == "no-store"


async def test_too_many_reports_of_one_network_wait_but_danger_never_does(
    running: Running, http: httpx.AsyncClient
) -> None:
    """After twenty at once ordinary ones are slowed down; what cannot wait is always taken (section 4.5)."""
    for number in range(20):
        await sent(running, http, where=f"Person {number}")
    assert (await post(running, http, "/signaler", SENT)).status_code == 429
    assert await sent(running, http, reason="danger_life")
