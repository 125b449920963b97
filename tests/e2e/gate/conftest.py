"""One demonstration a test, with a clock that the test moves, and one visitor."""

from collections.abc import AsyncIterator, Iterator

import pytest

from e2e.gate.steps import Proof
from e2e.outbound import only_this_machine
from e2e.running import Running
from palabre.kernel.clock import ManualClock
from palabre_client import Visit


@pytest.fixture
def clock() -> ManualClock:
    """Give the clock that the whole site goes by."""
    return ManualClock()


@pytest.fixture
async def running(clock: ManualClock) -> AsyncIterator[Running]:
    """Run the whole product."""
    async with Running(clock) as started:
        yield started


@pytest.fixture
async def visit(running: Running) -> AsyncIterator[Visit]:
    """Bring one visitor who has proved nothing yet."""
    visitor = running.visit()
    yield visitor
    await visitor.close()


@pytest.fixture
def proof(running: Running, visit: Visit) -> Proof:
    """Give the steps of one proof of that visitor."""
    return Proof(running, visit)


@pytest.fixture(autouse=True)
def attempts() -> Iterator[list[str]]:
    """Block the way out of this machine for every test of the gate, and hold it to not having tried (R4, E30)."""
    with only_this_machine() as tried:
        yield tried
    assert tried == []
