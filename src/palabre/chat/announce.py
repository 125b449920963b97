"""What the bus carries of a place: an encoded event with its position."""

from dataclasses import dataclass

from palabre.kernel.ids import PlaceId

LISTED = "rooms.listed"  # rung when a room is opened, approved or refused


@dataclass(frozen=True, slots=True)
class Announcement:
    """An event of a place, encoded once for everybody."""

    place: PlaceId
    epoch: str
    position: int
    event: bytes


def subject(place: PlaceId) -> str:
    """Return the subject on which a place's events are rung."""
    return f"place.{place}"


def pack(announcement: Announcement) -> bytes:
    """Return the bus payload of an announcement."""
    return f"{announcement.epoch} {announcement.position} ".encode() + announcement.event


def unpack(on: str, payload: bytes) -> Announcement:
    """Return the announcement of a payload."""
    epoch, position, event = payload.split(b" ", 2)
    return Announcement(PlaceId(on.removeprefix("place.")), epoch.decode(), int(position), event)
