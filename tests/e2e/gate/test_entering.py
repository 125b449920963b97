"""The right way in, step by step, which every refusal of these tests is held against."""

import json
import re
from html import unescape
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx

from e2e.gate.steps import Proof
from e2e.running import Running
from palabre.age.transactions import CROSS_LIFE
from palabre.kernel.clock import ManualClock
from palabre_client import Visit

ADULT, BROWSER = "__Host-adult", "__Host-age"


async def test_a_right_proof_opens_the_chat(visit: Visit) -> None:
    """Whoever proves with the wallet may go on to the entry; before, the chat answers 403 with nothing in it."""
    before = await visit.get("/chat")
    await visit.prove_age()
    after = await visit.get("/api/entry/towns?q=lyon")
    assert (before.status_code, before.content, after.status_code, ADULT in visit.cookies) == (403, b"", 200, True)


async def test_somebody_enters_talks_and_is_heard(running: Running) -> None:
    """Two people who proved their age hear each other in the room of arrival."""
    async with await running.enter("Amarante") as one, await running.enter("Basilic") as other:
        place = (await other.join(other.arrival)).id
        await one.join(place)
        await one.say(place, "Bonsoir !")
        assert await other.hear(lambda frame: "Bonsoir" in str(frame))


async def test_the_request_asks_one_thing_in_the_words_of_the_standard(proof: Proof) -> None:
    """Link, parameters and query are those of OpenID4VP 1.0, octet for octet, with no parameter more."""
    asked = await proof.begin()
    begun = await proof.visit.post("/age/begin", {"lang": "fr"}, accept="application/json")
    links = begun.json()["links"]
    given = parse_qsl(urlsplit(links["av"]).query, strict_parsing=True)
    query = (
        '{"credentials":[{"id":"proof_of_age","format":"mso_mdoc","meta":{"doctype_value":"eu.europa.ec.av.1"},'
        '"claims":[{"path":["eu.europa.ec.av.1","age_over_18"]}]}]}'
    )
    metadata = '{"vp_formats_supported":{"mso_mdoc":{"issuerauth_alg_values":[-7],"deviceauth_alg_values":[-7]}}}'
    uri = dict(given)["response_uri"]
    assert dict(given) == {
        "response_type": "vp_token",
        "response_mode": "direct_post",
        "client_id": f"redirect_uri:{uri}",
        "response_uri": uri,
        "nonce": dict(given)["nonce"],
        "state": dict(given)["state"],
        "dcql_query": query,
        "client_metadata": metadata,
    }
    assert [link.split("?")[0] for link in links.values()] == [
        "av://authorize", "eudi-openid4vp://authorize", "openid4vp://authorize",
    ]  # fmt: skip
    assert {asked.nonce, asked.state}.isdisjoint(dict(given).values())


