"""Path 2 over HTTP: the answer that the browser's own dialog gives a page. C-P01, C-N01 to C-N09, E24, E25."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from e2e.gate.steps import FORM, Proof
from e2e.running import Running
from palabre.age.gate import RELEASED
from palabre.age.transactions import LIFE
from palabre.demo.dcapi_faults import FAULTS
from palabre.kernel.clock import SECOND, ManualClock
from palabre_client import EntryRefused

LISTED = json.loads((Path(__file__).parents[2] / "vectors/age/av-dcapi-annex-c-cases.json").read_text())["cases"]
REASONS: dict[str, str] = {case["id"]: case["reason"] for case in LISTED if case["expect"] == "reject"}


async def is_refused(proof: Proof, response: str, reason: str) -> bool:
    """Whether an answer is refused for a reason, and leaves its bearer outside."""
    before = proof.refused(reason)
    status = await proof.hand_over(response)
    return (status, proof.refused(reason) - before, await proof.is_outside()) == (403, 1, True)


async def test_a_right_answer_of_the_browser_opens_the_chat(proof: Proof) -> None:
    """C-P01: one request, one sealed answer, and the person goes on to the entry."""
    await proof.begin_in_browser()
    admitted = await proof.hand_over(proof.right_sealed())
    assert (admitted, (await proof.visit.get("/api/entry/towns?q=lyon")).status_code) == (303, 200)


async def test_the_browser_is_handed_the_protocol_and_two_texts(proof: Proof) -> None:
    """The page gets what `navigator.credentials.get` takes, and the handle of the request: nothing else."""
    begun = (await proof.visit.post("/age/begin", {"lang": "fr", "way": "browser"})).json()
    assert (sorted(begun), begun["protocol"]) == (["data", "protocol", "rid"], "org-iso-mdoc")
    assert sorted(begun["data"]) == ["deviceRequest", "encryptionInfo"]


def test_the_wallet_can_make_every_listed_fault() -> None:
    """No case of the list is without its switch."""
    assert list(FAULTS) == list(REASONS)


@pytest.mark.parametrize("fault", REASONS)
async def test_each_fault_is_refused_for_its_reason(proof: Proof, fault: str) -> None:
    """Relayed, re-sealed, altered, misnamed or under age: refused, and a counter names the first failing check."""
    await proof.begin_in_browser()
    assert await is_refused(proof, await proof.faulty_sealed(fault), REASONS[fault])


async def test_every_refusal_shows_the_page_of_the_other_path(proof: Proof) -> None:
    """Octet for octet, headers too, and no quicker than the floor: whatever was wrong, by either path (R8)."""
    await proof.begin()
    code = await proof.answer({"vp_token": "{}", "state": proof.asked.state})
    forms = [("/age/done", {"response_code": code})]
    for fault in ("C-N01", "C-N04", "C-N08"):
        await proof.begin_in_browser()
        forms.append(("/age/dcapi", {"rid": proof.rid, "response": await proof.faulty_sealed(fault)}))
    shown, waits = set(), []
    for path, form in forms:
        answer = await proof.visit.http.post(proof.visit.origin + path, data=form, headers=proof.visit._headers())
        apart = {"date", "connection", "referrer-policy"}  # the last belongs to the address, not to the outcome
        headers = {name: value for name, value in answer.headers.items() if name not in apart}
        shown.add((answer.status_code, answer.content, json.dumps(headers, sort_keys=True)))
        waits.append(answer.elapsed.total_seconds() >= 0.4)
    assert (len(shown), waits) == (1, [True] * 4)


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "", "http://localhost:1"])
async def test_e24_a_foreign_origin_is_refused(proof: Proof, origin: str) -> None:
    """A right answer posted from anywhere else is not even read, and spoils nothing."""
    await proof.begin_in_browser()
    right = proof.right_sealed()
    headers = proof.visit._headers() | {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    given = {name: value for name, value in headers.items() if value}
    body = {"rid": proof.rid, "response": right}
    answer = await proof.visit.http.post(f"{proof.visit.origin}/age/dcapi", data=body, headers=given)
    assert (answer.status_code, answer.content, "set-cookie" in answer.headers) == (403, b"", False)
    assert await proof.hand_over(right) == 303


async def test_e25_a_replay_finds_no_key(proof: Proof, running: Running) -> None:
    """After completion the request and its key are gone: the same answer, from anybody, is refused."""
    await proof.begin_in_browser()
    right = proof.right_sealed()
    first = await proof.hand_over(right)
    again = Proof(running, running.visit(), rid=proof.rid)
    again.visit.cookies |= proof.visit.cookies
    replayed = [await proof.hand_over(right), await again.hand_over(right)]
    await again.visit.close()
    assert (first, replayed, proof.refused("unknown"), running.node.gate.transactions._by_rid) == (
        303,
        [403] * 2,
        2,
        {},
    )


async def test_e25_a_wrong_answer_uses_the_key_up(proof: Proof) -> None:
    """One try a request: the right answer after a wrong one is refused."""
    await proof.begin_in_browser()
    right = proof.right_sealed()
    assert await is_refused(proof, "AAAA", "envelope")
    assert await is_refused(proof, right, "unknown")


async def test_another_browser_cannot_answer(proof: Proof, running: Running) -> None:
    """Whoever has the rid but not the cookie gets nothing, and takes nothing from the browser that asked."""
    await proof.begin_in_browser()
    right = proof.right_sealed()
    stranger = running.visit()
    refused = await proof.hand_over(right, stranger)
    await stranger.post("/age/begin", {"lang": "fr"})
    with_a_cookie = await proof.hand_over(right, stranger)
    await stranger.close()
    assert (refused, with_a_cookie, await proof.hand_over(right)) == (403, 403, 303)


async def test_an_answer_comes_in_time_or_not_at_all(proof: Proof, clock: ManualClock) -> None:
    """Five minutes after it was made, the request takes no answer."""
    await proof.begin_in_browser()
    clock.advance(LIFE)
    assert await is_refused(proof, proof.right_sealed(), "unknown")


async def test_a_proof_serves_once_by_either_path(proof: Proof) -> None:
    """An attestation shown by link is spent for the browser too."""
    attestation = proof.attestation()
    await proof.begin()
    await proof.answer(proof.right_form(attestation))
    await proof.begin_in_browser()
    assert await is_refused(proof, proof.right_sealed(attestation), "spent")


async def test_of_parallel_answers_exactly_one_succeeds(proof: Proof) -> None:
    """Ten posts of one right answer at once: one person enters."""
    await proof.begin_in_browser()
    right = proof.right_sealed()
    statuses = await asyncio.gather(*(proof.hand_over(right) for _ in range(10)))
    assert sorted(statuses) == [303] + [403] * 9


async def test_a_body_over_the_limit_is_refused(proof: Proof) -> None:
    """A body of more than 131,072 octets is not read; one of that size is."""
    await proof.begin_in_browser()
    right = proof.right_sealed()
    room = 131_072 - len(str(httpx.QueryParams({"rid": proof.rid, "response": right}))) - len("&x=")
    body = {"rid": proof.rid, "response": right, "x": "y" * (room + 1)}
    with pytest.raises(EntryRefused) as over:
        await proof.visit.post("/age/dcapi", body)
    body["x"] = body["x"][:-1]
    assert (over.value.status, (await proof.visit.post("/age/dcapi", body)).status_code) == (413, 303)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
async def test_another_content_type_is_refused(proof: Proof, kind: str) -> None:
    """Anything but a form is refused, and spoils nothing."""
    await proof.begin_in_browser()
    right = proof.right_sealed()
    headers = {name: value for name, value in (proof.visit._headers() | FORM | {"Content-Type": kind}).items() if value}
    answer = await proof.visit.http.post(f"{proof.visit.origin}/age/dcapi", content=f"rid={proof.rid}", headers=headers)
    assert (answer.status_code, await proof.hand_over(right)) == (400, 303)


async def test_a_clock_before_the_release_refuses_everybody(proof: Proof, clock: ManualClock) -> None:
    """E22 holds for the browser's answers too."""
    clock.at = RELEASED - SECOND
    await proof.begin_in_browser()
    assert await is_refused(proof, proof.right_sealed(), "clock")


@pytest.mark.parametrize("tail", ["=", "+", " "])
async def test_an_answer_spelt_otherwise_is_refused(proof: Proof, tail: str) -> None:
    """E12 holds for the envelope: one spelling, no other."""
    await proof.begin_in_browser()
    assert await is_refused(proof, proof.right_sealed() + tail, "envelope")
