"""Many at once, and the sudden end of the process: nothing twice, nothing lost, one order."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

import sealing
from palabre.kernel.errors import Refusal
from privately import House, Someone, Talk

TESTS = Path(__file__).parents[2]


async def two(house: House) -> tuple[Someone, Someone, Talk]:
    """Return two people who talk."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    return ada, bo, await house.talk(ada, bo)


async def test_two_who_ask_each_other_at_once_have_one_conversation(house: House) -> None:
    """One request is stored, the other is told what anybody is told."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    tickets = [await house.ticket(ada, bo), await house.ticket(bo, ada)]
    met = await asyncio.gather(house.bring(ada, tickets[0]), house.bring(bo, tickets[1]), return_exceptions=True)
    assert sorted(getattr(one, "code", "stored") for one in met) == ["not_available", "stored"]
    assert await house.frames() == 2


async def test_a_ticket_used_twice_at_once_serves_once(house: House) -> None:
    """Of two requests with one ticket, one is stored."""
    ada, bo = await house.person("Ada"), await house.person("Bo")
    ticket = await house.ticket(ada, bo)
    met = await asyncio.gather(*(house.bring(ada, ticket) for _ in range(5)), return_exceptions=True)
    assert sorted(getattr(one, "code", "stored") for one in met) == ["stored", *["unknown_ticket"] * 4]


async def test_messages_at_once_take_places_without_a_hole(house: House) -> None:
    """A hundred messages from both sides, with acknowledgements among them: orders and ``seq`` without a hole."""
    ada, bo, talk = await two(house)
    sends = [house.say(by, talk) for by in (ada, bo) for _ in range(50)]
    acks = [house.delivery.ack(ada.seat, talk.id, order) for order in range(2, 60, 3)]
    await asyncio.gather(*sends, *acks)
    given = await house.delivery.after(bo.seat, talk.id, 2)
    assert [one.order for one in given.items] == list(range(3, 103))
    assert [one.receipt.seq for one in given.items if one.receipt] == list(range(2, 102))


async def test_the_same_message_sent_at_once_is_stored_once(house: House) -> None:
    """Ten tabs that repeat one outbox: one place, one answer."""
    ada, _, talk = await two(house)
    key, frame = sealing.message_id(), sealing.message(talk.group, 1, bytes(32))
    kept = await asyncio.gather(*(house.delivery.send(ada.seat, talk.id, key, frame) for _ in range(10)))
    assert {(one.order, one.seq) for one in kept} == {(3, 2)}
    assert [one.is_new for one in kept].count(True) == 1


SPEAKER = """
import asyncio, sys
from pathlib import Path
from palabre.bus.memory import MemoryBus
from palabre.kernel.clock import ManualClock
from palabre.kernel.ids import ConversationId
from palabre.private.delivery import Delivery
from palabre.private.ports import Seat
from palabre.private.receipts import Receipts
from palabre.store.daykeys import FileDayKeys
from ports.adapters import SHELVES

async def speak(folder, member, device, talk, outbox):
    lines = [line.split() for line in Path(outbox).read_text().splitlines()]
    async with SHELVES["sqlite"](Path(folder), ManualClock()) as shelves:
        receipts = Receipts(FileDayKeys(Path(folder) / "receipts.keys"))
        delivery = Delivery(shelves.private, receipts, MemoryBus(), ManualClock())
        seat = Seat(member, bytes.fromhex(device))
        async def one(key, frame):
            kept = await delivery.send(seat, ConversationId(talk), key, bytes.fromhex(frame))
            print(key, kept.order, kept.seq, flush=True)
        for start in range(0, len(lines), 10):
            await asyncio.gather(*(one(*line) for line in lines[start:start + 10]))

asyncio.run(speak(*sys.argv[1:]))
"""


@pytest.mark.parametrize(("messages", "kills"), [(300, 3), pytest.param(2_000, 20, marks=pytest.mark.long)])
async def test_a_kill_loses_nothing_acknowledged_and_doubles_nothing(tmp_path: Path, messages: int, kills: int) -> None:
    """PC-7, the store's part: killed again and again, each message sent again as it was, each is stored once."""
    async with House.opened(tmp_path) as house:
        ada, bo, talk = await two(house)
    keys = [sealing.message_id() for _ in range(messages)]
    outbox = tmp_path / "outbox"
    outbox.write_text("\n".join(f"{key} {sealing.message(talk.group, 1, os.urandom(32)).hex()}" for key in keys))
    words = [str(tmp_path), ada.id, ada.seat.device.hex(), talk.id, str(outbox)]
    told: dict[str, set[tuple[str, ...]]] = {}
    for kill_after in [*(messages * number // (kills + 1) for number in range(1, kills + 1)), 0]:
        for key, *place in await spoken(words, kill_after):
            told.setdefault(key, set()).add(tuple(place))
    async with House.opened(tmp_path) as house:
        ids = await house.hold(bo, talk)
    assert sorted(ids[1:]) == sorted(keys)
    assert [places for places in told.values() if len(places) != 1] == []
    assert set(told) == set(keys)


async def spoken(words: list[str], kill_after: int) -> list[list[str]]:
    """Run a speaker; kill it after some answers, or let it end. Return every answer it gave."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SPEAKER, *words, stdout=asyncio.subprocess.PIPE, env=environment
    )
    assert process.stdout is not None
    lines = [await process.stdout.readline() for _ in range(kill_after)]
    if kill_after:
        process.kill()
    lines += (await process.stdout.read()).splitlines(keepends=True)
    await process.wait()
    return [line.decode().split() for line in lines if line.endswith(b"\n")]


async def test_whatever_is_altered_is_a_refusal_never_a_fault(house: House) -> None:
    """A thousand frames with octets changed: stored as sealed, or refused by name."""
    ada, _, talk = await two(house)
    honest = sealing.message(talk.group, 1, bytes(32))
    codes = set()
    for number in range(1_000):
        octets = bytearray(honest)
        octets[number * 7 % 70] ^= 1 + number % 255
        try:
            await house.delivery.send(ada.seat, talk.id, sealing.message_id(), bytes(octets))
        except Refusal as refusal:
            codes.add(refusal.code)
    assert codes == {"bad_frame_sealed", "stale_epoch", "stale_group"}
