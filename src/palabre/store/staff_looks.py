"""What staff did with cases, and whom they know, on SQL: implements ``LookStore`` and ``Acquaintances``."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, Table, insert, or_, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.ids import MemberId
from palabre.moderation.exposure import Seen
from palabre.moderation.ledger.model import Act
from palabre.moderation.model import Case
from palabre.moderation.roles import Grant
from palabre.moderation.staff import Staff
from palabre.store.casework_schema import work
from palabre.store.database import Database
from palabre.store.ledger import enter
from palabre.store.private_schema import asking, conversation
from palabre.store.staff import acting
from palabre.store.staff_schema import said_table, seen_table
from palabre.store.ties_schema import block, friendship

APART, HANDED = "apart", "handed"
# Tables that tie two members, and the columns that name them.
TIES: tuple[tuple[Table, str, str], ...] = (
    (conversation, "asker", "asked"), (asking, "asker", "asked"), (friendship, "asker", "asked"),
    (block, "member", "other"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SqlLookStore:
    """One database; each method is one transaction."""

    database: Database

    async def look(self, staff: Staff, grant: Grant, case: Case, seen: Seen) -> None:
        """Enter a view; it counts in their exposure the first time."""

        def act(c: Connection) -> None:
            mine = (seen_table.c.staff == staff.ref, seen_table.c.case == case.id)
            if c.execute(select(seen_table.c.at).where(*mine)).first() is None:
                c.execute(insert(seen_table).values(staff=staff.ref, case=case.id, at=seen.at, units=seen.units))
            c.execute(update(work).where(work.c.case == case.id, work.c.looked == 0).values(looked=seen.at))
            enter(c, Act(staff.ref, grant.role.value, "case_viewed", "case", case.id, grant.right.value), seen.at)

        await self.database.write(act)

    async def say_apart(self, staff: Staff, case: Case, now: int) -> None:
        """Keep somebody's word that they do not know whom a case is about."""

        def act(c: Connection) -> None:
            if _say(c, staff, case, APART, now):
                enter(c, Act(staff.ref, acting(staff).value, "said_apart", "case", case.id), now)

        await self.database.write(act)

    async def has_said(self, ref: str, case: str) -> bool:
        """Whether they gave it."""
        said = select(said_table.c.at).where(
            said_table.c.staff == ref, said_table.c.case == case, said_table.c.what == APART
        )
        return await self.database.read(lambda c: c.execute(said).first() is not None)

    async def hand_over(self, staff: Staff, case: Case, now: int) -> None:
        """Let a case go to somebody else; the ledger, which others read, learns nothing of it (section 17.6)."""
        await self.database.write(lambda c: _say(c, staff, case, HANDED, now))

    async def handed_over(self, ref: str) -> frozenset[str]:
        """Return the cases that somebody let go."""
        statement = select(said_table.c.case).where(said_table.c.staff == ref, said_table.c.what == HANDED)
        return await self.database.read(lambda c: frozenset(c.execute(statement).scalars()))

    async def known_to(self, members: Collection[MemberId]) -> frozenset[MemberId]:
        """Return everybody with whom these members talk, are friends, have a request, or whom either has blocked."""
        own = frozenset(members)
        statements = [_others(*tie, own) for tie in TIES]

        def act(c: Connection) -> frozenset[MemberId]:
            return frozenset(MemberId(one) for statement in statements for row in c.execute(statement) for one in row)

        return await self.database.read(act) - own


def _others(table: Table, one: str, other: str, own: frozenset[MemberId]) -> Select[tuple[str, str]]:
    first, second = table.c[one], table.c[other]
    return select(first, second).where(or_(first.in_(own), second.in_(own)))


def _say(c: Connection, staff: Staff, case: Case, what: str, now: int) -> bool:
    mine = (said_table.c.staff == staff.ref, said_table.c.case == case.id, said_table.c.what == what)
    is_new = c.execute(select(said_table.c.at).where(*mine)).first() is None
    if is_new:
        c.execute(insert(said_table).values(staff=staff.ref, case=case.id, what=what, at=now))
    return is_new
