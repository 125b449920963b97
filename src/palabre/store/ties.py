"""What members are to one another, on SQL: implements ``identity.ties.TieStore``."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Select, Table, and_, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from palabre.identity.model import Card, Member
from palabre.identity.ties import Circle, KnownFriend
from palabre.kernel.clock import DAY
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.kernel.limits import FRIENDS, SET_ASIDE
from palabre.store.database import Database
from palabre.store.identity import member_table
from palabre.store.moderation_schema import GONE
from palabre.store.parted import are_parted, parted_from
from palabre.store.ties_schema import block, friendship, ignored, note


@dataclass(frozen=True, slots=True)
class SqlTieStore:
    """One database; each method is one transaction."""

    database: Database

    async def ask(self, member: MemberId, other: MemberId, now: int) -> bool:
        """Note that somebody asks, or says yes to whoever asked."""
        return await self.database.write(lambda c: _ask(c, member, other, now - now % DAY))

    async def part(self, member: MemberId, other: MemberId) -> bool:
        """Forget a friendship or a question, whoever asked."""
        return await self.database.write(
            lambda c: c.execute(delete(friendship).where(_either(member, other))).rowcount > 0
        )

    async def note(self, member: MemberId, other: MemberId, sealed: bytes) -> None:
        """Keep a sealed note on somebody; an empty one forgets it."""

        def act(c: Connection) -> None:
            _check_known(c, other)
            c.execute(delete(note).where(note.c.member == member, note.c.other == other))
            if sealed:
                c.execute(insert(note).values(member=member, other=other, sealed=sealed))

        await self.database.write(act)

    async def circle(self, member: MemberId) -> Circle:
        """Return somebody's friends and questions."""
        return await self.database.read(lambda c: _circle(c, member))

    async def block(self, member: MemberId, other: MemberId, *, on: bool) -> None:
        """Block or unblock; a block ends a friendship."""

        def act(c: Connection) -> None:
            _put(c, block, member, other, on=on)
            if on:
                c.execute(delete(friendship).where(_either(member, other)))

        await self.database.write(act)

    async def ignore(self, member: MemberId, other: MemberId, *, on: bool) -> None:
        """Ignore or no more."""
        await self.database.write(lambda c: _put(c, ignored, member, other, on=on))

    async def set_aside(self, member: MemberId) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
        """Return whom somebody blocks, and whom they ignore."""
        return await self.database.read(lambda c: (_cards(c, _of(block, member)), _cards(c, _of(ignored, member))))

    async def blocks(self) -> list[tuple[MemberId, MemberId]]:
        """Return every block."""
        return await self.database.read(
            lambda c: [(MemberId(row.member), MemberId(row.other)) for row in c.execute(select(block))]
        )


def _ask(c: Connection, member: MemberId, other: MemberId, day: int) -> bool:
    _check_known(c, other)
    if are_parted(c, member, other):
        raise Refusal("not_available")
    theirs = and_(friendship.c.asker == other, friendship.c.asked == member)
    if c.execute(update(friendship).where(theirs).values(yes=True, since=day)).rowcount:
        return True
    mine = and_(friendship.c.asker == member, friendship.c.asked == other)
    known = c.execute(select(friendship.c.yes).where(mine)).scalar_one_or_none()
    if known is not None:
        return bool(known)
    count = select(func.count()).select_from(friendship)
    if c.execute(count.where(or_(friendship.c.asker == member, friendship.c.asked == member))).scalar_one() >= FRIENDS:
        raise Refusal("too_many_friends", limit=FRIENDS)
    c.execute(insert(friendship).values(asker=member, asked=other, yes=False, since=day))
    return False


def _circle(c: Connection, member: MemberId) -> Circle:
    rows = c.execute(select(friendship).where(or_(friendship.c.asker == member, friendship.c.asked == member))).all()
    notes = {row.other: bytes(row.sealed) for row in c.execute(select(note).where(note.c.member == member))}
    apart = parted_from(c, member)
    others = {row.asked if row.asker == member else row.asker: row for row in rows}
    known = and_(member_table.c.id.in_(others), member_table.c.id.not_in(GONE))
    cards = {card.id: card for card in _cards(c, select(member_table.c.profile).where(known))}
    friends: list[KnownFriend] = []
    asking: list[Card] = []
    asked: list[Card] = []
    for other, row in others.items():
        card = cards.get(MemberId(other))
        is_withheld = not row.yes and row.asker == other and other in apart
        if card is None or is_withheld:
            continue
        if row.yes:
            friends.append(KnownFriend(card, row.since, notes.get(other, b"")))
        else:
            (asked if row.asker == member else asking).append(card)
    return Circle(tuple(sorted(friends, key=lambda one: one.card.name)), _by_name(asking), _by_name(asked))


def _by_name(cards: Iterable[Card]) -> tuple[Card, ...]:
    return tuple(sorted(cards, key=lambda card: card.name))


def _put(c: Connection, table: Table, member: MemberId, other: MemberId, *, on: bool) -> None:
    _check_known(c, other)
    c.execute(delete(table).where(table.c.member == member, table.c.other == other))
    if not on:
        return
    count = select(func.count()).select_from(table).where(table.c.member == member)
    if c.execute(count).scalar_one() >= SET_ASIDE:
        raise Refusal("too_many_set_aside", limit=SET_ASIDE)
    c.execute(insert(table).values(member=member, other=other))


def _check_known(c: Connection, other: MemberId) -> None:
    if c.execute(select(member_table.c.id).where(member_table.c.id == other)).first() is None:
        raise Refusal("unknown_member")


def _either(one: MemberId, other: MemberId) -> Any:
    return or_(
        and_(friendship.c.asker == one, friendship.c.asked == other),
        and_(friendship.c.asker == other, friendship.c.asked == one),
    )


def _of(table: Table, member: MemberId) -> Select[Any]:
    return (
        select(member_table.c.profile).join(table, table.c.other == member_table.c.id).where(table.c.member == member)
    )


def _cards(c: Connection, statement: Select[Any]) -> tuple[Card, ...]:
    profiles: Iterable[bytes] = c.execute(statement).scalars()
    return _by_name(msgspec.json.decode(one, type=Member).profile.seen for one in profiles)
