"""All that deciding and complaining need, on one SQLite file, with lines that remember what they were told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from palabre.bus.memory import MemoryBus
from palabre.chat.withholding import Withholding
from palabre.kernel.clock import ManualClock
from palabre.kernel.ids import MemberId, digest
from palabre.moderation.casework import By
from palabre.moderation.complaining import Complaining
from palabre.moderation.covers import Covering
from palabre.moderation.deciding import Deciding, Draft, Wanted
from palabre.moderation.decisions import Decision, DecisionState, Means, Outcome, Source
from palabre.moderation.enforcement import Enforcement
from palabre.moderation.help_lines import Line
from palabre.moderation.known import Known
from palabre.moderation.marks import Marks
from palabre.moderation.means import Hands
from palabre.moderation.misusing import Misusing
from palabre.moderation.model import Priority, Restriction
from palabre.moderation.recovery import Codes
from palabre.moderation.restrictions import Standings
from palabre.moderation.statements import Statement
from palabre.safety.normalise import skeleton
from palabre.store.chat import SqlChatStore
from palabre.store.complaints import SqlComplaintStore
from palabre.store.covers import SqlCoverStore
from palabre.store.database import Database
from palabre.store.decisions import SqlDecisionStore
from palabre.store.identity import SqlMemberStore
from palabre.store.keeping import SqlKeepStore
from palabre.store.misuse import SqlMisuseStore
from palabre.store.moderation import SqlModerationStore
from palabre.store.names import SqlNames
from palabre.store.revoking import SqlKeys
from ports.samples import BO, NOW, TEA, member

AUTHOR, SECOND, READER = By("M-1", "moderator"), By("S-2", "senior"), By("A-3", "appeals")
WORDS = "Vous avez insisté dans le salon, après un refus clair."
VIEW = "I looked at the item and at the talk around it by myself."
CODES = Codes(b"k" * 32)


@dataclass
class Told:
    """Lines that remember: ``moderation.ports.Lines`` and ``deciding_ports.Inbox``."""

    seen: list[str] = field(default_factory=list)

    def shut(self, member: MemberId, restriction: Restriction) -> None:
        """Note a line closed."""
        self.seen.append(f"shut {member} {restriction.kind.value}")

    def bound(self, member: MemberId, restriction: Restriction) -> None:
        """Note something taken away."""
        self.seen.append(f"bound {member} {restriction.kind.value}")

    def freed(self, member: MemberId) -> None:
        """Note a line freed."""
        self.seen.append(f"freed {member}")

    def helped(self, member: MemberId, lines: tuple[Line, ...]) -> None:
        """Note that help lines were shown."""
        self.seen.append(f"helped {member} {len(lines)}")

    def informed(self, member: MemberId, statement: Statement) -> None:
        """Note a statement told."""
        self.seen.append(f"informed {member} {statement.id}")


@dataclass
class Court:
    """The use cases, the stores under them, and what people were told."""

    clock: ManualClock
    told: Told
    chat: SqlChatStore
    members: SqlMemberStore
    keeping: SqlKeepStore
    moderation: SqlModerationStore
    standings: Standings
    store: SqlDecisionStore
    complaints: SqlComplaintStore
    misuse: SqlMisuseStore
    misusing: Misusing
    keys: SqlKeys
    deciding: Deciding
    complaining: Complaining
    changed: list[str] = field(default_factory=list)  # cases whose reporters were told that the outcome changed

    async def decided(self, *wanted: Wanted, **changes: object) -> tuple[Decision, Statement]:
        """Draft and sign a decision about Bo; a second person signs where one is needed."""
        decision, statement = await self.deciding.preview(AUTHOR, asked(*wanted, **changes))
        decision = await self.deciding.decide(AUTHOR, decision.id)
        if decision.state is DecisionState.PENDING_SECOND:
            _, statement = await self.deciding.view(SECOND, decision.id, VIEW)
            decision = await self.deciding.sign(SECOND, decision.id)
        return decision, await self.store.statement_on(decision.id) or statement

    async def proposed(self, *wanted: Wanted, **changes: object) -> Decision:
        """Draft and sign a decision about Bo, and no more."""
        decision, _ = await self.deciding.preview(AUTHOR, asked(*wanted, **changes))
        return await self.deciding.decide(AUTHOR, decision.id)

    async def sessions(self, secret: str) -> MemberId | None:
        """Return whose a session is."""
        found = await self.members.by_session(digest(secret), self.clock.now())
        return found.id if found else None


def asked(*wanted: Wanted, **changes: object) -> Draft:
    """Return a draft about Bo."""
    fields: dict[str, object] = {
        "case": "case-one", "subject": BO.id, "outcome": Outcome.VIOLATION_TERMS, "priority": Priority.P2,
        "source": Source.ARTICLE_16, "words": WORDS, "basis": "respect",
        "wanted": wanted or (Wanted(Means.ADVICE),), "quote": "encore moi", "item_at": NOW - 1,
    }  # fmt: skip
    return Draft(**{**fields, **changes})  # type: ignore[arg-type]  # fields by name


@asynccontextmanager
async def court(folder: Path, clock: ManualClock) -> AsyncIterator[Court]:
    """Open everything on one file, where Ada and Bo are members and the room ``TEA`` is open."""
    database, bus, told = await Database.open(folder / "chat.db", "chat"), MemoryBus(), Told()
    moderation, chat = SqlModerationStore(database), SqlChatStore(database, clock)
    standings = Standings(moderation, clock)
    members, keys = SqlMemberStore(database), SqlKeys(database)
    known = Known(standings, members, Marks(moderation, b"m" * 32, clock), clock)
    law = Enforcement(moderation, standings, told, bus, clock, known)
    store, complaints = SqlDecisionStore(database, CODES.kept), SqlComplaintStore(database)
    misuse = SqlMisuseStore(database)
    misusing = Misusing(misuse, moderation, clock)
    covering = Covering(SqlCoverStore(database), bus, clock)
    hands = Hands(Withholding(chat, bus, clock), covering, law, keys, misuse)
    deciding = Deciding(store, hands, SqlNames(database), told, clock)
    changed: list[str] = []

    async def note(case: str) -> None:
        changed.append(case)

    for name in ("Ada", "Bo"):
        await members.add(member(name), skeleton(name), digest(name), NOW)
    assert await chat.add_room(TEA, "tea")
    try:
        yield Court(
            clock, told, chat, members, SqlKeepStore(database), moderation, standings, store, complaints,
            misuse, misusing, keys, deciding,
            Complaining(complaints, deciding, clock, note, misusing.complaint_unfounded), changed,
        )  # fmt: skip
    finally:
        await bus.close()
        await database.close()
