"""Reporting without an account, and following a report by its code: two steps, no script, no e-mail needed.

Open to everybody, whoever is excluded included (DSA 16(1)). A code never stands in an address: it is posted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from palabre.kernel.errors import Refusal
from palabre.moderation import codes
from palabre.moderation.desk import Desk
from palabre.moderation.notices import EXPLANATION, LAW, LOCATION, Channel, Draft, Item, ItemKind, Victim
from palabre.moderation.policy.catalogue import categories, category
from palabre.moderation.policy.choices import CHOICES
from palabre.web.forms import TooLarge, read_form
from palabre.web.notices import language_of
from palabre.web.origin import check_origin
from palabre.web.pages import PATHS, Pages
from palabre.web.texts import Lang

FORM_OCTETS = 65_536  # 4,000 characters, each of which may be written with twelve
PLACES = 10  # lines that say where it is
KINDS = {"person": ItemKind.PSEUDONYM, "room": ItemKind.ROOM_NAME, "else": ItemKind.WORDS}
Form = Mapping[str, str]


@dataclass(frozen=True)
class ReportPages:
    """The pages of a report."""

    pages: Pages
    desk: Desk
    hashed: Callable[[str], bytes]  # an address's network, under a key of the day
    address_of: Callable[[Request], str]

    async def begin(self, request: Request) -> Response:
        """Show the seven choices, each with what is behind it: the first of two steps."""
        return self._choices(language_of(request))

    async def post(self, request: Request) -> Response:
        """Go to the second step, or take the report and give its receipt."""
        form = await self._form(request)
        if form is None:
            return Response(status_code=400)
        lang = language_of(request)
        code = form.get("reason", "")
        if code not in categories():
            return self._choices(lang, error="report_choose")
        if form.get("act") != "send":
            return self._details(lang, form)
        return await self._send(request, lang, form)

    async def follow(self, request: Request) -> Response:
        """Ask for a code."""
        return self._code(language_of(request))

    async def followed(self, request: Request) -> Response:
        """Show how far the report of a code has come."""
        form = await self._form(request)
        if form is None:
            return Response(status_code=400)
        lang = language_of(request)
        try:
            found = await self.desk.follow(form.get("code", ""), self._network(request))
        except Refusal as refusal:
            return self._code(lang, error=f"report_{refusal.code}", status=429)
        if found is None:
            return self._code(lang, error="report_no_such_code", status=404)
        label = category(found.notice.reason_code).label[lang]
        return self._show("report_state.html", "follow", lang, found=found, label=label)

    async def _send(self, request: Request, lang: Lang, form: Form) -> Response:
        try:
            receipt = await self.desk.take(draft_of(form), self._network(request))
        except Refusal as refusal:
            status = 429 if refusal.code == "too_many_reports" else 422
            return self._details(lang, form, error=f"report_{refusal.code}", status=status)
        return self._show(
            "report_receipt.html", "report", lang, receipt=receipt, code=codes.shown(receipt.code),
            commitment=codes.commitment(receipt.code).hex(),
        )  # fmt: skip

    async def _form(self, request: Request) -> Form | None:
        if not check_origin(request, self.pages.site.origin):
            return None
        try:
            return dict(await read_form(request, FORM_OCTETS, FORM_OCTETS))
        except (TooLarge, ValueError):
            return None

    def _network(self, request: Request) -> bytes:
        return self.hashed(self.address_of(request))

    def _choices(self, lang: Lang, error: str = "") -> Response:
        status = 422 if error else 200
        return self._show("report.html", "report", lang, status=status, choices=CHOICES, error=error)

    def _details(self, lang: Lang, form: Form, error: str = "", status: int = 200) -> Response:
        chosen = category(form["reason"])
        return self._show(
            "report_details.html", "report", lang, status=status, chosen=chosen, form=form, error=error,
            explanation=EXPLANATION, location=LOCATION, law=LAW, kinds=tuple(KINDS),
            lines=self.desk.help.numbered(chosen.helplines),
        )  # fmt: skip

    def _code(self, lang: Lang, error: str = "", status: int = 200) -> Response:
        return self._show("report_follow.html", "follow", lang, status=status, error=error)

    def _show(self, template: str, page: str, lang: Lang, status: int = 200, **context: Any) -> Response:
        return self.pages.render(template, lang, status=status, page=page, **context)


def draft_of(form: Form) -> Draft:
    """Return the notice of a public form: what it points at is in the notifier's words, one line each."""
    kind = KINDS.get(form.get("kind", ""), ItemKind.WORDS)
    lines = [line.strip() for line in form.get("where", "").splitlines() if line.strip()][:PLACES]
    victim = form.get("victim", "")
    return Draft(
        Channel.PUBLIC_FORM, form.get("reason", ""), tuple(Item(kind, line) for line in lines),
        form.get("words", ""), form.get("name", ""), form.get("email", ""), form.get("good_faith") == "yes",
        form.get("law", ""), Victim(victim) if victim in set(Victim) else Victim.UNSAID,
    )  # fmt: skip


def reporting_routes(pages: ReportPages) -> list[BaseRoute]:
    """Return the routes of both pages, in both languages."""
    routes: list[BaseRoute] = []
    for page, show, take in (("report", pages.begin, pages.post), ("follow", pages.follow, pages.followed)):
        for path in PATHS[page].values():
            routes += [Route(path, show, methods=["GET"]), Route(path, take, methods=["POST"])]
    return routes
