"""The page of a measure, in place of the chat: why, until when, who helps, another look. It works without a script.

It has no address of its own: it stands at the chat's, so that a browser's history tells nothing of it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from palabre.age.sessions import COOKIE as ADULT
from palabre.age.sessions import AgeSessions
from palabre.identity.members import COOKIE as MEMBER
from palabre.identity.members import Members
from palabre.kernel.clock import HOUR, MINUTE, Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import digest
from palabre.moderation.contests import Contests
from palabre.moderation.help_lines import HelpLines
from palabre.moderation.marks import MARK_LIFE, Marks
from palabre.moderation.model import Kind, Restriction
from palabre.moderation.restrictions import Standings
from palabre.web.cookies import give_cookie, take_cookie
from palabre.web.forms import TooLarge, read_form
from palabre.web.notices import language_of
from palabre.web.origin import check_origin
from palabre.web.pages import PATHS, Pages
from palabre.web.statements import StatementPages
from palabre.web.texts import Lang

MARK = "__Host-mark"
FORM_OCTETS = 16_384
HERE = "/chat"


@dataclass(frozen=True)
class MeasurePages:
    """Knows a bound visitor by their session or their device's mark, and shows them where they stand."""

    pages: Pages
    help: HelpLines
    members: Members
    sessions: AgeSessions
    standings: Standings
    contests: Contests
    marks: Marks
    lift: Callable[[Restriction], Awaitable[None]]
    clock: Clock
    statements: StatementPages

    async def binding(self, request: Request) -> Restriction | None:
        """Return what closes the place to the visitor of a request; a proof made since ends what waited for it."""
        member = await self.members.of_session(request.cookies.get(MEMBER))
        found = self.standings.shut(member.id) if member else None
        found = found or await self._parted(request)
        found = found or await self.marks.restriction_of(request.cookies.get(MARK))
        if found is None or not await self._has_proved(request, found):
            return found
        if found.kind is Kind.AGE_PROOF:
            await self.lift(found)
            return None
        await self.contests.proved(found)
        return (self.standings.shut(found.member) if member else None) or found

    async def page(self, request: Request, lang: Lang | None = None) -> Response | None:
        """Return the page of the measure that binds a visitor, or none; it gives the device its mark."""
        found = await self.binding(request)
        if found is None:
            return None
        lang = lang or language_of(request)
        answer = await self._shown(found, lang)
        await self.give_mark(request, answer, found)
        return answer

    async def may_prove(self, request: Request) -> bool:
        """Whether a bound visitor is on their way to the adult check again."""
        found = await self.binding(request)
        return found is not None and (found.kind is Kind.AGE_PROOF or found.contested > found.proved)

    async def give_mark(self, request: Request, answer: Response, found: Restriction) -> None:
        """Give the device a mark, unless it has one that stands for this restriction."""
        known = await self.marks.restriction_of(request.cookies.get(MARK))
        if known is None or known.id != found.id:
            give_cookie(answer, MARK, await self.marks.give(found), MARK_LIFE // 1_000)

    async def post(self, request: Request) -> Response:
        """Take what a visitor asks on the page of a measure, and show it again."""
        if not check_origin(request, self.pages.site.origin):
            return Response(status_code=403)
        found = await self.binding(request)
        if found is None:  # whoever is bound no longer goes on; nobody else learns that anything is here
            return RedirectResponse(HERE, 303) if await self._is_in(request) else Response(status_code=403)
        try:
            form = dict(await read_form(request, FORM_OCTETS, FORM_OCTETS))
        except (TooLarge, ValueError):
            return Response(status_code=400)
        return await self._do(request, found, form)

    async def _is_in(self, request: Request) -> bool:
        """Whether both sessions of a request hold."""
        if await self.sessions.check(request.cookies.get(ADULT)) is None:
            return False
        return await self.members.of_session(request.cookies.get(MEMBER)) is not None

    async def _do(self, request: Request, found: Restriction, form: dict[str, str]) -> Response:
        if found.decision and (statement := await self.statements.on(found.decision)):
            await self.statements.act(statement, form)
            return RedirectResponse(HERE, 303)
        match form.get("act"):
            case "threatened":
                await self.contests.threatened(found)
            case "mistake":
                if found.kind is Kind.ISOLATED and await self.contests.is_mistake(found):
                    return await self._to_the_check(request)
            case "prove" if found.kind is Kind.AGE_PROOF:
                return await self._to_the_check(request)
            case "contest":
                try:
                    await self.contests.of_measure(found, form.get("words", ""))
                except Refusal:
                    return await self.page(request) or RedirectResponse(HERE, 303)
        return RedirectResponse(HERE, 303)

    async def _to_the_check(self, request: Request) -> Response:
        if secret := request.cookies.get(ADULT):
            await self.sessions.end(secret)
        answer = RedirectResponse(PATHS["gate"][language_of(request)], 303)
        take_cookie(answer, ADULT)
        return answer

    async def _has_proved(self, request: Request, found: Restriction) -> bool:
        """Whether this browser's adult session began after what has to be followed by one; only times are compared."""
        session = await self.sessions.check(request.cookies.get(ADULT))
        since = found.begins if found.kind is Kind.AGE_PROOF else found.contested
        return session is not None and since > 0 and session.began >= since

    async def _parted(self, request: Request) -> Restriction | None:
        """Return what binds whoever had a session before a decision ended it: it opens this page and nothing else."""
        secret = request.cookies.get(MEMBER)
        return (
            await self.statements.complaining.deciding.store.restriction_of_session(digest(secret)) if secret else None
        )

    async def _shown(self, found: Restriction, lang: Lang) -> Response:
        if found.decision and (statement := await self.statements.on(found.decision)):
            shown = await self.statements.context(statement, lang)
            return self.pages.render(
                "measure_decided.html", lang, status=403, entry="measure", action=HERE,
                other_path=f"{HERE}?lang={'en' if lang == 'fr' else 'fr'}", **shown,
            )  # fmt: skip
        now = self.clock.now()
        left = -(-max(0, found.ends - now) // MINUTE)  # minutes begun
        end = datetime.fromtimestamp(found.ends / 1_000, UTC) if found.ends else None
        return self.pages.render(
            "measure.html", lang, status=403, entry="measure", restriction=found, kind=found.kind.value,
            lines=self.help.of("minor"), sentence=found.sentence.get(lang, ""), hours=left // 60,
            minutes=left % 60, end=end,
            other_path=f"{HERE}?lang={'en' if lang == 'fr' else 'fr'}", weather=PATHS["weather"][lang],
            again=found.contested == 0 or now - found.contested >= 24 * HOUR,
        )  # fmt: skip


def measure_routes(pages: MeasurePages) -> list[Route]:
    """Return where the page of a measure is answered."""
    return [Route(HERE, pages.post, methods=["POST"])]
