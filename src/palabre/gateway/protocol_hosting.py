"""The wire of hosts: whoever opened a room may hide a message there and ask somebody to leave; both may be undone."""

from enum import StrEnum

from msgspec import Struct

from palabre.gateway.protocol_base import Command
from palabre.kernel.ids import MemberId, MessageId, PlaceId


class HostReason(StrEnum):
    """Why a host acts; whom it concerns reads it in words."""

    OFF_TOPIC = "off_topic"
    RUDE = "rude"
    FLOOD = "flood"
    REVEALS = "reveals"


class HostCommand(Command, frozen=True):
    """What the host of a room does there."""


class HideMessage(HostCommand, frozen=True, tag="host_hide"):
    """Hide a message in my room: everybody sees that it is hidden, its author is told why."""

    place: PlaceId
    message: MessageId
    reason: HostReason


class ShowMessage(HostCommand, frozen=True, tag="host_show"):
    """Show again what a host has hidden in my room."""

    place: PlaceId
    message: MessageId


class AskOut(HostCommand, frozen=True, tag="host_ask_out"):
    """Ask somebody to leave my room: they leave it, and may come back after 24 hours."""

    place: PlaceId
    member: MemberId
    reason: HostReason


class LetIn(HostCommand, frozen=True, tag="host_let_in"):
    """Let somebody come back whom a host asked to leave my room."""

    place: PlaceId
    member: MemberId


class ListOut(HostCommand, frozen=True, tag="host_out"):
    """Ask who was asked to leave my room and may not come back yet; answered by ``out_list``."""

    place: PlaceId


AnyHostCommand = HideMessage | ShowMessage | AskOut | LetIn | ListOut


class OutLine(Struct, frozen=True):
    """Somebody who was asked to leave."""

    member: MemberId
    name: str
    ends: int


class OutList(Struct, frozen=True, tag_field="t", tag="out_list"):
    """Who was asked to leave a room of mine."""

    n: int
    place: PlaceId
    people: tuple[OutLine, ...]


class AskedOut(Struct, frozen=True, tag_field="t", tag="asked_out"):
    """The host asked me to leave: I am out of the room until ``ends``; a statement says why."""

    place: PlaceId
    sentence: dict[str, str]
    ends: int


AnyHostFrame = OutList | AskedOut
