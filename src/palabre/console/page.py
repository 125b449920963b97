"""The console's page: the same for everybody, signed in or not; what it shows comes by its own requests."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.web.notices import language_of
from palabre.web.pages import Pages
from palabre.web.texts import Lang

ENTRY = "console"  # src/console.ts, in a build of its own
MANIFEST = "console.json"


@dataclass(frozen=True, slots=True)
class ConsolePage:
    """Answers the console's one address."""

    pages: Pages

    async def show(self, request: Request) -> Response:
        """Show the page in the language asked for, else the browser's."""
        return self.pages.render("console.html", _language(request), entry=ENTRY)


def _language(request: Request) -> Lang:
    asked = request.query_params.get("lang")
    if asked in {"fr", "en"}:
        return "en" if asked == "en" else "fr"
    return language_of(request)


def page_routes(page: ConsolePage) -> list[Route]:
    """Return the console's one address."""
    return [Route("/console", page.show, methods=["GET"])]
