"""Pseudonyms that wait as routes: the list, yes, and no with a reason."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.console.desk import number_of
from palabre.console.door import Door
from palabre.console.rooms import Approved, Refused
from palabre.kernel.ids import MemberId
from palabre.moderation.christening import Asked, Christening
from palabre.moderation.staff import Staff


@dataclass(frozen=True, slots=True)
class NamesApi:
    """What the screen of rooms and names asks about names."""

    door: Door
    christening: Christening

    async def waiting(self, request: Request) -> Response:
        """Tell which names wait, and where the bearer of each stands."""

        async def act(staff: Staff) -> dict[str, Any]:
            return {"names": [_told(one) for one in await self.christening.waiting(staff)]}

        return await self.door.read(request, act)

    async def approve(self, request: Request) -> Response:
        """Give a name."""

        async def act(staff: Staff, asked: Approved) -> dict[str, Any]:
            await self.christening.approve(staff, MemberId(number_of(request)), has_said=asked.apart)
            return {}

        return await self.door.change(request, Approved, act)

    async def refuse(self, request: Request) -> Response:
        """Refuse a name."""

        async def act(staff: Staff, asked: Refused) -> dict[str, Any]:
            member = MemberId(number_of(request))
            await self.christening.refuse(staff, member, asked.reason, has_said=asked.apart)
            return {}

        return await self.door.change(request, Refused, act)


def _told(one: Asked) -> dict[str, Any]:
    waiting, past = one.waiting, one.past
    return {
        "id": waiting.member, "name": waiting.name, "since": waiting.since, "points": len(past.points),
        "step": past.step, "reporters": past.reporters,
    }  # fmt: skip


def name_routes(api: NamesApi) -> list[Route]:
    """Return the routes of names that wait."""
    path = "/console/api/names"
    return [
        Route(path, api.waiting, methods=["GET"]),
        Route(f"{path}/{{number}}/approve", api.approve, methods=["POST"]),
        Route(f"{path}/{{number}}/refuse", api.refuse, methods=["POST"]),
    ]