async def test_a_browser_without_script_proves(running: Running) -> None:
    """Five pages and three buttons lead from the gate to the entry, no script needed (R9)."""
    visit = running.visit()
    begun = (await visit.post("/age/begin", {"lang": "fr"})).text
    wallet = unescape(re.findall(r'href="(http://wallet[^"]+)"', begun)[0])
    presented = await press(visit.http, wallet)
    way_back = urlsplit(presented.headers["location"])
    returned = await visit.get(f"{way_back.path}?{way_back.query}")
    code = re.findall(r'name="response_code" value="([^"]+)"', returned.text)[0]
    headers = visit._headers() | {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    done = visit._check(
        await visit.http.post(f"{running.site_url}/age/done", data={"response_code": code}, headers=headers)
    )
    entry = await visit.get(done.headers["location"])
    await visit.close()
    assert (presented.status_code, done.status_code, entry.status_code) == (303, 303, 200)
    assert (returned.headers["referrer-policy"], "data-gate" in entry.text) == ("no-referrer", False)


async def press(http: httpx.AsyncClient, wallet: str) -> httpx.Response:
    """Open the wallet's page and press its button."""
    parts = urlsplit(wallet)
    here, host = f"http://127.0.0.1:{parts.port}", {"Host": parts.netloc}
    page = await http.get(f"{here}{parts.path}?{parts.query}", headers=host)
    link = unescape(re.findall(r'name="link" value="([^"]+)"', page.text)[0])
    return await http.post(f"{here}/present", data={"link": link}, headers=host)


async def test_cookies_are_bound_to_host_and_visit(proof: Proof) -> None:
    """Both cookies are unread by scripts, sent over TLS, Lax, and end with the browser."""
    asked = await proof.visit.post("/age/begin", {"lang": "fr"})
    await proof.begin()
    code = await proof.answer(proof.right_form())
    done = await proof.visit.post("/age/done", {"response_code": code})
    lines = [*asked.headers.get_list("set-cookie"), *done.headers.get_list("set-cookie")]
    ours = [line for line in lines if line.startswith((BROWSER, ADULT))]
    given = [line.partition("=")[0] + line[line.index(";") :] for line in ours]
    attributes = "; Path=/; Secure; HttpOnly; SameSite=Lax"
    assert given == [BROWSER + attributes, ADULT + attributes, f"{BROWSER}{attributes}; Max-Age=0"]


async def test_the_wallet_learns_nothing(proof: Proof) -> None:
    """Right and wrong proofs get the same answer but for the code: no cookie, no redirect, no CORS."""
    told = []
    for form in (None, {"vp_token": "{}"}):
        await proof.begin()
        answer = await proof.post(proof.right_form() | (form or {}))
        body = re.sub("response_code=.{22}", "response_code=", answer.text)
        headers = {name: value for name, value in answer.headers.items() if name != "date"}
        told.append((answer.status_code, headers, body))
    assert told[0] == told[1]
    status, headers, body = told[0]
    assert (status, headers["content-type"], headers["cache-control"]) == (200, "application/json", "no-store")
    assert {"set-cookie", "location", "access-control-allow-origin"}.isdisjoint(headers)
    assert json.loads(body) == {"redirect_uri": f"{proof.running.site_url}/age/done?response_code="}


async def test_with_a_script_the_code_travels_in_the_fragment(proof: Proof) -> None:
    """No server log can hold what stands behind the #."""
    await proof.begin(js="1")
    target = urlsplit((await proof.post(proof.right_form())).json()["redirect_uri"])
    assert (target.query, list(parse_qs(target.fragment))) == ("", ["response_code"])


async def test_another_device_answers_for_a_waiting_page(proof: Proof) -> None:
    """Without script too: the page's button admits once the other device has answered, and only once."""
    await proof.begin_cross()
    early = await proof.visit.post("/age/done", {"response_code": ""})
    assert (early.status_code, "Vérifier" in early.text, ADULT in proof.visit.cookies) == (200, True, False)
    told = await proof.post(proof.right_form())
    assert (told.json(), await proof.complete(""), await proof.complete("")) == ({}, 303, 403)


async def test_a_code_is_shown_anew_without_touching_the_link(proof: Proof) -> None:
    """Asked by the page's script: the link of the same page still leads in."""
    await proof.begin()
    fresh = (await proof.visit.post("/age/begin", {"lang": "fr", "way": "code"})).json()
    assert (list(fresh), fresh["code"].startswith("<svg")) == (["code"], True)
    assert await proof.complete(await proof.answer(proof.right_form())) == 303


async def test_the_page_of_refusals_is_open_to_a_script_that_heard_no(proof: Proof) -> None:
    """It is the page of every refusal, with its status, and says nothing else."""
    await proof.begin()
    refused = await proof.visit.http.post(
        f"{proof.visit.origin}/age/done", data={"response_code": "unknown"}, headers=proof.visit._headers()
    )
    asked = await proof.visit.get("/age/failed")
    assert (asked.status_code, asked.text) == (403, refused.text)


async def test_a_code_to_scan_lives_two_minutes(proof: Proof, clock: ManualClock) -> None:
    """What a stranger photographs is soon worth nothing."""
    await proof.begin_cross()
    form = proof.right_form()
    clock.advance(CROSS_LIFE)
    answer = await proof.post(form)
    assert (answer.status_code, (await proof.visit.get("/age/state")).json()) == (400, {"state": "no"})


async def test_every_completion_takes_as_long(proof: Proof) -> None:
    """Admitted or refused, unknown code or wrong proof: none is quicker than the floor (R8)."""
    await proof.begin()
    wrong = await proof.answer({"vp_token": "{}", "state": proof.asked.state})
    waits = []
    for code in ("unknown", wrong):
        answer = await proof.visit.http.post(
            f"{proof.visit.origin}/age/done", data={"response_code": code}, headers=proof.visit._headers()
        )
        waits.append((answer.status_code, answer.elapsed.total_seconds() >= 0.4))
    assert waits == [(403, True)] * 2
