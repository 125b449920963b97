"""What has happened in a place: each has a position, without gaps (reliability R-3, R-4).

The same encoded bytes go to every member of the place, so nothing here depends on who reads.
"""

from msgspec import Struct

from palabre.chat.model import Message
from palabre.kernel.ids import MemberId, MessageId


class Said(Struct, frozen=True, tag_field="t", tag="said"):
    """A message was said."""

    position: int
    message: Message


class Edited(Struct, frozen=True, tag_field="t", tag="edited"):
    """A message was changed by its author."""

    position: int
    message: MessageId
    text: str
    mentions: tuple[MemberId, ...]
    at: int
    author: MemberId = MemberId("")


class Deleted(Struct, frozen=True, tag_field="t", tag="deleted"):
    """A message was taken back by its author, or erased with all their words."""

    position: int
    message: MessageId
    author: MemberId = MemberId("")  # empty once erased


class Returned(Struct, frozen=True, tag_field="t", tag="returned"):
    """A held message was not accepted; whoever wrote it, and nobody else knows it, has it back."""

    position: int
    message: MessageId


class Withheld(Struct, frozen=True, tag_field="t", tag="withheld"):
    """A message that everybody saw is shown to its author alone, while what was reported of it is looked at."""

    position: int
    message: MessageId
    author: MemberId = MemberId("")


class ShownAgain(Struct, frozen=True, tag_field="t", tag="shown_again"):
    """A message that was withheld or hidden is everybody's again, at the position where it was said."""

    position: int
    message: Message


class Covered(Struct, frozen=True, tag_field="t", tag="covered"):
    """The host of the room has hidden a message: everybody sees that it is, its author alone what it says."""

    position: int
    message: MessageId
    author: MemberId = MemberId("")


class Reacted(Struct, frozen=True, tag_field="t", tag="reacted"):
    """A member put an emoji under a message, or took it away."""

    position: int
    message: MessageId
    member: MemberId
    emoji: str
    on: bool
    count: int  # after the change


class RoomChanged(Struct, frozen=True, tag_field="t", tag="room_changed"):
    """The host changed the room."""

    position: int
    topic: str
    slow_s: int
    read_only: bool
    pinned: MessageId | None


class Named(Struct, frozen=True, tag_field="t", tag="named"):
    """Everything that somebody said here bears another name of theirs: theirs was covered, or came back."""

    position: int
    author: MemberId
    name: str


class Stub(Struct, frozen=True, tag_field="t", tag="stub"):
    """Something stood at this position that this reader does not see: held, faded or erased."""

    position: int


PlaceEvent = (
    Said | Edited | Deleted | Returned | Withheld | Covered | ShownAgain | Reacted | RoomChanged | Named | Stub
)  # fmt: skip
