"""Puts the parts of moderation together: what binds members here, on their lines and on their pages."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import structlog
from prometheus_client import CollectorRegistry, Counter

from palabre.gateway.measures import Measures, OpenLines
from palabre.gateway.registry import Registry
from palabre.kernel.clock import Clock
from palabre.kernel.ports import Bus
from palabre.moderation.contests import Contests
from palabre.moderation.enforcement import Enforcement
from palabre.moderation.help_lines import HelpLines
from palabre.moderation.known import Known
from palabre.moderation.marks import Marks
from palabre.moderation.restrictions import Standings
from palabre.private.watch import nothing_counted
from palabre.safety.model import Observation, Verdict
from palabre.store.database import Database
from palabre.store.identity import SqlMemberStore
from palabre.store.moderation import SqlModerationStore

log = structlog.get_logger(__name__)
MISSED = "palabre_conduct_not_judged"
Later = Callable[[Coroutine[Any, Any, None]], None]


@dataclass(frozen=True)
class Law:
    """Everything that holds a member to a measure."""

    store: SqlModerationStore
    help: HelpLines
    standings: Standings
    enforcement: Enforcement
    contests: Contests
    marks: Marks
    measures: Measures
    later: Later
    missed: Callable[[str], None] = nothing_counted  # counts acts done and not judged, by type

    @classmethod
    def made(
        cls,
        database: Database,
        rules: Path,
        marks_key: bytes,
        connections: Registry,
        bus: Bus,
        *,
        clock: Clock,
        later: Later,
    ) -> Self:
        """Make every part; say it in the log when the help lines are to be checked again. Raises ``BadHelp``."""
        store, lines = SqlModerationStore(database), HelpLines.load(rules)
        if overdue := lines.overdue(datetime.fromtimestamp(clock.now() / 1_000, UTC).date()):
            log.warning("help lines are stale", remedy=overdue)
        standings, open_lines = Standings(store, clock), OpenLines(connections, lines)
        marks = Marks(store, marks_key, clock)
        known = Known(standings, SqlMemberStore(database), marks, clock)
        enforcement = Enforcement(store, standings, open_lines, bus, clock, known)
        contests = Contests(store, standings, clock)
        measures = Measures(enforcement, open_lines, contests, bus, later)
        return cls(store, lines, standings, enforcement, contests, marks, measures, later)

    def act(self, observation: Observation, verdict: Verdict) -> None:
        """Do what a verdict asks, soon: for whoever cannot wait."""
        self.later(self._act(observation, verdict))

    async def _act(self, observation: Observation, verdict: Verdict) -> None:
        try:
            await self.enforcement.act(observation, verdict)
        except Exception as error:  # noqa: BLE001 - nobody waits for this, and what was judged stays done
            log.error("measure not taken", rule=verdict.rule, error=type(error).__name__)  # noqa: TRY400 - a traceback may name people
            self.missed(observation.type.value)


def counting(registry: CollectorRegistry) -> Callable[[str], None]:
    """Return what counts acts that were done and could not be judged, or whose measure could not be taken."""
    counter = Counter(MISSED, "Acts done whose judging or measure failed", ["event"], registry=registry)
    return lambda event: counter.labels(event).inc()
