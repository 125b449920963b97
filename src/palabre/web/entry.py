"""Entry steps 2 and 3, and leaving. The one module that sees an admission and a member together.

It writes no line that holds both, and hands neither to the other side.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.age.sessions import COOKIE as ADULT
from palabre.age.sessions import AgeSession, AgeSessions
from palabre.identity.members import COOKIE as MEMBER
from palabre.identity.members import Members
from palabre.identity.model import EntryDraft, Member
from palabre.identity.pseudonyms import check_pseudonym
from palabre.identity.towns import Town, Towns
from palabre.kernel.clock import HOUR, Clock
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import MemberId, PlaceId
from palabre.web.cookies import give_cookie, take_cookie
from palabre.web.forms import TooLarge, read_body
from palabre.web.measures import MeasurePages
from palabre.web.origin import check_origin
from palabre.web.work import EntryWork

BODY_OCTETS = 8_192
CHECKS_AN_HOUR = 20  # of a pseudonym: enough to choose, too few to list who is here
STATUS = {
    "under_age": 403, "shut": 403, "pseudonym_taken": 409, "rate_limited": 429, "busy": 503, "work_needed": 428,
}  # fmt: skip
Arrival = Callable[[int], Awaitable[PlaceId]]  # from a town's id
Farewell = Callable[[MemberId, bool], Awaitable[None]]  # erase words too?


class PseudonymAsked(msgspec.Struct, frozen=True):
    """A pseudonym to check."""

    pseudonym: str
    lang: str = "fr"


class Asked(EntryDraft, frozen=True):
    """What somebody typed to come in, with the work done for it."""

    work: str = ""  # a solution of ``EntryWork.challenge``


class Leaving(msgspec.Struct, frozen=True):
    """How one leaves."""

    erase_words: bool = False


@dataclass
class Allowance:
    """Twenty checks an hour for each age session, in memory only; a session is remembered until the hour ends."""

    clock: Clock
    _hour: int = 0
    _used: Counter[AgeSession] = field(default_factory=Counter)

    def take(self, session: AgeSession) -> None:
        """Use one check. Raises ``Refusal("rate_limited")``."""
        now = self.clock.now()
        if now // HOUR != self._hour:
            self._hour = now // HOUR
            self._used.clear()
        self._used[session] += 1
        if self._used[session] > CHECKS_AN_HOUR:
            raise Refusal("rate_limited", Advice.LATER, retry_after_ms=HOUR - now % HOUR)


@dataclass(frozen=True)
class EntryApi:
    """What the entry's pages ask."""

    origin: str
    sessions: AgeSessions
    members: Members
    towns: Towns
    arrival: Arrival
    farewell: Farewell
    allowance: Allowance
    work: EntryWork
    address_of: Callable[[Request], str]
    measures: MeasurePages

    async def search_towns(self, request: Request) -> Response:
        """Return at most eight towns for a beginning of name or postcode; never a position."""
        if await self.sessions.check(request.cookies.get(ADULT)) is None:
            return Response(status_code=403)
        found = self.towns.search(request.query_params.get("q", ""))
        return json_answer({"towns": [self._town(town) for town in found]})

    async def check_name(self, request: Request) -> Response:
        """Tell whether a pseudonym is free; taken, reserved and look-alike ones get one same answer."""
        session = await self.admitted(request)
        if session is None:
            return Response(status_code=403)
        try:
            asked = await read_asked(request, PseudonymAsked)
            check_pseudonym(asked.pseudonym)
            self.allowance.take(session)
            name, waits = await self.members.check_name(asked.pseudonym)
            return json_answer({"ok": True, "pseudonym": name, "waits": waits})
        except Refusal as refusal:
            return self.refused(refusal, request)

    async def give_work(self, request: Request) -> Response:
        """Give the work that entering asks, ahead of the form, so that nobody waits for it."""
        if await self.admitted(request) is None:
            return Response(status_code=403)
        return json_answer(self.work.challenge(self.address_of(request)))

    async def enter(self, request: Request) -> Response:
        """Let somebody in; under 18, nothing is recorded."""
        if await self.admitted(request) is None:
            return Response(status_code=403)
        try:
            await self.check_open(request)
            draft = await read_asked(request, Asked)
            _check_rules(draft)
            member, secret = await self._enter(request, draft)
        except Refusal as refusal:
            return self.refused(refusal, request)
        response = json_answer({"arrival": await self.arrival(member.profile.town)}, 201)
        give_cookie(response, MEMBER, secret)
        return response

    async def leave(self, request: Request) -> Response:
        """Erase card, session and, if asked, words; both cookies go. Nobody without either session is answered."""
        member = await self.members.of_session(request.cookies.get(MEMBER))
        adult = await self.sessions.check(request.cookies.get(ADULT))
        # Whoever was idle for too long may still erase what is theirs: either session will do.
        if not check_origin(request, self.origin) or (member is None and adult is None):
            return Response(status_code=403)
        try:
            leaving = await read_asked(request, Leaving)
        except Refusal as refusal:
            return self.refused(refusal, request)
        if member is not None:
            await self.farewell(member.id, leaving.erase_words)
        if secret := request.cookies.get(ADULT):
            await self.sessions.end(secret)
        return await self._left(request, member)

    async def check_open(self, request: Request) -> None:
        """Refuse whoever is bound, by their session or their device's mark. Raises ``Refusal("shut")``."""
        if await self.measures.binding(request) is not None:
            raise Refusal("shut")

    async def _left(self, request: Request, member: Member | None) -> Response:
        response = json_answer({})
        take_cookie(response, MEMBER)
        take_cookie(response, ADULT)
        # Leaving may itself have bound somebody who owed an answer.
        bound = (self.measures.standings.shut(member.id) if member else None) or await self.measures.binding(request)
        kept = '"cache", "storage"' if bound else '"cache", "cookies", "storage"'  # a mark outlives its member
        response.headers["Clear-Site-Data"] = kept
        if bound:
            await self.measures.give_mark(request, response, bound)
        return response

    async def member_of(self, request: Request) -> Member | None:
        """Return the member of a request, if both sessions hold."""
        if await self.sessions.check(request.cookies.get(ADULT)) is None:
            return None
        return await self.members.of_session(request.cookies.get(MEMBER))

    async def _enter(self, request: Request, draft: Asked) -> tuple[Member, str]:
        # Somebody who enters again from the same browser leaves what they were, once nothing can refuse them any more.
        former = await self.members.of_session(request.cookies.get(MEMBER))
        member = await self.members.prepare(draft, former)
        self.work.accept(draft.work)
        if former is not None:
            await self.farewell(former.id, False)
        return member, await self.members.admit(member)

    async def admitted(self, request: Request) -> AgeSession | None:
        """Return the age session of a request from our own pages, and keep it alive; none without one."""
        if not check_origin(request, self.origin):
            return None
        session = await self.sessions.check(request.cookies.get(ADULT))
        if session is not None:
            session.touch(self.members.clock.now())
        return session

    def refused(self, refusal: Refusal, request: Request) -> Response:
        """Return the answer of a refusal."""
        body: dict[str, Any] = {"code": refusal.code, **refusal.params}
        if refusal.sentence:
            body["sentence"] = dict(refusal.sentence)
        if refusal.code == "work_needed":
            body["work"] = self.work.challenge(self.address_of(request))
        if refusal.retry_after_ms:
            body["retry_after_ms"] = refusal.retry_after_ms
        if refusal.code == "pseudonym_taken":
            is_english = request.headers.get("referer", "").find("/en/") > 0
            body["suggestions"] = self.members.suggestions("en" if is_english else "fr")
        return json_answer(body, STATUS.get(refusal.code, 422))

    def _town(self, town: Town) -> dict[str, Any]:
        department = self.towns.department(town)
        larger = self.towns.larger(town)
        return {
            "id": town.id,
            "name": town.name,
            "country": town.country,
            "detail": f"{town.department} · {department}" if department else town.country,
            "department": department,
            "small": town.is_small,
            "larger": {"name": larger.name} if larger else None,
        }


def entry_routes(api: EntryApi) -> list[Route]:
    """Return the routes of the entry's interface."""
    return [
        Route("/api/entry/towns", api.search_towns, methods=["GET"]),
        Route("/api/entry/pseudonym", api.check_name, methods=["POST"]),
        Route("/api/entry/work", api.give_work, methods=["POST"]),
        Route("/api/entry", api.enter, methods=["POST"]),
        Route("/api/leave", api.leave, methods=["POST"]),
    ]


def _check_rules(draft: EntryDraft) -> None:
    if not draft.rules:
        raise Refusal("rules")


async def read_asked(request: Request, kind: Any, most: int = BODY_OCTETS) -> Any:
    """Return the body of a request as a kind of struct. Raises ``Refusal``: too_long, bad_request."""
    try:
        return msgspec.json.decode(await read_body(request, most), type=kind)
    except TooLarge:
        raise Refusal("too_long", limit=most) from None
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Refusal("bad_request") from None


def json_answer(body: dict[str, Any], status: int = 200) -> Response:
    """Return a body as JSON."""
    return Response(msgspec.json.encode(body), status, media_type="application/json")
