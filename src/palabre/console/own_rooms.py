"""Rooms that a volunteer looks after, as routes: what is said there, hiding, asking to leave, and back."""

from dataclasses import dataclass
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.chat.model import Message, MessageState
from palabre.console.desk import NameOf, number_of
from palabre.console.door import Door
from palabre.kernel.ids import MemberId, MessageId, PlaceId
from palabre.moderation.decisions import Decision
from palabre.moderation.hosting import Reason
from palabre.moderation.staff import Staff
from palabre.moderation.volunteering import Volunteering

READ = (MessageState.SAID, MessageState.COVERED)  # what is deleted has nothing left to read or to hide


class Hidden(Struct, frozen=True):
    """A message to hide, and why; ``apart`` is one's word that one does not know its author."""

    message: MessageId
    reason: Reason
    apart: bool = False


class Shown(Struct, frozen=True):
    """A message to show again; ``apart`` as above."""

    message: MessageId
    apart: bool = False


class AskedOut(Struct, frozen=True):
    """Somebody to ask to leave, and why; ``apart`` as above."""

    member: MemberId
    reason: Reason
    apart: bool = False


class LetIn(Struct, frozen=True):
    """Somebody who may come back; ``apart`` as above."""

    member: MemberId
    apart: bool = False


@dataclass(frozen=True, slots=True)
class OwnRoomsApi:
    """What the screen of one's own rooms asks."""

    door: Door
    volunteering: Volunteering
    name_of: NameOf

    async def rooms(self, request: Request) -> Response:
        """Tell which rooms somebody looks after."""

        async def act(staff: Staff) -> dict[str, Any]:
            return {"rooms": [{"id": one.id, "name": one.name} for one in await self.volunteering.rooms(staff)]}

        return await self.door.read(request, act)

    async def room(self, request: Request) -> Response:
        """Tell what is said in a room, and who was asked to leave it."""

        async def act(staff: Staff) -> dict[str, Any]:
            place = PlaceId(number_of(request))
            said = await self.volunteering.talk(staff, place)
            out = await self.volunteering.asked_out(staff, place)
            return {
                "said": [_said(one) for one in said if one.state in READ],
                "out": [await self._out(one) for one in out],
            }

        return await self.door.read(request, act)

    async def hide(self, request: Request) -> Response:
        """Hide a message."""

        async def act(staff: Staff, asked: Hidden) -> dict[str, Any]:
            place = PlaceId(number_of(request))
            await self.volunteering.hide(staff, place, asked.message, asked.reason, is_apart=asked.apart)
            return {}

        return await self.door.change(request, Hidden, act)

    async def show(self, request: Request) -> Response:
        """Show a message again."""

        async def act(staff: Staff, asked: Shown) -> dict[str, Any]:
            await self.volunteering.show(staff, PlaceId(number_of(request)), asked.message, is_apart=asked.apart)
            return {}

        return await self.door.change(request, Shown, act)

    async def ask_out(self, request: Request) -> Response:
        """Ask somebody to leave."""

        async def act(staff: Staff, asked: AskedOut) -> dict[str, Any]:
            place = PlaceId(number_of(request))
            await self.volunteering.ask_out(staff, place, asked.member, asked.reason, is_apart=asked.apart)
            return {}

        return await self.door.change(request, AskedOut, act)

    async def let_in(self, request: Request) -> Response:
        """Let somebody come back."""

        async def act(staff: Staff, asked: LetIn) -> dict[str, Any]:
            await self.volunteering.let_in(staff, PlaceId(number_of(request)), asked.member, is_apart=asked.apart)
            return {}

        return await self.door.change(request, LetIn, act)

    async def _out(self, one: Decision) -> dict[str, Any]:
        return {"member": one.subject, "name": await self.name_of(one.subject), "ends": one.ends}


def _said(one: Message) -> dict[str, Any]:
    """Return a message as everybody reads it: a name and words, neither age nor town."""
    return {
        "id": one.id, "at": one.at, "member": one.author.id, "name": one.author.name, "text": one.text,
        "state": one.state.value,
    }  # fmt: skip


def own_room_routes(api: OwnRoomsApi) -> list[Route]:
    """Return the routes of one's own rooms."""
    path = "/console/api/own-rooms"
    acts = {"hide": api.hide, "show": api.show, "ask-out": api.ask_out, "let-in": api.let_in}
    return [
        Route(path, api.rooms, methods=["GET"]),
        Route(f"{path}/{{number}}", api.room, methods=["GET"]),
        *(Route(f"{path}/{{number}}/{name}", act, methods=["POST"]) for name, act in acts.items()),
    ]
