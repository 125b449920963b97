"""Rooms that wait for approval as routes: the list, yes, and no with a reason."""

from dataclasses import dataclass
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.console.desk import number_of
from palabre.console.door import Door
from palabre.kernel.ids import PlaceId
from palabre.moderation.openings import Openings, Proposed
from palabre.moderation.staff import Staff


class Approved(Struct, frozen=True):
    """A yes; ``apart`` is one's word that one does not know whoever proposed the room."""

    apart: bool = False


class Refused(Struct, frozen=True):
    """A no and why, a code of ``chat.model.ROOM_REASONS``; ``apart`` as above."""

    reason: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class RoomsApi:
    """What the screen of rooms asks."""

    door: Door
    openings: Openings

    async def waiting(self, request: Request) -> Response:
        """Tell which rooms wait, and where whoever proposed each stands."""

        async def act(staff: Staff) -> dict[str, Any]:
            return {"rooms": [_told(one) for one in await self.openings.waiting(staff)]}

        return await self.door.read(request, act)

    async def approve(self, request: Request) -> Response:
        """List a room."""

        async def act(staff: Staff, asked: Approved) -> dict[str, Any]:
            await self.openings.approve(staff, PlaceId(number_of(request)), has_said=asked.apart)
            return {}

        return await self.door.change(request, Approved, act)

    async def refuse(self, request: Request) -> Response:
        """Refuse a room."""

        async def act(staff: Staff, asked: Refused) -> dict[str, Any]:
            await self.openings.refuse(staff, PlaceId(number_of(request)), asked.reason, has_said=asked.apart)
            return {}

        return await self.door.change(request, Refused, act)


def _told(one: Proposed) -> dict[str, Any]:
    room, host = one.room, one.host
    return {
        "id": room.id, "name": room.name, "topic": room.topic, "purpose": room.purpose, "theme": room.theme,
        "created": room.created, "host": host.name if host else "", "since": host.since if host else 0,
        "points": len(one.past.points), "step": one.past.step, "reporters": one.past.reporters,
    }  # fmt: skip


def room_routes(api: RoomsApi) -> list[Route]:
    """Return the routes of rooms that wait."""
    path = "/console/api/rooms"
    return [
        Route(path, api.waiting, methods=["GET"]),
        Route(f"{path}/{{number}}/approve", api.approve, methods=["POST"]),
        Route(f"{path}/{{number}}/refuse", api.refuse, methods=["POST"]),
    ]
