"""H-1 to H-10 of the reliability specification, on every route and every error page."""

from collections.abc import Iterator

import httpx
import pytest
from starlette.routing import Route

from e2e.running import Running
from palabre.web import public
from palabre.web.headers import completed
from palabre.web.pages import PATHS
from palabre.web.texts import texts
from palabre_client import Visit

DOCUMENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; "
    "trusted-types svelte-trusted-html palabre; report-uri /csp"
)
OTHER = "default-src 'none'; frame-ancestors 'none'; sandbox"
WORKER = "default-src 'none'; script-src 'self'; connect-src 'self'"
FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "vary": "Sec-Fetch-Site, Sec-Fetch-Mode, Sec-Fetch-Dest, Cookie",
}
OURS = ("camera", "microphone", "publickey-credentials-get", "publickey-credentials-create", "digital-credentials-get",
        "clipboard-write", "fullscreen")  # fmt: skip
NEVER = ("server", "x-powered-by", "access-control-allow-origin", "strict-transport-security")


def faults(answer: httpx.Response) -> Iterator[str]:
    """Yield what an answer lacks or has too much of."""
    path, head = answer.request.url.path, answer.headers
    is_page = head.get("content-type", "").startswith("text/html")
    policy = WORKER if path == "/worker.js" else DOCUMENT if is_page else OTHER
    referrer = "no-referrer" if path in {"/age/done", "/ailleurs", "/en/elsewhere"} else "same-origin"
    wanted = FIXED | {"content-security-policy": policy, "referrer-policy": referrer, "cache-control": "no-store"}
    for name, value in wanted.items():
        if head.get_list(name) != [value]:
            yield f"{name}: {head.get_list(name)}"
    granted = dict(one.split("=") for one in head.get("permissions-policy", "=").split(", "))
    if granted.get("geolocation") != "()" or sorted(n for n, v in granted.items() if v != "()") != sorted(OURS):
        yield f"permissions-policy: {granted}"
    yield from (f"{name} is there" for name in NEVER if name in head)
    for cookie in head.get_list("set-cookie"):
        held = flags(cookie)
        is_apart = bool(held & {"SameSite=Lax", "SameSite=Strict"})
        if not (cookie.startswith("__Host-") and is_apart and {"Secure", "HttpOnly", "Path=/"} <= held):
            yield f"set-cookie: {cookie}"


def flags(cookie: str) -> set[str]:
    """Return the attributes of a cookie; one with a domain has none that count."""
    found = {part.strip() for part in cookie.split(";")[1:]}
    return set() if any(part.lower().startswith("domain") for part in found) else found


def addresses(running: Running) -> Iterator[tuple[str, str]]:
    """Yield a method and an address for every route of the running application, and for what is no route."""
    for route in running.node.application.routes:
        if isinstance(route, Route):
            path = route.path.replace("{rid}", "A" * 22).replace("{rest:path}", "any/thing")
            yield from ((method, path) for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"))
    for path in (
        "/nothing",
        "/en/nothing",
        "/static/nothing.js",
        "/static/../settings.py",
        "/%2e%2e/x",
        "//evil",
        "/\N{SNOWMAN}",
    ):
        yield "GET", path
    yield "GET", "/socket"
    yield "POST", "/socket"


@pytest.mark.parametrize("who", ["visitor", "adult"])
async def test_every_answer_carries_the_headers(
    running: Running, http: httpx.AsyncClient, adult: Visit, who: str
) -> None:
    """Each route, with each method, for a visitor and for an adult; missing pages, wrong methods and files too."""
    cookies = "; ".join(f"{name}={value}" for name, value in adult.cookies.items())
    found: dict[str, list[str]] = {}
    for method, path in addresses(running):
        if path == "/api/leave":
            continue  # its answer is looked at below; here it would end the visit
        head = {"Origin": running.site_url} | ({"Cookie": cookies} if who == "adult" else {})
        answer = await http.request(method, path, headers=head)
        assert answer.status_code < 500, (method, path)
        if wrong := list(faults(answer)):
            found[f"{method} {path} {answer.status_code}"] = wrong
    assert found == {}


async def test_refusals_carry_the_headers(running: Running, http: httpx.AsyncClient) -> None:
    """Bodies too large or malformed, other sites, other origins and odd heads: refused, with the headers."""
    ours = {"Origin": running.site_url}
    answers = [
        await http.post("/age/begin", headers=ours, data={"x": "y" * 5_000}),
        await http.post("/age/begin", headers=ours, content=b"\xff" ),
        await http.post("/age/begin", headers={"Origin": "https://evil.example"}),
        await http.post("/age/response/" + "A" * 22, data={"vp_token": "x" * 140_000}),
        await http.get("/chat", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}),
        await http.get("/chat", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}),
        await http.get("/socket", headers=ours | {"Upgrade": "websocket", "Connection": "Upgrade"}),
        await http.post("/api/leave", headers=ours, json={}),
    ]  # fmt: skip
    assert {str(answer.request.url): list(faults(answer)) for answer in answers if list(faults(answer))} == {}
    assert [answer.status_code for answer in answers] == [413, 400, 403, 413, 403, 200, 426, 403]


async def test_leaving_clears_what_the_device_keeps(adult: Visit, running: Running) -> None:
    """H-9: cache, cookies and storage go, and both cookies are taken back."""
    cookies = "; ".join(f"{name}={value}" for name, value in adult.cookies.items())
    head = {"Origin": running.site_url, "Cookie": cookies}
    answer = await adult.http.post(running.site_url + "/api/leave", headers=head, json={})
    assert (answer.status_code, list(faults(answer))) == (200, [])
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert len(answer.headers.get_list("set-cookie")) == 2


async def test_a_fault_of_ours_is_a_page_with_the_headers(
    running: Running, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unforeseen error gives a page in the reader's language that tells nothing of it, with every header."""

    def broken() -> None:
        raise RuntimeError("secret-detail")

    monkeypatch.setitem(public.CONTEXTS, "help", broken)
    for lang, path in PATHS["help"].items():
        answer = await http.get(path)
        assert (answer.status_code, list(faults(answer))) == (500, [])
        assert texts(lang)["fault"] in answer.text
        assert "secret-detail" not in answer.text


def test_over_https_the_browser_is_told_to_stay_there() -> None:
    """H-3 is for https alone."""
    https, plain = (dict(completed("/", [], is_https=secure)) for secure in (True, False))
    assert https.pop(b"strict-transport-security") == b"max-age=63072000; includeSubDomains"
    assert https == plain


def test_files_whose_name_is_their_hash_are_kept() -> None:
    """H-7: the only answers that a browser may keep."""
    kept = dict(completed("/static/assets/chat-abc.js", [(b"content-type", b"text/javascript")], is_https=False))
    assert kept[b"cache-control"] == b"public, max-age=31536000, immutable"
    assert dict(completed("/static/other.js", [], is_https=False))[b"cache-control"] == b"no-store"


def test_what_others_add_is_taken_away() -> None:
    """H-10: no name of a program leaves, whoever set it; what an answer says of itself stands."""
    given = [(b"Server", b"x"), (b"X-Powered-By", b"y"), (b"Cache-Control", b"private")]
    head = dict(completed("/", given, is_https=False))
    assert (b"server" in head, b"x-powered-by" in head, head[b"cache-control"]) == (False, False, b"private")
