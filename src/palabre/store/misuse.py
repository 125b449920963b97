"""What is counted of misuse, on SQL: implements ``moderation.deciding_ports.MisuseStore``."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from palabre.kernel.ids import MemberId, new_id
from palabre.moderation.casework import By
from palabre.moderation.ledger.model import Act
from palabre.moderation.misuse import KIND, Misuse, MisuseEvent, Suspension
from palabre.moderation.model import CaseState
from palabre.store.database import Database
from palabre.store.decisions_schema import complaint, misuse_event, misuse_suspension
from palabre.store.ledger import enter
from palabre.store.moderation_schema import case
from palabre.store.notice_schema import notice

encoder, decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Suspension)


@dataclass(frozen=True, slots=True)
class SqlMisuseStore:
    """One database; each method is one transaction."""

    database: Database

    async def count(self, event: MisuseEvent, by: By, now: int, number: str = "") -> None:
        """Count something, or note a warning; once under a number."""
        await self.database.write(lambda c: count(c, event, by, now, number))

    async def take_back(self, number: str, by: By, now: int) -> None:
        """Let what was counted or noted under a number count no more."""
        await self.database.write(lambda c: take_back(c, [number], by, now))

    async def events_of(self, person: str, since: int) -> list[MisuseEvent]:
        """Return what was counted of somebody since a moment, oldest first."""
        mine = (misuse_event.c.person == person, misuse_event.c.at >= since)
        wanted = select(misuse_event).where(*mine).order_by(misuse_event.c.at, misuse_event.c.id)
        rows = await self.database.read(lambda c: c.execute(wanted).all())
        return [MisuseEvent(row.person, Misuse(row.misuse), row.at, row.warning) for row in rows]

    async def sent(self, person: str, since: int) -> int:
        """Return how many notices and complaints somebody has sent since a moment."""
        notices = select(func.count()).select_from(notice).where(
            notice.c.reporter == person, notice.c.received_at >= since
        )  # fmt: skip
        complaints = select(func.count()).select_from(complaint).where(
            complaint.c.member == person, complaint.c.lodged >= since
        )  # fmt: skip
        return await self.database.read(
            lambda c: int(c.execute(notices).scalar_one() + c.execute(complaints).scalar_one())
        )

    async def senders(self, number: str) -> list[MemberId]:
        """Return who sent the notices of a case, of those who have an account."""
        return await self.database.read(lambda c: list(dict.fromkeys(one for _, one in _sent_in(c, number))))

    async def waits(self, person: str) -> bool:
        """Whether a case about somebody's misuse waits."""
        mine = (case.c.subject == person, case.c.kind == KIND, case.c.state == CaseState.OPEN.value)
        wanted = select(case.c.id).where(*mine)
        return await self.database.read(lambda c: c.execute(wanted).first() is not None)

    async def suspend(self, suspension: Suspension, by: By, now: int, number: str = "") -> None:
        """Keep a suspension for misuse; once under a number."""

        def act(c: Connection) -> None:
            kept = number or new_id()
            if c.execute(select(misuse_suspension.c.id).where(misuse_suspension.c.id == kept)).first() is not None:
                return
            values = {"id": kept, "person": suspension.person, "ends": suspension.ends}
            c.execute(insert(misuse_suspension).values(whole=encoder.encode(suspension), **values))
            signed = {"author": suspension.author, "second": suspension.second}
            enter(c, Act(by.ref, by.role, "misuse_suspended", "misuse", kept, suspension.counter.value, signed), now)

        await self.database.write(act)

    async def lift(self, number: str) -> None:
        """End a suspension, if it stands; its decision's own entry says why."""
        ending = delete(misuse_suspension).where(misuse_suspension.c.id == number)
        await self.database.write(lambda c: c.execute(ending))

    async def suspensions_of(self, person: str, now: int) -> list[Suspension]:
        """Return the suspensions of somebody that hold."""
        mine = (misuse_suspension.c.person == person, misuse_suspension.c.ends > now)
        wanted = select(misuse_suspension.c.whole).where(*mine).order_by(misuse_suspension.c.ends)
        return await self.database.read(lambda c: [decoder.decode(whole) for whole in c.execute(wanted).scalars()])

    async def fade_misuse(self, before: int) -> None:
        """Erase what was counted, and what has ended, before a moment."""

        def act(c: Connection) -> None:
            c.execute(delete(misuse_event).where(misuse_event.c.at < before))
            c.execute(delete(misuse_suspension).where(misuse_suspension.c.ends < before))

        await self.database.write(act)


def count(c: Connection, event: MisuseEvent, by: By, now: int, number: str = "") -> None:
    """Count something, or note a warning; once under a number."""
    kept = number or new_id()
    if c.execute(select(misuse_event.c.id).where(misuse_event.c.id == kept)).first() is not None:
        return
    values = {"person": event.person, "misuse": event.misuse.value, "at": event.at, "warning": event.warning}
    c.execute(insert(misuse_event).values(id=kept, **values))
    action = "misuse_warned" if event.warning else "misuse_counted"
    enter(c, Act(by.ref, by.role, action, "misuse", kept, event.misuse.value), now)


def take_back(c: Connection, numbers: list[str], by: By, now: int) -> None:
    """Let what was counted or noted under numbers count no more."""
    for number in numbers:
        if c.execute(delete(misuse_event).where(misuse_event.c.id == number)).rowcount:
            enter(c, Act(by.ref, by.role, "misuse_taken_back", "misuse", number), now)


def count_notices(c: Connection, number: str, by: By, now: int) -> None:
    """Count each notice of a case as manifestly unfounded, once, for whoever sent it."""
    for sent, person in _sent_in(c, number):
        count(c, MisuseEvent(person, Misuse.UNFOUNDED_NOTICE, now), by, now, sent)


def take_back_notices(c: Connection, number: str, by: By, now: int) -> None:
    """Let the notices of a case count no more: its decision is undone."""
    take_back(c, [sent for sent, _ in _sent_in(c, number)], by, now)


def _sent_in(c: Connection, number: str) -> list[tuple[str, MemberId]]:
    mine = select(notice.c.id, notice.c.reporter).where(notice.c.case == number, notice.c.reporter != "")
    return [(row.id, MemberId(row.reporter)) for row in c.execute(mine.order_by(notice.c.received_at, notice.c.id))]
