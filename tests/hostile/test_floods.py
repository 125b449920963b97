"""Floods of frames, of commands, of joins, of pings: the others notice nothing."""

import asyncio
from pathlib import Path

from hostile.pair import ROOM, close_code, gone, line, tell, unhurt, until_told, visitors
from scenarios.stage import staged
from wire.client import Raw
from wire.service import until
from wire.vectors import client_frame

FLOOD = 2_000  # frames of each line
COMMAND = client_frame(1, b'{"t":"rooms","n":1}')
FLOODS = {
    "commands": COMMAND * FLOOD,
    "rubbish": client_frame(1, b"[") * FLOOD,
    "unknown": client_frame(1, b'{"t":"steal","n":1}') * FLOOD,
    "pings": client_frame(9, b"x") * FLOOD,
    "fragments": client_frame(1, b"", fin=False) + client_frame(0, b"", fin=False) * FLOOD,
    "longest": client_frame(1, b'{"t":"rooms","n":1,"x":"' + b"x" * 8_000 + b'"}') * 1_000,
}


async def test_floods(tmp_path: Path) -> None:
    """Lines that send without pause, each in its own way, are closed with 1008; two people talk on and miss nothing."""
    async with staged(tmp_path) as stage, unhurt(stage) as pair:
        members = await visitors(stage, 2)
        lines = {kind: await line(stage, members[n % 2], ROOM) for n, kind in enumerate(FLOODS)}
        for kind, raw in lines.items():
            raw.write(FLOODS[kind])
        codes = asyncio.gather(*map(close_code, lines.values()))
        await pair.talk()
        await until(lambda: len(stage.node.connections) == 2)
        await gone(members)

    closed = dict(zip(lines, await codes, strict=True))
    assert set(closed.values()) <= {1008, None}, closed  # a close that the flood overtakes is seen as a reset


async def test_a_flood_of_joins(tmp_path: Path) -> None:
    """Lines that enter and leave rooms without pause are told to wait, then closed; two people in the room talk on."""
    async with staged(tmp_path) as stage, unhurt(stage) as pair:
        (member,) = await visitors(stage, 1)
        lines = [await line(stage, member) for _ in range(5)]

        async def hop(raw: Raw) -> None:
            for _ in range(400):
                tell(raw, t="join", n=1, place=ROOM)
                tell(raw, t="leave", n=2, place=ROOM)
                await asyncio.sleep(0)

        codes, hops = asyncio.gather(*map(close_code, lines)), asyncio.gather(*map(hop, lines))
        await pair.talk()
        await until(lambda: len(stage.node.connections) == 2)
        await gone([member])

    await hops
    assert set(await codes) <= {1008, None}


async def test_octet_by_octet(tmp_path: Path) -> None:
    """Lines that send their commands one octet at a time are served as any other, and hold up nobody."""
    async with staged(tmp_path) as stage, unhurt(stage) as pair:
        members = await visitors(stage, 2)
        lines = [await line(stage, member) for member in members for _ in range(5)]

        async def drip(raw: Raw) -> None:
            for _ in range(3):
                for octet in COMMAND:
                    raw.write(bytes((octet,)))
                    await asyncio.sleep(0)
                await until_told(raw, "rooms")

        await asyncio.gather(pair.talk(), *map(drip, lines))
        for raw in lines:
            raw.writer.transport.abort()
        await gone(members)
