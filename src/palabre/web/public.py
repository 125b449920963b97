"""Pages open to everybody: presentation, rules, help, privacy, legal notice, accessibility, source."""

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from palabre import __version__
from palabre.moderation import terms
from palabre.moderation.help_lines import HelpLines, Line
from palabre.safety.tables import shipped_rules
from palabre.web.assets import Assets
from palabre.web.pages import PATHS, STATIC, UNLISTED, Pages
from palabre.web.texts import Lang

DATA = Path(__file__).parent / "data"
Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


@cache
def help_numbers() -> dict[str, tuple[Line, ...]]:
    """Help lines by group, from the one checked data file."""
    return HelpLines.load(shipped_rules()).file.groups


@cache
def retention_rows() -> list[dict[str, Any]]:
    """List what this version keeps, as the privacy page says it."""
    rows: list[dict[str, Any]] = json.loads((DATA / "retention.json").read_text())["rows"]
    return rows


@cache
def seasons() -> dict[str, list[dict[str, str]]]:
    """Words on the weather of each month: the neutral page that a quick exit leads to."""
    months: dict[str, list[dict[str, str]]] = json.loads((DATA / "seasons.json").read_text())
    return months


CONTEXTS: dict[str, Callable[[], dict[str, Any]]] = {
    "home": lambda: {"robots": "index"},
    "rules": lambda: {"terms": terms.current(), "changes": terms.differences(terms.versions())[1:]},
    "help": lambda: {"numbers": help_numbers()},
    "privacy": lambda: {"rows": retention_rows()},
    "legal": dict,
    "accessibility": dict,
    "source": lambda: {"version": __version__},
    "elsewhere": lambda: {"entry": "elsewhere"},
    "weather": lambda: {"seasons": seasons(), "month": datetime.now(UTC).month - 1},
}


@dataclass(frozen=True, slots=True)
class Ready:
    """Answers whether the server can write and judge."""

    check: Callable[[], Coroutine[Any, Any, bool]]

    async def __call__(self, _: Request) -> Response:
        """200 when ready, 503 when not; nothing else is told."""
        return PlainTextResponse("ready" if (is_ready := await self.check()) else "not ready", 200 if is_ready else 503)


def public_routes(pages: Pages, ready: Callable[[], Coroutine[Any, Any, bool]]) -> list[BaseRoute]:
    """Return the routes that need no session."""
    routes: list[BaseRoute] = [
        Route(path, _page(pages, name, lang), methods=["GET"], name=f"{name}.{lang}")
        for name in CONTEXTS
        for lang, path in PATHS[name].items()
    ]
    routes += [
        Route("/regles.json", _rules, methods=["GET"]),
        Route("/favicon.svg", _file("favicon.svg", "image/svg+xml"), methods=["GET"]),
        Route("/temps.svg", _file("sun.svg", "image/svg+xml"), methods=["GET"]),
        Route("/worker.js", _worker, methods=["GET"]),
        Route("/manifest.webmanifest", _manifest, methods=["GET"]),
        Route("/robots.txt", _robots, methods=["GET"]),
        Route("/healthz", _health, methods=["GET"]),
        Route("/readyz", Ready(ready).__call__, methods=["GET"]),
        Mount("/static", Assets(directory=STATIC, check_dir=False)),
    ]
    return routes


def _page(pages: Pages, name: str, lang: Lang) -> Endpoint:
    async def show(_: Request) -> Response:
        return pages.render(f"{name}.html", lang, page=name, **CONTEXTS[name]())

    return show


def _file(name: str, media_type: str) -> Endpoint:
    async def show(_: Request) -> Response:
        return FileResponse(DATA / name, media_type=media_type)

    return show


async def _worker(_: Request) -> Response:
    path = STATIC / "worker.js"
    return FileResponse(path, media_type="text/javascript") if path.is_file() else PlainTextResponse("", 404)


async def _manifest(_: Request) -> Response:
    icon = {"src": "/favicon.svg", "sizes": "any", "type": "image/svg+xml"}
    body = {"name": "Palabre", "start_url": "/", "display": "standalone", "icons": [icon]}
    return JSONResponse(body, media_type="application/manifest+json")


async def _rules(_: Request) -> Response:
    return JSONResponse(terms.machine_readable())


async def _robots(_: Request) -> Response:
    shown = "".join(
        f"Allow: {path}$\n" for name, twins in PATHS.items() if name not in UNLISTED for path in twins.values()
    )
    return PlainTextResponse(f"User-agent: *\n{shown}Disallow: /\n")


async def _health(_: Request) -> Response:
    return PlainTextResponse("ok")
