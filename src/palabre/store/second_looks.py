"""Second looks on SQL: implements ``moderation.looking_again.SecondLookStore``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from palabre.moderation.casework import PROGRAM, By
from palabre.moderation.decisions import Decision, DecisionState
from palabre.moderation.ledger.model import Act
from palabre.moderation.second_looks import SecondLook, Why
from palabre.store.complaints import KEPT
from palabre.store.database import Database
from palabre.store.decisions import SHOWN, decision_of
from palabre.store.decisions_schema import decision, quality, second_look
from palabre.store.ledger import enter
from palabre.store.reopening import reopen

encoder, decoder = msgspec.json.Encoder(), msgspec.json.Decoder(SecondLook)
TOOK_EFFECT = decision.c.state.in_(SHOWN)


@dataclass(frozen=True, slots=True)
class SqlSecondLooks:
    """One database; each method is one transaction."""

    database: Database

    async def decided_in(self, begins: int, ends: int) -> list[Decision]:
        """Return the decisions of a time that took effect."""
        return await self._decisions(TOOK_EFFECT, decision.c.made >= begins, decision.c.made < ends)

    async def has_drawn(self, begins: int, ends: int) -> bool:
        """Whether decisions of a time were drawn by chance."""
        of_then = (decision.c.made >= begins, decision.c.made < ends)
        joined = select(second_look.c.whole).join(decision, decision.c.id == second_look.c.decision).where(*of_then)
        found = await self.database.read(lambda c: c.execute(joined).scalars().all())
        return any(decoder.decode(one).why is Why.SAMPLE for one in found)

    async def fed(self) -> list[Decision]:
        """Return the decisions of cases that were sent to quality, and that nobody has drawn."""
        fed, drawn = select(quality.c.case), select(second_look.c.decision)
        return await self._decisions(TOOK_EFFECT, decision.c.case.in_(fed), decision.c.id.not_in(drawn))

    async def draw(self, looks: Sequence[SecondLook], now: int) -> None:
        """Let decisions wait for another look; those drawn before stay as they are."""

        def act(c: Connection) -> None:
            known = set(c.execute(select(second_look.c.decision)).scalars())
            for one in (one for one in looks if one.decision not in known):
                c.execute(insert(second_look).values(**_kept(one)))
                enter(c, Act("", PROGRAM.role, "second_look_drawn", "decision", one.decision, one.why.value), now)

        if looks:
            await self.database.write(act)

    async def waiting(self, limit: int) -> list[SecondLook]:
        """Return what waits for another look, oldest first."""
        return await self._looks(second_look.c.done == 0, limit=limit)

    async def look(self, number: str) -> SecondLook | None:
        """Return the second look of a decision."""
        found = await self._looks(second_look.c.decision == number)
        return found[0] if found else None

    async def give(self, given: SecondLook, by: By, now: int) -> bool:
        """Keep what somebody found; where it differs from a decision in force its case waits again."""

        def act(c: Connection) -> bool:
            waits = (second_look.c.decision == given.decision, second_look.c.done == 0)
            if not c.execute(update(second_look).where(*waits).values(**_kept(given))).rowcount:
                return False
            why = "same" if given.agrees else "other"
            enter(c, Act(by.ref, by.role, "second_look_given", "decision", given.decision, why), now)
            if not given.agrees and _stands(c, given.decision):
                reopen(c, given.case, now, PROGRAM, "second_look")
            return True

        return await self.database.write(act)

    async def since(self, begins: int) -> list[SecondLook]:
        """Return the looks drawn since a moment."""
        return await self._looks(second_look.c.drawn >= begins)

    async def fade(self, now: int) -> None:
        """Erase the words of looks given six months ago; their figures stay."""

        def act(c: Connection) -> None:
            old = (second_look.c.done > 0, second_look.c.done < now - KEPT)
            for one in map(decoder.decode, c.execute(select(second_look.c.whole).where(*old)).scalars().all()):
                if one.words:
                    bare = _kept(replace(one, words=""))
                    c.execute(update(second_look).where(second_look.c.decision == one.decision).values(**bare))

        await self.database.write(act)

    async def _looks(self, where: Any, limit: int | None = None) -> list[SecondLook]:
        wanted = select(second_look.c.whole).where(where).order_by(second_look.c.drawn, second_look.c.decision)
        found = wanted.limit(limit)
        return await self.database.read(lambda c: [decoder.decode(one) for one in c.execute(found).scalars()])

    async def _decisions(self, *where: Any) -> list[Decision]:
        wanted = select(decision).where(*where).order_by(decision.c.made, decision.c.id)
        return await self.database.read(lambda c: [decision_of(row) for row in c.execute(wanted)])


def _stands(c: Connection, number: str) -> bool:
    state = c.execute(select(decision.c.state).where(decision.c.id == number)).scalar_one_or_none()
    return bool(state == DecisionState.IN_FORCE.value)


def _kept(one: SecondLook) -> dict[str, Any]:
    return {"decision": one.decision, "drawn": one.drawn, "done": one.done, "whole": encoder.encode(one)}
