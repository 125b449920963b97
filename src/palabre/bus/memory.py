"""A bus for one process: bells ring at once, on the loop."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from palabre.kernel.ports import Handler, Subscription


@dataclass
class MemorySubscription:
    """A handler on a subject, until cancelled."""

    handlers: list[Handler]
    handler: Handler

    def cancel(self) -> None:
        """Stop hearing; harmless when repeated."""
        if self.handler in self.handlers:
            self.handlers.remove(self.handler)


@dataclass
class MemoryBus:
    """Implements ``kernel.ports.Bus``."""

    _handlers: dict[str, list[Handler]] = field(default_factory=lambda: defaultdict(list))
    _answerers: dict[str, Callable[[bytes], Awaitable[bytes]]] = field(default_factory=dict)

    async def publish(self, subject: str, payload: bytes) -> None:
        """Ring the subject for every subscriber."""
        wild = subject.rpartition(".")[0] + ".*"
        for handler in [*self._handlers.get(subject, ()), *self._handlers.get(wild, ())]:
            handler(subject, payload)

    async def subscribe(self, subject: str, handler: Handler) -> Subscription:
        """Hear a subject."""
        self._handlers[subject].append(handler)
        return MemorySubscription(self._handlers[subject], handler)

    async def request(self, subject: str, payload: bytes, timeout_ms: int) -> bytes:
        """Ask the answerer of a subject. Raises ``TimeoutError`` when there is none or it is late."""
        answerer = self._answerers.get(subject)
        if answerer is None:
            raise TimeoutError
        async with asyncio.timeout(timeout_ms / 1000):
            return await answerer(payload)

    async def answer(self, subject: str, answerer: Callable[[bytes], Awaitable[bytes]]) -> Subscription:
        """Answer what is asked of a subject."""
        self._answerers[subject] = answerer
        return AnswererSubscription(self._answerers, subject)

    async def close(self) -> None:
        """Let go of every subscription."""
        self._handlers.clear()
        self._answerers.clear()


@dataclass
class AnswererSubscription:
    """An answerer of a subject, until cancelled."""

    answerers: dict[str, Callable[[bytes], Awaitable[bytes]]]
    subject: str

    def cancel(self) -> None:
        """Stop answering; harmless when repeated."""
        self.answerers.pop(self.subject, None)
