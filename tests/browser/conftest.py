"""One site for the whole run; a fresh browser for each test, which must end without a complaint."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from browser.house import House, housed
from browser.stage import People, Site, chromium, running_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Run the demonstration for the whole session."""
    folder: Path = tmp_path_factory.mktemp("site")
    with running_site(folder) as running:
        yield running


@pytest.fixture
async def people(site: Site) -> AsyncIterator[People]:
    """Bring people; no console error, page error or policy violation may be left at the end."""
    async with chromium() as browser:
        crowd = People(site, browser)
        yield crowd
        assert crowd.complaints == []


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[tuple[House, People]]:
    """Run a site of one's own with its console, and a browser whose pages may leave no complaint."""
    async with housed(tmp_path) as (running, people):
        people.expected.add("the server responded with a status of 4")  # 401 before signing in, 409 before one's word
        yield running, people
        assert people.complaints == []
