"""Who has spoken with whom, and where two people are both: what rooms tell of two of their people."""

from dataclasses import dataclass

from palabre.chat.ports import ChatStore
from palabre.chat.presence import Presence
from palabre.kernel.ids import MemberId, PlaceId


@dataclass(frozen=True, slots=True)
class Company:
    """Implements ``private.ports.Company`` for the composition root."""

    store: ChatStore
    presence: Presence

    async def have_spoken(self, one: MemberId, other: MemberId) -> bool:
        """Whether both have said something in one room, as far back as words are kept."""
        return await self.store.have_spoken(one, other)

    def rooms_of_both(self, one: MemberId, other: MemberId) -> tuple[PlaceId, ...]:
        """Return the rooms where both are now."""
        return tuple(sorted(self.presence.places_of(one) & self.presence.places_of(other)))
