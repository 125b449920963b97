"""Work on a case as routes: take it, keep it, note, hand on, open what is kept."""

from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.console import telling
from palabre.console.desk import number_of
from palabre.console.door import Door
from palabre.console.signing import Nothing
from palabre.moderation.bench import Bench
from palabre.moderation.queues import Queue
from palabre.moderation.shown import Here, Showing
from palabre.moderation.staff import Staff


class Reason(Struct, frozen=True):
    """Why a case below the third is taken: a code."""

    reason: str = ""


class Words(Struct, frozen=True):
    """Something written."""

    words: str


class Elsewhere(Struct, frozen=True):
    """Where a case belongs, and why."""

    queue: Queue
    reason: str


class Waiting(Struct, frozen=True):
    """What a case is to wait for, and why."""

    state: Literal["waiting_info", "escalated", "second_look"]
    reason: str


class Opening(Struct, frozen=True):
    """A piece of evidence, and why it is opened."""

    kept: str
    reason: str


@dataclass(frozen=True, slots=True)
class CaseworkApi:
    """What the page asks about a case that somebody works on."""

    door: Door
    bench: Bench
    showing: Showing

    async def lease(self, request: Request) -> Response:
        """Take a case."""

        async def act(staff: Staff, asked: Reason) -> dict[str, Any]:
            work = await self.bench.lease(staff, number_of(request), asked.reason)
            return telling.lease(work, staff.ref, self.bench.clock.now())

        return await self.door.change(request, Reason, act)

    async def renew(self, request: Request) -> Response:
        """Keep a case for longer."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            work = await self.bench.renew(staff, number_of(request))
            return telling.lease(work, staff.ref, self.bench.clock.now())

        return await self.door.change(request, Nothing, act)

    async def hand_over(self, request: Request) -> Response:
        """Let a case go to somebody else."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            await self.bench.hand_over(staff, number_of(request))
            return {}

        return await self.door.change(request, Nothing, act)

    async def note(self, request: Request) -> Response:
        """Write a note."""

        async def act(staff: Staff, asked: Words) -> dict[str, Any]:
            notes = await self.bench.note(staff, number_of(request), asked.words)
            return {"notes": [telling.note(one) for one in notes]}

        return await self.door.change(request, Words, act)

    async def requeue(self, request: Request) -> Response:
        """Hand a case to another queue."""

        async def act(staff: Staff, asked: Elsewhere) -> dict[str, Any]:
            await self.bench.requeue(staff, number_of(request), asked.queue, asked.reason)
            return {}

        return await self.door.change(request, Elsewhere, act)

    async def move(self, request: Request) -> Response:
        """Let a case wait for somebody else's look, or for a fact."""

        async def act(staff: Staff, asked: Waiting) -> dict[str, Any]:
            await self.bench.move(staff, number_of(request), asked.state, asked.reason)
            return {}

        return await self.door.change(request, Waiting, act)

    async def open_kept(self, request: Request) -> Response:
        """Open a piece of evidence: the ledger has it before it is told."""

        async def act(staff: Staff, asked: Opening) -> dict[str, Any]:
            number = number_of(request)
            told = telling.opened(await self.bench.open_kept(staff, number, asked.kept, asked.reason))
            shown: dict[str, Any] = msgspec.to_builtins(await self.showing.piece(staff, Here(number, asked.kept), told))
            return shown

        return await self.door.change(request, Opening, act)


def casework_routes(api: CaseworkApi) -> list[Route]:
    """Return the routes of work on a case."""
    path = "/console/api/cases/{number}"
    return [
        Route(f"{path}/lease", api.lease, methods=["POST"]),
        Route(f"{path}/renew", api.renew, methods=["POST"]),
        Route(f"{path}/hand-over", api.hand_over, methods=["POST"]),
        Route(f"{path}/note", api.note, methods=["POST"]),
        Route(f"{path}/requeue", api.requeue, methods=["POST"]),
        Route(f"{path}/move", api.move, methods=["POST"]),
        Route(f"{path}/open", api.open_kept, methods=["POST"]),
    ]
