"""A handshake on its way in: read, judged, counted, and asked about; it is answered once.

It lives from the head to the answer, so that an open connection carries none of it.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from palabre.gateway import handshake as opening
from palabre.gateway.budget import Turnstile
from palabre.gateway.doors import Place, later
from palabre.gateway.edge import Edge, Listener
from palabre.gateway.handshake import Handshake, Rejection

_log = logging.getLogger("palabre.gateway")

Answer = Callable[[Handshake, Listener | Rejection], None]


class Entrance:
    """One handshake: ``ask``, then ``answer`` is called with the verdict unless ``leave`` came first."""

    __slots__ = ("_address", "_answer", "_asking", "_edge", "_turnstile")

    def __init__(self, edge: Edge, turnstile: Turnstile, answer: Answer) -> None:
        self._edge = edge
        self._turnstile = turnstile
        self._answer = answer
        self._address: str | None = None  # whose place in the turnstile is held
        self._asking: asyncio.Task[None] | None = None

    def ask(self, head: bytes, peer: str, place: Place) -> asyncio.Task[None] | Rejection:
        """Judge a whole request head; return why not, or the task that asks for admission."""
        asked = opening.read_head(head, peer)
        if asked is None:
            return Rejection(HTTPStatus.BAD_REQUEST)
        if (rejection := opening.judge(asked, self._edge.terms)) is not None:
            return rejection
        if self._edge.draining():
            return later(HTTPStatus.SERVICE_UNAVAILABLE)
        address = opening.client_address(peer, asked.tokens("x-forwarded-for"), self._edge.trusted_proxies)
        if (rejection := self._edge.doors.count(place, address)) is not None:
            return rejection
        if not self._turnstile.enter(address):
            full = self._turnstile.is_full
            return later(HTTPStatus.SERVICE_UNAVAILABLE if full else HTTPStatus.TOO_MANY_REQUESTS)
        self._address = address
        self._asking = asyncio.get_running_loop().create_task(self._admit(replace(asked, peer=address)))
        return self._asking

    def leave(self) -> None:
        """Give the place back and stop asking; harmless when repeated."""
        address, self._address = self._address, None
        if address is not None:
            self._turnstile.leave(address)
        asking, self._asking = self._asking, None
        if asking is not None:
            asking.cancel()

    async def _admit(self, asked: Handshake) -> None:
        """Wait for the verdict; a fault of ours answers 500 and says its kind alone."""
        try:
            verdict = await self._edge.admit(asked)
        except Exception as fault:  # noqa: BLE001 - one handshake fails closed, the node lives
            _log.error("admission failed: %s", type(fault).__name__)
            verdict = Rejection(HTTPStatus.INTERNAL_SERVER_ERROR)
        self._asking = None  # it is over: leaving must not cancel it
        self._answer(asked, verdict)
