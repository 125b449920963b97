"""Ports that every domain may ask for."""

from collections.abc import Awaitable, Callable
from typing import Protocol

Handler = Callable[[str, bytes], None]


class Subscription(Protocol):
    """A standing wish to hear a subject."""

    def cancel(self) -> None:
        """Stop hearing; harmless when repeated."""


class Bus(Protocol):
    """A bell between nodes: it may lose, double or reorder, and no rule breaks (reliability R-1 to R-12).

    Handlers are called on the event loop, in the order of publication per publisher and subject,
    and must not block.
    """

    async def publish(self, subject: str, payload: bytes) -> None:
        """Ring the subject for every subscriber of every node, this one included."""

    async def subscribe(self, subject: str, handler: Handler) -> Subscription:
        """Hear a subject; ``*`` as the last token hears all below it."""

    async def request(self, subject: str, payload: bytes, timeout_ms: int) -> bytes:
        """Ask one answerer; raises ``TimeoutError``."""

    async def answer(self, subject: str, answerer: Callable[[bytes], Awaitable[bytes]]) -> Subscription:
        """Answer what is asked of a subject."""

    async def close(self) -> None:
        """Let go of every subscription."""
