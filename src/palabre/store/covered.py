"""What a cover does to each kind of object: its words while nothing covers it, and how it stands under a cover.

The row of the object itself is rewritten, so that whatever reads it later, anywhere, reads what stands in its place;
the column that keeps a name from others is left alone, so that a name can come back to whoever bore it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec.structs import replace
from sqlalchemy import LargeBinary, Text, cast, func, or_, select, update
from sqlalchemy.engine import Connection

from palabre.chat.announce import Announcement
from palabre.chat.events import Named
from palabre.chat.model import Room
from palabre.chat.ports import Written
from palabre.chat.rooms import TWIN, neutral_name
from palabre.identity.model import Member, Profile
from palabre.identity.pseudonyms import stand_in
from palabre.kernel.ids import ConversationId, MemberId, MessageId, PlaceId
from palabre.moderation.covers import Manner
from palabre.moderation.notice_ports import Reach
from palabre.moderation.notices import ItemKind
from palabre.private.ports import Pair
from palabre.safety.normalise import skeleton
from palabre.store.chat_reads import room_of
from palabre.store.chat_schema import message, room
from palabre.store.chat_writes import change_room, next_position, record
from palabre.store.identity import member_table
from palabre.store.moderation_measures import bell
from palabre.store.private_delivery import tell
from palabre.store.private_reads import pair_of
from palabre.store.private_schema import conversation

Words = dict[str, str]
FREE: Final = ("words", "pronouns", "gender", "languages")  # what somebody writes on their card in their own words
NAMED: Final = ("name", "topic", "topic_en", "purpose")  # of a room


@dataclass(frozen=True, slots=True)
class Object:
    """How one kind of object is read, and how it is brought to stand as its covers want it."""

    words: Callable[[Connection, str], Words | None]  # nothing when the object is not there
    settle: Callable[[Connection, str, Manner | None, Words, int], Reach]


def _card_words(c: Connection, ref: str) -> Words | None:
    found = _profile(c, ref)
    return {name: getattr(found.card, name) for name in FREE} if found else None


def _settle_card(c: Connection, ref: str, manner: Manner | None, words: Words, now: int) -> Reach:
    found = _profile(c, ref)
    if found is None:
        return Reach()
    here = {name: getattr(found.card, name) for name in FREE}
    was_removed, has_others = found.words_covered == Manner.REMOVED, bool(words) and here != words
    card = found.card
    if manner is Manner.REMOVED and has_others and any(here.values()):
        manner = None  # its owner has written others since: those were not decided about
    elif manner is Manner.REMOVED:
        card = replace(card, **dict.fromkeys(FREE, ""))
    elif was_removed and not any(here.values()):
        card = replace(card, **words)
    return _shown(c, replace(found, card=card, words_covered=manner or ""), now)


def _pseudonym_words(c: Connection, ref: str) -> Words | None:
    found = _profile(c, ref)
    return {"name": found.card.name} if found else None


def _settle_pseudonym(c: Connection, ref: str, manner: Manner | None, words: Words, now: int) -> Reach:
    found, member, name = _profile(c, ref), MemberId(ref), words.get("name", "")
    neutral = stand_in(member)
    said_under = name or (
        found.card.name if manner and found and not found.name_covered else ""
    )  # sealed, nothing of it is kept
    told = _history(c, member, (said_under, neutral) if manner else (neutral, said_under), now) if said_under else ()
    reach = Reach(Written(told))
    if found is None:
        return reach
    is_another = not found.name_covered and (not manner or (bool(name) and skeleton(found.card.name) != skeleton(name)))
    if is_another:
        return reach  # its owner goes by another name since
    shown = neutral if manner or not name else name
    covered = manner or ("" if name else Manner.REMOVED)
    card = replace(found.card, name=shown)
    return reach + _shown(c, replace(found, card=card, name_covered=covered), now)


def is_nameless(c: Connection, member: MemberId) -> bool:
    """Whether a member goes by a stand-in for their pseudonym."""
    found = _profile(c, member)
    return found is not None and bool(found.name_covered)


def _history(c: Connection, member: MemberId, names: tuple[str, str], now: int) -> tuple[Announcement, ...]:
    """Rename the author of what was said under a name, and tell each room where it was said."""
    before, after = names
    shown = cast(message.c.shown, Text)
    theirs = (message.c.author == member, func.json_extract(shown, "$.name") == before)
    last = select(message.c.place, message.c.id, func.max(message.c.position)).where(*theirs).group_by(message.c.place)
    rows = c.execute(last).all()
    renamed = cast(func.json_set(shown, "$.name", after), LargeBinary)
    c.execute(update(message).where(*theirs).values(shown=renamed))
    return tuple(_named(c, PlaceId(row.place), MessageId(row.id), (member, after), now) for row in rows)


def _named(c: Connection, place: PlaceId, last: MessageId, who: tuple[MemberId, str], now: int) -> Announcement:
    epoch, position = next_position(c, place)
    return record(c, place, epoch, Named(position, *who), now, last)


def _profile(c: Connection, ref: str) -> Profile | None:
    found = c.execute(select(member_table.c.profile).where(member_table.c.id == ref)).scalar_one_or_none()
    return msgspec.json.decode(found, type=Member).profile if found else None


def _shown(c: Connection, profile: Profile, now: int) -> Reach:
    """Keep how a member is shown now, and tell every line of theirs, and whoever talks with them in private."""
    member = profile.card.id
    kept = {"profile": msgspec.json.encode(Member(profile))}
    c.execute(update(member_table).where(member_table.c.id == member).values(**kept))
    bell(c, member, now)
    return Reach(pairs=_pairs(c, member, now), members=(member,))


def _pairs(c: Connection, member: MemberId, now: int) -> tuple[Pair, ...]:
    rows = c.execute(select(conversation).where(or_(conversation.c.asker == member, conversation.c.asked == member)))
    pairs = []
    for row in rows.all():
        tell(c, ConversationId(row.id), row.head, now)
        pairs.append(pair_of(row))
    return tuple(pairs)


def _room_words(c: Connection, ref: str) -> Words | None:
    rows = _doubles(c, ref)
    return {name: getattr(rows[0], name) for name in NAMED} if rows else None


def _settle_room(c: Connection, ref: str, manner: Manner | None, words: Words, now: int) -> Reach:
    rows = _doubles(c, ref)
    is_covered = bool(rows and rows[0].covered)
    is_another = bool(rows) and not is_covered and bool(words) and rows[0].name != words["name"]
    if not rows or is_another or (manner is None and not is_covered):
        return Reach()
    neutral = dict.fromkeys(NAMED, "") | {"name": neutral_name(ref)}
    wanted = neutral if manner or not words else words
    told: list[Announcement] = []
    for one in rows:
        covered = manner or ("" if words else Manner.REMOVED)
        told += _changed(c, replace(one, **wanted, covered=covered), now)
    return Reach(Written(tuple(told)), rooms=tuple(one.id for one in rows))


def _changed(c: Connection, wanted: Room, now: int) -> tuple[Announcement, ...]:
    """Keep a room under a name; its twins have their number behind it."""
    number = wanted.id.partition(TWIN)[2]
    name = f"{wanted.name} {number}" if number else wanted.name
    values = {"name": name, "purpose": wanted.purpose, "cover": wanted.covered}
    c.execute(update(room).where(room.c.id == wanted.id).values(**values))
    return change_room(c, wanted, now)


def _doubles(c: Connection, ref: str) -> list[Room]:
    """Return a room and its twins, the room first."""
    first = ref.partition(TWIN)[0]
    both = or_(room.c.id == first, room.c.id.startswith(f"{first}{TWIN}", autoescape=True))
    return [room_of(row) for row in c.execute(select(room).where(both).order_by(room.c.id))]


OBJECTS: Final = {
    ItemKind.CARD: Object(_card_words, _settle_card),
    ItemKind.PSEUDONYM: Object(_pseudonym_words, _settle_pseudonym),
    ItemKind.ROOM_NAME: Object(_room_words, _settle_room),
}
