"""The console's door as routes: accept an invitation, sign in by passkey, sign out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.console.door import Door, refused, signed_in, signed_out
from palabre.kernel.errors import Advice, Refusal
from palabre.moderation.signing import Signing
from palabre.moderation.staff import COOKIE
from palabre.web.entry import json_answer
from palabre.web.origin import check_origin

WAIT_MS = 1_000  # of a network that knocks too often


class Nothing(Struct, frozen=True):
    """An empty object."""


class Invited(Struct, frozen=True):
    """The code of an invitation."""

    code: str


class Accepted(Struct, frozen=True):
    """A passkey made for an invitation."""

    code: str
    ticket: str
    credential: dict[str, Any]


class Signed(Struct, frozen=True):
    """A passkey's signature."""

    ticket: str
    credential: dict[str, Any]


class Linked(Struct, frozen=True):
    """A link that a demonstration printed."""

    link: str


@dataclass(frozen=True, slots=True)
class SigningApi:
    """What the console's first page asks."""

    door: Door
    signing: Signing
    allows: Callable[[Request], bool]  # whether a network may knock once more

    async def invited(self, request: Request) -> Response:
        """Say what the browser is to make for an invitation."""

        async def act(asked: Invited) -> Response:
            self._count(request)
            staff, options, ticket = await self.signing.begin_accepting(asked.code)
            roles = sorted(role.value for role in staff.roles)
            return json_answer({"ref": staff.ref, "roles": roles, "options": options, "ticket": ticket})

        return await self.door.knock(request, Invited, act)

    async def accept(self, request: Request) -> Response:
        """Keep the passkey that was made, and let its owner in."""

        async def act(asked: Accepted) -> Response:
            self._count(request)
            return signed_in(await self.signing.accept(asked.code, asked.ticket, asked.credential))

        return await self.door.knock(request, Accepted, act)

    async def begin(self, request: Request) -> Response:
        """Say what the browser is to sign."""

        async def act(_: Nothing) -> Response:
            self._count(request)
            options, ticket = self.signing.begin()
            return json_answer({"options": options, "ticket": ticket})

        return await self.door.knock(request, Nothing, act)

    async def finish(self, request: Request) -> Response:
        """Let in whoever holds the passkey."""

        async def act(asked: Signed) -> Response:
            self._count(request)
            return signed_in(await self.signing.finish(asked.ticket, asked.credential))

        return await self.door.knock(request, Signed, act)

    async def by_link(self, request: Request) -> Response:
        """Let in whoever has a demonstration's link."""

        async def act(asked: Linked) -> Response:
            self._count(request)
            return signed_in(await self.signing.by_link(asked.link))

        return await self.door.knock(request, Linked, act)

    async def sign_out(self, request: Request) -> Response:
        """End the session; asked twice, it is ended."""
        if not check_origin(request, self.door.origin):
            return refused(Refusal("elsewhere"))
        if secret := request.cookies.get(COOKIE):
            await self.signing.sign_out(secret)
        return signed_out()

    def _count(self, request: Request) -> None:
        if not self.allows(request):
            raise Refusal("rate_limited", Advice.LATER, retry_after_ms=WAIT_MS)


def signing_routes(api: SigningApi, *, demo: bool) -> list[Route]:
    """Return the routes; a demonstration alone knows links."""
    links = [Route("/console/api/link", api.by_link, methods=["POST"])] if demo else []
    return [
        Route("/console/api/invitation", api.invited, methods=["POST"]),
        Route("/console/api/invitation/accept", api.accept, methods=["POST"]),
        Route("/console/api/sign-in", api.begin, methods=["POST"]),
        Route("/console/api/sign-in/finish", api.finish, methods=["POST"]),
        Route("/console/api/sign-out", api.sign_out, methods=["POST"]),
        *links,
    ]
