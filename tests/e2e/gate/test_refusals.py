"""Refusals around the proof: its transaction, its way back, what it stands on. E1 to E20, E22, E26, E27, E29."""

import asyncio
import base64
import json
import re
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import text

from e2e.gate.steps import Proof, code_of
from e2e.running import Running
from palabre.age.gate import RELEASED
from palabre.age.transactions import CODE_LIFE, LIFE
from palabre.gateway.codes import CloseCode
from palabre.kernel.clock import HOUR, MINUTE, SECOND, ManualClock
from palabre.kernel.limits import BEGINS_BURST
from palabre_client import Closed, EntryRefused, Visit

REFUSED_POST: tuple[int, dict[str, str]] = (400, {})


async def posted(proof: Proof, form: dict[str, str]) -> tuple[int, dict[str, str]]:
    """Post a wallet's answer; return status and body."""
    answer = await proof.post(form)
    return answer.status_code, answer.json()


async def is_refused(proof: Proof, form: dict[str, str], reason: str = "syntax") -> bool:
    """Whether an answer taken from the wallet leads back to a refusal for a reason, and to nothing else."""
    before = proof.refused(reason)
    status = await proof.complete(await proof.answer(form))
    return (status, proof.refused(reason) - before, await proof.is_outside()) == (403, 1, True)


async def test_e01_an_unknown_rid_is_refused(proof: Proof) -> None:
    """An answer to a request that we never made gets 400 and an empty object."""
    await proof.begin()
    form = proof.right_form()
    proof.asked = replace(proof.asked, response_uri=proof.asked.response_uri[:-4] + "AAAA")
    assert await posted(proof, form) == REFUSED_POST


async def test_e02_an_expired_transaction_is_refused(proof: Proof, clock: ManualClock) -> None:
    """Five minutes after it was made, a request takes no answer."""
    await proof.begin()
    form = proof.right_form()
    clock.advance(LIFE)
    assert (await posted(proof, form), await proof.is_outside()) == (REFUSED_POST, True)


async def test_e03_a_wrong_state_is_refused(proof: Proof) -> None:
    """Another state gets 400, and does not spoil the request for the wallet that knows the right one."""
    await proof.begin()
    form = proof.right_form()
    wrong = await posted(proof, form | {"state": "A" * 22})
    assert (wrong, await proof.complete(await proof.answer(form))) == (REFUSED_POST, 303)


async def test_e04_a_missing_or_repeated_state_is_refused(proof: Proof) -> None:
    """No state, and twice the right one, get 400."""
    await proof.begin()
    form = proof.right_form()
    missing = await posted(proof, {"vp_token": form["vp_token"]})
    twice = await proof.post([*form.items(), ("state", form["state"])])
    assert (missing, twice.status_code, twice.json()) == (REFUSED_POST, *REFUSED_POST)


async def test_e05_a_second_post_is_refused(proof: Proof) -> None:
    """A request is answered once, though the second answer be right and the first wrong."""
    await proof.begin()
    form = proof.right_form()
    await proof.answer(form | {"vp_token": "{}"})
    assert (await posted(proof, form), await proof.is_outside()) == (REFUSED_POST, True)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
async def test_e06_another_content_type_is_refused(proof: Proof, kind: str) -> None:
    """Anything but a form is refused, and spoils nothing."""
    await proof.begin()
    form = proof.right_form()
    answer = await proof.post(form, headers={"Content-Type": kind} if kind else {})
    assert (answer.status_code, answer.json()) == REFUSED_POST
    assert await proof.complete(await proof.answer(form)) == 303


async def test_e07_a_repeated_vp_token_is_refused(proof: Proof) -> None:
    """Two tokens are no token, though each be right."""
    await proof.begin()
    form = proof.right_form()
    answer = await proof.post([*form.items(), ("vp_token", form["vp_token"])])
    assert (answer.status_code, await proof.complete(code_of(answer.json()))) == (200, 403)
    assert (proof.refused("syntax"), await proof.is_outside()) == (1, True)


