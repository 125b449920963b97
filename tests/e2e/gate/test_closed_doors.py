"""E28: without a valid age session nothing of the chat answers, whatever one asks and brings."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest
from starlette.routing import Mount, Route

from e2e.gate.steps import Proof
from e2e.running import Running
from palabre.kernel.clock import HOUR, MINUTE, ManualClock
from palabre.kernel.ids import new_secret
from palabre.web.pages import PATHS
from palabre_client import Closed, Connection, Visit

ADULT, MEMBER = "__Host-adult", "__Host-member"
PAGES = [path for twins in PATHS.values() for path in twins.values()]
FILES = ["/favicon.svg", "/temps.svg", "/manifest.webmanifest", "/robots.txt", "/healthz", "/readyz", "/age/done",
         "/regles.json"]  # fmt: skip
GATE = {f"/age/{name}" for name in ("begin", "response/{rid}", "dcapi", "state", "failed", "token", "token/challenges")}
OPEN = {*PAGES, *FILES, *GATE, "/worker.js", "/csp"}
CONSOLE = "/console"  # its own door: tests/scenarios/test_console.py
PARAMETERS = {"{rest:path}": "any/thing", "{rid}": "A" * 22}
PLANTED = ["Zanzibarine", "Aurillac", "planted-words"]
DRAFT = {
    "pseudonym": "Nobody", "town": 1, "town_shown": "town", "age": 40, "age_shown": "age", "here_for": ["talk"],
    "rules": True, "ask_first": True, "lang": "fr",
}  # fmt: skip
Cookies = dict[str, str]


def routes(running: Running) -> Iterator[tuple[str, str]]:
    """Yield method and path of every route of the running application."""
    for route in running.node.application.routes:
        if isinstance(route, Route):
            for method in sorted(route.methods or ()):
                yield method, route.path
        else:
            assert isinstance(route, Mount)
            assert route.path == "/static"


def filled(path: str) -> str:
    """Return an address of a route."""
    for name, value in PARAMETERS.items():
        path = path.replace(name, value)
    return path


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser's HTTP, without a cookie jar of its own."""
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        yield client


async def left(running: Running, _: ManualClock) -> Cookies:
    """Return the cookies of somebody who left."""
    async with await running.enter("Gone") as member:
        kept = dict(member.visit.cookies)
        await member.visit.leave()
    return kept


async def idle(running: Running, clock: ManualClock) -> Cookies:
    """Return the cookies of somebody who did nothing for an hour."""
    async with await running.enter("Asleep") as member:
        kept = dict(member.visit.cookies)
    clock.advance(60 * MINUTE)
    return kept


