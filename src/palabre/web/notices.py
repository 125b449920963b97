"""Short pages that say one thing: not found, closed, a fault of ours, onward."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from palabre.web.cookies import LANGUAGE
from palabre.web.pages import PATHS, Pages
from palabre.web.texts import Lang, texts


def language_of(request: Request) -> Lang:
    """Return the language of a page: its path's, else the one chosen before, else what the browser prefers."""
    path = request.url.path
    if path == "/en" or path.startswith("/en/"):
        return "en"
    if any(path == twins["fr"] for twins in PATHS.values()):
        return "fr"
    chosen = request.cookies.get(LANGUAGE)
    if chosen in {"fr", "en"}:
        return "en" if chosen == "en" else "fr"
    return preferred(request.headers.get("accept-language", ""))


def preferred(header: str) -> Lang:
    """Return French unless English comes before it in Accept-Language (RFC 9110 section 12.5.4)."""
    for part in header.lower().split(","):
        tag = part.split(";")[0].strip()[:2]
        if tag in {"fr", "en"}:
            return "en" if tag == "en" else "fr"
    return "fr"


@dataclass(frozen=True, slots=True)
class Notices:
    """Renders the notices, each in the reader's language and the same for everyone."""

    pages: Pages

    def closed(self, request: Request) -> Response:
        """403 before a valid age session: nothing of the chat is in it (age assurance E28)."""
        lang = language_of(request)
        return self._show("closed", lang, 403, PATHS["gate"][lang], texts(lang)["enter"])

    def onward(self, request: Request) -> Response:
        """Answer a navigation from another site to a chat address: its link leads to the same address."""
        lang = language_of(request)
        return self._show("onward", lang, 200, request.url.path, texts(lang)["onward_go"])

    async def refused(self, request: Request, error: Exception) -> Response:
        """Answer a route that does not exist or a method it does not have."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        key = "not_found" if status == 404 else "not_allowed"
        headers = getattr(error, "headers", None)
        return self._home(request, key, status, headers)

    async def gone(self, _: Request, __: Exception) -> Response:
        """Answer nobody: the asker went away in the middle of a request, which is no fault of ours to log."""
        return Response(status_code=400)

    async def fault(self, request: Request, _: Exception) -> Response:
        """Answer when something broke on our side; what broke is logged without the request."""
        return self._home(request, "fault", 500, None)

    def _home(self, request: Request, key: str, status: int, headers: dict[str, str] | None) -> Response:
        lang = language_of(request)
        answer = self._show(key, lang, status, PATHS["home"][lang], texts(lang)["back_home"])
        answer.headers.update(headers or {})
        return answer

    def _show(self, key: str, lang: Lang, status: int, onward: str, words: str) -> Response:
        return self.pages.render("notice.html", lang, status=status, key=key, onward=onward, onward_words=words)
