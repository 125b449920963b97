"""The ledger as routes: pages of entries, the proof of one, its payload on demand. None of them alters an entry."""

import base64
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.console.door import Door
from palabre.console.signing import Nothing
from palabre.kernel.errors import Refusal
from palabre.moderation.ledger.heads import Head
from palabre.moderation.ledger.model import canonical
from palabre.moderation.ledger.proofs import Proof
from palabre.moderation.reading import Asking, Read, Reading
from palabre.moderation.staff import Staff

DIGITS = 15  # of an entry's number


@dataclass(frozen=True, slots=True)
class LedgerApi:
    """What the screen of the ledger asks."""

    door: Door
    reading: Reading

    async def page(self, request: Request) -> Response:
        """Tell entries, the newest first."""

        async def act(staff: Staff) -> dict[str, Any]:
            asked = request.query_params
            asking = Asking(_number(asked.get("before", "0")), asked.get("act", ""), asked.get("case", ""))
            found, more = await self.reading.page(staff, asking)
            return {"entries": [_told(one) for one in found], "more": more}

        return await self.door.read(request, act)

    async def proof(self, request: Request) -> Response:
        """Tell the proof that the newest signed head includes an entry: the page computes it again."""

        async def act(staff: Staff) -> dict[str, Any]:
            found = await self.reading.proof(staff, _number(request.path_params["number"]))
            return {"proof": _proof(found) if found else None}

        return await self.door.read(request, act)

    async def open(self, request: Request) -> Response:
        """Open a payload: the ledger holds who opened what before it is told."""

        async def act(staff: Staff, _: Nothing) -> dict[str, Any]:
            found = await self.reading.open(staff, _number(request.path_params["number"]))
            return {"payload": msgspec.json.decode(found)}

        return await self.door.change(request, Nothing, act)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise Refusal("bad_request")
    return int(text)


def _told(one: Read) -> dict[str, Any]:
    whole: dict[str, Any] = msgspec.to_builtins(one.entry)
    return {**whole, "hash": one.hash, "opens": one.opens}


def _proof(proof: Proof) -> dict[str, Any]:
    head = Head.peek(proof.note)  # signed by the key of this node: the reading checked it
    return {
        "entry": canonical(proof.entry).decode(), "index": proof.entry.n - 1, "path": proof.path, "size": head.size,
        "root": base64.b64encode(head.root).decode(), "time": head.time, "note": proof.note,
    }  # fmt: skip


def ledger_routes(api: LedgerApi) -> list[Route]:
    """Return the routes of the ledger."""
    return [
        Route("/console/api/ledger", api.page, methods=["GET"]),
        Route("/console/api/ledger/{number}/proof", api.proof, methods=["GET"]),
        Route("/console/api/ledger/{number}/payload", api.open, methods=["POST"]),
    ]
