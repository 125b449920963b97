"""Other sites cannot make a browser do, read or learn anything here."""

import asyncio

import httpx
import pytest
import websockets
from websockets.exceptions import InvalidStatus

from e2e.running import Running
from palabre.web.pages import PATHS
from palabre_client import Member, Visit

NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Accept": "text/html"}
PUBLIC = [path for twins in PATHS.values() for path in twins.values()]


def cookies(visit: Visit) -> dict[str, str]:
    """Return the visit's cookies as a header."""
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in visit.cookies.items())}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_what_another_site_causes_is_refused(http: httpx.AsyncClient, adult: Visit, site: str) -> None:
    """Images, scripts, fetches, frames and forms from elsewhere: 403 with nothing in it, cookies or not."""
    for method, path, head in [
        ("GET", "/", {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}),
        ("GET", "/favicon.svg", {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}),
        ("GET", "/api/entry/towns?q=lim", {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}),
        ("GET", "/", {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}),
        ("POST", "/age/begin", NAVIGATION),
        ("POST", "/api/leave", NAVIGATION),
        ("POST", "/api/entry", {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}),
    ]:
        answer = await http.request(method, path, headers={"Sec-Fetch-Site": site} | head | cookies(adult))
        assert (answer.status_code, answer.content) == (403, b""), (method, path)


async def test_a_link_from_elsewhere_opens_the_same_page_for_everybody(http: httpx.AsyncClient, adult: Visit) -> None:
    """What another site sees of a navigation does not depend on who the person is."""
    for path in [*PUBLIC, "/chat", "/chat/any"]:
        head = {"Sec-Fetch-Site": "cross-site"} | NAVIGATION
        stranger = await http.get(path, headers=head)
        known = await http.get(path, headers=head | cookies(adult))
        assert (stranger.status_code, known.status_code) == (200, 200), path
        if path not in PATHS["gate"].values():
            assert stranger.content == known.content, path


async def test_a_link_from_elsewhere_to_the_chat_goes_on_by_a_click(http: httpx.AsyncClient) -> None:
    """The one plain page leads to the same address."""
    answer = await http.get("/chat", headers={"Sec-Fetch-Site": "cross-site"} | NAVIGATION)
    assert 'href="/chat"' in answer.text


@pytest.mark.parametrize("path", PATHS["elsewhere"].values())
async def test_another_site_cannot_lead_anyone_on_through_our_page(http: httpx.AsyncClient, path: str) -> None:
    """The page that names a site before leaving opens from our pages alone: from elsewhere, one without its address."""
    answer = await http.get(path, headers={"Sec-Fetch-Site": "cross-site"} | NAVIGATION)
    assert (answer.status_code, "data-leaving" in answer.text, f'href="{path}"' in answer.text) == (200, False, True)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://localhost", "http://localhost:1"])
async def test_a_socket_of_another_origin_is_refused(running: Running, origin: str) -> None:
    """Both sessions in hand, the handshake of a page of another site is answered 403."""
    async with await running.enter("Ada") as ada:
        with pytest.raises(InvalidStatus) as refused:
            await websockets.connect(
                f"ws://localhost:{running.port}/socket",
                additional_headers=cookies(ada.visit) | ({"Origin": origin} if origin else {}),
                proxy=None,
            )
        assert refused.value.response.status_code == 403
        assert (await ada.ask("rooms"))["t"] == "rooms"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
async def test_a_change_from_another_origin_is_refused(
    http: httpx.AsyncClient, adult: Visit, origin: str | None
) -> None:
    """Posts need our own Origin, whole, whatever the cookies."""
    for path in ("/age/begin", "/api/entry", "/api/entry/pseudonym", "/api/leave"):
        head = cookies(adult) | ({"Origin": origin} if origin else {})
        answer = await http.post(path, headers=head, json={})
        assert (answer.status_code, answer.content) == (403, b""), path


async def test_policy_reports_are_counted_and_bounded(running: Running, http: httpx.AsyncClient) -> None:
    """Twenty a minute are read; odd, long and hostile ones are answered alike and add no label of their own."""
    report = {"csp-report": {"effective-directive": "script-src-elem", "blocked-uri": "https://evil.example/secret",
                             "document-uri": f"{running.site_url}/chat/room?words"}}  # fmt: skip
    odd = [b"", b"{", b"[]", b'{"csp-report": 5}', b"x" * 20_000, b'{"csp-report": {"effective-directive": "made-up"}}']
    answers = [await http.post("/csp", content=body) for body in odd]
    answers += await asyncio.gather(*(http.post("/csp", json=report) for _ in range(30)))
    assert {(answer.status_code, answer.content) for answer in answers} == {(204, b"")}
    name = "palabre_csp_reports_total"
    assert running.counted(name, directive="script-src-elem", blocked="host", page="chat") == 20 - len(odd)
    assert running.counted(name, directive="other", blocked="other", page="other") == 1


async def test_one_site_s_cookie_names_carry_no_session_of_another(running: Running, http: httpx.AsyncClient) -> None:
    """Made-up, empty, doubled and swapped cookies open nothing."""
    async with await running.enter("Ada") as ada:
        adult, member = ada.visit.cookies["__Host-adult"], ada.visit.cookies["__Host-member"]
        for given in ("", "__Host-adult=", f"__Host-adult={'A' * 43}", f"__Host-adult={member}; __Host-member={adult}",
                      f"__Host-member={member}", f"adult={adult}; member={member}",
                      '__Host-adult="; DROP TABLE'):  # fmt: skip
            answer = await http.get("/chat", headers={"Cookie": given, "Accept": "text/html"})
            assert (answer.status_code, "Ada" in answer.text) == (403, False), given


async def test_a_stolen_cookie_dies_with_the_visit(running: Running, http: httpx.AsyncClient) -> None:
    """Once its owner has left, a copy of both cookies opens neither page nor socket."""
    async with await running.enter("Ada") as ada:
        stolen = cookies(ada.visit)
        assert (await http.get("/chat", headers=stolen)).status_code == 200
        await ada.visit.leave()
    assert (await http.get("/chat", headers=stolen)).status_code == 403
    with pytest.raises(InvalidStatus) as refused:
        await websockets.connect(
            f"ws://localhost:{running.port}/socket", additional_headers=stolen,
            origin=websockets.Origin(running.site_url), proxy=None,
        )  # fmt: skip
    assert refused.value.response.status_code == 401


async def test_each_entry_gives_a_new_secret(running: Running) -> None:
    """A cookie planted before the proof is not the one that is admitted afterwards."""
    visit = running.visit()
    visit.cookies |= {"__Host-adult": "A" * 43, "__Host-member": "B" * 43}
    await visit.prove_age()
    await visit.enter("Ada", "Lyon", 40)
    assert {visit.cookies["__Host-adult"], visit.cookies["__Host-member"]}.isdisjoint({"A" * 43, "B" * 43})
    member = Member(visit)
    await member.connect()
    assert member.me["card"]["name"] == "Ada"
    await member.disconnect()
    await visit.close()
