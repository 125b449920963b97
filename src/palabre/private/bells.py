"""What the bus carries to the devices of one member: a bell, never the truth, and passing hints."""

import msgspec
from msgspec import Struct

from palabre.kernel.ids import ConversationId, MemberId
from palabre.kernel.ports import Bus
from palabre.private.ports import Pair


class FramesCame(Struct, frozen=True, tag="frames"):
    """A conversation has frames up to an order."""

    conversation: ConversationId
    order: int


class Changed(Struct, frozen=True, tag="changed"):
    """A conversation is no longer as it was."""

    conversation: ConversationId


class Gone(Struct, frozen=True, tag="gone"):
    """A conversation exists no more."""

    conversation: ConversationId


class Answered(Struct, frozen=True, tag="answered"):
    """A request has its answer."""

    conversation: ConversationId
    yes: bool


class RequestsMoved(Struct, frozen=True, tag="requests"):
    """Other requests wait than before."""


class LowStock(Struct, frozen=True, tag="low"):
    """A device has few key packages left."""

    device: bytes


class Dropped(Struct, frozen=True, tag="dropped"):
    """A device is served no more."""

    device: bytes


class Told(Struct, frozen=True, tag="told"):
    """A passing frame, encoded, for every connection of the member but one."""

    frame: bytes
    but: bytes = b""  # a device


Bell = FramesCame | Changed | Gone | Answered | RequestsMoved | LowStock | Dropped | Told
encoder = msgspec.msgpack.Encoder()
decoder: msgspec.msgpack.Decoder[Bell] = msgspec.msgpack.Decoder(Bell)


def subject(member: MemberId) -> str:
    """Return the subject on which a member's devices are rung."""
    return f"member.{member}"


async def ring(bus: Bus, member: MemberId, bell: Bell) -> None:
    """Ring the devices of a member, on whatever node they are."""
    await bus.publish(subject(member), encoder.encode(bell))


async def ring_both(bus: Bus, pair: Pair, bell: Bell) -> None:
    """Ring the devices of the two people of a conversation."""
    for member in (pair.asker, pair.asked):
        await ring(bus, member, bell)
