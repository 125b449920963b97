"""Cases and restrictions on SQL: implements ``moderation.ports.ModerationStore``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.clock import DAY
from palabre.kernel.ids import MemberId
from palabre.moderation.model import Answers, Case, CaseState, Priority, Restriction, Review
from palabre.moderation.ports import Marked, Measure, Undone
from palabre.private.ports import Pair
from palabre.store import moderation_freezes as freezes
from palabre.store.casework import urge_work
from palabre.store.database import Database
from palabre.store.identity import member_table
from palabre.store.moderation_decisions import decide, end
from palabre.store.moderation_holds import restriction_lifted
from palabre.store.moderation_measures import bell, put
from palabre.store.moderation_returns import has_returned
from palabre.store.moderation_rows import case_of, kept_restriction, restriction_of
from palabre.store.moderation_schema import age_answer, case, device_mark, restriction, rule_review
from palabre.store.parted import fade_pairs

KEPT_AFTER = 30 * DAY  # what has ended is kept so long: a mark may still point to it


@dataclass(frozen=True, slots=True)
class SqlModerationStore:
    """One database; each method is one transaction."""

    database: Database

    async def record(self, measure: Measure, now: int) -> tuple[Pair, ...]:
        """Record a measure."""
        return await self.database.write(lambda c: put(c, measure, now))

    async def binding(self, now: int) -> list[Restriction]:
        """Return every restriction in force."""
        return await self.database.read(lambda c: _restrictions(c, _in_force(now)))

    async def binding_of(self, member: MemberId, now: int) -> list[Restriction]:
        """Return the restrictions in force of one member."""
        mine = restriction.c.member == member
        return await self.database.read(lambda c: _restrictions(c, _in_force(now), mine))

    async def change(self, changed: Restriction, now: int) -> None:
        """Replace a restriction of the same id."""

        def act(c: Connection) -> None:
            c.execute(update(restriction).where(restriction.c.id == changed.id).values(**kept_restriction(changed)))
            bell(c, changed.member, now)

        await self.database.write(act)

    async def lift(self, number: str, now: int) -> tuple[Pair, ...]:
        """End a restriction and what it froze."""

        def act(c: Connection) -> tuple[Pair, ...]:
            row = c.execute(select(restriction).where(restriction.c.id == number)).one_or_none()
            if row is None:
                return ()
            end(c, restriction.c.id == number, now=now)
            bell(c, MemberId(row.member), now)
            restriction_lifted(c, number, now)
            return freezes.thaw(c, number, now) + (freezes.thaw(c, row.case, now) if row.case else ())

        return await self.database.write(act)

    async def thaw(self, cause: str, now: int) -> tuple[Pair, ...]:
        """Free what a cause froze."""
        return await self.database.write(lambda c: freezes.thaw(c, cause, now))

    async def expired(self, now: int) -> list[Restriction]:
        """Return the restrictions whose date has come and that nobody has lifted."""
        over = (restriction.c.lifted.is_(False), restriction.c.ends > 0, restriction.c.ends <= now)
        return await self.database.read(lambda c: _restrictions(c, over))

    async def cases(self, states: Sequence[CaseState], limit: int) -> list[Case]:
        """Return cases, most urgent first, then oldest."""
        wanted = select(case).where(case.c.state.in_([state.value for state in states]))
        statement = wanted.order_by(case.c.priority, case.c.opened, case.c.id).limit(limit)
        return await self.database.read(lambda c: [case_of(row) for row in c.execute(statement)])

    async def case(self, number: str) -> Case | None:
        """Return a case."""
        return await self._case(case.c.id == number)

    async def case_of_message(self, message: str) -> Case | None:
        """Return the open case for which a message is held."""
        return await self._case((case.c.message == message) & (case.c.state == CaseState.OPEN.value))

    async def contests_of(self, member: MemberId) -> int:
        """Return how many of a member's contests are open."""
        mine = (case.c.subject == member, case.c.kind == "contest", case.c.state == CaseState.OPEN.value)
        statement = select(func.count()).select_from(case).where(*mine)
        return await self.database.read(lambda c: int(c.execute(statement).scalar_one()))

    async def urge(self, number: str, now: int) -> None:  # noqa: ARG002 - the port's shape
        """Put an open case among the most urgent."""
        statement = update(case).where(case.c.id == number, case.c.state == CaseState.OPEN.value)

        def act(c: Connection) -> None:
            c.execute(statement.values(priority=Priority.P0.value))
            urge_work(c, number)

        await self.database.write(act)

    async def decide(self, number: str, state: CaseState, now: int) -> Undone | None:
        """Decide an open case."""

        def act(c: Connection) -> Undone | None:
            undone = decide(c, number, state, now)
            for member in undone.members if undone else ():
                bell(c, member, now)
            return undone

        return await self.database.write(act)

    async def reviews(self) -> list[Review]:
        """Return how each rule was judged."""
        statement = select(rule_review).order_by(rule_review.c.rule)
        return await self.database.read(lambda c: [Review(*row) for row in c.execute(statement)])

    async def answers(self, since: int) -> dict[MemberId, Answers]:
        """Return what members answered since a moment."""
        statement = select(age_answer).where(age_answer.c.adult_at >= since)
        return await self.database.read(
            lambda c: {MemberId(row.member): Answers(row.adult_at, row.contradictions) for row in c.execute(statement)}
        )

    async def answered(self, member: MemberId, answers: Answers) -> None:
        """Keep a member's answers, while they are a member."""

        def act(c: Connection) -> None:
            c.execute(delete(age_answer).where(age_answer.c.member == member))
            if c.execute(select(member_table.c.id).where(member_table.c.id == member)).first() is not None:
                c.execute(insert(age_answer).values(member=member, **msgspec.structs.asdict(answers)))

        await self.database.write(act)

    async def mark(self, mac: bytes, number: str, until: int) -> None:
        """Keep a device's mark for a restriction."""

        def act(c: Connection) -> None:
            c.execute(delete(device_mark).where(device_mark.c.mac == mac))
            c.execute(insert(device_mark).values(mac=mac, restriction=number, until=until))

        await self.database.write(act)

    async def marked(self, mac: bytes, now: int) -> Marked | None:
        """Return the restriction in force of a mark."""
        joined = select(restriction, device_mark.c.until).join(
            device_mark, device_mark.c.restriction == restriction.c.id
        )
        statement = joined.where(device_mark.c.mac == mac, device_mark.c.until > now, *_in_force(now))
        row = await self.database.read(lambda c: c.execute(statement).one_or_none())
        return Marked(restriction_of(row), row.until) if row else None

    async def has_returned(self, mac: bytes, member: MemberId, now: int) -> bool:
        """Whether a mark stands for a suspension of somebody else that ran its time, and nobody has said otherwise."""
        return await self.database.read(lambda c: has_returned(c, mac, member, now))

    async def fade(self, now: int) -> None:
        """Erase what has outlived its time."""

        def act(c: Connection) -> None:
            c.execute(delete(device_mark).where(device_mark.c.until <= now))
            over = (restriction.c.ends > 0, restriction.c.ends < now - KEPT_AFTER)
            c.execute(delete(restriction).where(*over))
            c.execute(delete(age_answer).where(age_answer.c.adult_at < now - KEPT_AFTER))
            fade_pairs(c)

        await self.database.write(act)

    async def _case(self, where: Any) -> Case | None:
        row = await self.database.read(lambda c: c.execute(select(case).where(where)).first())
        return case_of(row) if row else None


def _in_force(now: int) -> tuple[Any, ...]:
    return (restriction.c.lifted.is_(False), or_(restriction.c.ends == 0, restriction.c.ends > now))


def _restrictions(c: Connection, conditions: tuple[Any, ...], *more: Any) -> list[Restriction]:
    rows: Sequence[Row[Any]] = c.execute(select(restriction).where(*conditions, *more).order_by(restriction.c.id)).all()
    return [restriction_of(row) for row in rows]
