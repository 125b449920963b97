"""Decisions and statements on SQL: implements ``moderation.deciding_ports.DecisionStore``."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.clock import DAY
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation.casework import PROGRAM, By
from palabre.moderation.deciding import is_told
from palabre.moderation.deciding_ports import Owed
from palabre.moderation.decisions import RIGHT, Decision, DecisionState
from palabre.moderation.ledger.model import Act
from palabre.moderation.misuse import Misuse, MisuseEvent
from palabre.moderation.model import Restriction
from palabre.moderation.notice_ports import Reach
from palabre.moderation.statements import Delivery, Statement
from palabre.store.child_freezes import protects_child
from palabre.store.database import Database
from palabre.store.decisions_schema import decision, imposed, revoked, revoked_session, statement
from palabre.store.ledger import enter
from palabre.store.misuse import count, count_notices, take_back, take_back_notices
from palabre.store.moderation_reversals import undo_case
from palabre.store.moderation_rows import restriction_of
from palabre.store.moderation_schema import restriction
from palabre.store.moves import Thing, move
from palabre.store.reopening import reopen, stand

encoder = msgspec.json.Encoder()
decision_decoder, statement_decoder = msgspec.json.Decoder(Decision), msgspec.json.Decoder(Statement)
SHOWN = ("in_force", "expired", "reversed", "replaced")  # states of what its subject knows of
KEPT = 365 * DAY  # then a statement is erased (retention: statement)
DUE, APPLIED, UNDOING, UNDONE = "due", "applied", "undoing", "undone"


@dataclass(frozen=True, slots=True)
class SqlDecisionStore:
    """One database; each method is one transaction."""

    database: Database
    kept: Callable[[str], bytes]  # what is stored of the recovery code of a statement

    async def draft(self, drafted: Decision, told: Statement, by: By, now: int) -> None:
        """Keep a draft, or a pending one dated anew; never one that somebody else wrote or that took effect."""

        def act(c: Connection) -> None:
            row = c.execute(select(decision).where(decision.c.id == drafted.id)).one_or_none()
            if row is not None and not _is_same(decision_of(row), drafted):
                raise Refusal("not_yours")
            c.execute(delete(decision).where(decision.c.id == drafted.id))
            c.execute(insert(decision).values(**_kept(drafted)))
            c.execute(insert(statement).values(**self._told(told)))
            action = "second_view" if drafted.second else "decision.draft"
            enter(c, Act(by.ref, by.role, action, "decision", drafted.id, payload=_payload(drafted)), now)

        await self.database.write(act)

    async def decision(self, number: str) -> Decision | None:
        """Return a decision."""
        found = await self._decisions(decision.c.id == number)
        return found[0] if found else None

    async def decisions_of(self, member: MemberId) -> list[Decision]:
        """Return a member's decisions that were in force, newest first."""
        found = await self._decisions((decision.c.subject == member) & decision.c.state.in_(SHOWN))
        return found[::-1]

    async def decisions_on(self, case: str) -> list[Decision]:
        """Return every decision on a case, oldest first."""
        return await self._decisions(decision.c.case == case)

    async def in_force_by(self, means: Collection[str]) -> list[Decision]:
        """Return the decisions in force that impose one of these, oldest first."""
        by = select(imposed.c.decision).where(imposed.c.means.in_(list(means)))
        return await self._decisions((decision.c.state == DecisionState.IN_FORCE.value) & decision.c.id.in_(by))

    async def imposing(self, means: Collection[str], limit: int) -> list[Decision]:
        """Return the newest decisions that impose one of these, or did; newest first."""
        by = select(imposed.c.decision).where(imposed.c.means.in_(list(means)))
        fits = decision.c.id.in_(by) & decision.c.state.in_(SHOWN)
        wanted = select(decision).where(fits).order_by(decision.c.made.desc(), decision.c.id.desc()).limit(limit)
        rows = await self.database.read(lambda c: c.execute(wanted).all())
        return [decision_of(row) for row in rows]

    async def statement_on(self, number: str) -> Statement | None:
        """Return the statement of a decision."""
        found = await self._statements(statement.c.decision == number)
        return found[0] if found else None

    async def statements_of(self, member: MemberId) -> list[Statement]:
        """Return the statements delivered to a member, newest first."""
        return (await self._statements((statement.c.member == member) & (statement.c.informed > 0)))[::-1]

    async def statement_of_code(self, kept: bytes) -> Statement | None:
        """Return the delivered statement that a recovery code opens."""
        found = await self._statements((statement.c.code == kept) & (statement.c.informed > 0))
        return found[0] if found else None

    async def move(self, moving: Decision, after: DecisionState, by: By, now: int, reason: str = "") -> bool:
        """Move a decision, and with it what it imposes and what its subject reads."""

        def act(c: Connection) -> bool:
            if not _move(c, moving, after, by, now, reason):
                return False
            if after is DecisionState.IN_FORCE:
                moved = replace(moving, state=after)
                _impose(c, moved)
                self._deliver(c, moved, now)
                if moved.unfounded:
                    count_notices(c, moved.case, by, now)
                if moved.is_illegal:  # two people found it without a judge: manifestly (section 9)
                    count(c, MisuseEvent(moved.subject, Misuse.ILLEGAL_CONTENT, now), by, now, moved.id)
            elif after is not DecisionState.PENDING_SECOND:
                _undo(c, imposed.c.decision == moving.id)
                if after is DecisionState.REPLACED:
                    take_back(c, [moving.id], by, now)
            return True

        return await self.database.write(act)

    async def reverse(self, whole: Decision, by: By, now: int, reason: str) -> Reach | None:
        """Undo a decision and all that its case did, unless another decision on the case stands."""

        def act(c: Connection) -> Reach | None:
            if whole.state is DecisionState.EXPIRED:
                _erase_point(c, whole, by, now, reason)
            elif not _move(c, whole, DecisionState.REVERSED, by, now, reason):
                return None
            _undo(c, imposed.c.decision == whole.id)
            if whole.unfounded:
                take_back_notices(c, whole.case, by, now)
            take_back(c, [whole.id], by, now)
            if whole.outcome not in RIGHT:  # nothing was done that could be undone: somebody decides anew
                _look_again(c, whole, by, now, reason)
            return Reach() if _stands(c, whole) else undo_case(c, whole.case, now)

        return await self.database.write(act)

    async def stand(self, case: str, by: By, now: int) -> bool:
        """Close a case that waited again under the decision that stands on it."""
        return await self.database.write(lambda c: stand(c, case, now, by))

    async def undo_some(self, whole: Decision, some: Collection[str], by: By, now: int) -> None:
        """Let some of what a decision imposes be undone."""

        def act(c: Connection) -> None:
            _undo(c, (imposed.c.decision == whole.id) & imposed.c.id.in_(list(some)))
            undone: dict[str, Any] = {"undone": sorted(some)}
            enter(c, Act(by.ref, by.role, "partly_reversed", "decision", whole.id, payload=undone), now)

        await self.database.write(act)

    async def owed(self, now: int) -> list[Owed]:
        """Return what has still to take effect or to be undone, and what has come to its date."""
        over = (imposed.c.state == APPLIED) & (imposed.c.ends > 0) & (imposed.c.ends <= now)
        wanted = select(imposed.c.id, imposed.c.state, decision.c.whole).join(decision)
        statement = wanted.where(imposed.c.state.in_([DUE, UNDOING]) | over).order_by(imposed.c.id)
        rows = await self.database.read(lambda c: c.execute(statement).all())
        return [_owed(*row) for row in rows]

    async def settled(self, number: str, *, undone: bool) -> None:
        """Note that something has taken effect, or is undone; what is to be undone meanwhile stays so."""
        before = [DUE, APPLIED, UNDOING] if undone else [DUE]
        mine = (imposed.c.id == number, imposed.c.state.in_(before))
        settling = update(imposed).where(*mine).values(state=UNDONE if undone else APPLIED)
        await self.database.write(lambda c: c.execute(settling))

    async def over(self, now: int) -> list[Decision]:
        """Return the decisions in force whose last date has come."""
        in_force = decision.c.state == DecisionState.IN_FORCE.value
        return await self._decisions(in_force & (decision.c.ends > 0) & (decision.c.ends <= now))

    async def looked(self, action: str, kind: str, ref: str, by: By, now: int) -> None:
        """Enter a look in the ledger."""
        await self.database.write(lambda c: enter(c, Act(by.ref, by.role, action, kind, ref), now))

    async def protects_child(self, case: str) -> bool:
        """Whether what a case did protects a child."""
        return await self.database.read(lambda c: protects_child(c, case))

    async def restriction_of_session(self, digest: bytes) -> Restriction | None:
        """Return what binds the member whose session was revoked by a decision in force."""
        mine = (
            select(restriction)
            .join(imposed, imposed.c.id == restriction.c.id)
            .join(revoked, revoked.c.decision == imposed.c.decision)
            .join(revoked_session, revoked_session.c.member == revoked.c.member)
            .where(revoked_session.c.digest == digest, restriction.c.lifted.is_(False))
        )
        row = await self.database.read(lambda c: c.execute(mine).first())
        return restriction_of(row) if row else None

    async def fade(self, now: int) -> None:
        """Erase people and words from what is over: what is left of a decision is for the figures alone."""

        def act(c: Connection) -> None:
            over = (
                decision.c.state != DecisionState.IN_FORCE.value,
                decision.c.made < now - KEPT,
                decision.c.id.in_(select(statement.c.decision)),  # of a case about nobody known, too
            )
            for row in c.execute(select(decision).where(*over)).all():
                c.execute(update(decision).where(decision.c.id == row.id).values(**_kept(bare(decision_of(row)))))
                c.execute(delete(statement).where(statement.c.decision == row.id))

        await self.database.write(act)

    def _deliver(self, c: Connection, moved: Decision, now: int) -> None:
        if not is_told(moved):
            return
        row = c.execute(select(statement).where(statement.c.decision == moved.id)).one()
        told = replace(statement_decoder.decode(row.whole), state=Delivery.DELIVERED, informed=now)
        c.execute(update(statement).where(statement.c.id == told.id).values(**self._told(told)))
        move(c, Thing("statement", told.id), Delivery.COMPOSED, told.state, now, PROGRAM, moved.id)

    def _told(self, told: Statement) -> dict[str, Any]:
        return {
            "id": told.id, "decision": told.decision, "member": told.member, "informed": told.informed,
            "code": self.kept(told.id), "whole": encoder.encode(told),
        }  # fmt: skip

    async def _decisions(self, where: Any) -> list[Decision]:
        wanted = select(decision).where(where).order_by(decision.c.made, decision.c.id)
        return await self.database.read(lambda c: [decision_of(row) for row in c.execute(wanted)])

    async def _statements(self, where: Any) -> list[Statement]:
        wanted = select(statement).where(where).order_by(statement.c.informed, statement.c.id)
        return await self.database.read(lambda c: [statement_decoder.decode(row.whole) for row in c.execute(wanted)])


