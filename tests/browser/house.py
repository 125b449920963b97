"""A site in the test's own process, so that a test may give it rules of its own and let time pass."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from browser.stage import People, Site, chromium
from scenarios.measures import rules_ask
from scenarios.scene import Scene
from scenarios.stage import Stage, staged


@dataclass
class House(Site):
    """A stage as people of browsers see it."""

    stage: Stage | None = None

    @property
    def wallet(self) -> str:
        """Return the test wallet's address."""
        assert self.stage is not None
        return self.stage.wallet

    async def rule(self, effects: str, text: str) -> None:
        """Let a text meet a rule with these effects."""
        assert self.stage is not None
        await rules_ask(Scene(self.stage), effects, text)


@asynccontextmanager
async def housed(folder: Path) -> AsyncIterator[tuple[House, People]]:
    """Run the site and a browser for as long as the block lasts."""
    async with staged(folder) as stage, chromium() as browser:
        house = House(folder, stage.port, stage=stage)
        yield house, People(house, browser)
