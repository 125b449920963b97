"""The only way to a room on somebody's behalf; a refusal does not reveal whether the room exists."""

from palabre.chat.model import Room, RoomState
from palabre.chat.ports import ChatStore
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, PlaceId


async def access_room_to_read(store: ChatStore, member: MemberId, place: PlaceId) -> Room:
    """Return a room that a member may enter: an open one, or a waiting one of their own."""
    room = await store.room(place)
    if room is None or not may_read(room, member):
        raise Refusal("unknown_place")
    return room


async def access_room_to_post(store: ChatStore, member: MemberId, place: PlaceId) -> Room:
    """Return a room where a member may speak now."""
    room = await access_room_to_read(store, member, place)
    if room.read_only and room.host != member:
        raise Refusal("read_only")
    return room


async def access_room_to_host(store: ChatStore, member: MemberId, place: PlaceId) -> Room:
    """Return a room that a member hosts."""
    room = await access_room_to_read(store, member, place)
    if room.host != member:
        raise Refusal("not_host")
    return room


def may_read(room: Room, member: MemberId) -> bool:
    """Whether a member may enter a room."""
    if room.state is RoomState.OPEN:
        return True
    return room.state is RoomState.WAITING and room.host == member
