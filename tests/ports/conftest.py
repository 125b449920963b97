"""Each port, once for each of its adapters."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from palabre.age.ports import AgeSessionStore, SpentStore
from palabre.chat.ports import ChatStore
from palabre.identity.ports import MemberStore
from palabre.kernel.clock import ManualClock
from palabre.kernel.ports import Bus
from ports import adapters
from ports.samples import TEA


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that the test moves."""
    return ManualClock()


@pytest_asyncio.fixture(params=adapters.CHAT)
async def chat(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> AsyncIterator[ChatStore]:
    """Give a chat store with one open room, ``TEA``."""
    async with adapters.CHAT[request.param](tmp_path, clock) as store:
        assert await store.add_room(TEA, "tea")
        yield store


@pytest_asyncio.fixture(params=adapters.MEMBERS)
async def members(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MemberStore]:
    """Give an empty store of members."""
    async with adapters.MEMBERS[request.param](tmp_path) as store:
        yield store


@pytest_asyncio.fixture(params=adapters.SPENT)
async def spent(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SpentStore]:
    """Give an empty store of spent proofs."""
    async with adapters.SPENT[request.param](tmp_path) as store:
        yield store


@pytest_asyncio.fixture(params=adapters.SESSIONS)
async def sessions(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AgeSessionStore]:
    """Give an empty store of age sessions."""
    async with adapters.SESSIONS[request.param](tmp_path) as store:
        yield store


@pytest_asyncio.fixture(params=adapters.BUSES)
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    """Give a bus."""
    async with adapters.BUSES[request.param]() as opened:
        yield opened
