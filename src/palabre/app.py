"""The composition root: the only module that sees everything."""

import asyncio
import contextlib
import os
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request

from palabre.age.issuers import TokenIssuers, read_issuers
from palabre.age.spent import read_key
from palabre.age.trust import Anchors, HeldAnchors
from palabre.bench import bench_routes, dockets, looking_again, screen_routes
from palabre.bus.memory import MemoryBus
from palabre.chat.company import Company
from palabre.chat.history import History
from palabre.chat.judgement import Judgement
from palabre.chat.listing import Listing
from palabre.chat.messages import Messages
from palabre.chat.presence import Presence
from palabre.chat.rooms import Rooms
from palabre.chat.seeds import WELCOME, seeded_rooms
from palabre.court import Court
from palabre.gatekeeping import Gatekeeping
from palabre.gateway.admission import Admission
from palabre.gateway.closing import OpenDoors, spread_ms
from palabre.gateway.codes import CloseCode
from palabre.gateway.commands import Commands
from palabre.gateway.doors import Doors, capacity
from palabre.gateway.edge import Edge
from palabre.gateway.handshake import client_address
from palabre.gateway.host_commands import HostCommands
from palabre.gateway.http import http_class
from palabre.gateway.hub import Hub
from palabre.gateway.listening import EdgeServer
from palabre.gateway.mailbox import Mailbox
from palabre.gateway.people_commands import PeopleCommands
from palabre.gateway.private_commands import PrivateCommands
from palabre.gateway.registry import Registry
from palabre.gateway.report_lines import ReportLines
from palabre.gateway.rounds import Rounds, every
from palabre.gateway.seats import Seats
from palabre.gateway.showing import Showing
from palabre.gateway.transport import socket_class
from palabre.identity.around import AroundMe
from palabre.identity.keeping import Keeping, Tries
from palabre.identity.members import NOTED_EVERY, Members
from palabre.identity.methods.passkeys import Challenges, RelyingParty
from palabre.identity.methods.words import WordHasher
from palabre.identity.nearness import Nearness
from palabre.identity.ties import Apart, Ties
from palabre.identity.towns import load_towns
from palabre.kernel.clock import DAY, HOUR, MINUTE, SECOND, Clock, SystemClock
from palabre.kernel.ids import MemberId, PlaceId
from palabre.kernel.limits import ACCEPTS_PER_TURN, ALARM_LOOK_MS
from palabre.law import Law, counting
from palabre.ledger import Ledger
from palabre.moderation.hosting import HostActs, Hosting, Pace
from palabre.moderation.hours import Hours
from palabre.private.agreements import Agreements
from palabre.private.delivery import Delivery
from palabre.private.devices import Devices
from palabre.private.receipts import Receipts
from palabre.private.requests import Requests
from palabre.private.watch import Watch
from palabre.reports import Hearing
from palabre.safety.links import find_links
from palabre.safety.links.lists import read_lists
from palabre.safety.tables import shipped_rules
from palabre.settings import Settings
from palabre.staffroom import StaffRoom
from palabre.store.chat import SqlChatStore
from palabre.store.database import Database
from palabre.store.daykeys import FileDayKeys
from palabre.store.identity import SqlMemberStore
from palabre.store.judging import REMEMBERED_EVERY, RULES_EVERY, Judging
from palabre.store.keeping import SqlKeepStore
from palabre.store.private import SqlPrivateStore
from palabre.store.ties import SqlTieStore
from palabre.web.age import AgePages, age_routes
from palabre.web.chat import ChatPages, chat_routes
from palabre.web.entry import Allowance, EntryApi, entry_routes
from palabre.web.headers import SecurityHeaders, completed
from palabre.web.isolation import Isolation
from palabre.web.keeping import KeepApi, keep_routes
from palabre.web.measures import MeasurePages, measure_routes
from palabre.web.mydata import MyData
from palabre.web.mydecisions import MyDecisions
from palabre.web.networks import NetworkBudget
from palabre.web.notices import Notices
from palabre.web.pages import Pages
from palabre.web.public import public_routes
from palabre.web.reports import PolicyReports, report_routes
from palabre.web.site import AgeProvider, Operator, Site
from palabre.web.tokens import TokenPages, token_routes
from palabre.web.work import DEMO, EntryWork, WorkLimits