def decision_of(row: Row[Any]) -> Decision:
    """Return the decision of a row."""
    return decision_decoder.decode(row.whole)


def bare(one: Decision) -> Decision:
    """Return a decision without person or words."""
    return replace(one, subject=MemberId(""), words="", quote="", second_view="", item_at=0)


def _kept(one: Decision) -> dict[str, Any]:
    return {
        "id": one.id, "case": one.case, "subject": one.subject, "state": one.state.value, "made": one.made,
        "ends": one.ends, "whole": encoder.encode(one),
    }  # fmt: skip


def _is_same(kept: Decision, drafted: Decision) -> bool:
    """Whether a draft may take the place of the one kept: nobody's but its author's, and nothing in force."""
    is_open = kept.state in {DecisionState.DRAFT, DecisionState.PENDING_SECOND}
    return is_open and kept.state is drafted.state and kept.author == drafted.author


def _move(c: Connection, moving: Decision, after: DecisionState, by: By, now: int, reason: str) -> bool:
    moved, same = replace(moving, state=after), decision.c.id == moving.id
    stands = c.execute(select(decision).where(same).with_for_update()).one_or_none()
    if stands is None or decision_of(stands) != moving:  # what is signed is what was read
        return False
    c.execute(update(decision).where(same).values(**_kept(moved)))
    was_and_is = {"before": moving.state.value, **_payload(moved)}
    enter(c, Act(by.ref, by.role, f"decision.{after.value}", "decision", moving.id, reason, was_and_is), now)
    return True


