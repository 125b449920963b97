"""Each port's fixture runs a test once for every adapter of the port."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from palabre.age.ports import AgeSessionStore, SpentStore
from palabre.identity.ports import MemberStore
from palabre.kernel.clock import ManualClock
from palabre.kernel.ports import Bus
from ports.adapters import AGE_SESSION_STORES, BUSES, CHAT_STORES, MEMBER_STORES, SPENT_STORES
from ports.talk import Talk


@pytest.fixture
def clock() -> ManualClock:
    """Give the time that stores go by."""
    return ManualClock()


@pytest.fixture(params=CHAT_STORES)
async def talk(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Talk]:
    """Give a chat store with one open room."""
    async with CHAT_STORES[request.param](tmp_path, clock) as store:
        yield await Talk.begin(store, clock)


@pytest.fixture(params=MEMBER_STORES)
async def members(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MemberStore]:
    """Give an empty store of members."""
    async with MEMBER_STORES[request.param](tmp_path) as store:
        yield store


@pytest.fixture(params=SPENT_STORES)
async def spent(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SpentStore]:
    """Give an empty store of used proofs."""
    async with SPENT_STORES[request.param](tmp_path) as store:
        yield store


@pytest.fixture(params=AGE_SESSION_STORES)
async def sessions(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AgeSessionStore]:
    """Give an empty store of age sessions."""
    async with AGE_SESSION_STORES[request.param](tmp_path) as store:
        yield store


@pytest.fixture(params=BUSES)
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    """Give a bus."""
    async with BUSES[request.param]() as opened:
        yield opened
