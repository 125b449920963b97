"""Puts together what hears reports: the desk, its store and safe, its commands on the socket and its public pages."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import structlog
from starlette.requests import Request
from starlette.routing import BaseRoute

from palabre import __version__
from palabre.age.spent import read_key
from palabre.alarm import CommandAlarm
from palabre.gateway.report_commands import ReportCommands
from palabre.kernel.ports import Bus
from palabre.law import Law
from palabre.moderation.casework import Casework
from palabre.moderation.desk import Desk, SealedDesk
from palabre.moderation.evidence import Vault
from palabre.moderation.ringing import Ringing
from palabre.moderation.seal import Seal, throw_away
from palabre.store.casework import SqlCaseworkStore
from palabre.store.database import Database
from palabre.store.evidence import SqlEvidenceStore
from palabre.store.notice_evidence import Safe
from palabre.store.notices import SqlNoticeStore
from palabre.web.networks import NetworkBudget
from palabre.web.pages import Pages
from palabre.web.reporting import ReportPages, reporting_routes
from palabre.web.site import Site

log = structlog.get_logger(__name__)
SEAL_KEY = "seal.pub"  # in the folder: the public half of a pair made on a machine that stays offline


@dataclass(frozen=True)
class Hearing:
    """Everything that takes a report and keeps it."""

    law: Law
    notices: SqlNoticeStore
    cases: SqlCaseworkStore
    evidence: SqlEvidenceStore
    desk: Desk
    casework: Casework
    sealed: SealedDesk
    commands: ReportCommands
    ringing: Ringing

    @classmethod
    def made(cls, database: Database, folder: Path, law: Law, bus: Bus, site: Site, alarm: str = "") -> Self:
        """Make every part; ``alarm`` is the operator's command. Raises ``BadSealKey``, ``BadSetting``."""
        vault = Vault(read_key(folder / "vault.key"))
        notices = SqlNoticeStore(database, Safe(vault, seal_of(folder, is_demo=site.demo)))
        cases, evidence = SqlCaseworkStore(database), SqlEvidenceStore(database, vault)
        clock = law.contests.clock
        desk = Desk(notices, law.help, bus, clock, law.enforcement, __version__)
        work, sealed = Casework(cases, clock), SealedDesk(desk)
        ringing = Ringing(cases, CommandAlarm.of(alarm), clock)
        return cls(law, notices, cases, evidence, desk, work, sealed, ReportCommands(desk), ringing)

    def routes(self, pages: Pages, networks: NetworkBudget, address_of: Callable[[Request], str]) -> list[BaseRoute]:
        """Return the public pages: reporting without an account, and following a report by its code."""
        return reporting_routes(ReportPages(pages, self.desk, networks.hashed, address_of))

    async def due(self) -> None:
        """Do what the clock asks: questions and measures, holds that end, leases that were lost."""
        await self.law.enforcement.sweep()
        await self.desk.sweep()
        await self.casework.sweep()


def seal_of(folder: Path, *, is_demo: bool) -> Seal | None:
    """Return the seal of an installation: the file's; in a demonstration one whose private half exists nowhere.

    Without a file, what is reported as suspected abuse material is not kept at all, and the log says so.
    """
    path = folder / SEAL_KEY
    if path.is_file():
        return Seal.read(path)
    if is_demo:
        return throw_away()
    log.warning("no key to seal with", remedy=f"put the public half of an offline X25519 pair in {path}")
    return None
