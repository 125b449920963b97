"""The pages behind the gate: the entry and the chat's shell."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from palabre.age.sessions import COOKIE, AgeSessions
from palabre.identity.model import Member
from palabre.web.age import AgePages
from palabre.web.cookies import LANGUAGE, give_cookie
from palabre.web.isolation import is_navigation
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

    async def entry_french(self, request: Request) -> Response:
        """Show the entry in French."""
        return await self._entry(request, "fr")

    async def entry_english(self, request: Request) -> Response:
        """Show the entry in English."""
        return await self._entry(request, "en")

    async def chat(self, request: Request) -> Response:
        """Show the chat's shell; a member's own words and rooms come by the socket."""
        if await self.sessions.check(request.cookies.get(COOKIE)) is None:
            return self.notices.closed(request) if is_navigation(request) else Response(status_code=403)
        lang = self._language(request)
        if await self.member_of(request) is None:
            return RedirectResponse(PATHS["gate"][lang], 303)
        page = self.pages.render("app.html", lang, entry="chat", title="chat_title")
        if request.query_params.get("lang") == lang:
            give_cookie(page, LANGUAGE, lang)
        return page

    async def closed(self, request: Request) -> Response:
        """Answer any other address of the chat: nothing without a session, not found with one."""
        is_admitted = await self.sessions.check(request.cookies.get(COOKIE)) is not None
        return Response(status_code=404 if is_admitted else 403)

    async def _entry(self, request: Request, lang: Lang) -> Response:
        page = await self._step(request, lang)
        give_cookie(page, LANGUAGE, lang)
        return page

    async def _step(self, request: Request, lang: Lang) -> Response:
        if await self.sessions.check(request.cookies.get(COOKIE)) is None:
            return self.age.step_one(lang)
        if await self.member_of(request) is not None:
            return RedirectResponse("/chat", 303)
        return self.pages.render("app.html", lang, entry="entry", title="entry_title", page="gate")

    def _language(self, request: Request) -> Lang:
        chosen = request.query_params.get("lang")
        if chosen in {"fr", "en"}:
            return "en" if chosen == "en" else "fr"
        return language_of(request)


def chat_routes(pages: ChatPages) -> list[BaseRoute]:
    """Return the routes behind the gate; the last two leave no address of the chat unanswered."""
    return [
        Route(PATHS["gate"]["fr"], pages.entry_french, methods=["GET"]),
        Route(PATHS["gate"]["en"], pages.entry_english, methods=["GET"]),
        Route("/chat", pages.chat, methods=["GET"]),
        Route("/chat/{rest:path}", pages.chat, methods=["GET"]),
        Route("/api/{rest:path}", pages.closed, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
    ]
