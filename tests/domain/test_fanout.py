"""Whatever is to be written, to however many, one turn of the loop writes so much and no more."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ear import Ear
from domain.test_hub import EPOCH, TEA, Truth, enter, until
from palabre.bus.memory import MemoryBus
from palabre.chat.announce import Announcement, pack, subject
from palabre.gateway.fanout import Fanout
from palabre.gateway.hub import Hub
from palabre.kernel import limits
from palabre.kernel.ids import MemberId, PlaceId

PEOPLE = 5_000


@dataclass
class Counter:
    """Counts writes, and how many each turn of the loop made."""

    writes: int = 0
    turns: list[int] = field(default_factory=lambda: [0])

    async def watch(self, wanted: int) -> int:
        """Look once a turn until so much is written; return the most that one turn wrote."""
        async with asyncio.timeout(20):
            while self.writes < wanted:
                self.turns.append(self.writes)
                await asyncio.sleep(0)
        self.turns.append(self.writes)
        return max(after - before for before, after in pairwise(self.turns))


class CountedEar(Ear):
    """A wire that only counts."""

    def __init__(self, counter: Counter) -> None:
        """Take the count."""
        super().__init__()
        self.counter = counter

    def write_framed(self, frame: bytes) -> None:  # noqa: ARG002 - the shape of a wire
        """Count."""
        self.counter.writes += 1


async def crowd(hub: Hub, truth: Truth, counter: Counter, people: int = PEOPLE) -> None:
    """Fill a room."""
    for key in range(people):
        await enter(hub, truth, key, CountedEar(counter))


async def test_a_message_to_5000_people() -> None:
    """A message to 5,000 people is written in slices of 500; the loop serves the others between."""
    bus, truth, counter = MemoryBus(), Truth(), Counter()
    hub = Hub(bus, truth.between)
    await crowd(hub, truth, counter)
    await bus.publish(subject(TEA), pack(truth.say()))

    assert await counter.watch(PEOPLE) == limits.WRITES_PER_TURN
    assert len(counter.turns) >= PEOPLE // limits.WRITES_PER_TURN


async def test_hints_to_5000_people() -> None:
    """What is told in passing, to a room or to everybody, is written in the same slices."""
    truth, counter = Truth(), Counter()
    hub = Hub(MemoryBus(), truth.between)
    await crowd(hub, truth, counter)
    hub.whisper(TEA, b'{"t":"typing"}', MemberId("member"), 7)
    hub.spread([CountedEar(counter) for _ in range(PEOPLE)], b'{"t":"counts"}')

    assert await counter.watch(2 * PEOPLE - 1) == limits.WRITES_PER_TURN


async def test_many_rooms_at_once() -> None:
    """However many rooms speak in one turn, all together write no more than one would."""
    bus, counter = MemoryBus(), Counter()
    hub = Hub(bus, Truth().between)
    places = [PlaceId(f"room-{number}") for number in range(40)]
    for place in places:
        for key in range(100):
            await hub.watch(place, EPOCH, 0)
            hub.enter(key, CountedEar(counter), MemberId("member"), place, 0)
    for place in places:
        await bus.publish(subject(place), pack(Announcement(place, EPOCH, 1, b"{}")))

    assert await counter.watch(4_000) == limits.WRITES_PER_TURN


async def test_a_small_room_does_not_wait_behind_a_large_one() -> None:
    """Of works begun together the short one is done within the first turn."""
    fanout, done = Fanout(), list[str]()

    def work(name: str, steps: int) -> Iterator[None]:
        for _ in range(steps):
            yield
        done.append(name)

    fanout.run(work("large", 100_000))
    fanout.run(work("small", 5))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert done == ["small"]


async def test_one_broken_work_takes_no_other_with_it() -> None:
    """A work that fails is dropped; those behind it are done."""
    fanout, done = Fanout(), list[int]()

    def broken() -> Iterator[None]:
        yield from [None] * limits.WRITES_PER_TURN
        raise KeyError

    asyncio.get_running_loop().set_exception_handler(lambda _loop, told: done.append(len(told)))
    fanout.run(broken())
    fanout.run(iter([None]))
    fanout.run(done.append(n) or None for n in range(3))  # type: ignore[func-returns-value]  # appends, step by step
    for _ in range(4):
        await asyncio.sleep(0)

    assert done[-3:] == [0, 1, 2]


async def test_a_room_that_talks_faster_than_it_is_told() -> None:
    """Past a megabyte owed to its people a room is behind; once told it is so no more, and nobody missed a word."""
    bus, truth, ear = MemoryBus(), Truth(), Ear()
    hub = Hub(bus, truth.between)
    await enter(hub, truth, 0, ear)
    said = 0
    while not hub.is_behind(TEA):
        said += 1
        await bus.publish(subject(TEA), pack(Announcement(TEA, EPOCH, said, event(said))))
    await until(lambda: len(ear.positions) == said)

    assert said > limits.ROOM_OWED_OCTETS // 8_000
    assert not hub.is_behind(TEA)
    assert ear.positions == list(range(1, said + 1))
    assert max(map(len, ear.octets)) < limits.ANSWER_OCTETS + 8_200


def event(position: int) -> bytes:
    """Return an event of 8 KB."""
    return b'{"t":"stub","position":%d,"x":"%b"}' % (position, b"x" * 8_000)


async def test_a_long_repair_is_read_and_told_in_parts() -> None:
    """A hole of thousands of events is read 500 at a time and told in frames that no healthy line is dropped for."""
    truth, ear, asked = Truth(), Ear(), list[int]()

    async def between(place: PlaceId, after: int, upto: int) -> list[bytes]:
        asked.append(upto - after)
        return [event(position) for position in range(after + 1, upto + 1)]

    hub = Hub(MemoryBus(), between)
    await enter(hub, truth, 0, ear)
    hub.look(TEA, 600)
    await until(lambda: len(ear.positions) == 600)

    assert max(asked) == limits.REPAIR_EVENTS
    assert max(map(len, ear.octets)) < limits.ANSWER_OCTETS + 8_200


@given(st.lists(st.binary(min_size=0, max_size=400).map(bytes.hex), min_size=1, max_size=60))
@settings(max_examples=25, deadline=None)
def test_parting_loses_nothing(words: list[str]) -> None:
    """However long the events, every listener hears each once and in order."""
    asyncio.run(hear_all([word.encode() * 100 for word in words]))


async def hear_all(words: list[bytes]) -> None:
    """Say words at once; let two people hear them, one of whom came in the middle."""
    bus, truth, ears = MemoryBus(), Truth(), [Ear(), Ear()]
    hub = Hub(bus, truth.between)
    await enter(hub, truth, 0, ears[0])
    for position, word in enumerate(words, 1):
        if position == len(words) // 2 + 1:
            await hub.watch(TEA, EPOCH, 0)
            hub.enter(1, ears[1], MemberId("member"), TEA, position - 1)
        told = b'{"t":"stub","position":%d,"x":"%b"}' % (position, word)
        await bus.publish(subject(TEA), pack(Announcement(TEA, EPOCH, position, told)))
    await until(lambda: all(ear.positions[-1:] == [len(words)] for ear in ears))
    assert ears[0].positions == list(range(1, len(words) + 1))
    assert ears[1].positions == list(range(len(words) // 2 + 1, len(words) + 1))
