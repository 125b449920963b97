"""Complaints on SQL: implements ``moderation.deciding_ports.ComplaintStore``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from palabre.kernel.clock import DAY
from palabre.kernel.ids import MemberId
from palabre.moderation.casework import PROGRAM, By
from palabre.moderation.complaints import Complaint, ComplaintState
from palabre.moderation.ledger.model import Act
from palabre.store.database import Database
from palabre.store.decisions_schema import complaint, quality
from palabre.store.ledger import enter
from palabre.store.moves import Thing, begin, move

KEPT = 184 * DAY  # six months (retention: appeal)
encoder, decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Complaint)


@dataclass(frozen=True, slots=True)
class SqlComplaintStore:
    """One database; each method is one transaction."""

    database: Database

    async def lodge(self, lodged: Complaint, now: int) -> bool:
        """Keep a complaint; one for each person and decision."""

        def act(c: Connection) -> bool:
            whose = (complaint.c.party == lodged.party.value, complaint.c.notice == lodged.notice)
            same = (complaint.c.decision == lodged.decision, *whose)
            if c.execute(select(complaint.c.id).where(*same)).first() is not None:
                return False
            c.execute(insert(complaint).values(**_kept(lodged)))
            begin(c, Thing("complaint", lodged.id), now, By("", lodged.party.value), lodged.decision)
            return True

        return await self.database.write(act)

    async def complaint(self, number: str) -> Complaint | None:
        """Return a complaint."""
        found = await self._found(complaint.c.id == number, 1)
        return found[0] if found else None

    async def complaints_on(self, decision: str) -> list[Complaint]:
        """Return the complaints on a decision, oldest first."""
        return await self._found(complaint.c.decision == decision)

    async def complaints_in(self, states: Sequence[str], limit: int) -> list[Complaint]:
        """Return complaints in these states, oldest first."""
        return await self._found(complaint.c.state.in_(list(states)), limit)

    async def change(self, before: Complaint, after: Complaint, action: str, by: By, now: int) -> bool:
        """Replace a complaint, unless it has changed meanwhile."""
        return await self.database.write(lambda c: _changed(c, before, after, action, by, now))

    async def close(self, before: Complaint, told: Complaint, by: By, now: int) -> bool:
        """Let a complaint be decided and its answer be read, in one transaction; one taken back unread moves whole."""
        verdict, thing = told.verdict.value if told.verdict else "", Thing("complaint", told.id)

        def act(c: Connection) -> bool:
            if not _replace(c, before, told):
                return False
            state: str = before.state
            if before.state is ComplaintState.LODGED:
                state = move(c, thing, state, ComplaintState.ASSIGNED, now, by)
            decided = move(c, thing, state, ComplaintState.DECIDED, now, by, verdict)
            move(c, thing, decided, told.state, now, PROGRAM, verdict)
            return True

        return await self.database.write(act)

    async def feed_quality(self, case: str, why: str, now: int) -> None:
        """Let a case be looked at again blind; once."""

        def act(c: Connection) -> None:
            if c.execute(select(quality.c.case).where(quality.c.case == case)).first() is None:
                c.execute(insert(quality).values(case=case, why=why, at=now))
                enter(c, Act(PROGRAM.ref, PROGRAM.role, "quality_fed", "case", case, why), now)

        await self.database.write(act)

    async def all_complaints(self, since: int) -> list[Complaint]:
        """Return every complaint lodged since a moment, oldest first."""
        return await self._found(complaint.c.lodged >= since)

    async def fade(self, now: int) -> None:
        """Erase people and words from complaints answered six months ago; their figures stay."""

        def act(c: Connection) -> None:
            answered = (complaint.c.state == ComplaintState.NOTIFIED.value, complaint.c.lodged < now - KEPT)
            for whole in c.execute(select(complaint.c.whole).where(*answered)).scalars().all():
                one = decoder.decode(whole)
                if one.notified < now - KEPT and one != bare(one):
                    c.execute(update(complaint).where(complaint.c.id == one.id).values(**_kept(bare(one))))

        await self.database.write(act)

    async def _found(self, where: Any, limit: int | None = None) -> list[Complaint]:
        wanted = select(complaint.c.whole).where(where).order_by(complaint.c.lodged, complaint.c.id).limit(limit)
        return await self.database.read(lambda c: [decoder.decode(whole) for whole in c.execute(wanted).scalars()])


def _changed(c: Connection, before: Complaint, after: Complaint, action: str, by: By, now: int) -> bool:
    if not _replace(c, before, after):
        return False
    reason = after.verdict.value if after.verdict else ""
    if after.state is before.state:
        enter(c, Act(by.ref, by.role, action, "complaint", after.id, reason), now)
    else:
        move(c, Thing("complaint", after.id), before.state, after.state, now, by, reason)
    return True


def bare(one: Complaint) -> Complaint:
    """Return a complaint without person or words."""
    empty = {"words": "", "opinion": "", "question": "", "answer": "", "reasons": "", "advice": "", "second_view": ""}
    return replace(one, member=MemberId(""), **empty)


def _replace(c: Connection, before: Complaint, after: Complaint) -> bool:
    same = complaint.c.id == before.id
    # Compared as read, not as octets: an older release wrote fewer fields.
    stands = c.execute(select(complaint.c.whole).where(same).with_for_update()).scalar_one_or_none()
    if stands is None or decoder.decode(stands) != before:
        return False
    c.execute(update(complaint).where(same).values(**_kept(after)))
    return True


def _kept(one: Complaint) -> dict[str, Any]:
    return {
        "id": one.id, "decision": one.decision, "party": one.party.value, "member": one.member, "notice": one.notice,
        "state": one.state.value, "lodged": one.lodged, "whole": encoder.encode(one),
    }  # fmt: skip
