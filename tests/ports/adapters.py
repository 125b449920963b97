"""Every adapter of every port, by name: another one adds a factory here and passes the same tests."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from palabre.age.ports import AgeSessionStore, SpentStore
from palabre.bus.memory import MemoryBus
from palabre.chat.ports import ChatStore
from palabre.identity.ports import MemberStore
from palabre.kernel.clock import Clock
from palabre.kernel.ports import Bus
from palabre.store.age import SqlAgeSessionStore, SqlSpentStore
from palabre.store.chat import SqlChatStore
from palabre.store.database import Database
from palabre.store.identity import SqlMemberStore

Opening = AbstractAsyncContextManager


@asynccontextmanager
async def sqlite(folder: Path, history: str) -> AsyncIterator[Database]:
    """Open one of the two databases in a folder, until the block ends."""
    database = await Database.open(folder / f"{history}.db", history)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def chat_on_sqlite(folder: Path, clock: Clock) -> AsyncIterator[ChatStore]:
    """Open the chat's store."""
    async with sqlite(folder, "chat") as database:
        yield SqlChatStore(database, clock)


@asynccontextmanager
async def members_on_sqlite(folder: Path) -> AsyncIterator[MemberStore]:
    """Open the members' store."""
    async with sqlite(folder, "chat") as database:
        yield SqlMemberStore(database)


@asynccontextmanager
async def spent_on_sqlite(folder: Path) -> AsyncIterator[SpentStore]:
    """Open the store of used proofs."""
    async with sqlite(folder, "age") as database:
        yield SqlSpentStore(database)


@asynccontextmanager
async def sessions_on_sqlite(folder: Path) -> AsyncIterator[AgeSessionStore]:
    """Open the store of age sessions."""
    async with sqlite(folder, "age") as database:
        yield SqlAgeSessionStore(database)


@asynccontextmanager
async def bus_in_memory() -> AsyncIterator[Bus]:
    """Open the bus of one process."""
    bus = MemoryBus()
    yield bus
    await bus.close()


CHAT_STORES: dict[str, Callable[[Path, Clock], Opening[ChatStore]]] = {"sqlite": chat_on_sqlite}
MEMBER_STORES: dict[str, Callable[[Path], Opening[MemberStore]]] = {"sqlite": members_on_sqlite}
SPENT_STORES: dict[str, Callable[[Path], Opening[SpentStore]]] = {"sqlite": spent_on_sqlite}
AGE_SESSION_STORES: dict[str, Callable[[Path], Opening[AgeSessionStore]]] = {"sqlite": sessions_on_sqlite}
BUSES: dict[str, Callable[[], Opening[Bus]]] = {"memory": bus_in_memory}
