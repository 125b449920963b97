"""One member's socket: reads frames, bounds them, runs commands in their order, and ends when it must."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

import msgspec
import structlog

from palabre.gateway.budget import Budget
from palabre.gateway.codes import CloseCode
from palabre.gateway.decoding import command_of, number_of
from palabre.gateway.edge import Wire
from palabre.gateway.protocol import (
    AnyCommand,
    AnyFrame,
    Error,
    Hello,
    History,
    Join,
    OpenRoom,
    Search,
    SetProfile,
    Visit,
)
from palabre.gateway.protocol_reports import Report
from palabre.identity.model import Profile
from palabre.kernel.clock import SECOND, Clock
from palabre.kernel.errors import Advice, Refusal, busy
from palabre.kernel.ids import MemberId, PlaceId
from palabre.kernel.limits import (
    BAD_FRAMES,
    COMMANDS_BURST,
    COMMANDS_PER_SECOND,
    COMMANDS_WAITING,
    COSTLY_BURST,
    COSTLY_PER_SECOND,
    REFUSALS_BURST,
    REFUSALS_PER_SECOND,
    VISIT_TOLD_MS,
    WAITING_OCTETS,
)

log = structlog.get_logger(__name__)
encoder = msgspec.json.Encoder()
# Ten times the work of others (docs/decisions/0021-bounds-of-a-line.md): they have a slower pace of their own.
COSTLY = (Join, History, Search, SetProfile, OpenRoom, Report)


class Handle(Protocol):
    """What a connection holds of an age session: when it ends, and a way to keep it alive."""

    @property
    def expires_at(self) -> int:
        """When it ends unless something is done before, in milliseconds."""

    @property
    def latest_end(self) -> int:
        """When it ends whatever is done, in milliseconds."""

    def touch(self, now: int) -> None:
        """Note that the person did something."""


Run = Callable[["Connection", AnyCommand], Awaitable[AnyFrame | None]]


@dataclass(eq=False)
class Connection:
    """Implements ``edge.Listener`` for one member."""

    key: int
    profile: Profile
    age: Handle
    run: Run
    on_open: Callable[["Connection"], None]
    on_close: Callable[["Connection"], None]
    clock: Clock
    places: set[PlaceId] = field(default_factory=set)
    greeted: bool = False
    typed_at: int = 0
    device: bytes = b""  # which one this is, once it has said so
    identity: bytes = b""  # its MLS credential: the member's reference, then the device's
    _wire: Wire | None = None
    _pace: Budget = field(default_factory=lambda: Budget(COMMANDS_PER_SECOND, COMMANDS_BURST))
    _costly: Budget = field(default_factory=lambda: Budget(COSTLY_PER_SECOND, COSTLY_BURST))
    _refusals: Budget = field(default_factory=lambda: Budget(REFUSALS_PER_SECOND, REFUSALS_BURST))
    _bad: int = 0
    _waiting: deque[bytes] = field(default_factory=deque)  # as they came: what they hold is known to the octet
    _octets: int = 0  # of what waits
    _worker: asyncio.Task[None] | None = None
    _over: bool = False
    _told_end: int = 0  # 0 until the welcome

    @property
    def member(self) -> MemberId:
        """Whose connection it is."""
        return self.profile.card.id

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self._over

    @property
    def wire(self) -> Wire:
        """The open wire."""
        assert self._wire is not None
        return self._wire

    def opened(self, wire: Wire) -> None:
        """Take the wire."""
        self._wire = wire
        self.on_open(self)

    def text(self, data: bytes) -> None:
        """Hear one frame: it waits for its turn, or is refused because too many came before it."""
        if self._over:
            return
        if not self._pace.take(self.clock.monotonic()):
            self._too_fast(number_of(data), self._pace)
        elif len(self._waiting) >= COMMANDS_WAITING or self._octets + len(data) > WAITING_OCTETS:
            self.refuse(number_of(data), busy())
        else:
            self._waiting.append(data)
            self._octets += len(data)
            if self._worker is None:
                self._worker = asyncio.create_task(self._work())

    def closed(self, code: int) -> None:  # noqa: ARG002 - however it ended, it is over
        """Learn that it is over: what waits is not run."""
        self._end()

    def close(self, code: CloseCode, reason: str = "") -> None:
        """Close with a named code; no command runs any more."""
        wire = self.wire
        self._end()
        wire.close(code, reason)

    async def finished(self) -> None:
        """Return once the command under way, if any, is done: after a close nothing more is written for it."""
        if self._worker is not None:
            await asyncio.wait({self._worker})

    def send(self, frame: AnyFrame) -> None:
        """Write a frame."""
        if not self._over:
            self.wire.send_text(encoder.encode(frame))

    def refuse(self, number: int, refusal: Refusal) -> None:
        """Write why a command was not done."""
        frame = Error(
            number, refusal.code, refusal.advice, refusal.retry_after_ms, dict(refusal.params),
            dict(refusal.sentence), refusal.help,
        )  # fmt: skip
        self.send(frame)

    def visit(self) -> Visit:
        """Return when the visit ends, and remember that it was told."""
        self._told_end = self.age.expires_at
        return Visit(self._told_end, by_proof=self._told_end == self.age.latest_end)

    def check_age(self, now: int) -> int:
        """Close if the age session has ended; tell that it ends later than the page is about to say.

        Return when to look again, unless the end moves nearer before.
        """
        ends = self.age.expires_at
        if now >= ends and not self._over:
            self.close(CloseCode.SESSION_ENDED)
        elif ends > self._told_end > 0 and now >= self._told_end - VISIT_TOLD_MS:
            self.send(self.visit())
        return min(ends, max(now, self._told_end - VISIT_TOLD_MS))

    async def _work(self) -> None:
        try:
            while self._waiting and not self._over:
                data = self._waiting.popleft()
                self._octets -= len(data)
                await self._one(data)
        finally:
            self._worker = None

    async def _one(self, data: bytes) -> None:
        """Read a frame and do what it asks, once the client has taken what it was told before."""
        try:
            command = command_of(data)
        except Refusal as refusal:
            self._unreadable(number_of(data), refusal)
            return
        if isinstance(command, COSTLY) and not self._costly.take(self.clock.monotonic()):
            self._too_fast(command.n, self._costly)
            return
        await self.wire.drained()
        if not self._over:
            await self._do(command)

    async def _do(self, command: AnyCommand) -> None:
        try:
            self._greet(command)
            answer = await self.run(self, command)
        except Refusal as refusal:
            self.refuse(command.n, refusal)
        except Exception as error:  # noqa: BLE001 - one poisonous command must not end the talk (F-13)
            # Never the traceback: its locals hold words.
            log.error("command failed", command=type(command).__name__, error=type(error).__name__)  # noqa: TRY400 - see above
            self.refuse(command.n, Refusal("fault", Advice.LATER, retry_after_ms=5 * SECOND))
        else:
            if answer is not None:
                self.send(answer)

    def _greet(self, command: AnyCommand) -> None:
        """Let hello come first, and once: it is what costs most."""
        if isinstance(command, Hello) == self.greeted:
            raise Refusal("hello_once" if self.greeted else "hello_first")

    def _too_fast(self, number: int, budget: Budget) -> None:
        """Say when to come back; a client that does not listen is closed."""
        now = self.clock.monotonic()
        if self._refusals.take(now):
            self.refuse(number, Refusal("rate_limited", Advice.LATER, retry_after_ms=budget.wait(now)))
        else:
            self.close(CloseCode.POLICY)

    def _unreadable(self, number: int, refusal: Refusal) -> None:
        self._bad += refusal.code == "bad_frame"
        if self._bad > BAD_FRAMES:
            self.close(CloseCode.POLICY)
        else:
            self.refuse(number, refusal)

    def _end(self) -> None:
        if not self._over:
            self._over = True
            self._waiting.clear()
            self._octets = 0
            self.on_close(self)
