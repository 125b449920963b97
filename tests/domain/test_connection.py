"""What one line may ask, and hold, before it is told to wait."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import msgspec
import pytest

from domain.ear import Ear
from palabre.gateway.codes import CloseCode
from palabre.gateway.connection import Connection
from palabre.gateway.protocol import AnyCommand, AnyFrame, Hello, Ok
from palabre.identity.model import AgeShown, Card, Profile, TownShown
from palabre.kernel import limits
from palabre.kernel.clock import ManualClock
from palabre.kernel.ids import MemberId

CARD = Card(id=MemberId("ada"), name="Ada", colour=1)
PROFILE = Profile(CARD, town=1, town_name="Limoges", town_shown=TownShown.NONE, age=41, age_shown=AgeShown.NONE)


class Forever:
    """An age session that does not end."""

    expires_at = latest_end = 1 << 60

    def touch(self, now: int) -> None:
        """Do nothing."""


@dataclass
class Line:
    """A connection with its client's ear, its time, and what its commands reached; they wait while told to."""

    ear: Ear = field(default_factory=Ear)
    clock: ManualClock = field(default_factory=ManualClock)
    ran: list[AnyCommand] = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Open it, greeted."""
        self.go.set()
        nothing = lambda _: None  # noqa: E731 - twice, here
        self.connection = Connection(1, PROFILE, Forever(), self.run, nothing, nothing, self.clock)
        self.connection.opened(self.ear)
        self.connection.greeted = True

    async def run(self, by: Connection, command: AnyCommand) -> AnyFrame:
        """Note a command and answer it."""
        assert by is self.connection
        await self.go.wait()
        self.ran.append(command)
        return Ok(command.n)

    def says(self, times: int, octets: bytes = b'{"t":"rooms","n":1}') -> None:
        """Send a frame again and again."""
        for _ in range(times):
            self.connection.text(octets)

    async def rest(self) -> "Counter[str]":
        """Let everything be done; return what was answered, by code."""
        await self.connection.finished()
        return Counter(frame.get("code", frame["t"]) for frame in self.ear.frames)


async def test_paces_commands() -> None:
    """Forty commands at once, then twenty a second; the others are told how long to wait."""
    line = Line()
    line.says(50)
    assert await line.rest() == {"ok": 40, "rate_limited": 10}
    assert {frame["retry_after_ms"] for frame in line.ear.frames if frame["t"] == "error"} == {50}
    line.clock.advance(500)
    line.says(12)
    assert await line.rest() == {"ok": 50, "rate_limited": 12}


@pytest.mark.parametrize("tag", ["join", "history", "search"])
async def test_paces_costly_commands(tag: str) -> None:
    """Of commands that cost ten times the others sixty pass at once, then five a second."""
    line, asked = Line(), b'{"t":"%s","n":1,"place":"tea","before":1,"text":"a"}' % tag.encode()
    for _ in range(8):
        line.says(10, asked)
        await line.rest()
        line.clock.advance(500)

    assert await line.rest() == {"ok": 77, "rate_limited": 3}  # 60, and 17 of three seconds and a half


async def test_closes_who_does_not_listen() -> None:
    """A client that goes on after 240 answers "too fast" is closed with 1008, and nothing more is written."""
    line = Line()
    line.says(10_000)
    met = await line.rest()

    assert met["rate_limited"] == limits.REFUSALS_BURST
    assert line.ear.codes == [CloseCode.POLICY]


async def test_bounds_what_waits() -> None:
    """Forty commands may wait for one that takes long; the next are answered ``busy``, and none is lost silently."""
    line = Line()
    line.go.clear()
    for _ in range(3):
        line.says(20)
        await asyncio.sleep(0)
        line.clock.advance(1_000)
    assert len(line.connection._waiting) == limits.COMMANDS_WAITING
    line.go.set()

    assert await line.rest() == {"ok": 41, "busy": 19}


async def test_bounds_the_octets_that_wait() -> None:
    """Of the longest frames two may wait, whatever their number allows."""
    line, long = Line(), b'{"t":"rooms","n":1,"x":"' + b"x" * (limits.FRAME_OCTETS - 26) + b'"}'
    assert len(long) == limits.FRAME_OCTETS
    line.go.clear()
    line.says(5, long)
    assert line.connection._octets == limits.WAITING_OCTETS
    line.go.set()

    assert await line.rest() == {"ok": 2, "busy": 3}
    assert line.connection._octets == 0


async def test_does_nothing_for_who_does_not_read() -> None:
    """While the client takes nothing of what it was told, its next command waits; it is done once it reads."""
    line = Line()
    line.ear.reads.clear()
    line.says(3)
    await asyncio.sleep(0)
    assert line.ran == []
    line.ear.reads.set()

    assert await line.rest() == {"ok": 3}


async def test_greets_once() -> None:
    """A second hello, which may ask for fifty rooms at once, is refused by name."""
    line = Line()
    line.says(1, msgspec.json.encode(Hello(1, 1)))

    assert await line.rest() == {"hello_once": 1}


async def test_reads_no_more_than_twenty_broken_frames() -> None:
    """Twenty frames that cannot be read are told so; the next closes the line with 1008."""
    line = Line()
    line.says(21, b"[]")

    assert await line.rest() == {"bad_frame": limits.BAD_FRAMES}
    assert line.ear.codes == [CloseCode.POLICY]
