"""Rooms that wait for approval, as staff see and decide them; each decision is entered in the ledger by the store.

Names to approve of what is already here are decided elsewhere, on a case.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec import Struct

from palabre.chat.model import ROOM_REASONS, Room, Ruling
from palabre.chat.rooms import Rooms
from palabre.identity.model import Card
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, PlaceId
from palabre.moderation.access import access_rooms
from palabre.moderation.conflicts import Acquaintances, check_apart
from palabre.moderation.docket import Dockets, Past
from palabre.moderation.roles import Manner
from palabre.moderation.shifts import Shifts
from palabre.moderation.staff import Staff

CardOf = Callable[[MemberId], Awaitable[Card | None]]  # nothing once they have left


class Proposed(Struct, frozen=True):
    """A room that waits, and where whoever proposed it stands."""

    room: Room
    host: Card | None
    past: Past


@dataclass(frozen=True, slots=True)
class Openings:
    """Shows and decides rooms that wait."""

    rooms: Rooms
    card_of: CardOf
    dockets: Dockets
    shifts: Shifts
    acquaintances: Acquaintances

    async def waiting(self, staff: Staff) -> list[Proposed]:
        """Return the rooms that wait, those of people whom somebody knows left out. Raises ``Refusal("not_yours")``."""
        access_rooms(staff)
        near = await self._near(staff)
        return [await self._proposed(room) for room in await self.rooms.waiting() if room.host not in near]

    async def approve(self, staff: Staff, place: PlaceId, *, has_said: bool) -> None:
        """List a room. Raises ``Refusal``: not_yours, unknown_room, apart_needed."""
        ruling = await self._ruling(staff, place, "", has_said=has_said)
        _check(await self.rooms.approve(place, ruling))

    async def refuse(self, staff: Staff, place: PlaceId, reason: str, *, has_said: bool) -> None:
        """Refuse a room; whoever proposed it is told, with the reason.

        Raises ``Refusal``: not_yours, unknown_room, apart_needed, bad_reason.
        """
        if reason not in ROOM_REASONS:
            raise Refusal("bad_reason")
        ruling = await self._ruling(staff, place, reason, has_said=has_said)
        _check(await self.rooms.refuse(place, ruling))

    async def _ruling(self, staff: Staff, place: PlaceId, reason: str, *, has_said: bool) -> Ruling:
        grant = access_rooms(staff, Manner.DO)
        room = next((one for one in await self.rooms.waiting() if one.id == place), None)
        _check(room is not None)
        own = await self.shifts.pseudonyms(staff)
        is_apart = room is not None and room.host not in await self._near(staff)
        check_apart(is_apart=is_apart, has_shown=bool(own), has_said=has_said)
        return Ruling(staff.ref, grant.role.value, reason)

    async def _near(self, staff: Staff) -> frozenset[MemberId]:
        own = frozenset(await self.shifts.pseudonyms(staff))
        return own | await self.acquaintances.known_to(own) if own else own

    async def _proposed(self, room: Room) -> Proposed:
        host = await self.card_of(room.host) if room.host else None
        return Proposed(room, host, await self.dockets.past(room.host or MemberId("")))


def _check(is_there: bool) -> None:  # noqa: FBT001 - what the store answered
    if not is_there:
        raise Refusal("unknown_room")
