"""Two well-behaved people, whose words must all arrive whatever the others do; and lines that say anything."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec

from palabre_client import Member
from scenarios.scene import Json, Person, Scene
from scenarios.stage import Stage
from wire.client import Answer, Raw, head

ROOM = "comptoir"
HEARD_S = 30  # a generous deadline, on a machine that does other things too


@dataclass
class Pair:
    """Ada and Bo in a room; every word of theirs is acknowledged and heard by the other, in order, once."""

    stage: Stage
    ada: Person
    bo: Person
    said: list[str] = field(default_factory=list)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def talk(self, words: int = 8) -> None:
        """Say some words in turn, each once the one before was heard; fewer in all than the rule of floods allows."""
        for number in itertools.islice(self.numbers, words):
            speaker = self.ada if number % 2 else self.bo
            text = f"mot {number}"
            ack = await speaker.member.say(ROOM, text)
            assert ack["t"] == "ack"
            for person in (self.ada, self.bo):
                await person.member.hear(lambda frame: text_of(frame) == text, HEARD_S)  # noqa: B023 - awaited at once
            self.said.append(text)

    def heard_all(self) -> None:
        """Check that both hold every word of both, once and in order."""
        for person in (self.ada, self.bo):
            mine = [text_of(event) for event in person.member.places[ROOM].events]
            assert [text for text in mine if text in self.said] == self.said


def text_of(frame: Json) -> str:
    """Return what a frame says, if it does."""
    return str(frame["message"]["text"]) if frame["t"] == "said" else ""


@asynccontextmanager
async def unhurt(stage: Stage) -> AsyncIterator[Pair]:
    """Let two people talk before, during (``talk``) and after what happens in the block, and miss nothing."""
    scene = Scene(stage)
    ada, bo = await scene.come("Ada"), await scene.come("Bo")
    for person in (ada, bo):
        await scene.enter(person, ROOM)
    pair = Pair(stage, ada, bo)
    await pair.talk(2)
    try:
        yield pair
        await pair.talk(4)
        pair.heard_all()
    finally:
        await scene.part()


async def visitors(stage: Stage, count: int) -> list[Member]:
    """Bring people in by the real gate, and let their lines go: their cookies open others."""
    members = await asyncio.gather(*(stage.member(f"Hote {number:03}") for number in range(count)))
    for member in members:
        await member.disconnect()
    return list(members)


async def knock(stage: Stage, member: Member) -> tuple[Raw, Answer | None]:
    """Ask for a socket with the cookies of a visit; return TCP and the answer."""
    cookies = "; ".join(f"{name}={value}" for name, value in member.visit.cookies.items())
    headers = [
        ("Host", f"localhost:{stage.port}"), ("Upgrade", "websocket"), ("Connection", "Upgrade"),
        ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("Origin", stage.origin), ("Cookie", cookies),
    ]  # fmt: skip
    raw = await Raw.connect(stage.port)
    raw.write(head(headers))
    return raw, await raw.answer()


async def line(stage: Stage, member: Member, *rooms: str) -> Raw:
    """Open a line of octets, greeted, in some rooms."""
    raw, answer = await knock(stage, member)
    assert answer is not None
    assert answer.status == 101
    tell(raw, t="hello", n=1, v=1)
    await until_told(raw, "welcome")
    for room in rooms:
        tell(raw, t="join", n=2, place=room)
        await until_told(raw, "joined")
    return raw


def tell(raw: Raw, **command: object) -> None:
    """Send a command."""
    raw.send(1, msgspec.json.encode(command))


async def until_told(raw: Raw, kind: str) -> Json:
    """Read frames until one of a kind."""
    while True:
        frame = await raw.frame()
        assert frame is not None
        if frame.opcode == 1 and (told := msgspec.json.decode(frame.payload))["t"] == kind:
            return dict(told)


async def close_code(raw: Raw) -> int | None:
    """Read to the end; return the code of the close, or nothing when there was none."""
    code = None
    try:
        while (frame := await raw.frame()) is not None:
            code = frame.code if frame.opcode == 8 else code
    except (ConnectionError, asyncio.IncompleteReadError):
        return None
    return code


async def gone(members: list[Member]) -> None:
    """Let visits go."""
    for member in members:
        await member.visit.close()
