"""Who looks after rooms, as routes: the list, what one person asks about it, what another agrees to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.chat.model import Room
from palabre.console.desk import number_of
from palabre.console.door import Door
from palabre.console.signing import Nothing
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import PlaceId
from palabre.moderation.access import access_volunteers
from palabre.moderation.naming import Naming, Volunteer
from palabre.moderation.roles import Manner
from palabre.moderation.staff import Staff

Listed = Callable[[], Awaitable[list[Room]]]  # the open rooms


class Named(Struct, frozen=True):
    """The rooms that a volunteer would look after."""

    rooms: list[str]


@dataclass(frozen=True, slots=True)
class VolunteersApi:
    """What the screen of volunteers asks."""

    door: Door
    naming: Naming
    listed: Listed

    async def all(self, request: Request) -> Response:
        """Tell who looks after which rooms, what is asked about it, and which rooms there are."""

        async def act(staff: Staff) -> dict[str, Any]:
            found = await self.naming.volunteers(staff)
            names = {room.id: room.name for room in await self.listed()}
            return {
                "volunteers": [_told(one, names, staff) for one in found],
                "rooms": [{"id": place, "name": name} for place, name in names.items()],
                "acts": _may_ask(staff),
            }

        return await self.door.read(request, act)

    async def name(self, request: Request) -> Response:
        """Ask that somebody look after rooms."""

        async def act(staff: Staff, asked: Named) -> dict[str, Any]:
            open_rooms = {room.id for room in await self.listed()}
            rooms = {PlaceId(one) for one in asked.rooms}
            if not rooms <= open_rooms:
                raise Refusal("unknown_room")
            return {"ref": await self.naming.name(staff, rooms)}

        return await self.door.change(request, Named, act)

    async def withdraw(self, request: Request) -> Response:
        """Ask that somebody look after nothing any more."""
        return await self._answer(request, self.naming.withdraw)

    async def decline(self, request: Request) -> Response:
        """Drop what is asked."""
        return await self._answer(request, self.naming.decline)

    async def agree(self, request: Request) -> Response:
        """Agree to what another asked; the link of an invitation is told this once."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            code = await self.naming.agree(staff, number_of(request))
            # What follows the sign is never sent to a server, and so stands in no log.
            return {"link": f"{self.door.origin}/console#invitation={code}" if code else ""}

        return await self.door.change(request, Nothing, act)

    async def _answer(self, request: Request, change: Callable[[Staff, str], Awaitable[None]]) -> Response:
        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            await change(staff, number_of(request))
            return {}

        return await self.door.change(request, Nothing, act)


def _told(one: Volunteer, names: dict[PlaceId, str], reader: Staff) -> dict[str, Any]:
    staff, awaited = one.staff, one.staff.awaited
    return {
        "ref": staff.ref, "rooms": [names.get(room) or room for room in sorted(staff.rooms)], "since": staff.since,
        "suspended": staff.suspended, "has_come": one.has_come,
        "awaited": awaited.change.value if awaited else "", "asked": awaited.at if awaited else 0,
        "by": awaited.by if awaited else "", "mine": awaited is not None and awaited.by == reader.ref,
    }  # fmt: skip


def _may_ask(staff: Staff) -> bool:
    try:
        access_volunteers(staff, Manner.PROPOSE)
    except Refusal:
        return False
    return True


def volunteer_routes(api: VolunteersApi) -> list[Route]:
    """Return the routes of volunteers."""
    path = "/console/api/volunteers"
    return [
        Route(path, api.all, methods=["GET"]),
        Route(path, api.name, methods=["POST"]),
        Route(f"{path}/{{number}}/withdraw", api.withdraw, methods=["POST"]),
        Route(f"{path}/{{number}}/agree", api.agree, methods=["POST"]),
        Route(f"{path}/{{number}}/decline", api.decline, methods=["POST"]),
    ]
