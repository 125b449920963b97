"""The way by token, over HTTP: header and form, whole and refused; what a provider can learn."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from e2e.gate.steps import Proof
from e2e.running import Heard, Running
from palabre.age.tokens import EPOCH, epoch_of
from palabre.demo.token_client import Wanted, authorization, fetch_token, read_challenges
from palabre.kernel.clock import ManualClock
from palabre.kernel.limits import BEGINS_BURST
from palabre_client import EntryRefused, Visit

ADULT = "__Host-adult"
CASES = json.loads((Path(__file__).parents[2] / "vectors/age/privacypass-origin-cases.json").read_text())["cases"]


class Client:
    """A person's own Privacy Pass client: gets challenges, has tokens signed."""

    def __init__(self, running: Running, seed: int) -> None:
        self.running = running
        self.entropy = random.Random(seed).randbytes

    async def challenged(self, visit: Visit) -> list[Wanted]:
        """Ask the site for its door, and read what it wants."""
        answer = await visit.get("/age/token")
        assert answer.status_code == 401
        return read_challenges(", ".join(answer.headers.get_list("www-authenticate")))

    async def token(self, wanted: Wanted) -> bytes:
        """Have one token signed by the provider, over HTTP."""
        return await fetch_token(wanted, self._ask, self.entropy)

    async def _ask(self, request: bytes) -> bytes:
        port = self.running.provider_url.rpartition(":")[2]
        headers = {"Content-Type": "application/private-token-request", "Host": f"provider.localhost:{port}"}
        async with httpx.AsyncClient(trust_env=False) as http:
            answer = await http.post(f"http://127.0.0.1:{port}/token-request", content=request, headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/private-token-response")
        return answer.content


@pytest.fixture
def client(running: Running) -> Client:
    """Give a client."""
    return Client(running, 1)


@pytest.fixture
async def token(client: Client, visit: Visit) -> str:
    """Give a right token, ready to paste."""
    (wanted,) = await client.challenged(visit)
    return authorization(await client.token(wanted)).split('"')[1]


async def paste(visit: Visit, token: str) -> int:
    """Paste a token; return the status."""
    try:
        return (await visit.post("/age/token", {"lang": "fr", "token": token})).status_code
    except EntryRefused as refused:
        return refused.status


async def show(visit: Visit, header: str) -> httpx.Response:
    """Show a token by header."""
    headers = visit._headers() | {"Authorization": header}
    return visit._take(await visit.http.get(f"{visit.origin}/age/token", headers=headers))


async def test_a_pasted_token_opens_the_chat(visit: Visit, token: str) -> None:
    """From a challenge to the entry, without a script: the provider's token admits, and the cookie is the gate's."""
    before = (await visit.get("/api/entry/towns?q=lyon")).status_code
    status = await paste(visit, f" {token}\n")
    after = (await visit.get("/api/entry/towns?q=lyon")).status_code
    assert (before, status, after) == (403, 303, 200)


async def test_a_browser_that_speaks_privacy_pass_gets_in_by_itself(visit: Visit, token: str) -> None:
    """401 with a challenge, then the header: admitted."""
    answer = await show(visit, f'PrivateToken token="{token}"')
    assert (answer.status_code, answer.headers["location"], ADULT in visit.cookies) == (303, "/entrer", True)


async def test_somebody_enters_by_token_and_talks(running: Running, visit: Visit, token: str) -> None:
    """What a token opens is the same chat."""
    await paste(visit, token)
    await visit.enter("Marjolaine", "Lyon", 52)
    page = await visit.get("/chat")
    assert page.status_code == 200


async def test_a_token_serves_once(visit: Visit, token: str, proof: Proof, running: Running) -> None:
    """The second person who shows it stays outside, by whichever way."""
    other = running.visit()
    await paste(visit, token)
    again = [await paste(other, token), (await show(other, f'PrivateToken token="{token}"')).status_code]
    await other.close()
    assert (again, ADULT in other.cookies, proof.refused("spent")) == ([403, 403], False, 2)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
async def test_every_published_token_is_refused_here(visit: Visit, proof: Proof, case: dict[str, str]) -> None:
    """Published test tokens open nothing on a real door: their key is nobody's here, or they are no token at all."""
    answer = await show(visit, case["authorization"])
    reasons = {"syntax", "length", "token_type", "key"}
    assert (answer.status_code, await proof.is_outside()) == (403, True)
    assert sum(proof.refused(reason) for reason in reasons) == 1


async def test_two_headers_are_no_token(visit: Visit, token: str, proof: Proof) -> None:
    """A request with two Authorization headers is refused, though one be right, and the token stays good."""
    header = f'PrivateToken token="{token}"'
    headers = [*visit._headers().items(), ("Authorization", header), ("Authorization", header)]
    answer = await visit.http.get(f"{visit.origin}/age/token", headers=headers)
    assert (answer.status_code, proof.refused("syntax"), await paste(visit, token)) == (403, 1, 303)


async def test_every_refusal_is_the_same_page(visit: Visit, proof: Proof, token: str) -> None:
    """A wrong token, a spent one, noise, and a wrong proof by wallet: one page, octet for octet (R8)."""
    await paste(visit, token)
    headers = visit._headers() | {"Accept-Language": "fr"}
    tried = [token, "", "x" * 3_000, token[:-8] + "AAAAAAA="]
    shown = [
        await visit.http.post(f"{visit.origin}/age/token", data={"lang": "fr", "token": one}, headers=headers)
        for one in tried
    ]
    await proof.begin()
    code = await proof.fail("N08")
    shown.append(await visit.http.post(f"{visit.origin}/age/done", data={"response_code": code}, headers=headers))
    assert {(one.status_code, one.content) for one in shown} == {(403, shown[0].content)}


async def test_another_site_pastes_nothing(visit: Visit, token: str) -> None:
    """A form of another site cannot give its own session to a visitor."""
    headers = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    answer = await visit.http.post(f"{visit.origin}/age/token", data={"token": token}, headers=headers)
    assert (answer.status_code, answer.content, "set-cookie" in answer.headers) == (403, b"", False)


async def test_a_flood_of_tokens_is_slowed(visit: Visit, running: Running, clock: ManualClock) -> None:
    """Past its budget a network is told when to come back."""
    statuses = await asyncio.gather(*(paste(visit, "x") for _ in range(BEGINS_BURST + 1)))
    assert sorted(statuses) == [403] * BEGINS_BURST + [429]


async def test_challenges_are_public_and_a_week_ahead(visit: Visit, running: Running, clock: ManualClock) -> None:
    """Anybody reads this week's and next week's; a week later the second has become the first."""
    before = (await visit.get("/age/token/challenges")).json()["challenges"]
    clock.advance(EPOCH)
    after = (await visit.get("/age/token/challenges")).json()["challenges"]
    assert (len(before), before[1], after[1] == before[1]) == (2, after[0], False)
    assert {f"http://{one['issuer']}" for one in before} == {running.provider_url}


async def test_the_door_without_a_token_is_a_page(visit: Visit, running: Running) -> None:
    """Whoever opens it without a client finds the form, the provider and the weeks, in their language."""
    french = await visit.http.get(f"{visit.origin}/age/token", headers={"Accept-Language": "fr"})
    english = await visit.http.get(f"{visit.origin}/age/token", headers={"Accept-Language": "en"})
    assert ("Votre jeton" in french.text, "Your token" in english.text) == (True, True)
    assert f'href="{running.provider_url}/"' in french.text
    assert 'rel="noopener noreferrer"' in french.text


@pytest.fixture
async def second(running: Running, clock: ManualClock) -> AsyncIterator[Running]:
    """Run a second site, of somebody else, which trusts the same provider."""
    async with Running(clock, provider=running.provider, provider_url=running.provider_url) as started:
        yield started


async def heard_for(site: Running, running: Running) -> list[Heard]:
    """Have a token for a site signed by the one provider, enter that site with it; return what the provider heard."""
    running.provider_log.clear()
    visit = site.visit()
    client = Client(running, 7)  # the same randomness for both: whatever differs would be the site
    (wanted,) = await client.challenged(visit)
    status = await paste(visit, authorization(await client.token(wanted)).split('"')[1])
    await visit.close()
    assert status == 303
    return list(running.provider_log)


async def test_a_provider_hears_the_same_whatever_the_site(running: Running, second: Running) -> None:
    """For two sites everything the provider receives is equal, octet for octet, headers and bodies."""
    first, other = await heard_for(running, running), await heard_for(second, running)
    assert (len(first), first) == (1, other)
    assert [place for place in (running.site_url, second.site_url) if place in repr(first)] == []


async def test_tokens_of_one_week_ask_the_same_of_everybody(running: Running, clock: ManualClock) -> None:
    """Two visitors on two days of a week get one and the same challenge."""
    asked = []
    for day in range(2):
        visit = running.visit()
        asked.append(await Client(running, day).challenged(visit))
        await visit.close()
        clock.advance(1)
    assert (asked[0] == asked[1], epoch_of(clock.now()) > 0) == (True, True)
