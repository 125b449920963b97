"""Complaints as routes: what waits, the facts, an opinion, then the first reasons, and the answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.console import telling
from palabre.console.casework import Words
from palabre.console.desk import number_of
from palabre.console.door import Door
from palabre.console.signing import Nothing
from palabre.kernel.ids import MemberId
from palabre.moderation.appeals import Appeals
from palabre.moderation.complaining import Answer, Blind
from palabre.moderation.complaints import Complaint, Verdict
from palabre.moderation.shown import Showing
from palabre.moderation.staff import Staff

NameOf = Callable[[MemberId], Awaitable[str]]


class Answered(Struct, frozen=True):
    """What a reader decides; who else agreed is never theirs to say."""

    verdict: Verdict
    reasons: str
    advice: str = ""
    undone: frozenset[str] = frozenset()
    unfounded: bool = False


@dataclass(frozen=True, slots=True)
class AppealsApi:
    """What the page asks about complaints."""

    door: Door
    appeals: Appeals
    showing: Showing
    name_of: NameOf

    async def waiting(self, request: Request) -> Response:
        """Tell what waits."""

        async def act(staff: Staff) -> dict[str, Any]:
            now = self.appeals.complaining.clock.now()
            mine = [telling.waiting_complaint(one, now) for one in await self.appeals.waiting(staff)]
            others = [telling.waiting_complaint(one, now, second=True) for one in await self.appeals.seconds(staff)]
            return {"waiting": [*mine, *others]}

        return await self.door.read(request, act)

    async def whom(self, request: Request) -> Response:
        """Name whom a complaint is about, so that somebody can say whether they know them."""

        async def act(staff: Staff) -> dict[str, Any]:
            return {"name": await self.name_of(await self.appeals.subject(staff, number_of(request)))}

        return await self.door.read(request, act)

    async def apart(self, request: Request) -> Response:
        """Take somebody's word that they do not know whom a complaint is about."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            await self.appeals.say_apart(staff, number_of(request))
            return {}

        return await self.door.change(request, Nothing, act)

    async def take(self, request: Request) -> Response:
        """Take a complaint."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            return telling.complaint(await self.appeals.take(staff, number_of(request)))

        return await self.door.change(request, Nothing, act)

    async def facts(self, request: Request) -> Response:
        """Tell the facts: what was said, and what the person says of it."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            return await self._blind(staff, await self.appeals.facts(staff, number_of(request)))

        return await self.door.change(request, Nothing, act)

    async def facts_for_second(self, request: Request) -> Response:
        """Tell a second reader the facts."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            return await self._blind(staff, await self.appeals.facts_for_second(staff, number_of(request)))

        return await self.door.change(request, Nothing, act)

    async def agree(self, request: Request) -> Response:
        """Keep a second reader's view."""

        async def act(staff: Staff, asked: Words) -> dict[str, Any]:
            await self.appeals.agree(staff, number_of(request), asked.words)
            return {}

        return await self.door.change(request, Words, act)

    async def opinion(self, request: Request) -> Response:
        """Keep a reader's own opinion."""
        return await self._write(request, self.appeals.write_opinion)

    async def ask(self, request: Request) -> Response:
        """Ask the person one question."""
        return await self._write(request, self.appeals.ask)

    async def reasons(self, request: Request) -> Response:
        """Tell the first decision and its text, once an opinion is written."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            decision, statement = await self.appeals.first_reasons(staff, number_of(request))
            told = telling.drafted(decision, statement, needs_second=False)
            return telling.unquoted(told, decision, await self.showing.quote(staff, decision.case, decision.quote))

        return await self.door.change(request, Nothing, act)

    async def answer(self, request: Request) -> Response:
        """Decide a complaint."""

        async def act(staff: Staff, asked: Answered) -> dict[str, Any]:
            answer = Answer(asked.verdict, asked.reasons, asked.advice, asked.undone, asked.unfounded)
            return telling.complaint(await self.appeals.answer(staff, number_of(request), answer))

        return await self.door.change(request, Answered, act)

    async def _blind(self, staff: Staff, facts: Blind) -> dict[str, Any]:
        told = telling.seen(facts, await self.showing.quote(staff, facts.case, facts.quote))
        return {**told, "name": await self.name_of(facts.subject)}

    async def _write(
        self, request: Request, write: Callable[[Staff, str, str], Awaitable[Complaint]]
    ) -> Response:  # fmt: skip
        async def act(staff: Staff, asked: Words) -> dict[str, Any]:
            return telling.complaint(await write(staff, number_of(request), asked.words))

        return await self.door.change(request, Words, act)


def appeals_routes(api: AppealsApi) -> list[Route]:
    """Return the routes of complaints."""
    path = "/console/api/complaints"
    return [
        Route(path, api.waiting, methods=["GET"]),
        Route(f"{path}/{{number}}/whom", api.whom, methods=["GET"]),
        Route(f"{path}/{{number}}/apart", api.apart, methods=["POST"]),
        Route(f"{path}/{{number}}/take", api.take, methods=["POST"]),
        Route(f"{path}/{{number}}/facts", api.facts, methods=["POST"]),
        Route(f"{path}/{{number}}/second", api.facts_for_second, methods=["POST"]),
        Route(f"{path}/{{number}}/agree", api.agree, methods=["POST"]),
        Route(f"{path}/{{number}}/opinion", api.opinion, methods=["POST"]),
        Route(f"{path}/{{number}}/ask", api.ask, methods=["POST"]),
        Route(f"{path}/{{number}}/reasons", api.reasons, methods=["POST"]),
        Route(f"{path}/{{number}}/answer", api.answer, methods=["POST"]),
    ]
