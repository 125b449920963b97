"""``/transparence``: what became of reports and complaints, in numbers, and whether a receipt stands in the ledger.

Open to all, without an account or a script. A code that is checked is posted: it stands in no address.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.kernel.clock import DAY, HOUR, MINUTE, SECOND, Clock
from palabre.moderation.figures import Figures
from palabre.web.forms import TooLarge, read_form
from palabre.web.notices import language_of
from palabre.web.origin import check_origin
from palabre.web.pages import PATHS, Pages
from palabre.web.texts import Lang, texts

COUNTED = 90 * DAY  # what the page counts; what is open is counted however old
KEPT = 10 * SECOND  # however many ask, figures are counted this often at most
FORM_OCTETS = 4_096


class Included(Struct, frozen=True):
    """A receipt that the public ledger includes: its entry, and the signed head that covers it."""

    number: int
    head: str


class Counting(Protocol):
    """Counts what happened."""

    async def since(self, begins: int, now: int) -> Figures:
        """Return the figures of what came since a moment; whatever still waits is counted however old."""


@dataclass
class Recently:
    """Counts once for all who ask within ten seconds: the page is open to everybody."""

    counting: Counting
    clock: Clock
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _found: Figures | None = None
    _at: int = 0

    async def since(self, begins: int, now: int) -> Figures:
        """Return the figures of what came since a moment, as they were at most ten seconds ago."""
        async with self._lock:
            ticks = self.clock.monotonic()
            if self._found is None or ticks - self._at >= KEPT:
                self._found, self._at = await self.counting.since(begins, now), ticks
            return self._found


Including = Callable[[str], Awaitable[Included | None]]  # by a receipt's code, as typed


@dataclass(frozen=True)
class Transparency:
    """Shows the figures, and looks a receipt up."""

    pages: Pages
    counting: Counting
    including: Including
    may_try: Callable[[Request], bool]  # a code: tries are counted by network
    clock: Clock

    async def show(self, request: Request) -> Response:
        """Show the page."""
        return await self._shown(language_of(request))

    async def check(self, request: Request) -> Response:
        """Look for a receipt in the ledger."""
        if not check_origin(request, self.pages.site.origin):
            return Response(status_code=403)
        lang = language_of(request)
        if not self.may_try(request):
            return await self._shown(lang, status=429, error=texts(lang)["code_rate_limited"])
        try:
            form = dict(await read_form(request, FORM_OCTETS))
        except (TooLarge, ValueError):
            return Response(status_code=400)
        found = await self.including(form.get("code", ""))
        error = "" if found else texts(lang)["transparency_not_included"]
        return await self._shown(lang, found=found, error=error)

    async def _shown(
        self, lang: Lang, *, status: int = 200, found: Included | None = None, error: str = ""
    ) -> Response:
        now = self.clock.now()
        figures = await self.counting.since(now - COUNTED, now)
        rows = [
            (one, *(in_words(value, lang) for value in (one.oldest, one.first_look, one.first_look_95, one.action)))
            for one in figures.priorities
        ]
        context: dict[str, Any] = {
            "figures": figures, "rows": rows, "error": error, "found": found, "days": COUNTED // DAY,
            "appeal_median": in_words(figures.appeals.median, lang), "action": PATHS["transparency"][lang],
        }  # fmt: skip
        return self.pages.render("transparency.html", lang, status=status, page="transparency", **context)


def transparency_routes(pages: Transparency) -> list[Route]:
    """Return where the page stands."""
    return [
        route
        for path in PATHS["transparency"].values()
        for route in (Route(path, pages.show, methods=["GET"]), Route(path, pages.check, methods=["POST"]))
    ]


def in_words(milliseconds: float | None, lang: Lang) -> str:
    """Return a time as people say it: minutes, hours, days; a dash for none."""
    if milliseconds is None:
        return "–"
    days = {"fr": "j", "en": "d"}[lang]
    for unit, word in ((DAY, days), (HOUR, "h")):
        if milliseconds >= 2 * unit:
            return f"{round(milliseconds / unit)} {word}"
    return f"{round(milliseconds / MINUTE)} min"