def _erase_point(c: Connection, whole: Decision, by: By, now: int, reason: str) -> None:
    """Let a decision that has run out count for nothing on the ladder."""
    cleared = replace(whole, point=False)
    c.execute(update(decision).where(decision.c.id == whole.id).values(**_kept(cleared)))
    enter(c, Act(by.ref, by.role, "point_erased", "decision", whole.id, reason), now)


def _stands(c: Connection, undone: Decision) -> bool:
    """Whether what a case did is to stay: it was found wrong before, or another decision found it right."""
    others = select(decision).where(
        decision.c.case == undone.case, decision.c.id != undone.id, decision.c.state == DecisionState.IN_FORCE.value
    )
    return undone.outcome not in RIGHT or any(decision_of(row).outcome in RIGHT for row in c.execute(others))


def _look_again(c: Connection, undone: Decision, by: By, now: int, reason: str) -> None:
    in_force = (decision.c.case == undone.case, decision.c.state == DecisionState.IN_FORCE.value)
    if c.execute(select(decision.c.id).where(*in_force)).first() is None:
        reopen(c, undone.case, now, by, reason)


def _impose(c: Connection, moved: Decision) -> None:
    for one in moved.imposed:
        values = {"id": one.id, "decision": moved.id, "means": one.means.value, "ends": one.ends, "state": DUE}
        c.execute(insert(imposed).values(**values))


def _undo(c: Connection, where: Any) -> None:
    c.execute(update(imposed).where(where, imposed.c.state.in_([DUE, APPLIED])).values(state=UNDOING))


def _owed(number: str, state: str, encoded: bytes) -> Owed:
    whole = decision_decoder.decode(encoded)
    one = next(one for one in whole.imposed if one.id == number)
    return Owed(whole, one, undo=state != DUE)


def _payload(one: Decision) -> dict[str, Any]:
    return {
        "case": one.case, "outcome": one.outcome.value, "basis": one.basis, "version": one.version,
        "author": one.author, "second": one.second, "imposed": [[of.means.value, of.ends] for of in one.imposed],
    }  # fmt: skip