def presentation(form: dict[str, str]) -> str:
    """Return the one presentation of a right answer."""
    return str(json.loads(form["vp_token"])["proof_of_age"][0])


async def test_e08_a_bare_string_is_refused(proof: Proof) -> None:
    """What older drafts sent is refused."""
    await proof.begin()
    form = proof.right_form()
    assert await is_refused(proof, form | {"vp_token": presentation(form)})


async def test_e09_an_extra_query_id_is_refused(proof: Proof) -> None:
    """An answer to something never asked is refused whole."""
    await proof.begin()
    form = proof.right_form()
    token = json.loads(form["vp_token"]) | {"name": ["x"]}
    assert await is_refused(proof, form | {"vp_token": json.dumps(token)})


async def test_e10_two_presentations_are_refused(proof: Proof) -> None:
    """Two right presentations are one too many."""
    await proof.begin()
    form = proof.right_form()
    assert await is_refused(proof, form | {"vp_token": json.dumps({"proof_of_age": [presentation(form)] * 2})})


async def test_e11_an_empty_array_is_refused(proof: Proof) -> None:
    """No presentation is no proof."""
    await proof.begin()
    assert await is_refused(proof, proof.right_form() | {"vp_token": '{"proof_of_age":[]}'})


@pytest.mark.parametrize("spelling", ["padded", "standard", "spaced", "slack"])
async def test_e12_another_base64_is_refused(proof: Proof, spelling: str) -> None:
    """Padding, the standard alphabet, white space and unused bits that are set are refused."""
    await proof.begin()
    form = proof.right_form()
    right = presentation(form)
    octets = base64.urlsafe_b64decode(right + "=" * (-len(right) % 4))
    wrong = {
        "padded": right + "=" * (-len(right) % 4 or 4),
        "standard": base64.b64encode(octets + b"\xff\xff\xff").decode().rstrip("="),
        "spaced": right[:20] + "\n" + right[20:],
        "slack": base64.urlsafe_b64encode(octets + b"\0" * (-len(octets) % 3 + 1)).decode().rstrip("=")[:-1] + "B",
    }[spelling]
    assert await is_refused(proof, form | {"vp_token": json.dumps({"proof_of_age": [wrong]})})


async def test_e13_a_body_over_the_limit_is_refused(proof: Proof) -> None:
    """A body of more than 131,072 octets is not read; one of that size is."""
    await proof.begin()
    form = proof.right_form()
    room = 131_072 - len(str(httpx.QueryParams(form))) - len("&x=")
    over = await proof.post(form | {"x": "y" * (room + 1)})
    assert (over.status_code, over.json()) == (413, {})
    assert await proof.complete(await proof.answer(form | {"x": "y" * room})) == 303


@pytest.mark.parametrize("error", ["access_denied", "invalid_request", "wallet_unavailable", "made_up"])
async def test_e14_a_wallet_error_ends_the_request(proof: Proof, error: str) -> None:
    """A wallet that declines gets 200 and an empty object; the request is over."""
    asked = await proof.begin()
    form = proof.right_form()
    declined = await posted(proof, {"error": error, "state": asked.state})
    assert (declined, await posted(proof, form)) == ((200, {}), REFUSED_POST)
    assert await proof.is_outside()


async def test_e14_a_waiting_page_hears_of_a_wallet_error(proof: Proof) -> None:
    """The page of the other device is told no."""
    asked = await proof.begin_cross()
    await proof.post({"error": "access_denied", "state": asked.state})
    assert (await proof.visit.get("/age/state")).json() == {"state": "no"}


async def test_e15_a_response_code_works_once(proof: Proof, running: Running) -> None:
    """The second who brings a code gets nothing, though it was the right browser."""
    await proof.begin()
    kept = Visit(running.site_url, running.wallet_url, proof.visit.http, dict(proof.visit.cookies))
    code = await proof.answer(proof.right_form())
    first, second = await proof.complete(code), await proof.complete(code, kept)
    assert (first, second, "__Host-adult" in kept.cookies) == (303, 403, False)


