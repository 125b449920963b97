"""Second looks as routes: what waits, the facts, what somebody finds."""

from dataclasses import dataclass
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.console import telling
from palabre.console.desk import number_of
from palabre.console.door import Door
from palabre.console.signing import Nothing
from palabre.moderation.decisions import Outcome
from palabre.moderation.looking_again import LookingAgain
from palabre.moderation.shown import Showing
from palabre.moderation.staff import Staff


class Finding(Struct, frozen=True):
    """What somebody finds, and why."""

    outcome: Outcome
    words: str


@dataclass(frozen=True, slots=True)
class SecondLooksApi:
    """What the page asks about decisions that are looked at again."""

    door: Door
    again: LookingAgain
    showing: Showing

    async def waiting(self, request: Request) -> Response:
        """Tell what waits; not when it was decided, nor how."""

        async def act(staff: Staff) -> dict[str, Any]:
            now = self.again.clock.now()
            return {"waiting": [telling.waiting_look(one, now) for one in await self.again.waiting(staff)]}

        return await self.door.read(request, act)

    async def facts(self, request: Request) -> Response:
        """Tell the facts, and nothing of what was made of them."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            facts = await self.again.facts(staff, number_of(request))
            told = telling.seen(facts, await self.showing.quote(staff, facts.case, facts.quote))
            return {**told, "label": telling.label(facts.kind), "said": [telling.said(one) for one in facts.said]}

        return await self.door.change(request, Nothing, act)

    async def give(self, request: Request) -> Response:
        """Keep what somebody finds; whether the first found the same is told to nobody."""

        async def act(staff: Staff, asked: Finding) -> dict[str, Any]:
            await self.again.give(staff, number_of(request), asked.outcome, asked.words)
            return {}

        return await self.door.change(request, Finding, act)


def second_look_routes(api: SecondLooksApi) -> list[Route]:
    """Return the routes of second looks."""
    path = "/console/api/second-looks"
    return [
        Route(path, api.waiting, methods=["GET"]),
        Route(f"{path}/{{number}}/facts", api.facts, methods=["POST"]),
        Route(f"{path}/{{number}}/give", api.give, methods=["POST"]),
    ]