ALIVE = 5  # people that make a town's room worth arriving in
IGNORED_AFTER = DAY - MINUTE  # of a request without answer: a little before it is forgotten
DUE_EVERY = 10 * SECOND  # held texts, questions without an answer
ACTIVE_NOTED_EVERY = 5 * SECOND  # minutes of who is active, written together; a kill forgets as much
FADE_EVERY = NOTED_EVERY  # the round that erases is the one that notes who is here
SHUTDOWN_SECONDS = 15


@dataclass
class Node:
    """One process of Palabre: its application, its edge, and what runs beside them."""

    settings: Settings
    site: Site
    anchors: Callable[[], Anchors]
    clock: Clock
    chat_db: Database
    age_db: Database
    safety_db: Database
    issuers: TokenIssuers

    @classmethod
    async def open(
        cls,
        settings: Settings,
        site: Site,
        anchors: Callable[[], Anchors] | None = None,
        clock: Clock | None = None,
        issuers: TokenIssuers | None = None,
    ) -> "Node":
        """Open the databases and put the parts together; anchors and issuers are the settings' files', if not given.

        Raises ``WeakSettings``, ``BadRules``, ``BadLists``, ``BadIssuers``.
        """
        clock = clock or SystemClock()
        anchors = anchors or HeldAnchors(settings.anchors, clock)
        issuers = issuers or read_issuers(settings.token_issuers)
        site = replace(site, providers=tuple(AgeProvider(one.name, one.page) for one in issuers.providers))
        stop = partial(os.kill, os.getpid(), 15)  # a failed disk ends the process, cleanly (reliability section 1)
        chat_db = await Database.open(settings.folder / "chat.db", "chat", stop)
        age_db = await Database.open(settings.folder / "age.db", "age", stop)
        safety_db = await Database.open(settings.folder / "safety.db", "safety", stop)
        node = cls(settings, site, anchors, clock, chat_db, age_db, safety_db, issuers)
        node.build()
        await node.judging.recall()
        await node.ties.load()
        await node.measures.start()
        await node.store.load_keys()
        await node.doors.look()
        await node.rooms.seed(seeded_rooms(node.town_named))
        return node

    def build(self) -> None:
        """Make every part from those below it."""
        self.registry = CollectorRegistry()
        self._build_age()
        self._build_chat()
        self._build_private()
        self._build_edge()
        self.application = self._build_web()

    def _build_age(self) -> None:
        self.gatekeeping = Gatekeeping.made(
            self.settings, self.site.origin, (self.anchors, self.issuers), self.age_db,
            notice=self._notice_anchors, registry=self.registry, clock=self.clock,
        )  # fmt: skip
        self.gate, self.age_sessions = self.gatekeeping.gate, self.gatekeeping.sessions

    def _notice_anchors(self) -> None:
        if isinstance(self.anchors, HeldAnchors):
            self.anchors.notice()

    def _build_chat(self) -> None:
        self.bus, self.connections = MemoryBus(), Registry()
        self.store = SqlChatStore(self.chat_db, self.clock)
        law = Law.made(
            self.chat_db, shipped_rules(), read_key(self.settings.folder / "marks.key"), self.connections, self.bus,
            clock=self.clock, later=self._later,
        )  # fmt: skip
        second_place = self.settings.ledger_heads
        self.ledger = Ledger.made(self.chat_db, self.settings.folder, self.site.origin, second_place, self.clock)
        self.law = replace(law, missed=counting(self.registry))
        self.enforcement, self.measures = self.law.enforcement, self.law.measures
        self.judging = Judging.open(
            Path(self.settings.rules) if self.settings.rules else shipped_rules(),
            self.settings.folder / "safety",
            read_key(self.settings.folder / "safety.key"),
            partial(
                find_links, site_host=self.site.origin.split("://")[1], reputation=read_lists(self.settings.link_lists)
            ),
            database=self.safety_db,
            clock=self.clock,
            reviews=self.law.store.reviews,
        )
        self.safety = self.judging.engine
        self.apart = Apart()
        judgement = Judgement(self.safety, self.clock, self.enforcement)
        self.presence = Presence(self.apart)
        self.ties = Ties(SqlTieStore(self.chat_db), self.apart, self.clock)
        self.towns = load_towns()
        chance = random.SystemRandom()
        self.members = Members(
            SqlMemberStore(self.chat_db), self.towns, self.safety, self.clock, chance, self.apart, self.enforcement
        )
        self.listing = Listing(self.store)
        self.messages = Messages(self.store, judgement, self.bus, self.clock, self.presence.mentioned, self.listing)
        self.enforcement.messages = self.messages
        contact = self.site.operator.contact
        self.court = Court.made(self.chat_db, self.settings.folder, self.law, self.store, self.bus, contact)
        words_last = self.settings.retention_hours * HOUR
        self.hosting = Hosting(HostActs(self.court.deciding, self.store, Pace(self.clock), words_last))
        self.history = History(self.store)
        self.rooms = Rooms(self.store, judgement, self.bus, self.clock, self.settings.room_audience, self.listing)

    def _build_private(self) -> None:
        self.sealed = SqlPrivateStore(self.chat_db)
        nearness = Nearness(self.towns)
        self.around = AroundMe(
            SqlMemberStore(self.chat_db), nearness, self.apart, self.presence.is_connected, self.clock,
            self.law.standings.is_gone,
        )  # fmt: skip
        receipts = Receipts(FileDayKeys(self.settings.folder / "receipts.keys"))
        company = Company(self.store, self.presence)
        self.devices = Devices(self.sealed, self.bus, self.clock)
        self.watch = Watch(self.safety, self.clock, self.law.act, self.law.missed)
        self.requests = Requests(
            self.sealed, company, nearness, self.bus, self.clock, self.watch, self.law.standings.check_asks,
            self.law.standings.check_opens, self.enforcement.known.of_request,
        )  # fmt: skip
        self.ignored_upto = self.clock.now() - IGNORED_AFTER
        self.delivery = Delivery(self.sealed, receipts, self.bus, self.clock, self.watch.tried)
        alarm = self.settings.alarm_command
        self.hearing = Hearing.made(self.chat_db, self.settings.folder, self.law, self.bus, self.site, alarm)
        self.agreements = Agreements(self.sealed, receipts, self.hearing.sealed, self.clock)
        self.mailbox = Mailbox(self.bus, self.delivery, self.devices, self.requests)

    def _build_edge(self) -> None:
        self.hub = Hub(self.bus, self.history.encoded_between, self.apart)
        self.people = PeopleCommands(
            self.ties, self.around, self.requests, self.delivery, self.presence, self.mailbox, self.watch
        )
        self.hearing.desk.stop = self.people.stop
        self.hearing.desk.check_heard = self.court.misusing.check_heard
        self.commands = Commands(
            self.members, self.rooms, self.messages, self.history, self.presence, self.hub, self.connections,
            Seats(self.presence.count), self.clock, self.site.demo, self.settings.retention_hours,
            PrivateCommands(
                self.devices, self.requests, self.delivery, self.agreements, self.mailbox, self.hearing.commands,
                self.clock,
            ),
            self.people, self.mailbox, self.measures, self.court.commands,
            HostCommands(self.hosting, self.presence, self.members),
        )  # fmt: skip
        self.measures.lines.leave = self.commands.leave
        hours = Hours.parse(self.settings.open_hours)
        self.doors = OpenDoors(
            hours, lambda: self.staffroom.is_staffed(), lambda: self.staffroom.shifts.on_duty(),  # noqa: PLW0108 - made after
            self.connections, self.clock,
        )  # fmt: skip
        admission = Admission(
            self.age_sessions.check, self.members.of_session, self.commands.run, self.presence, self.hub,
            self.connections, self.mailbox, self._moved, self.measures.is_shut, self.law.marks.carries,
            self.clock, self.doors.is_open,
        )  # fmt: skip
        host = self.site.origin.split("://")[1]
        refusal_headers = completed("/socket", [(b"content-type", b"text/plain")], is_https=self.site.is_https)
        self.edge = Edge(
            origins=frozenset({self.site.origin}),
            hosts=frozenset({host}),
            admit=admission.admit,
            headers=tuple((a.decode(), b.decode()) for a, b in refusal_headers if a != b"content-type"),
            trusted_proxies=self.settings.proxies,
            doors=Doors(capacity(), self.settings.proxies),
            restart_ms=lambda: random.SystemRandom().randint(1_000, spread_ms(len(self.connections))),
            draining=self.is_stopping,
        )
        self.rounds = Rounds(
            self.presence, self.hub, self.connections, self.store, self.listing, self.bus, self.mailbox, self.clock,
            self.measures.look, ReportLines(self.connections, self.hearing.notices, self._later).look,
            lambda: self.age_sessions.endings,
        )  # fmt: skip
        self.measures.shown = Showing(
            self.members, self.presence, self.connections, self.around, self.rounds.tell_people
        ).anew  # fmt: skip
        self._server: uvicorn.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def _build_web(self) -> Starlette:
        pages = Pages(self.site)
        notices = Notices(pages)
        self.networks = NetworkBudget(self.clock, os.urandom)
        age_pages = AgePages(self.gate, self.age_sessions, pages, self.networks, self.address_of, asyncio.sleep)
        token_pages = TokenPages(self.gatekeeping.tokens, age_pages)
        statements = self.court.pages(pages, self.address_of)
        measures = MeasurePages(
            pages, self.law.help, self.members, self.age_sessions, self.law.standings, self.law.contests,
            self.law.marks, self.enforcement.lift, self.clock, statements,
        )  # fmt: skip
        api = EntryApi(
            self.site.origin, self.age_sessions, self.members, self.towns, self.arrival, self.farewell,
            Allowance(self.clock), self._entry_work(), self.address_of, measures,
        )  # fmt: skip
        chat_pages = ChatPages(
            pages, notices, age_pages, self.age_sessions, api.member_of, measures, self.doors.attendance, self.clock
        )
        keeping = Keeping(
            SqlKeepStore(self.chat_db), WordHasher(), RelyingParty(self.site.origin), Challenges(self.clock),
            Tries(self.clock), self.clock, random.SystemRandom(),
        )  # fmt: skip
        reports = PolicyReports(self.clock, self.registry)
        self.staffroom = StaffRoom.made(
            self.chat_db, self.site, dockets(self.hearing, self.court), self.members, api.member_of,
            lambda request: self.networks.take(self.address_of(request)), clock=self.clock,
        )  # fmt: skip
        return Starlette(
            routes=[
                *public_routes(pages, self.is_ready),
                *age_routes(age_pages),
                *token_routes(token_pages),
                *entry_routes(api),
                *keep_routes(KeepApi(api, keeping, self._my_data(keeping).of)),
                *report_routes(reports),
                *measure_routes(measures),
                *self.court.routes(statements, self.ledger.store),
                *self.hearing.routes(pages, self.networks, self.address_of),
                *self.staffroom.routes,
                *bench_routes(self.staffroom, self.hearing, self.court, self.hosting.acts),
                *screen_routes(self.staffroom, self.hearing, self.court, self.ledger, self.rooms, self.judging),
                *chat_routes(chat_pages),
            ],
            middleware=[Middleware(Isolation, notices=notices)],
            exception_handlers={
                HTTPException: notices.refused,
                ClientDisconnect: notices.gone,
                Exception: notices.fault,
            },
            lifespan=self._lifespan,
        )

    def _my_data(self, keeping: Keeping) -> MyData:
        decisions = MyDecisions(self.court.complaining, self.law.standings, self.hearing.desk)
        return MyData(self.store, self.sealed, self.ties, keeping, decisions)

    def _entry_work(self) -> EntryWork:
        settings = self.settings
        limits = WorkLimits(settings.work_first, settings.work_free, settings.work_growth)
        self.work = EntryWork(DEMO if self.site.demo else limits, self.clock, os.urandom(32), self.networks.hashed)
        return self.work

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        await self.rounds.start()
        rounds = (
            self.edge.heartbeat.run(), every(FADE_EVERY, self.fade), every(MINUTE, self.sweep),
            every(REMEMBERED_EVERY, self.judging.remember), every(RULES_EVERY, self.judging.tend),
            every(DUE_EVERY, self.hearing.due), every(DUE_EVERY, self.court.sweep), every(DUE_EVERY, self.doors.look),
            self.ledger.run(), every(ALARM_LOOK_MS, self.hearing.ringing.look),
            every(ACTIVE_NOTED_EVERY, self.age_sessions.note),
        )  # fmt: skip
        beside = [asyncio.create_task(one) for one in rounds]
        if self.settings.trusted_list:
            at_once = asyncio.Event()
            at_once.set()
            period = self.settings.trusted_list_hours * HOUR
            beside.append(asyncio.create_task(every(period, self.look_at_list, at_once)))
        await self.fade()
        self.gatekeeping.tally.write(self.clock.now())
        yield
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await self.rounds.stop()
        await self.close()

    async def close(self) -> None:
        """Finish what is under way and let the files go."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.age_sessions.note()
        await self.bus.close()
        await self.judging.close()
        await self.chat_db.close()
        await self.age_db.close()

    async def is_ready(self) -> bool:
        """Whether the store answers and words can be judged."""
        return await self.store.head(WELCOME) is not None

    async def fade(self) -> None:
        """Erase what has outlived its time: words, unused cards, ended sessions, hashes of old proofs."""
        for member in await self.members.unused(self.connections.members()):
            await self.delivery.leave(member, erase=False)
            await self.members.leave(member)
            await self._gone(member)
        await self.delivery.fade()
        await self.court.fade()
        await self.hearing.desk.fade()
        await self.staffroom.store.fade(self.clock.now())
        await looking_again(self.staffroom, self.hearing, self.court).draw()
        # Last in the chat's file: it empties the log, where the cards just erased stand too.
        await self.store.fade(self.clock.now() - self.settings.retention_hours * HOUR)
        await self.age_sessions.purge()
        await self.gatekeeping.spent.purge()
        await self.judging.fade()

    async def sweep(self) -> None:
        """Forget what only memory holds and nobody waits for; notice anchors that a command wrote."""
        self.gate.transactions.sweep()
        self.networks.sweep()
        self.work.sweep()
        self._notice_anchors()
        looked, self.ignored_upto = self.ignored_upto, self.clock.now() - IGNORED_AFTER
        await self.requests.notice_ignored(looked, self.ignored_upto)
        self.gatekeeping.tally.write(self.clock.now())

    async def look_at_list(self) -> None:
        """Look once whether the trusted list has changed."""
        await self.gatekeeping.refresh.round()

    async def arrival(self, town: int) -> PlaceId:
        """Return the room of the town if it is alive, else the welcome room."""
        for room in await self.rooms.listed():
            if town and room.town == town and self.presence.count(room.id) >= ALIVE:
                return room.id
        return WELCOME

    async def farewell(self, member: MemberId, erase_words: bool) -> None:  # noqa: FBT001 - the port's shape
        """Erase a member: card and sessions at once, words too if asked; their sockets close."""
        await self.enforcement.leaves(member)
        await self.connections.end(member, CloseCode.LEFT)
        if erase_words:
            await self.messages.erase_words(member)
        await self.delivery.leave(member, erase=erase_words)
        await self.members.leave(member)
        await self._gone(member)
        await self.chat_db.checkpoint()

    async def _gone(self, member: MemberId) -> None:
        self.apart.forget(member)
        self.safety.register.forget(member)
        self.enforcement.known.forget(member)
        await self.rooms.host_left(member)
        self.connections.close(member, CloseCode.LEFT)

    def _moved(self, member: MemberId) -> None:
        if not self.is_stopping():  # when everybody goes at once, nobody is told of each
            self._later(self.people.came_or_went(member))

    def address_of(self, request: Request) -> str:
        """Return the address that limits count; kept nowhere."""
        peer = request.client.host if request.client else ""
        forwarded = [part.strip() for line in request.headers.getlist("x-forwarded-for") for part in line.split(",")]
        return client_address(peer, forwarded, self.edge.trusted_proxies)

    def town_named(self, name: str) -> int:
        """Return the id of the largest town of a name, or 0."""
        found = self.towns.named(name)
        return found.id if found else 0

    def _later(self, act: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(act)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def server(self, host: str | None = None, port: int | None = None) -> uvicorn.Server:
        """Return the server of this node, not yet started."""
        config = uvicorn.Config(
            SecurityHeaders(self.application, self.site.is_https),  # outside it all: a fault's page has them too
            host=host or self.settings.host,
            port=self.settings.port if port is None else port,
            http=http_class(self.edge),
            ws=socket_class(self.edge),
            server_header=False,
            proxy_headers=False,
            date_header=True,
            access_log=False,
            log_config=None,
            backlog=ACCEPTS_PER_TURN,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
        self._server = EdgeServer(config)
        return self._server

    def is_stopping(self) -> bool:
        """Whether the server was told to stop: nobody new comes in."""
        return self._server is not None and self._server.should_exit


def site_of(settings: Settings, *, demo: bool, wallet: str = "") -> Site:
    """Return the site that the settings describe."""
    origin = settings.origin or f"http://localhost:{settings.port}"
    operator = Operator(settings.operator_name, settings.operator_contact, settings.operator_host)
    return Site(origin, demo, wallet, settings.source or f"{origin}/code-source", operator)
