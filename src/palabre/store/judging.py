"""The safety engine with what it keeps in files: rules that change while it runs, records, what it remembers."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from palabre.kernel.clock import SECOND, Clock
from palabre.moderation.model import Review as Reviewed
from palabre.safety.engine import LinkFinder, SafetyEngine
from palabre.safety.keeping import put_back, take_changes
from palabre.safety.model import EventType, Observation
from palabre.safety.records import recorder
from palabre.safety.rulebook import BadRules, Review
from palabre.store.database import Database
from palabre.store.safety_records import RecordFiles
from palabre.store.safety_state import SafetyState

log = structlog.get_logger(__name__)
REMEMBERED_EVERY = 30 * SECOND  # safety engine section 5
RULES_EVERY = 5 * SECOND  # changed rule files are in force by then


# Something of every kind that tables are read for: words, an age, a number, an address, look-alikes, joined letters.
OF_EVERY_KIND = (
    "Bonsoir, j’ai quarante et un ans, 06 12 34 56 78, https://exemple.fr/x, \u0430vec ⑭ t.e.l.e sn4p, et toi ?"
)


@dataclass(frozen=True)
class Judging:
    """An engine and its files."""

    engine: SafetyEngine
    records: RecordFiles
    state: SafetyState
    clock: Clock
    reviews: Callable[[], Awaitable[Sequence[Reviewed]]]  # how people judged what each rule did
    key: bytes  # of people in records

    @classmethod
    def open(
        cls,
        rules: Path,
        records: Path,
        key: bytes,
        links: LinkFinder,
        *,
        database: Database,
        clock: Clock,
        reviews: Callable[[], Awaitable[Sequence[Reviewed]]],
    ) -> "Judging":
        """Load the rules; what is recorded goes to a folder, people under a key. Raises ``BadRules``."""
        engine, files = SafetyEngine.load(rules), RecordFiles(records)
        engine.links, engine.record = links, recorder(files.take, key)
        _warm(engine)
        return cls(engine, files, SafetyState(database), clock, reviews, key)

    async def recall(self) -> None:
        """Remember what was kept before the last stop."""
        put_back(self.engine.register, await self.state.all())

    async def tend(self) -> None:
        """Put changed rules in force, or say why the former ones stay; write what was recorded."""
        try:
            reviews = {one.rule: Review(one.upheld, one.overturned) for one in await self.reviews()}
            if self.engine.notice(reviews):
                # Reading YAML and compiling take a third of a second; only the swap, one assignment, is done here.
                self.engine.rulebook = await asyncio.to_thread(self.engine.read, reviews)
                log.info("rules in force", policy=self.engine.rulebook.version)
        except BadRules as error:
            log.error("rules refused, the former ones stay", reason=str(error))  # noqa: TRY400 - the reason says it all
        await self.records.flush(self.clock.now())
        for _ in self.engine.register.sweep():
            await asyncio.sleep(0)

    async def remember(self) -> None:
        """Keep what changed: a stop that nobody saw coming loses half a minute of it."""
        await self.state.keep(take_changes(self.engine.register), self.clock.now())

    async def fade(self) -> None:
        """Erase what has outlived its time."""
        self.records.fade(self.clock.now())
        await self.state.fade(self.clock.now())

    async def close(self) -> None:
        """Write what waits, and let the file go."""
        await self.records.flush(self.clock.now())
        await self.remember()
        await self.state.database.close()


def _warm(engine: SafetyEngine) -> None:
    """Read every table before anybody speaks: the first message would wait seconds for it, and everybody with it."""
    aside = SafetyEngine(engine.folder, engine.rulebook, links=engine.links)
    for event in (EventType.MESSAGE_ROOM, EventType.MEMBER_JOINED):
        aside.check(Observation("", event, "nobody", OF_EVERY_KIND), 0)
