"""What decisions do to messages: hidden or removed for everybody on every line, and shown again when undone."""

import contextlib
from collections.abc import Awaitable
from dataclasses import dataclass

from palabre.chat.messages import ring
from palabre.chat.ports import ChatStore, Written
from palabre.kernel.clock import Clock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MessageId, PlaceId
from palabre.kernel.ports import Bus


@dataclass(frozen=True, slots=True)
class Withholding:
    """Every act is harmless when repeated, and when the message is no longer there."""

    store: ChatStore
    bus: Bus
    clock: Clock

    async def hide(self, place: str, message: str) -> None:
        """Show a message to its author alone."""
        await self._ring(self.store.withhold(PlaceId(place), MessageId(message), self.clock.now()))

    async def show(self, place: str, message: str, ended: str = "") -> None:
        """Show a hidden message again, unless something else than the case that ended hides it."""
        await self._ring(self.store.show_again(PlaceId(place), MessageId(message), self.clock.now(), ended=ended))

    async def cover(self, place: str, message: str) -> None:
        """Hide a message for the host of its room: everybody sees that it is hidden."""
        await self._ring(self.store.cover(PlaceId(place), MessageId(message), self.clock.now()))

    async def uncover(self, place: str, message: str) -> None:
        """Show again what a host has hidden."""
        await self._ring(self.store.uncover(PlaceId(place), MessageId(message), self.clock.now()))

    async def remove(self, place: str, message: str) -> None:
        """Remove a message, for its author too."""
        await self._ring(self.store.remove(PlaceId(place), MessageId(message), self.clock.now()))

    async def restore(self, place: str, message: str, ended: str = "") -> None:
        """Show a removed message again, while its words are kept and nothing else hides it."""
        await self._ring(self.store.restore(PlaceId(place), MessageId(message), self.clock.now(), ended=ended))

    async def _ring(self, writing: Awaitable[Written]) -> None:
        with contextlib.suppress(Refusal):
            await ring(self.bus, await writing)
