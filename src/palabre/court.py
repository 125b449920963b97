"""Puts the parts of decisions together: deciding, complaining, what they are kept in, and who is told."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from starlette.requests import Request
from starlette.routing import BaseRoute

from palabre.age.spent import read_key
from palabre.chat.announce import LISTED
from palabre.chat.ports import ChatStore
from palabre.chat.withholding import Withholding
from palabre.gateway.statements import StatementCommands, StatementLines
from palabre.kernel.clock import DAY
from palabre.kernel.ports import Bus
from palabre.law import Law
from palabre.moderation import codes
from palabre.moderation.complaining import Complaining
from palabre.moderation.covers import Covering
from palabre.moderation.deciding import Deciding
from palabre.moderation.decisions import RIGHT, Decision
from palabre.moderation.enforcement import Enforcement
from palabre.moderation.means import Hands
from palabre.moderation.misuse import ROLLING
from palabre.moderation.misusing import Misusing
from palabre.moderation.model import CaseState
from palabre.moderation.notice_ports import MOVED, Reach
from palabre.moderation.reaching import tell
from palabre.moderation.recovery import Codes
from palabre.store.answers import SqlAnswers
from palabre.store.case_history import SqlCaseHistory
from palabre.store.complaints import SqlComplaintStore
from palabre.store.covers import SqlCoverStore
from palabre.store.database import Database
from palabre.store.decisions import SqlDecisionStore
from palabre.store.figures import SqlFigures
from palabre.store.ledger_heads import SqlLedger
from palabre.store.misuse import SqlMisuseStore
from palabre.store.names import SqlNames
from palabre.store.revoking import SqlKeys
from palabre.store.second_looks import SqlSecondLooks
from palabre.web.pages import Pages
from palabre.web.statements import StatementPages, statement_routes
from palabre.web.transparency import Included, Recently, Transparency, transparency_routes

CLOSED_KEPT = 210 * DAY  # six months to contest, and a month to be heard


@dataclass(frozen=True)
class Court:
    """Everything that decides, is contested, and is told."""

    deciding: Deciding
    complaining: Complaining
    misuse: SqlMisuseStore
    misusing: Misusing
    recovery: Codes
    commands: StatementCommands
    answers: SqlAnswers
    decisions: SqlDecisionStore
    complaints: SqlComplaintStore
    keys: SqlKeys
    law: Enforcement
    covers: SqlCoverStore

    @classmethod
    def made(cls, database: Database, folder: Path, law: Law, chat: ChatStore, bus: Bus, contact: str) -> Self:
        """Make every part."""
        clock, recovery, keys = law.contests.clock, Codes(read_key(folder / "statements.key")), SqlKeys(database)
        decisions, complaints = SqlDecisionStore(database, recovery.kept), SqlComplaintStore(database)
        misuse, covers = SqlMisuseStore(database), SqlCoverStore(database)
        misusing = Misusing(misuse, law.store, clock)
        hands = Hands(
            Withholding(chat, bus, clock), Covering(covers, bus, clock), law.enforcement, keys, misuse
        )  # fmt: skip
        lines, answers = StatementLines(law.measures.lines.registry), SqlAnswers(database)

        async def close(decision: Decision) -> None:
            state = CaseState.UPHELD if decision.outcome in RIGHT else CaseState.RELEASED
            with law.standings.writing(decision.subject):
                undone = await law.store.decide(decision.case, state, clock.now())
            if undone is not None:
                await tell(law.enforcement, bus, Reach(undone.written, undone.pairs, undone.members))
            await answers.answered(decision.case, clock.now())
            await bus.publish(MOVED, b"")
            # What its holds hid is looked at now, not at the next poll; after the answer, or reporters hear half of it.
            await bus.publish(LISTED, b"")
            if decision.unfounded:
                await misusing.notices_counted(decision.case)

        deciding = Deciding(
            decisions, hands, SqlNames(database), lines, clock, contact, SqlCaseHistory(database).took_part, close
        )  # fmt: skip

        async def undone(case: str) -> None:
            await answers.undone(case, clock.now())
            await bus.publish(MOVED, b"")

        complaining = Complaining(complaints, deciding, clock, undone, misusing.complaint_unfounded)
        commands = StatementCommands(complaining, chat)
        return cls(
            deciding, complaining, misuse, misusing, recovery, commands, answers, decisions, complaints, keys,
            law.enforcement, covers,
        )  # fmt: skip

    def pages(self, pages: Pages, address_of: Callable[[Request], str]) -> StatementPages:
        """Return the pages of statements."""
        clock = self.law.clock
        return StatementPages(pages, self.complaining, self.answers, self.recovery, address_of, clock, os.urandom)

    def routes(self, statements: StatementPages, ledger: SqlLedger) -> list[BaseRoute]:
        """Return the public pages: statements by their code, and what became of everything in numbers."""

        async def including(typed: str) -> Included | None:
            proof = await ledger.proof_of_receipt(codes.commitment(codes.read(typed)))
            return Included(proof.entry.n, proof.note) if proof else None

        def may_try(request: Request) -> bool:
            return statements.networks.take(statements.address_of(request))

        counting = Recently(SqlFigures(ledger.database), self.law.clock)
        shown = Transparency(statements.pages, counting, including, may_try, self.law.clock)
        return [*statement_routes(statements), *transparency_routes(shown)]

    async def sweep(self) -> None:
        """Do what is due: effects owed, dates that have come, names that nobody has read in time."""
        await self.deciding.sweep()
        await self.deciding.hands.covers.sweep()

    async def fade(self) -> None:
        """Erase what has outlived its time."""
        now = self.law.clock.now()
        await self.law.store.fade(now)
        await self.decisions.fade(now)
        await self.complaints.fade(now)
        await SqlSecondLooks(self.decisions.database).fade(now)
        await self.misuse.fade_misuse(now - ROLLING)
        await self.covers.fade(now)
        await self.keys.forget(now - CLOSED_KEPT)