@pytest.mark.parametrize("cookies", [{}, {"__Host-age": "A" * 43}])
async def test_e16_another_browser_gets_nothing(proof: Proof, running: Running, cookies: dict[str, str]) -> None:
    """A code brought by another browser admits nobody, and is worth nothing afterwards to its own."""
    await proof.begin()
    code = await proof.answer(proof.right_form())
    thief = Visit(running.site_url, running.wallet_url, proof.visit.http, cookies)
    stolen, late = await proof.complete(code, thief), await proof.complete(code)
    assert (stolen, late, "__Host-adult" in thief.cookies, await proof.is_outside()) == (403, 403, False, True)


async def test_e17_a_response_code_expires(proof: Proof, clock: ManualClock) -> None:
    """Two minutes after the wallet's answer, its code leads nowhere."""
    await proof.begin()
    code = await proof.answer(proof.right_form())
    clock.advance(CODE_LIFE)
    assert (await proof.complete(code), await proof.is_outside()) == (403, True)


async def test_e18_a_poll_without_the_cookie_is_told_no(proof: Proof, running: Running) -> None:
    """Only the page that showed the code learns that it was answered, and it alone is admitted."""
    await proof.begin_cross()
    stranger = Visit(running.site_url, running.wallet_url, proof.visit.http)
    before = (await proof.visit.get("/age/state")).json()
    taken = await posted(proof, proof.right_form())
    other = (await stranger.get("/age/state")).json()
    mine = (await proof.visit.get("/age/state")).json()
    assert (before, taken, other, mine) == ({"state": "pending"}, (200, {}), {"state": "no"}, {"state": "ok"})
    assert ("__Host-adult" in stranger.cookies, "__Host-adult" in proof.visit.cookies) == (False, True)


async def test_e19_a_proof_serves_once(proof: Proof, running: Running) -> None:
    """The same attestation, freshly signed for a second request, is refused as spent."""
    attestation = proof.attestation()
    await proof.begin()
    first = await proof.complete(await proof.answer(proof.right_form(attestation)))
    again = Proof(running, running.visit())
    await again.begin()
    refused = await is_refused(again, again.right_form(attestation), "spent")
    await again.visit.close()
    assert (first, refused) == (303, True)


async def test_e20_of_parallel_posts_exactly_one_succeeds(proof: Proof) -> None:
    """Twenty wallets post one right answer at once: one is taken, and one person enters."""
    await proof.begin()
    form = proof.right_form()
    answers = await asyncio.gather(*(proof.post(form) for _ in range(20)))
    taken = [answer for answer in answers if answer.status_code == 200]
    assert ([len(taken)], {answer.status_code for answer in answers}) == ([1], {200, 400})
    assert await proof.complete(code_of(taken[0].json())) == 303


async def test_e20_one_proof_for_parallel_requests_admits_one(running: Running) -> None:
    """Ten people show one attestation at once, each for a request of their own: one gets in."""
    proofs = [Proof(running, running.visit()) for _ in range(10)]
    attestation = proofs[0].attestation()
    for one in proofs:
        await one.begin()
    codes = await asyncio.gather(*(one.answer(one.right_form(attestation)) for one in proofs))
    statuses = await asyncio.gather(*(one.complete(code) for one, code in zip(proofs, codes, strict=True)))
    for one in proofs:
        await one.visit.close()
    assert sorted(statuses) == [303] + [403] * 9


async def test_e22_a_clock_before_the_release_refuses_everybody(proof: Proof, clock: ManualClock) -> None:
    """A machine that believes in a past before its own release admits nobody."""
    clock.at = RELEASED - SECOND
    await proof.begin()
    assert await is_refused(proof, proof.right_form(), "clock")


async def test_e26_an_identity_document_is_refused(proof: Proof) -> None:
    """A national identity attestation that says "over 18" is an identity: refused."""
    await proof.begin()
    refused = await proof.complete(await proof.fail("E26"))
    assert (refused, proof.refused("doctype"), await proof.is_outside()) == (403, 1, True)


async def test_e27_without_the_spent_store_nobody_enters(proof: Proof, running: Running) -> None:
    """A right proof that cannot be recorded as used is refused."""
    await running.node.age_db.write(lambda c: c.execute(text("DROP TABLE spent_proof")))
    await proof.begin()
    assert await is_refused(proof, proof.right_form(), "store")


