from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from ports.adapters import SHELVES
from privately import House


@pytest_asyncio.fixture(params=SHELVES)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """Give a house of its own to a test, once for each adapter of its stores: this folder is their common suite."""
    async with House.opened(tmp_path, request.param) as opened:
        yield opened
