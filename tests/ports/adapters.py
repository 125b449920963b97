"""Every adapter of every port: a suite runs on each; a new adapter adds its factory here and nothing else."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from palabre.age.ports import AgeSessionStore, SpentStore
from palabre.bus.memory import MemoryBus
from palabre.chat.ports import ChatStore
from palabre.identity.keeping import KeepStore
from palabre.identity.ports import MemberStore
from palabre.identity.ties import TieStore
from palabre.kernel.clock import Clock
from palabre.kernel.ports import Bus
from palabre.moderation.casework import CaseworkStore
from palabre.moderation.conflicts import Acquaintances
from palabre.moderation.covers import CoverStore
from palabre.moderation.evidence import Vault
from palabre.moderation.evidence_ports import EvidenceStore
from palabre.moderation.looking import LookStore
from palabre.moderation.naming import NamingStore
from palabre.moderation.notice_ports import NoticeStore
from palabre.moderation.ports import ModerationStore
from palabre.moderation.seal import Seal
from palabre.moderation.shifts import ShiftStore
from palabre.moderation.signing import StaffStore
from palabre.private.ports import PrivateStore
from palabre.store.age import SqlAgeSessionStore, SqlSpentStore
from palabre.store.casework import SqlCaseworkStore
from palabre.store.chat import SqlChatStore
from palabre.store.covers import SqlCoverStore
from palabre.store.database import Database
from palabre.store.evidence import SqlEvidenceStore
from palabre.store.identity import SqlMemberStore
from palabre.store.keeping import SqlKeepStore
from palabre.store.moderation import SqlModerationStore
from palabre.store.namings import SqlNamings
from palabre.store.notice_evidence import Safe
from palabre.store.notices import SqlNoticeStore
from palabre.store.private import SqlPrivateStore
from palabre.store.staff import SqlStaffStore
from palabre.store.staff_looks import SqlLookStore
from palabre.store.staff_time import SqlShiftStore
from palabre.store.ties import SqlTieStore


@dataclass(frozen=True, slots=True)
class Shelves:
    """Stores that share one database."""

    database: Database
    members: MemberStore
    chat: ChatStore
    private: PrivateStore
    ties: TieStore
    keeping: KeepStore


@dataclass(frozen=True, slots=True)
class Benches:
    """Stores of what moderation acts on, in one database."""

    moderation: ModerationStore
    members: MemberStore
    chat: ChatStore
    notices: NoticeStore
    cases: CaseworkStore
    evidence: EvidenceStore
    database: Database
    offline: X25519PrivateKey  # the half of the seal that no server has


@dataclass(frozen=True, slots=True)
class Offices:
    """Stores of those who moderate, in one database with what ties members."""

    database: Database
    staff: StaffStore
    namings: NamingStore
    shifts: ShiftStore
    looks: LookStore
    acquaintances: Acquaintances
    members: MemberStore
    ties: TieStore


@asynccontextmanager
async def opened(folder: Path, history: str) -> AsyncIterator[Database]:
    """Open a database of one history of migrations for as long as the block lasts."""
    database = await Database.open(folder / f"{history}.db", history)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def sqlite_chat(folder: Path, clock: Clock) -> AsyncIterator[ChatStore]:
    """Open a chat store on SQLite."""
    async with opened(folder, "chat") as database:
        yield SqlChatStore(database, clock)


@asynccontextmanager
async def sqlite_members(folder: Path) -> AsyncIterator[MemberStore]:
    """Open a store of members on SQLite."""
    async with opened(folder, "chat") as database:
        yield SqlMemberStore(database)


@asynccontextmanager
async def sqlite_spent(folder: Path) -> AsyncIterator[SpentStore]:
    """Open a store of spent proofs on SQLite."""
    async with opened(folder, "age") as database:
        yield SqlSpentStore(database)


@asynccontextmanager
async def sqlite_sessions(folder: Path) -> AsyncIterator[AgeSessionStore]:
    """Open a store of age sessions on SQLite."""
    async with opened(folder, "age") as database:
        yield SqlAgeSessionStore(database)


@asynccontextmanager
async def sqlite_shelves(folder: Path, clock: Clock) -> AsyncIterator[Shelves]:
    """Open every store that private conversations need, on one SQLite file."""
    async with opened(folder, "chat") as database:
        yield Shelves(
            database, SqlMemberStore(database), SqlChatStore(database, clock), SqlPrivateStore(database),
            SqlTieStore(database), SqlKeepStore(database),
        )  # fmt: skip


@asynccontextmanager
async def sqlite_benches(folder: Path, clock: Clock) -> AsyncIterator[Benches]:
    """Open what moderation acts on, on one SQLite file."""
    async with opened(folder, "chat") as database:
        offline, vault = X25519PrivateKey.generate(), Vault(os.urandom(32))
        yield Benches(
            SqlModerationStore(database), SqlMemberStore(database), SqlChatStore(database, clock),
            SqlNoticeStore(database, Safe(vault, Seal(offline.public_key()))), SqlCaseworkStore(database),
            SqlEvidenceStore(database, vault), database, offline,
        )  # fmt: skip


@asynccontextmanager
async def sqlite_offices(folder: Path) -> AsyncIterator[Offices]:
    """Open what staff work with, on one SQLite file."""
    async with opened(folder, "chat") as database:
        looks = SqlLookStore(database)
        yield Offices(
            database, SqlStaffStore(database), SqlNamings(database), SqlShiftStore(database), looks, looks,
            SqlMemberStore(database), SqlTieStore(database),
        )  # fmt: skip


@asynccontextmanager
async def memory_bus() -> AsyncIterator[Bus]:
    """Open a bus of one process."""
    bus = MemoryBus()
    try:
        yield bus
    finally:
        await bus.close()


CHAT: dict[str, Callable[[Path, Clock], AbstractAsyncContextManager[ChatStore]]] = {"sqlite": sqlite_chat}
MEMBERS: dict[str, Callable[[Path], AbstractAsyncContextManager[MemberStore]]] = {"sqlite": sqlite_members}
SPENT: dict[str, Callable[[Path], AbstractAsyncContextManager[SpentStore]]] = {"sqlite": sqlite_spent}
SESSIONS: dict[str, Callable[[Path], AbstractAsyncContextManager[AgeSessionStore]]] = {"sqlite": sqlite_sessions}
BUSES: dict[str, Callable[[], AbstractAsyncContextManager[Bus]]] = {"memory": memory_bus}
SHELVES: dict[str, Callable[[Path, Clock], AbstractAsyncContextManager[Shelves]]] = {"sqlite": sqlite_shelves}
BENCHES: dict[str, Callable[[Path, Clock], AbstractAsyncContextManager[Benches]]] = {"sqlite": sqlite_benches}
OFFICES: dict[str, Callable[[Path], AbstractAsyncContextManager[Offices]]] = {"sqlite": sqlite_offices}
COVERS: dict[str, Callable[[Database], CoverStore]] = {"sqlite": SqlCoverStore}