async def test_e29_an_idle_session_ends(proof: Proof, clock: ManualClock) -> None:
    """After 60 minutes without doing anything, the same cookie opens nothing."""
    await proof.visit.prove_age()
    clock.advance(59 * MINUTE)
    still = (await proof.visit.get("/api/entry/towns?q=lyon")).status_code
    clock.advance(MINUTE)
    over = await proof.visit.get("/api/entry/towns?q=lyon")
    assert (still, over.status_code, over.content) == (200, 403, b"")


async def test_e29_an_idle_session_closes_its_socket(running: Running, clock: ManualClock) -> None:
    """Whoever is connected and idle for an hour is closed within a second, and cannot come back."""
    async with await running.enter("Cannelle") as member:
        clock.advance(60 * MINUTE)
        async with asyncio.timeout(3):
            closed = await member.connection.closed
        with pytest.raises(Closed) as refused:
            await member.connect()
    assert (closed.code, refused.value.code) == (CloseCode.SESSION_ENDED, 401)


async def test_e29_activity_keeps_a_session_up_to_twelve_hours(running: Running, clock: ManualClock) -> None:
    """Somebody who does something each half hour stays, until the twelfth hour ends the visit."""
    async with await running.enter("Cardamome") as member:
        for _ in range(23):
            clock.advance(30 * MINUTE)
            await member.ask("set_profile", words="Bonsoir")
        assert not member.connection.closed.done()
        clock.advance(HOUR // 2)
        async with asyncio.timeout(3):
            closed = await member.connection.closed
    assert closed.code == CloseCode.SESSION_ENDED


async def test_a_flood_from_one_network_is_slowed(proof: Proof, clock: ManualClock) -> None:
    """Past its budget a network is told when to come back, and then may begin again."""
    for _ in range(BEGINS_BURST):
        await proof.begin()
    with pytest.raises(EntryRefused) as caught:
        await proof.begin()
    clock.advance(SECOND)
    await proof.begin()
    admitted = await proof.complete(await proof.answer(proof.right_form()))
    assert (caught.value.status, admitted) == (429, 303)


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
async def test_another_site_begins_nothing(proof: Proof, origin: str) -> None:
    """A page of another site cannot open a request in a visitor's name."""
    headers = {"Origin": origin} if origin else {}
    answer = await proof.visit.http.post(f"{proof.visit.origin}/age/begin", data={"lang": "fr"}, headers=headers)
    assert (answer.status_code, answer.content, "set-cookie" in answer.headers) == (403, b"", False)


@pytest.mark.parametrize(
    "cookie", ['"x\\015\\012Injected: yes"', '"a\\073 Domain=example"', "short", "é" * 43, "A" * 8_000]
)
async def test_a_cookie_not_ours_is_replaced(proof: Proof, cookie: str) -> None:
    """Whatever somebody put in the cookie's place, the answer gives a fresh one and repeats nothing of it."""
    headers = [(name.encode(), value.encode()) for name, value in proof.visit._headers().items()]
    headers.append((b"Cookie", f"__Host-age={cookie}".encode("latin-1")))
    answer = await proof.visit.http.post(f"{proof.visit.origin}/age/begin", data={"lang": "fr"}, headers=headers)
    given = [line for line in answer.headers.get_list("set-cookie") if line.startswith("__Host-age")]
    assert (answer.status_code, "injected" in answer.headers, len(given)) == (200, False, 1)
    assert re.fullmatch(r"__Host-age=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax", given[0])
    assert cookie not in given[0]


async def test_an_answer_that_nobody_fetches_in_time_is_lost(proof: Proof, clock: ManualClock) -> None:
    """Seven minutes after a request was made, a page that was asleep is told no, though the proof was right."""
    await proof.begin_cross()
    await proof.post(proof.right_form())
    clock.advance(LIFE + CODE_LIFE)
    assert (await proof.visit.get("/age/state")).json() == {"state": "no"}
    assert await proof.is_outside()
