"""A handshake on its way in: read, judged, counted, and asked about; it is answered once.

It lives from the head to the answer, so that an open connection carries none of it.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from palabre.gateway import handshake as opening
from palabre.gateway.budget import Turnstile
from palabre.gateway.edge import Edge, Listener
from palabre.gateway.handshake import Handshake, Rejection

RETRY_S = 5  # for whoever comes while the server is full, stopping or stuck

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

    def ask(self, head: bytes, peer: str) -> asyncio.Task[None] | Rejection:
        """Judge a whole request head; return why not, or the task that asks for admission."""
        asked = opening.read_head(head, peer)
        if asked is None:
            return Rejection(400)
        if (rejection := opening.judge(asked, self._edge.terms)) is not None:
            return rejection
        if self._edge.draining():
            return Rejection.later(503, RETRY_S)
        address = opening.client_address(peer, asked.tokens("x-forwarded-for"), self._edge.trusted_proxies)
        if not self._turnstile.enter(address):
            return Rejection.later(429, RETRY_S)
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
            verdict = Rejection(500)
        self._asking = None  # it is over: leaving must not cancel it
        self._answer(asked, verdict)
