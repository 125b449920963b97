"""Decisions as routes: what one may rest on, a draft with its exact text, a signature, a second person's."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.console import telling
from palabre.console.casework import Words
from palabre.console.desk import number_of
from palabre.console.door import Door
from palabre.console.signing import Nothing
from palabre.kernel.ids import MemberId
from palabre.moderation.decisions import Decision
from palabre.moderation.proposing import Proposal, Proposing
from palabre.moderation.roles import Power, may
from palabre.moderation.shown import Showing
from palabre.moderation.staff import Staff

NameOf = Callable[[MemberId], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class DecidingApi:
    """What the page asks to decide."""

    door: Door
    proposing: Proposing
    showing: Showing
    name_of: NameOf

    async def grounds(self, request: Request) -> Response:
        """Tell what a decision may rest on."""

        async def act(staff: Staff) -> dict[str, Any]:
            may(staff, Power.LIGHT)
            return telling.grounds()

        return await self.door.read(request, act)

    async def draft(self, request: Request) -> Response:
        """Keep a draft; tell the exact text."""

        async def act(staff: Staff, asked: Proposal) -> dict[str, Any]:
            decision, statement, needs = await self.proposing.draft(staff, number_of(request), asked)
            told = telling.drafted(decision, statement, needs_second=needs)
            return await self._letter(staff, decision, told)

        return await self.door.change(request, Proposal, act)

    async def sign(self, request: Request) -> Response:
        """Sign one's own draft."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            return {"state": (await self.proposing.sign(staff, number_of(request))).state.value}

        return await self.door.change(request, Nothing, act)

    async def stand(self, request: Request) -> Response:
        """Leave the decision on a case that waited again as it is."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            await self.proposing.stand(staff, number_of(request))
            return {}

        return await self.door.change(request, Nothing, act)

    async def seconds(self, request: Request) -> Response:
        """Tell what waits for a second person."""

        async def act(staff: Staff) -> dict[str, Any]:
            now = self.proposing.deciding.clock.now()
            return {"waiting": [telling.waiting_second(one, now) for one in await self.proposing.seconds(staff)]}

        return await self.door.read(request, act)

    async def facts(self, request: Request) -> Response:
        """Tell a second person the facts, and nothing of the first opinion."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            facts = await self.proposing.facts(staff, number_of(request))
            told = telling.seen(facts, await self.showing.quote(staff, facts.case, facts.quote))
            return {**told, "name": await self.name_of(facts.subject)}

        return await self.door.change(request, Nothing, act)

    async def view(self, request: Request) -> Response:
        """Keep a second person's view; tell the first opinion, and the text."""

        async def act(staff: Staff, asked: Words) -> dict[str, Any]:
            decision, statement = await self.proposing.view(staff, number_of(request), asked.words)
            told = telling.drafted(decision, statement, needs_second=True)
            return await self._letter(staff, decision, told)

        return await self.door.change(request, Words, act)

    async def second(self, request: Request) -> Response:
        """Sign as the second person."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            return {"state": (await self.proposing.second(staff, number_of(request))).state.value}

        return await self.door.change(request, Nothing, act)

    async def _letter(self, staff: Staff, decision: Decision, told: dict[str, Any]) -> dict[str, Any]:
        return telling.unquoted(told, decision, await self.showing.quote(staff, decision.case, decision.quote))


def deciding_routes(api: DecidingApi) -> list[Route]:
    """Return the routes of decisions."""
    path = "/console/api/decisions"
    return [
        Route("/console/api/grounds", api.grounds, methods=["GET"]),
        Route("/console/api/cases/{number}/draft", api.draft, methods=["POST"]),
        Route("/console/api/cases/{number}/stand", api.stand, methods=["POST"]),
        Route(path, api.seconds, methods=["GET"]),
        Route(f"{path}/{{number}}/sign", api.sign, methods=["POST"]),
        Route(f"{path}/{{number}}/facts", api.facts, methods=["POST"]),
        Route(f"{path}/{{number}}/view", api.view, methods=["POST"]),
        Route(f"{path}/{{number}}/second", api.second, methods=["POST"]),
    ]
