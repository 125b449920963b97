"""Keeps other sites out: what they may open of ours never depends on who asks (reliability section 6)."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from palabre.web.notices import Notices
from palabre.web.pages import PATHS, WITHIN

# Wallets call it, from wherever they are (age assurance section 3.3).
EXEMPT = "/age/response/"
PUBLIC = frozenset(path for name, twins in PATHS.items() if name not in WITHIN for path in twins.values()) | {
    "/age/done",
    "/favicon.svg",
    "/console",  # an invitation may come by a link; the page is the same for everybody
}


@dataclass(frozen=True, slots=True)
class Isolation:
    """Refuses requests that another site caused, save plain navigation to a public page.

    A navigation to a chat address gets one page, the same for all, whose link goes on.
    """

    app: ASGIApp
    notices: Notices

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass, or answer in the application's place."""
        answer = self._answer(Request(scope)) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)

    def _answer(self, request: Request) -> Response | None:
        path = request.url.path
        if path.startswith(EXEMPT) or not comes_from_elsewhere(request):
            return None
        if request.method != "GET" or not is_navigation(request):
            return Response(status_code=403)
        return None if path in PUBLIC else self.notices.onward(request)


def comes_from_elsewhere(request: Request) -> bool:
    """Whether the browser says that another site caused this request."""
    return request.headers.get("sec-fetch-site", "none") in {"cross-site", "same-site"}


def is_navigation(request: Request) -> bool:
    """Whether a person opens a page; a browser without Fetch headers is judged by what it accepts."""
    mode = request.headers.get("sec-fetch-mode")
    if mode is not None:
        return mode == "navigate" and request.headers.get("sec-fetch-dest", "document") == "document"
    return "text/html" in request.headers.get("accept", "")
