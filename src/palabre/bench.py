"""Puts the console's work together: cases, decisions, complaints, and the house's look at itself."""

from starlette.routing import Route

from palabre.chat.rooms import Rooms
from palabre.console.appeals import AppealsApi, appeals_routes
from palabre.console.casework import CaseworkApi, casework_routes
from palabre.console.deciding import DecidingApi, deciding_routes
from palabre.console.hosts import HostsApi, hosts_routes
from palabre.console.ledger import LedgerApi, ledger_routes
from palabre.console.names import NamesApi, name_routes
from palabre.console.oversight import OversightApi, oversight_routes
from palabre.console.own_rooms import OwnRoomsApi, own_room_routes
from palabre.console.rooms import RoomsApi, room_routes
from palabre.console.second_looks import SecondLooksApi, second_look_routes
from palabre.console.volunteers import VolunteersApi, volunteer_routes
from palabre.court import Court
from palabre.ledger import Ledger
from palabre.moderation.appeals import Appeals
from palabre.moderation.bench import Bench
from palabre.moderation.christening import Christening
from palabre.moderation.docket import Dockets
from palabre.moderation.hosting import HostActs
from palabre.moderation.looking import Looking
from palabre.moderation.looking_again import LookingAgain
from palabre.moderation.naming import Naming
from palabre.moderation.openings import Openings
from palabre.moderation.overseeing import Overseeing
from palabre.moderation.oversight import Oversight
from palabre.moderation.proposing import Proposing
from palabre.moderation.reading import Reading
from palabre.moderation.shown import Showing
from palabre.moderation.volunteering import Volunteering
from palabre.reports import Hearing
from palabre.staffroom import StaffRoom
from palabre.store.case_history import SqlCaseHistory
from palabre.store.figures import SqlFigures
from palabre.store.judging import Judging
from palabre.store.ledger_reading import SqlLedgerReads
from palabre.store.namings import SqlNamings
from palabre.store.rule_runs import RuleRuns
from palabre.store.second_looks import SqlSecondLooks
from palabre.store.shown import SqlShownStore


def dockets(hearing: Hearing, court: Court) -> Dockets:
    """Return what tells all that stands beside a case."""
    history = SqlCaseHistory(court.decisions.database)
    return Dockets(
        court.law.store, hearing.notices, hearing.evidence, hearing.cases, court.decisions, history, court.misuse,
        court.law.clock,
    )  # fmt: skip


def christening(court: Court, beside: Dockets, looking: Looking) -> Christening:
    """Return what decides pseudonyms that wait."""
    return Christening(court.deciding.hands.covers, court.deciding, beside, looking.shifts, looking.acquaintances)


def bench_routes(staffroom: StaffRoom, hearing: Hearing, court: Court, acts: HostActs) -> list[Route]:
    """Return the console's routes of work."""
    beside, door = dockets(hearing, court), staffroom.door
    bench = Bench(staffroom.looking, hearing.casework, hearing.evidence, beside, court.law.clock)
    proposing = Proposing(bench, court.deciding, beside.history, court.misusing)
    appeals = Appeals(staffroom.looking, court.complaining)
    shown, again = showing(court), looking_again(staffroom, hearing, court)
    return [
        *casework_routes(CaseworkApi(door, bench, shown)),
        *deciding_routes(DecidingApi(door, proposing, shown, staffroom.name_of)),
        *appeals_routes(AppealsApi(door, appeals, shown, staffroom.name_of)),
        *second_look_routes(SecondLooksApi(door, again, shown)),
        *own_room_routes(OwnRoomsApi(door, Volunteering(acts, staffroom.looking), staffroom.name_of)),
    ]


def looking_again(staffroom: StaffRoom, hearing: Hearing, court: Court) -> LookingAgain:
    """Return what draws second looks and has them given."""
    clock, looks = court.law.clock, SqlSecondLooks(court.decisions.database)
    key = court.recovery.key
    return LookingAgain(
        looks, court.decisions, staffroom.looking, dockets(hearing, court), showing(court), key, clock
    )  # fmt: skip


def showing(court: Court) -> Showing:
    """Return what shows words to each person once."""
    return Showing(SqlShownStore(court.decisions.database), court.decisions, court.recovery.key, court.law.clock)


def screen_routes(
    staffroom: StaffRoom, hearing: Hearing, court: Court, ledger: Ledger, rooms: Rooms, judging: Judging
) -> list[Route]:
    """Return the routes of the console's other screens: ledger, figures, rules, rooms, hosts."""
    door, clock = staffroom.door, court.law.clock
    reading = Reading(SqlLedgerReads(ledger.store), ledger.key.verifier, clock)
    figures = SqlFigures(court.decisions.database)
    runs = RuleRuns(judging.records.folder, judging.key, court.law.store, clock)
    looks = SqlSecondLooks(court.decisions.database)
    oversight = Oversight(figures, looks, runs, court.law.store, lambda: judging.engine.rulebook, clock)
    looking = staffroom.looking
    beside = dockets(hearing, court)
    openings = Openings(rooms, staffroom.card_of, beside, looking.shifts, looking.acquaintances)
    return [
        *ledger_routes(LedgerApi(door, reading)),
        *oversight_routes(OversightApi(door, oversight)),
        *room_routes(RoomsApi(door, openings)),
        *name_routes(NamesApi(door, christening(court, beside, looking))),
        *hosts_routes(HostsApi(door, Overseeing(looking, court.deciding), staffroom.name_of, rooms.name_of)),
        *volunteer_routes(VolunteersApi(door, Naming(SqlNamings(staffroom.store.database), clock), rooms.listed)),
    ]
