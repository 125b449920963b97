"""What one member sees of a room's events when they are apart from somebody in it: the rule of blocks, both ways.

Nothing that the other did is shown: their events are stubs, so that positions keep no hole; a quote of theirs loses its
words, a mention its target. Numbers that name nobody (people here, reactions under a message) are the same for all.
"""

from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from palabre.chat.events import (
    Covered,
    Deleted,
    Edited,
    Named,
    PlaceEvent,
    Reacted,
    Returned,
    RoomChanged,
    Said,
    ShownAgain,
    Stub,
    Withheld,
)
from palabre.chat.model import Message, MessageState, Quote, Room
from palabre.kernel.ids import MemberId

Hidden = AbstractSet[MemberId]
NOBODY = MemberId("")


def event_for(event: PlaceEvent, hidden: Hidden) -> PlaceEvent:
    """Return an event as somebody sees it to whom these members are hidden."""
    match event:
        case Said(position, message):
            return Stub(position) if message.author.id in hidden else Said(position, message_for(message, hidden))
        case ShownAgain(position, message):
            is_hidden = message.author.id in hidden
            return Stub(position) if is_hidden else ShownAgain(position, message_for(message, hidden))
        case (
            Edited(position, author=author)
            | Deleted(position, author=author)
            | Withheld(position, author=author)
            | Covered(position, author=author)
        ) if author in hidden:
            return Stub(position)
        case Edited(mentions=mentions):
            return replace(event, mentions=without(mentions, hidden))
        case Named(position, author=author) if author in hidden:
            return Stub(position)
        case Reacted(position, member=member) if member in hidden:
            return Stub(position)
        case Deleted() | Returned() | Withheld() | Covered() | Reacted() | RoomChanged() | Named() | Stub():
            return event


def message_for(message: Message, hidden: Hidden) -> Message:
    """Return somebody else's message without the words of those hidden, nor their ids."""
    reply = message.reply
    if reply is not None and reply.author in hidden:
        reply = Quote(reply.message, "", 0, "")
    return replace(message, reply=reply, mentions=without(message.mentions, hidden))


def covered_for(message: Message, viewer: MemberId) -> Message:
    """Return a message without what it says, if the host has hidden it and somebody else wrote it."""
    if message.state is not MessageState.COVERED or message.author.id == viewer:
        return message
    return replace(message, text="", reply=None, mentions=(), reactions=(), roll=None)


def room_for(room: Room, hidden: Hidden) -> Room:
    """Return a room that does not name its host to whom they are hidden."""
    return replace(room, host=None) if room.host in hidden else room


def without(members: tuple[MemberId, ...], hidden: Hidden) -> tuple[MemberId, ...]:
    """Return the members that are not hidden."""
    return tuple(member for member in members if member not in hidden)
