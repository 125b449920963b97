"""Puts the console's work together: cases, decisions and complaints, over what hears and what decides."""

from starlette.routing import Route

from palabre.console.appeals import AppealsApi, appeals_routes
from palabre.console.casework import CaseworkApi, casework_routes
from palabre.console.deciding import DecidingApi, deciding_routes
from palabre.console.hosts import HostsApi, hosts_routes
from palabre.court import Court
from palabre.moderation.appeals import Appeals
from palabre.moderation.bench import Bench
from palabre.moderation.docket import Dockets
from palabre.moderation.overseeing import Overseeing
from palabre.moderation.proposing import Proposing
from palabre.reports import Hearing
from palabre.staffroom import StaffRoom
from palabre.store.case_history import SqlCaseHistory


def dockets(hearing: Hearing, court: Court) -> Dockets:
    """Return what tells all that stands beside a case."""
    history = SqlCaseHistory(court.decisions.database)
    return Dockets(
        court.law.store, hearing.notices, hearing.evidence, hearing.cases, court.decisions, history, court.law.clock
    )


def bench_routes(staffroom: StaffRoom, hearing: Hearing, court: Court) -> list[Route]:
    """Return the console's routes of work."""
    beside, door = dockets(hearing, court), staffroom.door
    bench = Bench(staffroom.looking, hearing.casework, hearing.evidence, beside, court.law.clock)
    proposing, appeals = Proposing(bench, court.deciding, beside.history), Appeals(staffroom.looking, court.complaining)
    return [
        *casework_routes(CaseworkApi(door, bench)),
        *deciding_routes(DecidingApi(door, proposing, staffroom.name_of)),
        *appeals_routes(AppealsApi(door, appeals, staffroom.name_of)),
        *hosts_routes(HostsApi(door, Overseeing(staffroom.looking, court.deciding), staffroom.name_of)),
    ]
