"""Statements of reasons as pages: at the chat's address for whoever is bound, and by their code for whoever is out.

Both work without a script, without an account, and say the same. A code is never in an address.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.kernel.clock import SECOND, Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.limits import NETWORKS
from palabre.moderation import codes, recovery
from palabre.moderation.complaining import Complaining
from palabre.moderation.complaints import WORDS_AT_MOST, Followed, Party, Right, check_right
from palabre.moderation.deciding_ports import AnswerStore
from palabre.moderation.parisian import day_written, months_after
from palabre.moderation.recovery import Codes
from palabre.moderation.statements import MONTHS_TO_CONTEST, Statement, Text, answer
from palabre.safety.rates import Rate, Rates
from palabre.web.forms import TooLarge, read_form
from palabre.web.networks import NetworkBudget
from palabre.web.notices import language_of
from palabre.web.origin import check_origin
from palabre.web.pages import PATHS, Pages
from palabre.web.texts import Lang, texts

FORM_OCTETS = 16_384
LANGS: tuple[Lang, ...] = ("fr", "en")
CODE_TRIES = Rate(20, 30 * SECOND)  # of one network: a code of 128 bits is not found, nor is the server kept busy
LAST_SECOND = 1_000  # the limit is the first moment that is too late


@dataclass(frozen=True, slots=True)
class Opened:
    """What a code or a session opens: a text in each language, the right to contest it, the code that opens it."""

    texts: dict[Lang, Text]
    right: Right
    code: str


@dataclass(frozen=True)
class StatementPages:
    """Shows a statement with its complaint, and takes what its reader asks."""

    pages: Pages
    complaining: Complaining
    answers: AnswerStore
    recovery: Codes
    address_of: Callable[[Request], str]
    clock: Clock
    entropy: Callable[[int], bytes]
    networks: NetworkBudget = field(init=False)

    def __post_init__(self) -> None:
        """Give codes a budget of their own."""
        budget = NetworkBudget(self.clock, self.entropy, _rates=Rates(CODE_TRIES, NETWORKS))
        object.__setattr__(self, "networks", budget)

    async def on(self, decision: str) -> Opened | None:
        """Return the delivered statement of a decision."""
        found = await self.complaining.deciding.store.statement_on(decision)
        return await self._of_statement(found) if found and found.informed else None

    async def context(self, opened: Opened, lang: Lang, error: str = "") -> dict[str, Any]:
        """Return what the template shows."""
        limit = months_after(opened.right.informed, MONTHS_TO_CONTEST)
        return {
            "text": opened.texts[lang], "complaint": await self.complaining.of_right(opened.right), "error": error,
            "words_most": WORDS_AT_MOST, "code": opened.code, "before": day_written(limit - LAST_SECOND, lang),
            "may_complain": _may(opened.right, self.clock.now()), "is_answer": opened.right.party is Party.NOTIFIER,
            "wholly": opened.right.followed is Followed.WHOLLY,
        }  # fmt: skip

    async def act(self, opened: Opened, form: dict[str, str]) -> str:
        """Do what a form asks; return the code of a refusal, or nothing."""
        right = opened.right
        try:
            match form.get("act"):
                case "complain":
                    await self.complaining.lodge(right, form.get("words", ""))
                    await self.answers.complained(right.notice, self.clock.now())
                case "answer":
                    await self.complaining.answer(right, form.get("words", ""))
                case "take_back":
                    await self.complaining.withdraw(right)
        except Refusal as refusal:
            return refusal.code
        return ""

    async def ask(self, request: Request) -> Response:
        """Ask for a code."""
        return self._asked(language_of(request), "", 200)

    async def post(self, request: Request) -> Response:
        """Show the statement that a code opens, and do what is asked of it.

        A code that opens nothing is answered as one that never was; tries are counted by network.
        """
        lang = language_of(request)
        if not check_origin(request, self.pages.site.origin):
            return Response(status_code=403)
        if not self.networks.take(self.address_of(request)):
            return self._asked(lang, "rate_limited", 429)
        try:
            form = dict(await read_form(request, FORM_OCTETS, FORM_OCTETS))
        except (TooLarge, ValueError):
            return Response(status_code=400)
        return await self._opened(form, lang)

    async def _opened(self, form: dict[str, str], lang: Lang) -> Response:
        opened = await self._of_code(form.get("code", ""))
        if opened is None:
            return self._asked(lang, "unknown_code", 404)
        error = await self.act(opened, form)
        shown = await self.context(opened, lang, error)
        return self.pages.render("statement.html", lang, page="measure", action=PATHS["measure"][lang], **shown)

    async def _of_code(self, typed: str) -> Opened | None:
        kept = recovery.kept(recovery.read(typed))
        statement = await self.complaining.deciding.store.statement_of_code(kept)
        if statement is not None:
            return await self._of_statement(statement)
        code = codes.read(typed)
        asked = await self.answers.of_code(codes.kept(code))
        found = await self.complaining.right_of_notifier(asked) if asked else None
        if asked is None or found is None:
            return None
        decision, right = found
        contact = self.complaining.deciding.contact
        return Opened({lang: answer(decision, lang, asked.notice, contact) for lang in LANGS}, right, codes.shown(code))

    async def _of_statement(self, found: Statement) -> Opened:
        right = await self.complaining.right_of(found)
        return Opened({"fr": found.fr, "en": found.en}, right, recovery.shown(self.recovery.of(found.id)))

    def _asked(self, lang: Lang, error: str, status: int) -> Response:
        words = texts(lang)[f"code_{error}"] if error else ""
        return self.pages.render("statement_code.html", lang, status=status, page="measure", error=words)


def statement_routes(pages: StatementPages) -> list[Route]:
    """Return where a code is asked, and opens its statement."""
    return [
        route
        for path in PATHS["measure"].values()
        for route in (Route(path, pages.ask, methods=["GET"]), Route(path, pages.post, methods=["POST"]))
    ]


def _may(right: Right, now: int) -> bool:
    try:
        check_right(right, now)
    except Refusal:
        return False
    return True
