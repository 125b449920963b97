"""One site a test, and a plain HTTP client that keeps no cookie of its own."""

from collections.abc import AsyncIterator

import httpx
import pytest

from e2e.running import Running
from palabre_client import Visit


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    """Run the whole product."""
    async with Running() as started:
        yield started


@pytest.fixture
async def http(running: Running) -> AsyncIterator[httpx.AsyncClient]:
    """Give plain HTTP to the site."""
    async with httpx.AsyncClient(base_url=running.site_url, trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
async def adult(running: Running) -> AsyncIterator[Visit]:
    """Bring a visitor who has proved their age and not entered."""
    visit = running.visit()
    await visit.prove_age()
    yield visit
    await visit.close()
