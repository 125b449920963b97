"""Puts the parts of the proof of age together: the gate, its tokens, the sessions it gives, the list it believes."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Self

from prometheus_client import CollectorRegistry, Counter

from palabre import outbound
from palabre.age import tally
from palabre.age.counters import GateCounters
from palabre.age.gate import Gate
from palabre.age.issuers import TokenIssuers
from palabre.age.refresh import Refresh
from palabre.age.sessions import AgeSessions
from palabre.age.spent import Spent, read_key
from palabre.age.tally import Tally
from palabre.age.tokens import TokenGate
from palabre.age.transactions import Transactions
from palabre.age.trust import Anchors
from palabre.kernel.clock import Clock
from palabre.settings import Settings
from palabre.store.age import SqlAgeSessionStore, SqlSpentStore
from palabre.store.database import Database

GIVEN = ("anchors", "trusted_list", "list_signers", "list_statuses")  # settings of the import


@dataclass(frozen=True)
class Gatekeeping:
    """Everything that asks for a proof, and remembers only that it was given."""

    gate: Gate
    tokens: TokenGate
    sessions: AgeSessions
    spent: Spent
    refresh: Refresh
    tally: Tally

    @classmethod
    def made(
        cls,
        settings: Settings,
        origin: str,
        trust: tuple[Callable[[], Anchors], TokenIssuers],
        database: Database,
        *,
        notice: Callable[[], None],
        registry: CollectorRegistry,
        clock: Clock,
    ) -> Self:
        """Make every part over the age database, which shares no key with any other.

        ``notice`` is called when the list was imported anew.
        """
        spent = Spent(SqlSpentStore(database), read_key(settings.folder / "spent.key"), clock)
        anchors, issuers = trust
        counters = GateCounters(registry)
        return cls(
            Gate(origin, anchors, spent, Transactions(clock, os.urandom), clock, counters),
            TokenGate(issuers, spent, clock, counters),
            AgeSessions(SqlAgeSessionStore(database), clock),
            spent,
            refreshing(settings, notice, registry),
            Tally(registry, settings.folder / tally.NAME, clock.now()),
        )


def refreshing(settings: Settings, notice: Callable[[], None], registry: CollectorRegistry) -> Refresh:
    """Return what looks whether the trusted list of the settings has changed, and imports it."""
    metric = Counter("palabre_age_list", "Rounds of the trusted list", ["outcome"], registry=registry)
    passed = {f"PALABRE_{name.upper()}": str(getattr(settings, name)) for name in GIVEN}
    return Refresh(
        partial(outbound.fetch, settings.trusted_list),
        partial(outbound.run_import, settings=passed),
        settings.anchors,
        settings.folder,
        notice,
        lambda outcome: metric.labels(outcome.value).inc(),
    )
