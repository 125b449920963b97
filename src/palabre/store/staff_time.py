"""Each person's shift and counters on SQL: implements ``moderation.shifts.ShiftStore``."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from palabre.kernel.ids import MemberId
from palabre.moderation.duty import Duty
from palabre.moderation.exposure import Seen
from palabre.moderation.shifts import Shift
from palabre.store.database import Database
from palabre.store.staff_schema import pseudonym_table, seen_table, shift_table, staff_table

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Shift)


@dataclass(frozen=True, slots=True)
class SqlShiftStore:
    """One database; each method is one transaction."""

    database: Database

    async def shift(self, ref: str) -> Shift:
        """Return somebody's shift."""
        return await self.database.read(lambda c: _shift(c, ref))

    async def change(self, ref: str, act: Callable[[Shift], Shift]) -> None:
        """Change somebody's shift; whoever was suspended meanwhile has none."""
        active = select(staff_table.c.ref).where(staff_table.c.ref == ref, staff_table.c.suspended == 0)

        def change(c: Connection) -> None:
            if c.execute(active).first() is None:
                return
            after = act(_shift(c, ref))
            c.execute(delete(shift_table).where(shift_table.c.staff == ref))
            used = after.duty.used if after.duty else 0
            c.execute(insert(shift_table).values(staff=ref, used=used, whole=_encoder.encode(after)))

        await self.database.write(change)

    async def duties(self) -> list[Duty]:
        """Return every switch."""
        statement = select(shift_table.c.whole).where(shift_table.c.used > 0)
        found = await self.database.read(lambda c: [_decoder.decode(one) for one in c.execute(statement).scalars()])
        return [shift.duty for shift in found if shift.duty]

    async def seen(self, ref: str, since: int) -> list[Seen]:
        """Return what somebody has looked at since a moment, oldest first."""
        mine = select(seen_table.c.at, seen_table.c.units).where(seen_table.c.staff == ref, seen_table.c.at > since)
        statement = mine.order_by(seen_table.c.at)
        return await self.database.read(lambda c: [Seen(row.at, row.units) for row in c.execute(statement)])

    async def pseudonyms(self, ref: str) -> frozenset[MemberId]:
        """Return the pseudonyms that somebody has shown to be theirs."""
        statement = select(pseudonym_table.c.member).where(pseudonym_table.c.staff == ref)
        return await self.database.read(lambda c: frozenset(MemberId(one) for one in c.execute(statement).scalars()))

    async def show(self, ref: str, member: MemberId) -> None:
        """Keep a pseudonym as somebody's own."""
        both = (pseudonym_table.c.staff == ref, pseudonym_table.c.member == member)

        def act(c: Connection) -> None:
            c.execute(delete(pseudonym_table).where(*both))
            c.execute(insert(pseudonym_table).values(staff=ref, member=member))

        await self.database.write(act)

    async def forget(self, ref: str) -> None:
        """Forget the pseudonyms of somebody."""
        await self.database.write(lambda c: c.execute(delete(pseudonym_table).where(pseudonym_table.c.staff == ref)))


def _shift(c: Connection, ref: str) -> Shift:
    whole = c.execute(select(shift_table.c.whole).where(shift_table.c.staff == ref)).scalar_one_or_none()
    return _decoder.decode(whole) if whole is not None else Shift()
