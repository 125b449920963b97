"""Which words each of the staff has read, on SQL: implements ``moderation.shown.ShownStore``."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from palabre.moderation.shown import Before, Here
from palabre.store.database import Database
from palabre.store.staff_schema import shown_table


@dataclass(frozen=True, slots=True)
class SqlShownStore:
    """One database; each method is one transaction."""

    database: Database

    async def show(self, ref: str, here: Here, digests: Collection[bytes], now: int) -> None:
        """Note words that somebody is about to read."""

        def act(c: Connection) -> None:
            known = _known(c, ref, digests)
            rows = [{"staff": ref, "digest": one, "case": here.case, "piece": here.piece, "at": now}
                    for one in digests if one not in known]  # fmt: skip
            if rows:
                c.execute(insert(shown_table), rows)

        if digests:
            await self.database.write(act)

    async def before(self, ref: str, digests: Collection[bytes]) -> Mapping[bytes, Before]:
        """Return where somebody first read words, of those that they have."""
        return await self.database.read(lambda c: _known(c, ref, digests))


def _known(c: Connection, ref: str, digests: Collection[bytes]) -> dict[bytes, Before]:
    mine = select(shown_table).where(shown_table.c.staff == ref, shown_table.c.digest.in_(list(digests)))
    return {bytes(row.digest): Before(row.case, row.piece, row.at) for row in c.execute(mine)}
