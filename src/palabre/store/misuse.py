"""What is counted of misuse, on SQL: implements ``moderation.deciding_ports.MisuseStore``."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from palabre.kernel.ids import new_id
from palabre.moderation.casework import By
from palabre.moderation.ledger.model import Act
from palabre.moderation.misuse import Misuse, MisuseEvent, Suspension
from palabre.store.database import Database
from palabre.store.decisions_schema import misuse_event, misuse_suspension
from palabre.store.ledger import enter

encoder, decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Suspension)


@dataclass(frozen=True, slots=True)
class SqlMisuseStore:
    """One database; each method is one transaction."""

    database: Database

    async def count(self, event: MisuseEvent, by: By, now: int) -> None:
        """Count something, or note a warning."""

        def act(c: Connection) -> None:
            number = new_id()
            c.execute(
                insert(misuse_event).values(
                    id=number, person=event.person, misuse=event.misuse.value, at=event.at, warning=event.warning
                )
            )
            action = "misuse_warned" if event.warning else "misuse_counted"
            enter(c, Act(by.ref, by.role, action, "misuse", number, event.misuse.value), now)

        await self.database.write(act)

    async def events_of(self, person: str, since: int) -> list[MisuseEvent]:
        """Return what was counted of somebody since a moment, oldest first."""
        mine = (misuse_event.c.person == person, misuse_event.c.at >= since)
        wanted = select(misuse_event).where(*mine).order_by(misuse_event.c.at, misuse_event.c.id)
        rows = await self.database.read(lambda c: c.execute(wanted).all())
        return [MisuseEvent(row.person, Misuse(row.misuse), row.at, row.warning) for row in rows]

    async def suspend(self, suspension: Suspension, by: By, now: int) -> None:
        """Keep a suspension for misuse."""

        def act(c: Connection) -> None:
            number = new_id()
            kept = {"id": number, "person": suspension.person, "ends": suspension.ends}
            c.execute(insert(misuse_suspension).values(whole=encoder.encode(suspension), **kept))
            signed = {"author": suspension.author, "second": suspension.second}
            enter(c, Act(by.ref, by.role, "misuse_suspended", "misuse", number, suspension.counter.value, signed), now)

        await self.database.write(act)

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
