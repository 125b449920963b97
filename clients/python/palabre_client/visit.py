"""Entering by HTTP: the proof of age with a test wallet, then the pseudonym, town and age."""

import asyncio
import ssl
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import httpx

from palabre_client.work import solve

Json = dict[str, Any]
# Servers let an idle connection go after five seconds; one taken up in that very moment would bring no answer.
KEPT_SECONDS = 2


class EntryRefused(Exception):  # noqa: N818 - the server's answer
    """The site refused a step of the entry; ``code`` names the reason, ``answer`` holds the whole."""

    def __init__(self, status: int, answer: Json) -> None:
        """Take the status and the answer."""
        super().__init__(f"{status} {answer.get('code', '')}")
        self.status = status
        self.code = str(answer.get("code", ""))
        self.answer = answer


@cache
def _authorities() -> ssl.SSLContext:
    # One for every visit of the process: read anew it costs each 18 ms and 0.7 MB, which a crowd feels.
    return httpx.create_ssl_context(trust_env=False)


@dataclass
class Visit:
    """One visitor's cookies on one site."""

    origin: str
    wallet: str
    http: httpx.AsyncClient
    cookies: dict[str, str] = field(default_factory=dict)
    trust: ssl.SSLContext | None = None  # whom to believe over TLS; none: the system's authorities

    @classmethod
    def open(cls, origin: str, wallet: str, trust: ssl.SSLContext | None = None) -> Self:
        """Start a visit; nothing is sent yet."""
        limits = httpx.Limits(keepalive_expiry=KEPT_SECONDS)
        http = httpx.AsyncClient(timeout=30, trust_env=False, verify=trust or _authorities(), limits=limits)
        return cls(origin, wallet, http, trust=trust)

    async def prove_age(self) -> None:
        """Prove with the test wallet, as a browser without script does. Raises ``EntryRefused``."""
        begun = await self.post("/age/begin", {"lang": "fr"}, accept="application/json")
        answer = await self._to_wallet("/present", {"link": begun.json()["link"]})
        code = parse_qs(urlsplit(answer["redirect_uri"]).query)["response_code"][0]
        await self.post("/age/done", {"response_code": code})

    async def enter(self, pseudonym: str, town: str, age: int, **choices: Any) -> str:
        """Come in; returns the room where one arrives. Raises ``EntryRefused``."""
        towns = await self.get(f"/api/entry/towns?q={httpx.QueryParams({'q': town})['q']}")
        found = towns.json()["towns"]
        if not found:
            raise EntryRefused(404, {"code": "unknown_town"})
        draft = {
            "pseudonym": pseudonym, "town": found[0]["id"], "town_shown": "town", "age": age,
            "age_shown": "age", "here_for": ["talk"], "rules": True, "ask_first": True, "lang": "fr",
        }  # fmt: skip
        answer = await self.post_json("/api/entry", draft | choices)
        return str(answer["arrival"])

    async def leave(self, *, erase_words: bool = False) -> None:
        """Leave; with ``erase_words`` also take back what was said in rooms."""
        await self.post_json("/api/leave", {"erase_words": erase_words})

    async def get(self, path: str) -> httpx.Response:
        """Ask for a page with the visit's cookies."""
        return self._take(await self.http.get(self.origin + path, headers=self._headers()))

    async def post(self, path: str, form: dict[str, str], accept: str = "text/html") -> httpx.Response:
        """Post a form. Raises ``EntryRefused`` for 4xx and 5xx."""
        headers = self._headers() | {"Accept": accept}
        return self._check(await self.http.post(self.origin + path, data=form, headers=headers))

    async def post_json(self, path: str, body: Json) -> Json:
        """Post JSON, return JSON; the work that entering asks is done on the way. Raises ``EntryRefused``."""
        try:
            return await self._posted(path, body)
        except EntryRefused as refused:
            if refused.code != "work_needed" or "work" in body:
                raise
            solution = await asyncio.to_thread(solve, refused.answer["work"])
            return await self._posted(path, {**body, "work": solution})

    async def _posted(self, path: str, body: Json) -> Json:
        answer = self._check(await self.http.post(self.origin + path, json=body, headers=self._headers()))
        return dict(answer.json()) if answer.content else {}

    async def close(self) -> None:
        """Let the connections go."""
        await self.http.aclose()

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"} | ({"Cookie": cookies} if cookies else {})

    def _check(self, answer: httpx.Response) -> httpx.Response:
        self._take(answer)
        if answer.status_code >= 400:
            is_json = answer.headers.get("content-type", "").startswith("application/json")
            raise EntryRefused(answer.status_code, answer.json() if is_json else {})
        return answer

    def _take(self, answer: httpx.Response) -> httpx.Response:
        # Cookies are `Secure` on http://localhost, which httpx's own jar refuses to send back.
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.split(";")[0].partition("=")
            if value and "max-age=0" not in line.lower():
                self.cookies[name.strip()] = value.strip()
            else:
                self.cookies.pop(name.strip(), None)
        return answer

    async def _to_wallet(self, path: str, body: Json) -> Json:
        # Resolvers do not know *.localhost: go to this machine and name the host.
        parts = urlsplit(self.wallet)
        answer = await self.http.post(f"http://127.0.0.1:{parts.port}{path}", json=body, headers={"Host": parts.netloc})
        return dict(self._check(answer).json())
