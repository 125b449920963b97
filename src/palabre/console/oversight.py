"""Figures and rules as routes: numbers of the house, nothing of any one person; nothing here changes a rule."""

from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.console import telling
from palabre.console.door import Door
from palabre.kernel.clock import DAY
from palabre.moderation.oversight import COUNTED, Oversight
from palabre.moderation.staff import Staff


@dataclass(frozen=True, slots=True)
class OversightApi:
    """What the screens of figures and rules ask."""

    door: Door
    oversight: Oversight

    async def figures(self, request: Request) -> Response:
        """Tell the figures of ninety days."""

        async def act(staff: Staff) -> dict[str, Any]:
            found = await self.oversight.count(staff)
            told: dict[str, Any] = msgspec.to_builtins(found)
            for one in (*told["kinds"], *told["by_kind"]):
                one["label"] = telling.label(one["name"])
            told["figures"]["appeals"]["alarms"] = found.figures.appeals.alarms
            return {**told, "days": COUNTED // DAY}

        return await self.door.read(request, act)

    async def rules(self, request: Request) -> Response:
        """Tell the rules in force, what each did, and what it lacks to leave shadow."""

        async def act(staff: Staff) -> dict[str, Any]:
            version, lines, right = await self.oversight.rules(staff)
            return {"version": version, "rules": msgspec.to_builtins(lines), "right": right.value}

        return await self.door.read(request, act)


def oversight_routes(api: OversightApi) -> list[Route]:
    """Return the routes of figures and rules."""
    return [
        Route("/console/api/figures", api.figures, methods=["GET"]),
        Route("/console/api/rules", api.rules, methods=["GET"]),
    ]
