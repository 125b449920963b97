"""The gate by HTTP: step 1 of the entry, the wallet's answer, the way back (age assurance sections 3, 5 and 8)."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import segno
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from palabre.age.gate import Begun, Gate
from palabre.age.request import SCHEMES
from palabre.age.sessions import COOKIE, AgeSessions
from palabre.age.verifiers.dcapi import PROTOCOL
from palabre.web.cookies import LANGUAGE, give_cookie, take_cookie
from palabre.web.forms import TooLarge, read_form
from palabre.web.networks import NetworkBudget
from palabre.web.notices import language_of
from palabre.web.origin import check_origin
from palabre.web.pages import PATHS, Pages
from palabre.web.texts import Lang, texts

BROWSER = "__Host-age"
RESPONSE_OCTETS = 131_072
FORM_OCTETS = 4_096
RETRY_SECONDS = 10
QR_MASK = 2  # our links are random enough for any; trying all eight costs eight times as long, inside the loop
ONWARD = {"gate": "gate", "renew": "renewed"}  # from the page of the ways, once admitted
FLOOR_MS = 400  # every refusal takes as long: what was wrong cannot be timed (R8)


@dataclass(frozen=True)
class AgePages:
    """Step 1: ask, wait, come back."""

    gate: Gate
    sessions: AgeSessions
    pages: Pages
    budget: NetworkBudget
    address_of: Callable[[Request], str]
    sleep: Callable[[float], Awaitable[None]]  # seconds

    async def begin(self, request: Request) -> Response:
        """Open a request and show how to answer it; as JSON for a script that asks for it."""
        form = await self.form(request, FORM_OCTETS)
        if isinstance(form, Response):
            return form
        lang: Lang = "en" if form.get("lang") == "en" else "fr"
        ways = await self.ways(request)
        if not self.budget.take(self.address_of(request)):
            return self.too_many(lang, ways)
        match form.get("way"):
            case "browser":
                browser, response = self._exchanging(request)
            case "code":
                browser, asked = self.gate.begin_cross(request.cookies.get(BROWSER))
                response = JSONResponse({"code": qr_code(asked.link())})
            case _:
                begun = self.gate.begin(request.cookies.get(BROWSER), script="js" in form)
                browser = begun.browser
                response = self._shown(begun, lang, ways, as_json=request.headers.get("accept") == "application/json")
        give_cookie(response, BROWSER, browser)
        give_cookie(response, LANGUAGE, lang)
        return response

    def _exchanging(self, request: Request) -> tuple[str, Response]:
        opened = self.gate.begin_exchange(request.cookies.get(BROWSER))
        data = {"deviceRequest": opened.device_request, "encryptionInfo": opened.encryption_info}
        return opened.browser, JSONResponse({"rid": opened.rid, "protocol": PROTOCOL, "data": data})

    def _shown(self, begun: Begun, lang: Lang, ways: str, *, as_json: bool) -> Response:
        wallet = f"{self.pages.site.wallet}/authorize?{begun.same.parameters()}" if self.pages.site.demo else ""
        links = {scheme: begun.same.link(scheme) for scheme in SCHEMES}
        code = qr_code(begun.cross.link())
        if as_json:
            return JSONResponse({"link": links["av"], "links": links, "wallet": wallet, "code": code})
        return self.pages.render(
            "age/begun.html", lang, entry="gate", links=links, wallet=wallet, code=code, page=ways, ways=ways,
            onward=PATHS[ONWARD[ways]][lang],
        )  # fmt: skip

    def too_many(self, lang: Lang, ways: str) -> Response:
        """Tell a network that asks too often when to come back."""
        answer = self.pages.render(
            "notice.html", lang, status=429, page=ways, key="gate_many", onward=PATHS[ways][lang],
            onward_words=texts(lang)["gate_retry"],
        )  # fmt: skip
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer

    async def respond(self, request: Request) -> Response:
        """Take a wallet's answer; it learns nothing of the outcome."""
        try:
            fields = await read_form(request, RESPONSE_OCTETS)
        except TooLarge:
            return JSONResponse({}, 413)
        except ValueError:
            return JSONResponse({}, 400)
        reply = await self.gate.respond(request.path_params["rid"], fields)
        return JSONResponse(reply.body, reply.status)

    async def returned(self, request: Request) -> Response:
        """Show the page a wallet leads back to: reads no session, spends nothing."""
        lang = language_of(request)
        code = request.query_params.get("response_code", "")
        return self.pages.render("age/done.html", lang, entry="gate", page="gate", code=code)

    async def complete(self, request: Request) -> Response:
        """Admit the browser that brings its code; with none, the one whose other device has answered."""
        form = await self.form(request, FORM_OCTETS, allow_null=True)
        if isinstance(form, Response):
            return form
        state = self._state(form.get("response_code", ""), request.cookies.get(BROWSER))
        await self.sleep(FLOOR_MS / 1000)
        if state == "pending":
            return await self._show(request, "age/waiting.html", 200, language_of(request))
        return await self.told(request, language_of(request), is_admitted=state == "ok")

    def _state(self, code: str, browser: str | None) -> str:
        if not code:
            return self.gate.poll(browser)
        return "ok" if self.gate.complete(code, browser) else "no"

    async def take(self, request: Request) -> Response:
        """Take what the browser's own dialog gave (path 2); the page posts it as a form, and goes where it leads."""
        form = await self.form(request, RESPONSE_OCTETS)
        if isinstance(form, Response):
            return form
        judging = self.gate.take(form.get("rid", ""), form.get("response", ""), request.cookies.get(BROWSER))
        is_admitted, _ = await asyncio.gather(judging, self.sleep(FLOOR_MS / 1000))
        return await self.told(request, language_of(request), is_admitted=is_admitted)

    async def state(self, request: Request) -> Response:
        """Tell a waiting page ``pending``, ``ok`` or ``no``."""
        state = self.gate.poll(request.cookies.get(BROWSER))
        response = JSONResponse({"state": state})
        return await self.admit(request, response) if state == "ok" else response

    async def failed(self, request: Request) -> Response:
        """Show the page of every refusal, to a page whose script heard "no"."""
        return await self.told(request, language_of(request), is_admitted=False)

    async def admit(self, request: Request, response: Response) -> Response:
        """Open the session of a verified proof; whoever was in a session already renews it."""
        give_cookie(response, COOKIE, await self.sessions.renew(request.cookies.get(COOKIE)))
        take_cookie(response, BROWSER)
        return response

    async def told(self, request: Request, lang: Lang, *, is_admitted: bool) -> Response:
        """Lead an admitted browser on, or show the page of every refusal, whatever the way."""
        if not is_admitted:
            return await self._show(request, "age/failed.html", 403, lang)
        onward = ONWARD[await self.ways(request)]
        return await self.admit(request, RedirectResponse(PATHS[onward][lang], 303))

    async def _show(self, request: Request, name: str, status: int, lang: Lang) -> Response:
        ways = await self.ways(request)
        return self.pages.render(name, lang, status=status, entry="gate", page=ways, ways=ways)

    async def ways(self, request: Request) -> str:
        """Name the page of the ways: of a visit that goes on, or of the entry."""
        return "renew" if await self.sessions.check(request.cookies.get(COOKIE)) is not None else "gate"

    async def form(self, request: Request, most: int, *, allow_null: bool = False) -> dict[str, str] | Response:
        """Read a form that our own page posted, or say why not."""
        if not check_origin(request, self.pages.site.origin, allow_null=allow_null):
            return Response(status_code=403)
        try:
            return dict(await read_form(request, most))
        except TooLarge:
            return Response(status_code=413)
        except ValueError:
            return Response(status_code=400)

    def step_one(self, lang: Lang, page: str = "gate", *, renews: bool = False) -> Response:
        """Show the ways to prove, at the address of ``page``; ``renews`` when it prolongs a visit."""
        return self.pages.render("age/gate.html", lang, entry="gate", page=page, renews=renews)


def age_routes(pages: AgePages) -> list[Route]:
    """Return the gate's routes; ``/entrer`` itself is composed with the entry."""
    return [
        Route("/age/begin", pages.begin, methods=["POST"]),
        Route("/age/response/{rid}", pages.respond, methods=["POST"]),
        Route("/age/done", pages.returned, methods=["GET"]),
        Route("/age/done", pages.complete, methods=["POST"]),
        Route("/age/dcapi", pages.take, methods=["POST"]),
        Route("/age/state", pages.state, methods=["GET"]),
        Route("/age/failed", pages.failed, methods=["GET"]),
    ]


def qr_code(link: str) -> str:
    """Draw a link as SVG, without a style attribute: the content policy refuses those."""
    drawn = io.BytesIO()
    segno.make(link, error="l", micro=False, mask=QR_MASK).save(
        drawn, kind="svg", xmldecl=False, svgns=False, nl=False, omitsize=True, svgclass="qr", lineclass=None, border=4
    )
    return drawn.getvalue().decode()
