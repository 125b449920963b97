"""The gate by HTTP: step 1 of the entry, the wallet's answer, the way back (age assurance section 3)."""

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
        if not check_origin(request, self.pages.site.origin):
            return Response(status_code=403)
        try:
            form = dict(await read_form(request, FORM_OCTETS))
        except (TooLarge, ValueError):
            return Response(status_code=400)
        lang: Lang = "en" if form.get("lang") == "en" else "fr"
        if not self.budget.take(self.address_of(request)):
            return self._too_many(lang)
        begun = self.gate.begin(request.cookies.get(BROWSER), script="js" in form)
        response = self._shown(begun, lang, as_json=request.headers.get("accept") == "application/json")
        give_cookie(response, BROWSER, begun.browser)
        give_cookie(response, LANGUAGE, lang)
        return response

    def _shown(self, begun: Begun, lang: Lang, *, as_json: bool) -> Response:
        wallet = f"{self.pages.site.wallet}/authorize?{begun.same.parameters()}" if self.pages.site.demo else ""
        links = {scheme: begun.same.link(scheme) for scheme in SCHEMES}
        code = qr_code(begun.cross.link())
        if as_json:
            return JSONResponse({"link": links["av"], "links": links, "wallet": wallet, "code": code})
        return self.pages.render(
            "age/begun.html", lang, entry="gate", links=links, wallet=wallet, code=code, page="gate"
        )

    def _too_many(self, lang: Lang) -> Response:
        answer = self.pages.render(
            "notice.html", lang, status=429, page="gate", key="gate_many", onward=PATHS["gate"][lang],
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
        if not check_origin(request, self.pages.site.origin, allow_null=True):
            return Response(status_code=403)
        try:
            form = dict(await read_form(request, FORM_OCTETS))
        except (TooLarge, ValueError):
            return Response(status_code=400)
        lang = language_of(request)
        browser = request.cookies.get(BROWSER)
        code = form.get("response_code", "")
        is_admitted = self.gate.complete(code, browser) if code else self.gate.poll(browser) == "ok"
        await self.sleep(FLOOR_MS / 1000)
        if not is_admitted:
            return self.pages.render("age/failed.html", lang, status=403, page="gate")
        return await self._admit(RedirectResponse(PATHS["gate"][lang], 303))

    async def state(self, request: Request) -> Response:
        """Tell a waiting page ``pending``, ``ok`` or ``no``."""
        state = self.gate.poll(request.cookies.get(BROWSER))
        response = JSONResponse({"state": state})
        return await self._admit(response) if state == "ok" else response

    async def _admit(self, response: Response) -> Response:
        give_cookie(response, COOKIE, await self.sessions.open())
        take_cookie(response, BROWSER)
        return response

    def step_one(self, lang: Lang) -> Response:
        """Show the page that asks for the proof."""
        return self.pages.render("age/gate.html", lang, entry="gate", page="gate")


def age_routes(pages: AgePages) -> list[Route]:
    """Return the gate's routes; ``/entrer`` itself is composed with the entry."""
    return [
        Route("/age/begin", pages.begin, methods=["POST"]),
        Route("/age/response/{rid}", pages.respond, methods=["POST"]),
        Route("/age/done", pages.returned, methods=["GET"]),
        Route("/age/done", pages.complete, methods=["POST"]),
        Route("/age/state", pages.state, methods=["GET"]),
    ]


def qr_code(link: str) -> str:
    """Draw a link as SVG, without a style attribute: the content policy refuses those."""
    drawn = io.BytesIO()
    segno.make(link, error="l", micro=False, mask=QR_MASK).save(
        drawn, kind="svg", xmldecl=False, svgns=False, nl=False, omitsize=True, svgclass="qr", lineclass=None, border=4
    )
    return drawn.getvalue().decode()