async def aged(running: Running, clock: ManualClock) -> Cookies:
    """Return the cookies of somebody whose twelve hours are over."""
    async with await running.enter("Tired") as member:
        kept = dict(member.visit.cookies)
        for _ in range(23):
            clock.advance(HOUR // 2)
            await member.ask("set_profile", words="still here")
    clock.advance(HOUR // 2)
    return kept


async def member_only(running: Running, clock: ManualClock) -> Cookies:
    """Return a valid member's cookie with the age session's cookie of somebody else, who left."""
    other = await left(running, clock)
    async with await running.enter("Half") as member:
        return {MEMBER: member.visit.cookies[MEMBER], ADULT: other[ADULT]}


async def swapped(running: Running, _: ManualClock) -> Cookies:
    """Return each cookie under the other's name."""
    async with await running.enter("Swapped") as member:
        return {MEMBER: member.visit.cookies[ADULT], ADULT: member.visit.cookies[MEMBER]}


async def nothing(_: Running, __: ManualClock) -> Cookies:
    """Return no cookie."""
    return {}


async def forged(_: Running, __: ManualClock) -> Cookies:
    """Return cookies of the right form that nobody gave."""
    return {ADULT: new_secret(), MEMBER: new_secret()}


async def half_way(running: Running, _: ManualClock) -> Cookies:
    """Return the cookie of somebody whose proof is under way."""
    proof = Proof(running, running.visit())
    await proof.begin()
    await proof.visit.close()
    return dict(proof.visit.cookies)


BRINGS = [nothing, forged, left, idle, aged, swapped, half_way]
Brings = Callable[[Running, ManualClock], Awaitable[Cookies]]


async def ask(http: httpx.AsyncClient, running: Running, method: str, path: str, cookies: Cookies) -> httpx.Response:
    """Ask as our own pages would, with these cookies."""
    headers = {"Origin": running.site_url, "Sec-Fetch-Site": "same-origin"}
    if cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    body: dict[str, Any] = {"json": DRAFT} if method in {"POST", "PUT", "PATCH"} else {}
    return await http.request(method, running.site_url + filled(path), headers=headers, **body)


@pytest.mark.parametrize("brings", BRINGS, ids=lambda brings: brings.__name__)
async def test_e28_every_route_of_the_chat_is_closed(
    running: Running, clock: ManualClock, http: httpx.AsyncClient, brings: Brings
) -> None:
    """Each route that is not public answers 403 with an empty body, whatever cookies one brings.

    One exception: a member whose age session ended may leave, and so erase what is theirs.
    """
    cookies = await brings(running, clock)
    asked = [one for one in routes(running) if one[1] not in OPEN and not one[1].startswith(CONSOLE)]
    answers = [await ask(http, running, method, path, cookies) for method, path in asked]
    found = {
        f"{method} {path}": (one.status_code, one.content) for (method, path), one in zip(asked, answers, strict=True)
    }
    closed = dict.fromkeys(found, (403, b""))
    assert found == closed | ({"POST /api/leave": (200, b"{}")} if brings in {idle, aged} else {})
    assert {"GET /chat", "POST /api/entry", "POST /api/leave", "DELETE /api/{rest:path}"} <= set(found)


async def test_e28_public_addresses_are_open_and_hold_nothing(running: Running, http: httpx.AsyncClient) -> None:
    """Public addresses answer everybody, with nothing of who is here or of what is said."""
    async with await running.enter("Zanzibarine", "Aurillac", 97) as member:
        await member.say((await member.join(member.arrival)).id, "planted-words")
        answers = {path: await ask(http, running, "GET", path, {}) for path in (*PAGES, *FILES)}
    assert {path: one.status_code for path, one in answers.items()} == dict.fromkeys(answers, 200)
    assert [(path, word) for path, one in answers.items() for word in PLANTED if word in one.text] == []


async def test_e28_a_person_who_opens_the_chat_is_shown_the_way_in(running: Running, http: httpx.AsyncClient) -> None:
    """A navigation gets 403 and one page that leads to the gate, the same whoever is inside."""
    as_browser = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    before = await http.get(f"{running.site_url}/chat/any/thing", headers=as_browser)
    async with await running.enter("Zanzibarine", "Aurillac", 97):
        after = await http.get(f"{running.site_url}/chat", headers=as_browser)
    assert (before.status_code, after.status_code, after.text) == (403, 403, before.text)
    assert 'href="/entrer"' in before.text


@pytest.mark.parametrize("brings", [*BRINGS, member_only], ids=lambda brings: brings.__name__)
async def test_h26_h27_the_socket_is_closed(running: Running, clock: ManualClock, brings: Brings) -> None:
    """Without both sessions, live and one's own, the socket's handshake gets 401."""
    cookies = await brings(running, clock)
    with pytest.raises(Closed) as refused:
        await Connection.open(running.site_url, cookies, print)
    assert refused.value.code == 401


async def test_the_age_session_alone_opens_no_socket(running: Running, visit: Visit) -> None:
    """Whoever proved but has not entered has no socket yet: 401."""
    await visit.prove_age()
    with pytest.raises(Closed) as refused:
        await Connection.open(running.site_url, visit.cookies, print)
    assert refused.value.code == 401


async def test_leaving_ends_the_session_for_every_tab(running: Running) -> None:
    """Two tabs of one person are both closed within a second when one leaves."""
    async with await running.enter("Giroflee") as member:
        tab = await Connection.open(running.site_url, member.visit.cookies, lambda _: None)
        await member.visit.leave()
        async with asyncio.timeout(3):
            closed = [(await one.closed).code for one in (member.connection, tab)]
        await tab.close()
    assert closed == [4002, 4002]


async def test_whoever_was_idle_may_still_leave(running: Running, clock: ManualClock) -> None:
    """After the age session ended, the card can be erased all the same, and nothing else be done."""
    async with await running.enter("Romarin") as member:
        clock.advance(60 * MINUTE)
        await member.visit.leave()
    async with await running.enter("Romarin") as again:
        assert again.me["card"]["name"] == "Romarin"
