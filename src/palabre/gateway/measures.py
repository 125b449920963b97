"""Measures on the lines of this node: told, closed, asked. Implements ``moderation.ports.Lines``."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog

from palabre.chat.rooms import first_of
from palabre.gateway.codes import CloseCode
from palabre.gateway.connection import Connection
from palabre.gateway.protocol import AnyFrame, Ok
from palabre.gateway.protocol_hosting import AskedOut
from palabre.gateway.protocol_measures import (
    AgeAsked,
    AnswerAge,
    AnyMeasureCommand,
    Bound,
    Contest,
    Freed,
    HelpLine,
    HelpOffered,
    Shut,
)
from palabre.gateway.registry import Registry
from palabre.kernel.clock import MINUTE
from palabre.kernel.ids import MemberId, PlaceId
from palabre.kernel.ports import Bus
from palabre.moderation.contests import Contests
from palabre.moderation.enforcement import BOUND, Enforcement
from palabre.moderation.help_lines import HelpLines, Line
from palabre.moderation.model import ANSWER_MINUTES, Kind, Restriction

GREETED = (Kind.COOL_OFF, Kind.ROOMS_OFF, Kind.REQUESTS_OFF, Kind.PRIVATE_OFF, Kind.NAME_ASKED, Kind.AGE_ASKED)
log = structlog.get_logger(__name__)


def help_line(one: Line) -> HelpLine:
    """Return a help line as the wire says it."""
    return HelpLine(one.name, one.number, one.link, one.what.both(), one.hours.both())


@dataclass
class OpenLines:
    """The open lines of this node; every method writes at once, and waits for nothing."""

    registry: Registry
    help: HelpLines
    leave: Callable[[Connection, PlaceId], None] | None = None  # set once there are places to leave

    def shut(self, member: MemberId, restriction: Restriction) -> None:
        """Tell every line of a member why, and close it."""
        self._tell(member, self.told(restriction))
        self.registry.close(member, CloseCode.SHUT)

    def bound(self, member: MemberId, restriction: Restriction) -> None:
        """Tell a member of what leaves their lines open: something taken away for a time, their age asked, a room."""
        if restriction.kind is Kind.ASKED_OUT and not self._leaves(member, PlaceId(restriction.place)):
            return  # they are not there: they hear of it when they want to enter
        self._tell(member, self.told(restriction))

    def helped(self, member: MemberId, lines: tuple[Line, ...]) -> None:
        """Show a member whom they may call."""
        self._tell(member, HelpOffered(tuple(map(help_line, lines))))

    def freed(self, member: MemberId) -> None:
        """Tell a member that nothing binds them any more."""
        self._tell(member, Freed())

    def told(self, restriction: Restriction) -> AnyFrame:
        """Return the frame that tells of a restriction."""
        sentence = dict(restriction.sentence)
        match restriction.kind:
            case Kind.COOL_OFF | Kind.ROOMS_OFF:
                return Bound(Kind.COOL_OFF.value, sentence, restriction.ends)
            case Kind.REQUESTS_OFF | Kind.PRIVATE_OFF:
                return Bound(Kind.REQUESTS_OFF.value, sentence, restriction.ends)
            case Kind.ASKED_OUT:
                return AskedOut(PlaceId(restriction.place), sentence, restriction.ends)
            case Kind.NAME_ASKED:
                return Bound(restriction.kind.value, sentence, restriction.ends)
            case Kind.AGE_ASKED:
                return AgeAsked(restriction.begins + ANSWER_MINUTES * MINUTE, restriction.in_passing)
            case Kind.ISOLATED:
                return Shut(restriction.kind.value, {}, restriction.ends, self._lines())
            case Kind.SUSPEND | Kind.AGE_PROOF | Kind.TERMINATED:
                return Shut(restriction.kind.value, sentence, restriction.ends)

    def _lines(self) -> tuple[HelpLine, ...]:
        return tuple(map(help_line, self.help.of("minor")))

    def _leaves(self, member: MemberId, place: PlaceId) -> bool:
        """Take every line of a member out of a room and its twins; false when none was there."""
        there = [
            (connection, one)
            for connection in self.registry.of(member)
            for one in list(connection.places)
            if first_of(one) == first_of(place)
        ]
        for connection, one in there:
            if self.leave is not None:
                self.leave(connection, one)
        return bool(there)

    def _tell(self, member: MemberId, frame: AnyFrame) -> None:
        for connection in self.registry.of(member):
            if connection.greeted or isinstance(frame, Shut):
                connection.send(frame)


async def as_before(_: MemberId) -> None:
    """Show nobody otherwise."""


@dataclass
class Measures:
    """What reaches a node about measures: commands of members, bells of other nodes and of the outbox."""

    enforcement: Enforcement
    lines: OpenLines
    contests: Contests
    bus: Bus
    later: Callable[[Coroutine[Any, Any, None]], None]
    shown: Callable[[MemberId], Awaitable[None]] = as_before  # a member may be shown otherwise from now on
    _looking: set[MemberId] = field(default_factory=set)

    async def start(self) -> None:
        """Learn what is in force, and hear what changes elsewhere."""
        await self.enforcement.standings.load()
        await self.bus.subscribe(BOUND, lambda _, payload: self.look(MemberId(payload.decode())))

    def look(self, member: MemberId) -> None:
        """See what binds a member now; once, however often it is rung meanwhile."""
        if member not in self._looking:
            self._looking.add(member)
            self.later(self._look(member))

    def is_shut(self, member: MemberId) -> bool:
        """Whether no line may be open for a member."""
        return self.enforcement.standings.shut(member) is not None

    def greet(self, connection: Connection) -> None:
        """Tell a new line what binds its member, and what waits for their answer."""
        for kind in GREETED:
            if (found := self.enforcement.standings.of(connection.member, kind)) is not None:
                connection.send(self.lines.told(found))
        for left in self.enforcement.standings.asked_out(connection.member):
            connection.send(self.lines.told(left))

    async def run(self, by: Connection, command: AnyMeasureCommand) -> AnyFrame:
        """Do what a command asks and return its answer. Raises ``Refusal``."""
        match command:
            case AnswerAge():
                await self.enforcement.answer_age(by.member, adult=command.adult)
            case Contest():
                await self.contests.of_text(by.member, command.rule, command.text, command.place)
        return Ok(command.n)

    async def _look(self, member: MemberId) -> None:
        await asyncio.sleep(0)  # bells of one breath are one
        self._looking.discard(member)
        try:
            await self.enforcement.changed(member)
            await self.shown(member)
        except Exception as error:  # noqa: BLE001 - the poll rings again
            log.error("measures not read", error=type(error).__name__)  # noqa: TRY400 - a traceback holds words
