"""The gate by token: the challenge, the header, the pasted form (age assurance section 10.3)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from palabre.age.tokens import Challenge, TokenGate, spelled
from palabre.age.verifiers.privacypass import of_header, of_paste
from palabre.web.age import FLOOR_MS, FORM_OCTETS, AgePages
from palabre.web.notices import language_of
from palabre.web.texts import Lang


@dataclass(frozen=True)
class TokenPages:
    """Asks for a token by HTTP, or by a form that needs no script; the rest is as for any proof."""

    gate: TokenGate
    age: AgePages

    async def show(self, request: Request) -> Response:
        """Challenge a browser that speaks Privacy Pass, judge what it brings; show anybody else the form."""
        given = request.headers.getlist("authorization")
        lang = language_of(request)
        if not given:
            return self._asked(lang)
        return await self._judged(request, lang, of_header, given[0] if len(given) == 1 else "")

    async def paste(self, request: Request) -> Response:
        """Judge a pasted token."""
        form = await self.age.form(request, FORM_OCTETS)
        if isinstance(form, Response):
            return form
        lang: Lang = "en" if form.get("lang") == "en" else "fr"
        return await self._judged(request, lang, of_paste, form.get("token", ""))

    async def challenges(self, _: Request) -> Response:
        """Publish this week's and next week's challenges: for everybody the same, ahead of any visit."""
        asked = [*self.gate.challenges(), *self.gate.challenges(ahead=1)]
        return JSONResponse({"challenges": [_published(one) for one in asked]})

    def _asked(self, lang: Lang) -> Response:
        shown = [
            (one, _day(one.begins), _day(one.until)) for ahead in (0, 1) for one in self.gate.challenges(ahead=ahead)
        ]
        answer = self.age.pages.render("age/token.html", lang, status=401, entry="gate", page="gate", challenges=shown)
        for challenge in self.gate.challenges():
            answer.headers.append("WWW-Authenticate", challenge.header())
        return answer

    async def _judged(self, request: Request, lang: Lang, read: Callable[[str], bytes], given: str) -> Response:
        if not self.age.budget.take(self.age.address_of(request)):
            return self.age.too_many(lang, await self.age.ways(request))
        is_admitted, _ = await asyncio.gather(self.gate.admits(read, given), self.age.sleep(FLOOR_MS / 1000))
        return await self.age.told(request, lang, is_admitted=is_admitted)


def token_routes(pages: TokenPages) -> list[Route]:
    """Return the routes of the way by token."""
    return [
        Route("/age/token", pages.show, methods=["GET"]),
        Route("/age/token", pages.paste, methods=["POST"]),
        Route("/age/token/challenges", pages.challenges, methods=["GET"]),
    ]


def _published(challenge: Challenge) -> dict[str, str | int]:
    return {
        "issuer": challenge.key.issuer,
        "token-type": 2,
        "challenge": spelled(challenge.octets),
        "token-key": spelled(challenge.key.spki),
        "from": _moment(challenge.begins),
        "until": _moment(challenge.until),
    }


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()


def _day(milliseconds: int) -> str:
    return _moment(milliseconds)[:10]
