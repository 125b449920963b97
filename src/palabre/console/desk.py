"""The console's desk as routes: oneself, one's time, what waits, one case."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.console import telling
from palabre.console.door import Door
from palabre.console.signing import Nothing
from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation.access import screens_of
from palabre.moderation.docket import Dockets
from palabre.moderation.exposure import Choices
from palabre.moderation.looking import Found, Looking
from palabre.moderation.roles import Grant, Right
from palabre.moderation.shifts import Shifts, Standing
from palabre.moderation.staff import Staff
from palabre.safety.slurs import slurs

NameOf = Callable[[MemberId], Awaitable[str]]  # of a member, empty when they have left
MemberOf = Callable[[Request], Awaitable[MemberId | None]]  # signed in to the chat, in this browser
NUMBER = 16  # characters of a case's id


class Switch(Struct, frozen=True):
    """Whether to be on duty."""

    on: bool


@dataclass(frozen=True, slots=True)
class DeskApi:
    """What the console's page asks once somebody is in."""

    door: Door
    looking: Looking
    dockets: Dockets
    shifts: Shifts
    name_of: NameOf
    member_of: MemberOf
    clock: Clock

    async def me(self, request: Request) -> Response:
        """Tell somebody who they are here, and where they stand."""
        return await self.door.read(request, self._me)

    async def switch(self, request: Request) -> Response:
        """Turn duty on or off."""

        async def act(staff: Staff, asked: Switch) -> dict[str, Any]:
            await self.shifts.switch(staff, on=asked.on)
            return await self._me(staff)

        return await self.door.change(request, Switch, act)

    async def use(self, request: Request) -> Response:
        """Note that somebody is there."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            await self.shifts.use(staff)
            return await self._me(staff)

        return await self.door.change(request, Nothing, act)

    async def choose(self, request: Request) -> Response:
        """Keep how somebody wishes to work."""

        async def act(staff: Staff, asked: Choices) -> dict[str, Any]:
            await self.shifts.choose(staff, asked)
            return await self._me(staff)

        return await self.door.change(request, Choices, act)

    async def show(self, request: Request) -> Response:
        """Keep the pseudonym of this browser's chat as somebody's own: it is proved by being signed in to it."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            member = await self.member_of(request)
            if member is None:
                raise Refusal("no_pseudonym")
            await self.shifts.show(staff, member)
            return await self._me(staff)

        return await self.door.change(request, Nothing, act)

    async def forget(self, request: Request) -> Response:
        """Forget somebody's pseudonyms."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            await self.shifts.forget(staff)
            return await self._me(staff)

        return await self.door.change(request, Nothing, act)

    async def slurs(self, request: Request) -> Response:
        """Tell which words the page masks in what it shows."""

        async def act(_: Staff) -> dict[str, Any]:
            return {"words": slurs()}

        return await self.door.read(request, act)

    async def queue(self, request: Request) -> Response:
        """Tell what waits for somebody: no word of anybody, and nobody's name."""

        async def act(staff: Staff) -> dict[str, Any]:
            found = await self.looking.queue(staff)
            now = self.clock.now()
            rows = [telling.row(one, staff.ref, now) for one in found.cases]
            return {"cases": rows, "more": found.more, "calm": found.is_calm}

        return await self.door.read(request, act)

    async def dangers(self, request: Request) -> Response:
        """Tell which dangers nobody has opened; asking is no use of the console, and keeps nobody on duty."""

        async def act(staff: Staff) -> dict[str, Any]:
            now = self.clock.now()
            return {"dangers": [telling.row(one, staff.ref, now) for one in await self.looking.dangers(staff)]}

        return await self.door.read(request, act)

    async def case(self, request: Request) -> Response:
        """Open a case; the look is entered in the ledger before anything of it is told."""

        async def act(staff: Staff) -> dict[str, Any]:
            found, grant = await self.looking.open(staff, number_of(request))
            await self.shifts.use(staff)
            return await self._case(staff, found, grant)

        return await self.door.read(request, act)

    async def whom(self, request: Request) -> Response:
        """Name whom a case is about, so that somebody can say whether they know them; nothing else of it is told."""

        async def act(staff: Staff) -> dict[str, Any]:
            return {"name": await self.name_of(await self.looking.subject(staff, number_of(request)))}

        return await self.door.read(request, act)

    async def apart(self, request: Request) -> Response:
        """Take somebody's word that they do not know whom a case is about."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            await self.looking.say_apart(staff, number_of(request))
            return {}

        return await self.door.change(request, Nothing, act)

    async def _me(self, staff: Staff) -> dict[str, Any]:
        standing = await self.shifts.standing(staff)
        return {
            "ref": staff.ref,
            "roles": sorted(role.value for role in staff.roles),
            "rooms": sorted(staff.rooms),
            "screens": screens_of(staff),
            **_standing(standing),
        }

    async def _case(self, staff: Staff, found: Found, grant: Grant) -> dict[str, Any]:
        whole, now = msgspec.to_builtins(found.case), self.clock.now()
        told = {
            **{name: whole[name] for name in TOLD_TO_HOSTS},
            **telling.row(found, staff.ref, now),
            "right": grant.right.value,
            "now": now,
            "name": await self.name_of(found.case.subject),
        }
        if grant.right is Right.ROOM_TEXT:  # a host: what was said in the room, no notice, and nothing of the person
            return told
        docket = await self.dockets.of(found.case)
        return {
            **told,
            **{name: whole[name] for name in TOLD},
            **telling.docket(docket),
            "offers": telling.offers(staff, found.case, docket),
        }


# Of a case. Members are references; words stand there when their author sent them to contest.
TOLD_TO_HOSTS = ("id", "kind", "priority", "opened", "place", "rule", "sentence", "message", "words")
TOLD = ("subject", "policy", "event", "signals", "spans", "contacts", "about", "restriction")


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "now": one.now,
        "duty_until": one.duty_until,
        "break_until": one.break_until,
        "exposure": msgspec.to_builtins(one.taken),
        "choices": msgspec.to_builtins(one.choices),
        "pseudonyms": one.pseudonyms,
    }


def number_of(request: Request) -> str:
    """Return the id that a path names. Raises ``Refusal("not_yours")`` for what cannot be one."""
    number = str(request.path_params["number"])
    if len(number) > NUMBER:
        raise Refusal("not_yours")
    return number


def desk_routes(api: DeskApi) -> list[Route]:
    """Return the routes of the desk."""
    return [
        Route("/console/api/me", api.me, methods=["GET"]),
        Route("/console/api/use", api.use, methods=["POST"]),
        Route("/console/api/duty", api.switch, methods=["POST"]),
        Route("/console/api/choices", api.choose, methods=["POST"]),
        Route("/console/api/pseudonym", api.show, methods=["POST"]),
        Route("/console/api/pseudonym/forget", api.forget, methods=["POST"]),
        Route("/console/api/slurs", api.slurs, methods=["GET"]),
        Route("/console/api/cases", api.queue, methods=["GET"]),
        Route("/console/api/dangers", api.dangers, methods=["GET"]),
        Route("/console/api/cases/{number}", api.case, methods=["GET"]),
        Route("/console/api/cases/{number}/whom", api.whom, methods=["GET"]),
        Route("/console/api/cases/{number}/apart", api.apart, methods=["POST"]),
    ]
