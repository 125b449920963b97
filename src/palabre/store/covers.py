"""Covers on SQL: implements ``moderation.covers.CoverStore``. What a cover hides stands in its row alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.ids import MemberId
from palabre.moderation.casework import By
from palabre.moderation.covers import Cover, Manner, Waiting
from palabre.moderation.ledger.model import Act
from palabre.moderation.notice_ports import Reach
from palabre.moderation.notices import ItemKind
from palabre.moderation.policy.retention import retention
from palabre.store.casework_schema import work
from palabre.store.covered import OBJECTS, Words, is_nameless
from palabre.store.covers_schema import cover
from palabre.store.database import Database
from palabre.store.decisions_schema import decision, imposed
from palabre.store.identity import decoder, member_table
from palabre.store.ledger import enter

NOTHING = b""
WAITS = (cover.c.kind == ItemKind.PSEUDONYM.value, cover.c.case == "", cover.c.cause == cover.c.ref)  # for a person


@dataclass(frozen=True, slots=True)
class SqlCoverStore:
    """One database; each method is one transaction."""

    database: Database

    async def put(self, one: Cover, now: int) -> Reach:
        """Cover an object."""
        return await self.database.write(lambda c: put(c, one, now))

    async def lift(self, cause: str, now: int) -> Reach:
        """Take away what a cause covers."""
        return await self.database.write(lambda c: lift(c, cause, now))

    async def is_nameless(self, member: MemberId) -> bool:
        """Whether a member goes by a stand-in."""
        return await self.database.read(lambda c: is_nameless(c, member))

    async def kept(self, kind: ItemKind, ref: str) -> Words:
        """Return the words that a cover hides."""
        return await self.database.read(lambda c: kept_of(c, kind, ref))

    async def waiting(self) -> list[Waiting]:
        """Return the pseudonyms that wait for a person, oldest first."""
        mine = select(cover.c.kept, member_table).join(member_table, member_table.c.id == cover.c.ref)
        statement = mine.where(*WAITS).order_by(member_table.c.arrived, member_table.c.id)
        rows = await self.database.read(lambda c: c.execute(statement).all())
        held = [row for row in rows if decoder.decode(row.profile).profile.name_covered == Manner.HELD]
        return [Waiting(MemberId(row.id), _words([row])["name"], row.arrived) for row in held]

    async def give(self, member: MemberId, by: By, now: int) -> Reach | None:
        """Give a pseudonym that waits to its bearer."""

        def act(c: Connection) -> Reach | None:
            if c.execute(select(cover.c.ref).where(*WAITS, cover.c.ref == member)).first() is None:
                return None
            enter(c, Act(by.ref, by.role, "name_approved", "name", "", payload={"member": member}), now)
            return lift(c, member, now)

        return await self.database.write(act)

    async def fade(self, now: int) -> None:
        """Forget the words of cases whose evidence is over."""
        await self.database.write(lambda c: fade(c, now))


def put(c: Connection, one: Cover, now: int) -> Reach:
    """Cover an object: what earlier causes keep of it is what this one keeps."""
    rows = _rows(c, one.kind, one.ref)
    if any(row.cause == one.cause for row in rows):
        return Reach()
    words = _words(rows) if rows else OBJECTS[one.kind].words(c, one.ref)
    if words is None:
        return Reach()
    if one.is_wiped:
        c.execute(update(cover).where(cover.c.kind == one.kind.value, cover.c.ref == one.ref).values(kept=NOTHING))
        words = {}
    c.execute(
        insert(cover).values(
            kind=one.kind.value, ref=one.ref, cause=one.cause, case=one.case, manner=one.manner.value,
            kept=msgspec.json.encode(words) if words else NOTHING,
        )
    )  # fmt: skip
    return _settle(c, one.kind, one.ref, words, now)


def lift(c: Connection, cause: str, now: int) -> Reach:
    """Take away what a cause covers; what another still covers stays so."""
    reach = Reach()
    for row in c.execute(select(cover).where(cover.c.cause == cause)).all():
        mine = (cover.c.kind == row.kind, cover.c.ref == row.ref, cover.c.cause == cause)
        c.execute(delete(cover).where(*mine))
        reach += _settle(c, ItemKind(row.kind), row.ref, _words([row]), now)
    return reach


def kept_of(c: Connection, kind: ItemKind, ref: str) -> Words:
    """Return the words that a cover hides; nothing when nothing is covered."""
    return _words(_rows(c, kind, ref))


def fade(c: Connection, now: int) -> None:
    """Forget words with the evidence of their case; the cover of what was removed then has nothing more to say."""
    over = select(work.c.case).where(work.c.closed > 0, work.c.closed < now - retention()["evidence"].life)
    c.execute(delete(cover).where(cover.c.case.in_(over), cover.c.manner == Manner.REMOVED.value))
    c.execute(update(cover).where(cover.c.case.in_(over)).values(kept=NOTHING))
    c.execute(delete(cover).where(*WAITS, cover.c.ref.not_in(select(member_table.c.id))))
    old = decision.c.made < now - retention()["evidence"].life
    decided = select(imposed.c.id).join(decision).where(old, decision.c.case.not_in(select(work.c.case)))
    c.execute(update(cover).where(cover.c.cause.in_(decided)).values(kept=NOTHING))  # of a name refused: it has no case


def _settle(c: Connection, kind: ItemKind, ref: str, words: Words, now: int) -> Reach:
    manners = {row.manner for row in _rows(c, kind, ref)}
    heaviest = next((one for one in (Manner.REMOVED, Manner.HELD) if one.value in manners), None)
    return OBJECTS[kind].settle(c, ref, heaviest, words, now)


def _rows(c: Connection, kind: ItemKind, ref: str) -> Sequence[Row[Any]]:
    return c.execute(select(cover).where(cover.c.kind == kind.value, cover.c.ref == ref)).all()


def _words(rows: Sequence[Row[Any]]) -> Words:
    kept = next((row.kept for row in rows if row.kept), NOTHING)
    return msgspec.json.decode(kept, type=dict[str, str]) if kept else {}
