"""What hosts did, as routes: each act, where it stands, and its undoing by the staff."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.console.desk import number_of
from palabre.console.door import Door
from palabre.kernel.ids import MemberId, PlaceId
from palabre.moderation.decisions import Decision
from palabre.moderation.overseeing import Overseeing
from palabre.moderation.staff import Staff


class Undone(Struct, frozen=True):
    """Undoing and why, a code of ``UNDO_REASONS``; ``apart`` is one's word that one does not know the person."""

    reason: str
    apart: bool = False


NameOf = Callable[[MemberId], Awaitable[str]]
RoomOf = Callable[[PlaceId], Awaitable[str]]  # the name of a room, empty when there is none


@dataclass(frozen=True, slots=True)
class HostsApi:
    """What the page asks about hosts."""

    door: Door
    overseeing: Overseeing
    name_of: NameOf
    room_of: RoomOf

    async def acts(self, request: Request) -> Response:
        """Tell what hosts did, newest first, and whether it still holds."""

        async def act(staff: Staff) -> dict[str, Any]:
            return {"acts": [await self._told(one) for one in await self.overseeing.acts(staff)]}

        return await self.door.read(request, act)

    async def undo(self, request: Request) -> Response:
        """Undo what a host did."""

        async def act(staff: Staff, asked: Undone) -> dict[str, Any]:
            await self.overseeing.undo(staff, number_of(request), asked.reason, is_apart=asked.apart)
            return {}

        return await self.door.change(request, Undone, act)

    async def _told(self, one: Decision) -> dict[str, Any]:
        imposed = one.imposed[0]
        return {
            "decision": one.id, "means": imposed.means.value, "place": imposed.place, "reason": one.words,
            "room": await self.room_of(PlaceId(imposed.place)), "name": await self.name_of(one.subject),
            "quote": one.quote, "made": one.made, "ends": one.ends, "state": one.state.value,
        }  # fmt: skip


def hosts_routes(api: HostsApi) -> list[Route]:
    """Return the routes of what hosts did."""
    path = "/console/api/hosts"
    return [
        Route(path, api.acts, methods=["GET"]),
        Route(f"{path}/{{number}}/undo", api.undo, methods=["POST"]),
    ]
