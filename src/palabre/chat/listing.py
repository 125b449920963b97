"""The list of open rooms, read once and kept until somebody says that it changed.

Who changes it here says so before they answer; other nodes ring ``LISTED``; the outbox tells what a lost bell did
not, and what a command beside the node did.
"""

from dataclasses import dataclass

from palabre.chat.model import Room, RoomState
from palabre.chat.ports import ChatStore
from palabre.kernel.ids import PlaceId


@dataclass(slots=True)
class Listing:
    """The open rooms, by name."""

    store: ChatStore
    _rooms: dict[PlaceId, Room] | None = None
    _changes: int = 0

    def forget(self) -> None:
        """Read it again next time: it changed."""
        self._rooms = None
        self._changes += 1

    def known(self, place: PlaceId) -> Room | None:
        """Return an open room if the list is at hand; nothing says nothing."""
        return self._rooms.get(place) if self._rooms is not None else None

    async def rooms(self) -> dict[PlaceId, Room]:
        """Return the open rooms by id; the caller changes nothing in it."""
        if self._rooms is not None:
            return self._rooms
        before = self._changes
        rooms = {room.id: room for room in await self.store.rooms([RoomState.OPEN])}
        if self._changes == before:  # else what was read may be older than what changed meanwhile
            self._rooms = rooms
        return rooms
