"""Pseudonyms of people who are here, for moderation: implements ``moderation.deciding_ports.Names``."""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec
from sqlalchemy import select

from palabre.identity.model import Member
from palabre.kernel.ids import MemberId
from palabre.moderation.notices import ItemKind
from palabre.store.covers import kept_of
from palabre.store.database import Database
from palabre.store.identity import member_table


@dataclass(frozen=True, slots=True)
class SqlNames:
    """One database."""

    database: Database

    async def taken_of(self, skeletons: Collection[str]) -> frozenset[str]:
        """Return those that people bear."""
        wanted = select(member_table.c.skeleton).where(member_table.c.skeleton.in_(list(skeletons)))
        return await self.database.read(lambda c: frozenset(c.execute(wanted).scalars()))

    async def name_of(self, member: MemberId) -> str:
        """Return somebody's pseudonym, their own also while it is covered; or nothing."""
        wanted = select(member_table.c.profile).where(member_table.c.id == member)
        covered = await self.database.read(lambda c: kept_of(c, ItemKind.PSEUDONYM, member))
        if covered:
            return covered["name"]
        found = await self.database.read(lambda c: c.execute(wanted).scalar_one_or_none())
        return msgspec.json.decode(found, type=Member).profile.card.name if found else ""
