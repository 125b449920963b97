"""A bus for one process: bells ring at once, on the loop."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from palabre.kernel.ports import Handler, Subscription

Answerer = Callable[[bytes], Awaitable[bytes]]


@dataclass(eq=False)
class MemorySubscription:
    """A handler among those of a subject, until cancelled; two of one handler are two."""

    among: dict[str, list["MemorySubscription"]]
    subject: str
    handler: Handler

    def cancel(self) -> None:
        """Stop hearing; harmless when repeated. A subject that nobody hears is forgotten."""
        hearing = self.among.get(self.subject, [])
        if self in hearing:
            hearing.remove(self)
            if not hearing:
                del self.among[self.subject]


@dataclass(eq=False)
class AnswererSubscription:
    """An answerer of a subject, until cancelled or replaced."""

    among: dict[str, "AnswererSubscription"]
    subject: str
    answerer: Answerer

    def cancel(self) -> None:
        """Stop answering; harmless when repeated, and to whoever answers now."""
        if self.among.get(self.subject) is self:
            del self.among[self.subject]


@dataclass
class MemoryBus:
    """Implements ``kernel.ports.Bus``."""

    _handlers: dict[str, list[MemorySubscription]] = field(default_factory=dict)
    _answerers: dict[str, AnswererSubscription] = field(default_factory=dict)

    @property
    def subjects(self) -> list[str]:
        """What somebody hears."""
        return list(self._handlers)

    async def publish(self, subject: str, payload: bytes) -> None:
        """Ring the subject for every subscriber."""
        wild = subject.rpartition(".")[0] + ".*"
        for subscription in [*self._handlers.get(subject, ()), *self._handlers.get(wild, ())]:
            subscription.handler(subject, payload)

    async def subscribe(self, subject: str, handler: Handler) -> Subscription:
        """Hear a subject."""
        subscription = MemorySubscription(self._handlers, subject, handler)
        self._handlers.setdefault(subject, []).append(subscription)
        return subscription

    async def request(self, subject: str, payload: bytes, timeout_ms: int) -> bytes:
        """Ask the answerer of a subject. Raises ``TimeoutError`` when there is none or it is late."""
        answering = self._answerers.get(subject)
        if answering is None:
            raise TimeoutError
        async with asyncio.timeout(timeout_ms / 1000):
            return await answering.answerer(payload)

    async def answer(self, subject: str, answerer: Answerer) -> Subscription:
        """Answer what is asked of a subject."""
        self._answerers[subject] = AnswererSubscription(self._answerers, subject, answerer)
        return self._answerers[subject]

    async def close(self) -> None:
        """Let go of every subscription."""
        self._handlers.clear()
        self._answerers.clear()
