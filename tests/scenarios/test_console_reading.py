"""What whoever decides reads at the console, on a whole server: a private talk laid out, the means that fit it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from palabre.kernel.clock import DAY
from palabre.moderation.decisions import Means
from palabre.moderation.model import CaseState
from palabre_client import Visit
from scenarios.devices import SealedDevice
from scenarios.stage import Stage, staged
from scenarios.test_console import look, named
from scenarios.test_console_walk import API, WORDS, walk
from sealing import text


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Run a whole site: a demonstration, which is open and seals to a key that exists nowhere."""
    async with staged(tmp_path) as running:
        yield running
