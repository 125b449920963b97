"""Members, their sessions and what proves a kept pseudonym, as rows of one table each."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    LargeBinary,
    String,
    Table,
    bindparam,
    delete,
    insert,
    not_,
    or_,
    select,
    update,
)  # fmt: skip
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from palabre.identity.model import Entered, Member, Profile
from palabre.identity.pseudonyms import stand_in
from palabre.kernel.clock import HOUR, MINUTE
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation.covers import Manner
from palabre.moderation.notices import ItemKind
from palabre.store.covers_schema import cover
from palabre.store.database import Database
from palabre.store.decisions_schema import revoked
from palabre.store.prepared import Prepared
from palabre.store.schema import metadata

SEEN_STEP = HOUR  # last use is kept no finer

member_table = Table(
    "member",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("skeleton", String(40), nullable=False, unique=True),
    Column("profile", LargeBinary, nullable=False),
    Column("arrived", BigInteger, nullable=False, server_default="0"),  # by the minute: quotas of newcomers
)
session_table = Table(
    "member_session",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("member", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("seen", BigInteger, nullable=False),
)
OF_SESSION = Prepared(
    select(member_table.c.profile, session_table.c.seen)
    .join(session_table, session_table.c.member == member_table.c.id)
    .where(session_table.c.digest == bindparam("session"))
)
ENTERED = Prepared(select(member_table.c.arrived, member_table.c.profile).where(member_table.c.id == bindparam("who")))
decoder = msgspec.json.Decoder(Member)


words_table = Table(
    "kept_words",
    metadata,
    Column("member", String(16), ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("hashed", String(128), nullable=False),  # Argon2id, with its salt and cost
)
passkey_table = Table(
    "passkey",
    metadata,
    Column("credential", LargeBinary(1_023), primary_key=True),
    Column("member", String(16), ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("signs", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class SqlMemberStore:
    """Implements ``identity.ports.MemberStore``."""

    database: Database

    async def add(self, member: Member, skeleton: str, session: bytes, now: int) -> None:
        """Record a member and their session; the unique skeleton decides any race."""
        waits = bool(member.profile.name_covered)
        kept = _under_a_stand_in(member) if waits else member

        def act(c: Connection) -> None:
            values = {
                "id": member.id, "skeleton": skeleton, "profile": msgspec.json.encode(kept),
                "arrived": now - now % MINUTE,
            }  # fmt: skip
            c.execute(insert(member_table).values(values))
            if waits:
                c.execute(insert(cover).values(_waiting(member)))
            c.execute(insert(session_table).values(digest=session, member=member.id, seen=now - now % SEEN_STEP))

        await self._unique(act)

    async def get(self, member: MemberId) -> Member | None:
        """Return a member by id."""
        statement = select(member_table.c.profile).where(member_table.c.id == member)
        found = await self.database.read(lambda c: c.execute(statement).scalar_one_or_none())
        return msgspec.json.decode(found, type=Member) if found else None

    async def entered(self, member: MemberId) -> Entered | None:
        """Return when a member came in and the age they gave."""
        found = self.database.glance(lambda c: ENTERED(c, who=member).fetchone())
        return Entered(found[0], decoder.decode(found[1]).profile.age) if found else None

    async def by_session(self, session: bytes, now: int) -> Member | None:
        """Return the member of a session digest; its last use moves by whole hours."""
        found = self.database.glance(lambda c: OF_SESSION(c, session=session).fetchone())
        if found is None:
            return None
        profile, last_seen = found
        seen = now - now % SEEN_STEP
        if seen > last_seen:
            touch = update(session_table).where(session_table.c.digest == session).values(seen=seen)
            await self.database.write(lambda c: c.execute(touch))
        return decoder.decode(profile)

    async def saw(self, members: Collection[MemberId], now: int) -> None:
        """Note that members were here; rows already noted this hour are left alone."""
        seen = now - now % SEEN_STEP
        mine = session_table.c.member == bindparam("who")
        note = update(session_table).where(mine, session_table.c.seen < seen).values(seen=seen)
        if members:
            await self.database.write(lambda c: c.execute(note, [{"who": member} for member in members]))

    async def save(self, member: Member, skeleton: str) -> None:
        """Replace a member's card and choices; under a covered name they keep the skeleton of their own."""
        mine = member_table.c.id == member.id

        def act(c: Connection) -> None:
            row = c.execute(select(member_table.c.skeleton, member_table.c.profile).where(mine)).one_or_none()
            if row is None:
                return
            saved = _as_covered(decoder.decode(row.profile).profile, member.profile, row.skeleton == skeleton)
            kept = row.skeleton if saved.name_covered else skeleton
            c.execute(
                update(member_table).where(mine).values(skeleton=kept, profile=msgspec.json.encode(Member(saved)))
            )

        await self._unique(act)

    async def remove(self, member: MemberId) -> None:
        """Erase a member; their sessions go with them."""
        await self.database.write(lambda c: c.execute(delete(member_table).where(member_table.c.id == member)))

    async def is_taken(self, skeleton: str) -> bool:
        """Whether a member present has this skeleton."""
        statement = select(member_table.c.id).where(member_table.c.skeleton == skeleton)
        return await self.database.read(lambda c: c.execute(statement).first() is not None)

    async def unused_since(self, passing: int, kept: int) -> list[MemberId]:
        """Return members none of whose sessions was used since a moment; kept pseudonyms have one of their own."""
        fresh = select(session_table.c.member).where(session_table.c.seen >= passing - SEEN_STEP)
        lately = select(session_table.c.member).where(session_table.c.seen >= kept - SEEN_STEP)
        have = member_table.c.id.in_(select(words_table.c.member).union(select(passkey_table.c.member)))
        statement = select(member_table.c.id).where(
            member_table.c.id.not_in(fresh), or_(not_(have), member_table.c.id.not_in(lately)),
            member_table.c.id.not_in(select(revoked.c.member)),  # they may contest, and come back
        )  # fmt: skip
        return await self.database.read(lambda c: [MemberId(one) for one in c.execute(statement).scalars()])

    async def everybody(self) -> list[Member]:
        """Return every member."""
        statement = select(member_table.c.profile)
        found = await self.database.read(lambda c: c.execute(statement).scalars().all())
        return [msgspec.json.decode(one, type=Member) for one in found]

    async def _unique(self, act: Callable[[Connection], None]) -> None:
        try:
            await self.database.write(act)
        except IntegrityError:
            raise Refusal("pseudonym_taken") from None


def _under_a_stand_in(member: Member) -> Member:
    card = replace(member.profile.card, name=stand_in(member.id))
    return Member(replace(member.profile, card=card))


def _waiting(member: Member) -> dict[str, Any]:
    """Return the cover of a name that nobody has read yet: of no case, and its own cause."""
    name = msgspec.json.encode({"name": member.profile.card.name})
    return {
        "kind": ItemKind.PSEUDONYM.value, "ref": member.id, "cause": member.id, "case": "",
        "manner": Manner.HELD.value, "kept": name,
    }  # fmt: skip


def _as_covered(kept: Profile, wanted: Profile, is_same_name: bool) -> Profile:  # noqa: FBT001 - one caller
    """Return what is saved of what somebody wants, who read their card before it was covered."""
    if kept.name_covered and is_same_name:
        wanted = replace(wanted, card=replace(wanted.card, name=kept.card.name), name_covered=kept.name_covered)
    return replace(wanted, words_covered="held") if kept.words_covered == "held" else wanted
