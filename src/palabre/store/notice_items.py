"""What a notice points at, found in the server's own record: by id for members, by name for whoever has no account."""

import msgspec
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.engine import Connection

from palabre.chat.access import may_read
from palabre.chat.model import MessageState
from palabre.identity.model import Member
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation.notices import Item, ItemKind, Notice
from palabre.safety.normalise import skeleton
from palabre.store.chat_reads import room_of
from palabre.store.chat_schema import message, room
from palabre.store.identity import member_table

NOT_SEEN = (MessageState.HELD.value, MessageState.RETURNED.value)
member_of = msgspec.json.Decoder(Member).decode


def found(c: Connection, new: Notice) -> Notice:
    """Return a notice with the author of each item.

    Raises ``Refusal`` for a member's notice: unknown_message, unknown_member, unknown_place, not_oneself. Whoever
    writes without an account is not told what exists: what is not found stays in their words.
    """
    find = _by_id if new.reporter else _by_name
    items = tuple(find(c, item, new.reporter) for item in new.items)
    if new.reporter and any(item.subject == new.reporter for item in items):
        raise Refusal("not_oneself")
    return replace(new, items=items)


def _by_id(c: Connection, item: Item, reporter: MemberId) -> Item:
    match item.kind:
        case ItemKind.MESSAGE:
            return replace(item, subject=_author(c, item, reporter))
        case ItemKind.CARD | ItemKind.PSEUDONYM:
            if c.execute(select(member_table.c.id).where(member_table.c.id == item.ref)).first() is None:
                raise Refusal("unknown_member")
            return replace(item, subject=MemberId(item.ref))
        case ItemKind.ROOM_NAME:
            return replace(item, subject=_host(c, item.ref, reporter))
        case ItemKind.SEALED | ItemKind.WORDS:
            return item


def _author(c: Connection, item: Item, reporter: MemberId) -> MemberId:
    _host(c, item.place, reporter)
    row = c.execute(select(message).where(message.c.id == item.ref, message.c.place == item.place)).one_or_none()
    if row is None or (row.state in NOT_SEEN and row.author != reporter):
        raise Refusal("unknown_message")
    return MemberId(row.author)


def _host(c: Connection, place: str, reporter: MemberId) -> MemberId:
    """Return who opened a room, if anybody. Raises ``Refusal("unknown_place")`` for a room that one may not enter."""
    row = c.execute(select(room).where(room.c.id == place)).one_or_none()
    if row is None or not may_read(room_of(row), reporter):
        raise Refusal("unknown_place")
    return MemberId(row.host or "")


def _by_name(c: Connection, item: Item, _: MemberId) -> Item:
    match item.kind:
        case ItemKind.CARD | ItemKind.PSEUDONYM:
            named = select(member_table.c.id).where(member_table.c.skeleton == skeleton(item.ref)[:40])
            member = c.execute(named).scalar_one_or_none()
            return replace(item, ref=member, subject=MemberId(member)) if member else _words(item)
        case ItemKind.ROOM_NAME:
            named = select(room.c.id, room.c.host).where(room.c.skeleton == skeleton(item.ref)[:80])
            row = c.execute(named).one_or_none()
            return replace(item, ref=row.id, subject=MemberId(row.host or "")) if row else _words(item)
        case _:
            return _words(item)


def _words(item: Item) -> Item:
    return Item(ItemKind.WORDS, item.ref)
