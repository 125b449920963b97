"""Connections without a word, half a word, or an ear: they are let go, and the others notice nothing."""

import asyncio
from pathlib import Path
from typing import Any, cast

from hostile.pair import ROOM, Pair, gone, line, tell, unhurt, visitors
from palabre.gateway.heartbeat import SLOTS
from palabre_client import Member
from scenarios.stage import Stage, staged
from wire.client import Raw
from wire.kernel import sides
from wire.service import until


def descriptors() -> int:
    """Return how many descriptors this process holds."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def silent(stage: Stage, word: bytes, count: int) -> list[Raw]:
    """Open TCP and say a word of no meaning yet."""
    raws = [await Raw.connect(stage.port) for _ in range(count)]
    for raw in raws:
        raw.write(word)
    return raws


async def test_silence(tmp_path: Path) -> None:
    """Hundreds that say nothing, half a head or half a body are dropped in time; every descriptor comes back."""
    async with staged(tmp_path, bounds={"head_ms": 1_500, "body_ms": 1_500}) as stage, unhurt(stage) as pair:
        before = descriptors()
        post = b"POST /api/entry HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"
        words = (b"", b"GET /socket HTTP/1.1\r\nHost: loc", post)
        raws = [raw for word in words for raw in await silent(stage, word, 80)]
        assert descriptors() >= before + 2 * len(raws)
        await pair.talk()
        await asyncio.gather(*(raw.is_reset() for raw in raws))
        for raw in raws:
            raw.writer.transport.abort()
        await until(lambda: descriptors() <= before)
        assert len(stage.node.edge.doors) <= 2 + 2  # the pair, and pages they asked for


async def beat_rounds(stage: Stage, rounds: int, pair: Pair) -> None:
    """Let each line be asked so often whether it lives; the pair's have answered before they are asked again."""
    talking = {pair.ada.id, pair.bo.id}
    wires = [cast("Any", one.wire) for one in stage.node.connections.every() if one.member in talking]
    assert len(wires) == len(talking)
    for _ in range(rounds):
        for _ in range(SLOTS):
            await stage.node.edge.heartbeat.beat()
        await until(lambda: all(wire._beats == 0 for wire in wires))


async def test_half_open(tmp_path: Path) -> None:
    """Lines whose other end is gone without a word are dropped in the third round, and are in no room any more."""
    async with staged(tmp_path) as stage, unhurt(stage) as pair:
        members = await visitors(stage, 2)
        raws = [await line(stage, member, ROOM) for member in members for _ in range(5)]
        for raw in raws:
            raw.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a TCP transport can
        assert stage.node.presence.count(ROOM) == 4  # type: ignore[arg-type]  # an id is a text
        await asyncio.gather(beat_rounds(stage, 3, pair), pair.talk())
        await until(lambda: len(stage.node.connections) == 2)
        assert stage.node.presence.count(ROOM) == 2  # type: ignore[arg-type]  # as above
        for raw in raws:
            raw.writer.transport.abort()
        await gone(members)


async def test_those_who_never_read(tmp_path: Path) -> None:
    """Lines that ask and never read are not answered past half the outbox, dropped, and forgotten by the kernel."""
    async with staged(tmp_path) as stage, unhurt(stage) as pair:
        members = await visitors(stage, 2)
        await fill(stage, members[0])
        raws = [await line(stage, member, ROOM) for member in members for _ in range(5)]
        ports = [raw.writer.get_extra_info("sockname")[1] for raw in raws]
        for raw in raws:
            raw.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a TCP transport can
            for _ in range(40):
                tell(raw, t="history", n=1, place=ROOM, before=10_000)
        await asyncio.gather(beat_rounds(stage, 3, pair), pair.talk())
        async with asyncio.timeout(2):
            await until(lambda: not any(sides(stage.port, port) for port in ports))
        assert len(stage.node.connections) == 2
        for raw in raws:
            raw.writer.transport.abort()
        await gone(members)


async def fill(stage: Stage, member: Member) -> None:
    """Say a page of long words, slower than a flood."""
    await member.connect()
    await member.join(ROOM)
    for number in range(16):
        await member.say(ROOM, f"{number} " + "Il fait doux ce soir. " * 80)
        stage.clock.advance(2_000)
    await member.disconnect()
