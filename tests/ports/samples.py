"""People, rooms and words for the suites of ports."""

import itertools

from palabre.chat.model import Ack, Author, Draft, Room, RoomState, Ruling
from palabre.chat.ports import ChatStore, Written
from palabre.identity.model import AgeShown, Card, Member, Profile, TownShown
from palabre.kernel.ids import MemberId, MessageId, PlaceId

NOW = 1_795_000_000_000
ADA = Author(MemberId("member-ada"), "Ada", 3, "41", "Limoges")
BO = Author(MemberId("member-bo"), "Bo", 7)
TEA = Room(id=PlaceId("tea"), name="Tea", topic="Leaves", host=ADA.id, state=RoomState.OPEN)
RULING = Ruling("7K2M-QQ4D", "moderator", "too_close")
NOWHERE = PlaceId("nowhere")
NOTHING = MessageId("no-such-message")
_keys = itertools.count()


def draft(text: str, *, key: str = "", reply: MessageId | None = None, action: bool = False) -> Draft:
    """Return a draft, under a key of its own unless one is given."""
    return Draft(key or f"key-{next(_keys):08}", text, action, reply)


async def say(
    store: ChatStore, author: Author, words: str | Draft, *, at: int = NOW, held: bool = False, place: PlaceId = TEA.id
) -> Ack:
    """Say something and return its ack."""
    given = draft(words) if isinstance(words, str) else words
    ack, _ = await store.append(place, author, given, (), held=held, now=at)
    return ack


async def acked(store: ChatStore, author: Author, given: Draft) -> Ack | None:
    """Return the ack of an earlier send, as read before judging."""
    return await store.earlier(author.id, given)


def positions(written: Written) -> list[int]:
    """Return the positions that a transaction took."""
    return [one.position for one in written.announcements]


def member(name: str, number: str = "") -> Member:
    """Return a member."""
    card = Card(MemberId(number or f"member-{name.lower()}"), name, 1, since=NOW)
    return Member(Profile(card, 1, "Limoges", TownShown.TOWN, 41, AgeShown.AGE))
