"""The pages behind the gate: the entry and the chat's shell."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from palabre.age.sessions import COOKIE, AgeSessions
from palabre.identity.model import Member
from palabre.kernel.clock import Clock
from palabre.moderation.hours import ZONE, Attendance
from palabre.web.age import AgePages
from palabre.web.cookies import LANGUAGE, give_cookie
from palabre.web.isolation import is_navigation
from palabre.web.measures import MeasurePages
from palabre.web.notices import Notices, language_of
from palabre.web.pages import PATHS, Pages
from palabre.web.texts import Lang


@dataclass(frozen=True)
class ChatPages:
    """Shows the entry to the admitted, the chat to members, and to others nothing of either."""

    pages: Pages
    notices: Notices
    age: AgePages
    sessions: AgeSessions
    member_of: Callable[[Request], Awaitable[Member | None]]
    measures: MeasurePages
    attendance: Attendance
    clock: Clock

    async def entry(self, request: Request) -> Response:
        """Show the step of the entry where somebody stands; members go on to the chat."""
        lang = language_of(request)
        page = await self._step(request, lang)
        give_cookie(page, LANGUAGE, lang)
        return page

    async def renew(self, request: Request) -> Response:
        """Show the ways to prove again to somebody whose visit goes on, and to others the step of the entry."""
        lang = language_of(request)
        return self.age.step_one(lang, "renew", renews=await self._is_admitted(request))

    async def renewed(self, request: Request) -> Response:
        """Say that the visit is prolonged, and where the talk is; to others show the step of the entry."""
        lang = language_of(request)
        if not await self._is_admitted(request):
            return self.age.step_one(lang, "renewed")
        return self.pages.render("age/renewed.html", lang, entry="gate", page="renewed")

    async def chat(self, request: Request) -> Response:
        """Show the chat's shell, or why it is closed to somebody; their words and rooms come by the socket."""
        lang = self._language(request)
        if (bound := await self.measures.page(request, lang)) is not None:
            if request.query_params.get("lang") == lang:
                give_cookie(bound, LANGUAGE, lang)
            return bound
        if (nobody := self._nobody_there(lang)) is not None:
            return nobody
        if not await self._is_admitted(request):
            return self.notices.closed(request) if is_navigation(request) else Response(status_code=403)
        if await self.member_of(request) is None:
            return RedirectResponse(PATHS["gate"][lang], 303)
        page = self.pages.render("app.html", lang, entry="chat", title="chat_title")
        if request.query_params.get("lang") == lang:
            give_cookie(page, LANGUAGE, lang)
        return page

    async def closed(self, request: Request) -> Response:
        """Answer any other address of the chat: nothing without a session, not found with one."""
        return Response(status_code=404 if await self._is_admitted(request) else 403)

    async def _step(self, request: Request, lang: Lang) -> Response:
        bound = await self.measures.binding(request)
        if bound is not None and not await self.measures.may_prove(request):
            return RedirectResponse("/chat", 303)
        if (nobody := self._nobody_there(lang)) is not None:
            return nobody
        if not await self._is_admitted(request):
            return self.age.step_one(lang)
        if await self.member_of(request) is not None:
            return RedirectResponse("/chat", 303)
        lines = self.measures.help.as_json("minor", lang)
        return self.pages.render("app.html", lang, entry="entry", title="entry_title", page="gate", help=lines)

    def _nobody_there(self, lang: Lang) -> Response | None:
        """Say when the place opens, when it is closed: nobody could answer (moderation section 5.4)."""
        now = self.clock.now()
        if self.attendance.is_open(now):
            return None
        at = self.attendance.opens(now)
        opens = datetime.fromtimestamp(at / 1_000, ZONE) if at else None
        page = self.pages.render(
            "nobody.html", lang, status=503, entry="measure", opens=opens, here=PATHS["gate"][lang]
        )
        page.headers["Retry-After"] = str(max(60, (at - now) // 1_000) if at else 60)
        return page

    async def _is_admitted(self, request: Request) -> bool:
        return await self.sessions.check(request.cookies.get(COOKIE)) is not None

    def _language(self, request: Request) -> Lang:
        chosen = request.query_params.get("lang")
        if chosen in {"fr", "en"}:
            return "en" if chosen == "en" else "fr"
        return language_of(request)


def chat_routes(pages: ChatPages) -> list[BaseRoute]:
    """Return the routes behind the gate; the last two leave no address of the chat unanswered."""
    return [
        *twins("gate", pages.entry),
        *twins("renew", pages.renew),
        *twins("renewed", pages.renewed),
        Route("/chat", pages.chat, methods=["GET"]),
        Route("/chat/{rest:path}", pages.chat, methods=["GET"]),
        Route("/api/{rest:path}", pages.closed, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
    ]


def twins(page: str, show: Callable[[Request], Awaitable[Response]]) -> list[Route]:
    """Return the routes of a page's paths, one a language."""
    return [Route(path, show, methods=["GET"]) for path in PATHS[page].values()]
