"""Everybody at once: coming back after a cut, being told to go."""

import asyncio
import contextlib
import secrets
from pathlib import Path

import msgspec
import pytest

from browser.stage import Site, running_site
from hostile.pair import ROOM, gone, knock, line, tell, unhurt, until_told, visitors
from palabre.gateway.closing import LONGEST_SPREAD_MS, SHORTEST_SPREAD_MS, spread_ms
from palabre_client import Closed, Member
from scenarios.scene import Json
from scenarios.stage import PATIENCE, Stage, staged
from wire.client import Raw
from wire.service import until

AT_ONCE = {"handshakes": 8, "handshakes_per_address": 8}


async def come_back(stage: Stage, member: Member, refused: list[int]) -> Raw:
    """Knock until let in; note each refusal, which must say when to come back."""
    while True:
        raw, answer = await knock(stage, member)
        if answer is not None and answer.status == 101:
            return raw
        assert answer is not None
        assert 2 <= int(answer.headers["retry-after"]) <= 10
        refused.append(answer.status)
        raw.writer.transport.abort()
        await asyncio.sleep(0.2)  # sooner than told: the server must bear that too


async def test_everybody_comes_back_at_once(tmp_path: Path) -> None:
    """After a cut of all lines eight are let in at a time, the others told to wait; all get in, two people talk on."""
    async with staged(tmp_path, bounds=AT_ONCE) as stage, unhurt(stage) as pair:
        members = await visitors(stage, 8)
        raws = [await line(stage, member, ROOM) for member in members for _ in range(5)]
        for raw in raws:
            raw.reset()
        await until(lambda: len(stage.node.connections) == 2)
        refused: list[int] = []
        back = asyncio.gather(*(come_back(stage, member, refused) for member in members for _ in range(5)))
        await pair.talk()
        for raw in await back:
            raw.writer.transport.abort()
        await gone(members)

    assert len(refused) >= 40 - 8
    assert set(refused) <= {429, 503}


async def test_who_comes_and_goes_without_pause(tmp_path: Path) -> None:
    """A member may open twenty sockets in a breath; then one a second."""
    async with staged(tmp_path) as stage:
        (member,) = await visitors(stage, 1)
        answers = []
        for _ in range(25):
            raw, answer = await knock(stage, member)
            answers.append(answer.status if answer else 0)
            raw.writer.transport.abort()
        stage.clock.advance(10_000)
        raw, answer = await knock(stage, member)
        raw.writer.transport.abort()
        await gone([member])

    assert answers[:19] == [101] * 19  # entering by the client took the first
    assert answers.count(429) >= 1
    assert answer is not None
    assert answer.status == 101


def test_the_way_back_is_spread() -> None:
    """A stop spreads a few over half a minute and a crowd over two; each delay is of chance."""
    assert (spread_ms(0), spread_ms(1 << 20)) == (SHORTEST_SPREAD_MS, LONGEST_SPREAD_MS) == (30_000, 120_000)
    assert spread_ms(5_000) == 80_000


async def speak(raw: Raw, acked: list[Json]) -> tuple[int, int] | None:
    """Say a word after the other, noting what is acknowledged, until told to go; return the close's code and delay."""
    for number in range(9):
        tell(
            raw, t="send", n=number, place=ROOM, key=secrets.token_urlsafe(12), text=f"{secrets.token_hex(4)} {number}"
        )
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while (frame := await raw.frame()) is not None:
            if frame.opcode == 8:
                raw.send(8, frame.payload[:2])
                raw.writer.close()
                return frame.code or 0, int(frame.payload[2:])
            told = msgspec.json.decode(frame.payload) if frame.opcode == 1 else {}
            acked += [told] if told.get("t") == "ack" else []
    return None


async def test_a_stop_under_load(tmp_path: Path) -> None:
    """Stopped while everybody speaks, the server tells each when to come back, and what it acknowledged is there."""
    async with staged(tmp_path) as stage:
        members = await visitors(stage, 6)
        raws = [await line(stage, member, ROOM) for member in members for _ in range(4)]
        acked: list[Json] = []
        speaking = asyncio.gather(*(speak(raw, acked) for raw in raws))
        await until(lambda: len(acked) > 5)
        await stage.stop()
        ends = [end for end in await speaking if end]
        assert {code for code, _ in ends} == {1012}
        assert len({delay for _, delay in ends}) > len(raws) // 2
        assert all(1_000 <= delay <= SHORTEST_SPREAD_MS * 1.1 for _, delay in ends)
        assert len(ends) == len(raws)
        await stage.start()
        assert {ack["id"] for ack in acked} <= await said(members[0])
        await gone(members)


async def said(member: Member) -> set[str]:
    """Return the ids of every message of the room."""
    await member.connect()
    await member.join(ROOM)
    found, before = set[str](), 1 << 30
    while True:
        page = await member.ask("history", place=ROOM, before=before)
        found |= {message["id"] for message in page["messages"]}
        if not page["more"]:
            await member.disconnect()
            return found
        before = page["messages"][0]["position"]


@pytest.mark.long
async def test_x35_five_thousand_are_told_to_go(tmp_path: Path) -> None:
    """X.35: on SIGTERM each of 5,000 connections gets 1012 with a delay of its own; the process ends within 15 s."""
    with running_site(tmp_path) as site:
        members = [member for start in range(0, 1_000, 20) for member in await enter(site, start)]
        raws = [await open_line(site, member) for member in members for _ in range(5)]
        speaking = [asyncio.create_task(speak(raw, [])) for raw in raws]
        assert site.process is not None
        site.process.terminate()
        async with asyncio.timeout(15 + PATIENCE):
            ends = [await one for one in speaking]
            await asyncio.to_thread(site.process.wait)
        site.start()  # what the block's end stops

    assert {end[0] for end in ends if end} == {1012}
    assert len([end for end in ends if end]) == 5_000
    assert len({end[1] for end in ends if end}) > 1_000


async def enter(site: Site, start: int) -> list[Member]:
    """Bring twenty people in by the real gate."""
    names = [f"Hote {number:04}" for number in range(start, start + 20)]
    wanted = {"wallet": site.wallet, "town": "Limoges", "age": 41}
    members = await asyncio.gather(*(Member.enter(site.origin, pseudonym=name, **wanted) for name in names))  # type: ignore[arg-type]  # of two types
    for member in members:
        with contextlib.suppress(Closed):
            await member.disconnect()
    return list(members)


async def open_line(site: Site, member: Member) -> Raw:
    """Open one more socket of a visit."""
    stage = Stage(site.folder, port=site.port)
    raw, answer = await knock(stage, member)
    assert answer is not None
    assert answer.status == 101
    tell(raw, t="hello", n=1, v=1)
    await until_told(raw, "welcome")
    return raw
