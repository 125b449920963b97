"""The only way to a room on somebody's behalf; a refusal does not reveal whether the room exists."""

from palabre.chat.model import Room, RoomState
from palabre.chat.ports import ChatStore, Found, Head
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, PlaceId
from palabre.kernel.limits import HISTORY_ON_ENTRY, RESUME_EVENTS


async def access_room_to_read(store: ChatStore, member: MemberId, place: PlaceId) -> Room:
    """Return a room that a member may enter: an open one, or a waiting one of their own."""
    return readable(await store.room(place), member)


async def access_room_to_enter(store: ChatStore, member: MemberId, place: PlaceId, since: Head) -> Found:
    """Return a room that a member may enter, as they find it there."""
    found = await store.entry(place, member, since, RESUME_EVENTS, HISTORY_ON_ENTRY)
    if found is None or not may_read(found.room, member):
        raise Refusal("unknown_place")
    return found


async def access_room_to_post(store: ChatStore, member: MemberId, place: PlaceId) -> Room:
    """Return a room where a member may speak now."""
    return postable(await store.room(place), member)


async def access_room_to_host(store: ChatStore, member: MemberId, place: PlaceId) -> Room:
    """Return a room that a member hosts."""
    room = await access_room_to_read(store, member, place)
    if room.host != member:
        raise Refusal("not_host")
    return room


def readable(room: Room | None, member: MemberId) -> Room:
    """Return the room found, if a member may enter it. Raises ``Refusal("unknown_place")``."""
    if room is None or not may_read(room, member):
        raise Refusal("unknown_place")
    return room


def postable(room: Room | None, member: MemberId) -> Room:
    """Return the room found, if a member may speak there now. Raises ``Refusal``: unknown_place, read_only."""
    room = readable(room, member)
    if room.read_only and room.host != member:
        raise Refusal("read_only")
    return room


def may_read(room: Room, member: MemberId) -> bool:
    """Whether a member may enter a room."""
    if room.state is RoomState.OPEN:
        return True
    return room.state is RoomState.WAITING and room.host == member
