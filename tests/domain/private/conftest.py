from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from privately import House


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Give a house of its own to a test."""
    async with House.opened(tmp_path) as opened:
        yield opened
