"""A whole site for each test that asks for one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from scenarios.stage import Stage, staged


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Run a whole site: a demonstration, which is open and seals to a key that exists nowhere."""
    async with staged(tmp_path) as running:
        yield running
