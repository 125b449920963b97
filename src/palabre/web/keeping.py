"""Keep a pseudonym, come back to it, and read all that is kept of oneself. Every route needs a valid age session."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.age.sessions import COOKIE as ADULT
from palabre.identity.keeping import Keeping
from palabre.identity.members import COOKIE as MEMBER
from palabre.identity.model import Member
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, digest
from palabre.web.cookies import give_cookie
from palabre.web.entry import EntryApi, json_answer, read_asked

SIGNED_OCTETS = 16_384  # a passkey's answer with its key


class WordsAsked(msgspec.Struct, frozen=True):
    """In which language words are drawn."""

    lang: str = "fr"


class WordsGiven(msgspec.Struct, frozen=True):
    """Somebody comes back by words."""

    pseudonym: str
    words: str


class Signed(msgspec.Struct, frozen=True):
    """What a browser's authenticator answered, in its JSON form."""

    credential: dict[str, Any]


class Nothing(msgspec.Struct, frozen=True):
    """An empty object."""


@dataclass(frozen=True)
class KeepApi:
    """What the pages of keeping and coming back ask."""

    entry: EntryApi
    keeping: Keeping
    data: Callable[[Member], Awaitable[dict[str, Any]]]

    async def kept(self, request: Request) -> Response:
        """Tell by what one's pseudonym is kept."""
        member = await self.entry.member_of(request)
        if member is None:
            return Response(status_code=403)
        has_words, passkeys = await self.keeping.kept(member.id)
        return json_answer({"words": has_words, "passkeys": passkeys})

    async def words(self, request: Request) -> Response:
        """Draw four words, shown this once."""

        async def act(member: Member, asked: WordsAsked) -> dict[str, Any]:
            return {"words": await self.keeping.draw_words(member.id, "en" if asked.lang == "en" else "fr")}

        return await self._mine(request, WordsAsked, act)

    async def begin_passkey(self, request: Request) -> Response:
        """Say what the browser is to make."""

        async def act(member: Member, _: Nothing) -> dict[str, Any]:
            return {"options": await self.keeping.begin_passkey(member)}

        return await self._mine(request, Nothing, act)

    async def finish_passkey(self, request: Request) -> Response:
        """Keep the passkey that was made."""

        async def act(member: Member, signed: Signed) -> dict[str, Any]:
            await self.keeping.finish_passkey(member.id, signed.credential)
            return {}

        return await self._mine(request, Signed, act)

    async def end(self, request: Request) -> Response:
        """Let the pseudonym end with its session again."""

        async def act(member: Member, _: Nothing) -> dict[str, Any]:
            await self.keeping.end(member.id)
            return {}

        return await self._mine(request, Nothing, act)

    async def return_by_words(self, request: Request) -> Response:
        """Give a session to whoever says the pseudonym and its four words."""

        async def act(visitor: str, given: WordsGiven) -> tuple[Member, str]:
            return await self.keeping.return_by_words(visitor, given.pseudonym, given.words)

        return await self._returned(request, WordsGiven, act)

    async def begin_return(self, request: Request) -> Response:
        """Say what the browser is to sign."""
        visitor = await self._visitor(request)
        if visitor is None:
            return Response(status_code=403)
        return json_answer({"options": self.keeping.begin_return(visitor)})

    async def return_by_passkey(self, request: Request) -> Response:
        """Give a session to whoever holds the passkey."""

        async def act(visitor: str, signed: Signed) -> tuple[Member, str]:
            return await self.keeping.return_by_passkey(visitor, signed.credential)

        return await self._returned(request, Signed, act)

    async def download(self, request: Request) -> Response:
        """Give all that is kept of oneself, as a file."""
        member = await self.entry.member_of(request)
        if member is None:
            return Response(status_code=403)
        answer = json_answer(await self.data(member))
        answer.headers["Content-Disposition"] = 'attachment; filename="palabre.json"'
        return answer

    async def _mine(
        self, request: Request, kind: type[Any], act: Callable[[Member, Any], Awaitable[dict[str, Any]]]
    ) -> Response:
        if await self._visitor(request) is None or (member := await self.entry.member_of(request)) is None:
            return Response(status_code=403)
        try:
            return json_answer(await act(member, await read_asked(request, kind, SIGNED_OCTETS)))
        except Refusal as refusal:
            return self.entry.refused(refusal, request)

    async def _returned(
        self, request: Request, kind: type[Any], act: Callable[[str, Any], Awaitable[tuple[Member, str]]]
    ) -> Response:
        visitor = await self._visitor(request)
        if visitor is None:
            return Response(status_code=403)
        try:
            await self.entry.check_open(request)
            former = await self.entry.member_of(request)
            member, secret = await act(visitor, await read_asked(request, kind, SIGNED_OCTETS))
            await self._let_go(former, member.id)
        except Refusal as refusal:
            return self.entry.refused(refusal, request)
        response = json_answer({"arrival": await self.entry.arrival(member.profile.town)})
        give_cookie(response, MEMBER, secret)
        return response

    async def _let_go(self, former: Member | None, member: MemberId) -> None:
        # Whoever comes back to a kept pseudonym leaves the passing one they were, unless that is kept too.
        if former is None or former.id == member:
            return
        if await self.keeping.kept(former.id) == (False, 0):
            await self.entry.farewell(former.id, False)

    async def _visitor(self, request: Request) -> str | None:
        # The age session by its digest, in memory alone: tries and challenges are counted for it, nothing is written.
        if await self.entry.admitted(request) is None:
            return None
        return digest(request.cookies.get(ADULT, "")).hex()


def keep_routes(api: KeepApi) -> list[Route]:
    """Return the routes of keeping and coming back."""
    return [
        Route("/api/keep", api.kept, methods=["GET"]),
        Route("/api/keep/words", api.words, methods=["POST"]),
        Route("/api/keep/passkey/begin", api.begin_passkey, methods=["POST"]),
        Route("/api/keep/passkey/finish", api.finish_passkey, methods=["POST"]),
        Route("/api/keep/end", api.end, methods=["POST"]),
        Route("/api/return/words", api.return_by_words, methods=["POST"]),
        Route("/api/return/passkey/begin", api.begin_return, methods=["POST"]),
        Route("/api/return/passkey/finish", api.return_by_passkey, methods=["POST"]),
        Route("/api/me/data", api.download, methods=["GET"]),
    ]
