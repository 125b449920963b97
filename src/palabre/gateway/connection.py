"""One member's socket: reads frames, bounds them, runs commands in their order, and ends when it must."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

import msgspec
import structlog

from palabre.gateway.codes import CloseCode
from palabre.gateway.edge import Wire
from palabre.gateway.protocol import AnyCommand, AnyFrame, Error, Hello
from palabre.gateway.rates import Bucket
from palabre.identity.model import Profile
from palabre.kernel.clock import SECOND, Clock
from palabre.kernel.errors import Advice, Refusal
from palabre.kernel.ids import MemberId, PlaceId
from palabre.kernel.limits import BAD_FRAMES

log = structlog.get_logger(__name__)
decoder = msgspec.json.Decoder(AnyCommand)
encoder = msgspec.json.Encoder()
TAGS = frozenset(str(kind.__struct_config__.tag) for kind in AnyCommand.__args__)


class Handle(Protocol):
    """What a connection holds of an age session: when it ends, and a way to keep it alive."""

    @property
    def expires_at(self) -> int:
        """When it ends, in milliseconds."""

    def touch(self, now: int) -> None:
        """Note that the person did something."""


class _Peeked(msgspec.Struct):
    t: str = ""
    n: int = 0


peeker = msgspec.json.Decoder(_Peeked)
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
    _bucket: Bucket = field(init=False)
    _bad: int = 0
    _waiting: deque[AnyCommand] = field(default_factory=deque)
    _worker: asyncio.Task[None] | None = None
    _over: bool = False

    def __post_init__(self) -> None:
        """Fill the bucket."""
        self._bucket = Bucket(self.clock.monotonic())

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
        """Hear one frame: too fast, unreadable, or a command that waits for its turn."""
        if self._over:
            return
        if wait := self._bucket.take(self.clock.monotonic()):
            self.refuse(_number(data), Refusal("rate_limited", Advice.LATER, retry_after_ms=wait))
            return
        try:
            command = decoder.decode(data)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            self._unreadable(data)
            return
        self._waiting.append(command)
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

    def check_age(self, now: int) -> None:
        """Close if the age session has ended."""
        if now >= self.age.expires_at and not self._over:
            self.close(CloseCode.SESSION_ENDED)

    async def _work(self) -> None:
        try:
            while self._waiting and not self._over:
                await self._one(self._waiting.popleft())
        finally:
            self._worker = None

    async def _one(self, command: AnyCommand) -> None:
        if not self.greeted and not isinstance(command, Hello):
            self.refuse(command.n, Refusal("hello_first"))
            return
        try:
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

    def _unreadable(self, data: bytes) -> None:
        peeked = _peek(data)
        if peeked.t and peeked.t not in TAGS:
            self.refuse(peeked.n, Refusal("unknown_command", name=peeked.t[:40]))
            return
        self._bad += 1
        if self._bad > BAD_FRAMES:
            self.close(CloseCode.POLICY)
        else:
            self.refuse(peeked.n, Refusal("bad_frame"))

    def _end(self) -> None:
        if not self._over:
            self._over = True
            self._waiting.clear()
            self.on_close(self)


def _peek(data: bytes) -> _Peeked:
    try:
        return peeker.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _Peeked()


def _number(data: bytes) -> int:
    return _peek(data).n
