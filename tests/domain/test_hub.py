import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ear import Ear
from palabre.bus.memory import MemoryBus
from palabre.chat.announce import Announcement, pack, subject
from palabre.chat.events import Said
from palabre.chat.model import Author, Message
from palabre.gateway.hub import Hub, window_ms
from palabre.kernel.ids import MemberId, MessageId, PlaceId
from palabre.kernel.limits import COALESCE_LARGE_MS, COALESCE_MS, COALESCE_PEOPLE, WRITES_PER_TURN

TEA = PlaceId("tea")
EPOCH = "epoch-1"


@dataclass
class Truth:
    """What the store holds: events 1, 2, 3 … of one place."""

    head: int = 0
    asked: int = 0

    def say(self) -> Announcement:
        """Write the next event."""
        self.head += 1
        return Announcement(TEA, EPOCH, self.head, b'{"t":"stub","position":%d}' % self.head)

    def said(self, author: str) -> Announcement:
        """Write the next event: somebody's words."""
        self.head += 1
        words = Message(MessageId("m"), self.head, 0, Author(MemberId(author), author, 1), "words")
        return Announcement(TEA, EPOCH, self.head, msgspec.json.encode(Said(self.head, words)))

    async def between(self, _: PlaceId, after: int, upto: int) -> list[bytes]:
        """Return what the store holds of an interval."""
        self.asked += 1
        await asyncio.sleep(0)
        return [b'{"t":"stub","position":%d}' % position for position in range(after + 1, min(upto, self.head) + 1)]


async def until(holds: Callable[[], bool]) -> None:
    """Let the loop run until something is so; fails after 5 s."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - a wire has no event of its own
            await asyncio.sleep(0.001)


async def enter(hub: Hub, truth: Truth, key: int, ear: Ear) -> int:
    """Put a listener in the room as the gateway does; return the position it enters at."""
    at = truth.head
    await hub.watch(TEA, EPOCH, at)
    _, since = await hub.catch_up(TEA, at)
    hub.enter(key, ear, MemberId(f"member-{key}"), TEA, since)
    return since


class Deaf(Ear):
    """One of a crowd: what is written to it takes no time to look at."""

    def write_framed(self, frame: bytes) -> None:
        """Keep nothing."""


CHAOS = st.lists(st.sampled_from(["ring", "ring", "ring", "lose", "double", "late", "enter", "leave"]), max_size=40)


async def walk(steps: list[str]) -> None:
    """Ring a place through a bus that loses, doubles and delays; then let the outbox tell the head."""
    bus, truth = MemoryBus(), Truth()
    hub = Hub(bus, truth.between)
    ears = {0: Ear()}
    entered = {0: await enter(hub, truth, 0, ears[0])}
    late: list[Announcement] = []
    for step in steps:
        if step == "enter":
            key = len(ears)
            ears[key] = Ear()
            entered[key] = await enter(hub, truth, key, ears[key])
            continue
        if step == "leave":
            hub.leave(len(ears) - 1 if len(ears) > 1 else 99, TEA)
            ears.pop(len(ears) - 1 if len(ears) > 1 else 99, None)
            continue
        said = truth.say()
        late += [said] if step == "late" else []
        for _ in range({"ring": 1, "double": 2}.get(step, 0)):
            await bus.publish(subject(TEA), pack(said))
    for said in reversed(late):
        await bus.publish(subject(TEA), pack(said))
    hub.look(TEA, truth.head)
    wanted = {key: list(range(entered[key] + 1, truth.head + 1)) for key in ears}
    await until(lambda: all(len(ears[key].positions) >= len(wanted[key]) for key in ears))
    assert {key: ear.positions for key, ear in ears.items()} == wanted


@given(CHAOS)
@settings(max_examples=60, deadline=None)
def test_everybody_hears_every_event_once_in_order(steps: list[str]) -> None:
    """Whatever the bus loses, doubles or delays, each listener hears all that came since they entered (R-3, R-8)."""
    asyncio.run(walk(steps))


async def test_everybody_gets_the_same_octets() -> None:
    """A frame is encoded once: two listeners are written one object."""
    bus, truth, ears = MemoryBus(), Truth(), [Ear(), Ear()]
    hub = Hub(bus, truth.between)
    for key, ear in enumerate(ears):
        await enter(hub, truth, key, ear)
    await bus.publish(subject(TEA), pack(truth.say()))
    await until(lambda: all(ear.positions for ear in ears))
    assert ears[0].octets[0] is ears[1].octets[0]
    assert truth.asked == 0


async def test_a_burst_leaves_as_few_frames() -> None:
    """The first message leaves at once, the hundred that follow together."""
    bus, truth, ear = MemoryBus(), Truth(), Ear()
    hub = Hub(bus, truth.between)
    await enter(hub, truth, 0, ear)
    for _ in range(101):
        await bus.publish(subject(TEA), pack(truth.say()))
    assert ear.positions == [1]
    await until(lambda: len(ear.positions) == 101)
    assert [len(frame["events"]) for frame in ear.frames] == [1, 100]


@given(st.integers(0, 100_000), st.integers(1, 500))
def test_only_a_crowd_that_speaks_at_once_waits_longer(listeners: int, events: int) -> None:
    """A room of 333, or words that came alone, wait as ever; no room waits over the longest window."""
    waits = window_ms(listeners, events)
    assert COALESCE_MS <= waits <= COALESCE_LARGE_MS
    assert waits == COALESCE_MS or (listeners > COALESCE_PEOPLE and events > 1)
    assert waits <= window_ms(listeners + 1, events)


async def test_a_crowd_that_speaks_at_once_is_written_to_less_often() -> None:
    """After a frame of several, the next words to a thousand wait for each other until the longest window ends."""
    bus, truth, ears = MemoryBus(), Truth(), [*(Deaf() for _ in range(999)), Ear()]
    hub = Hub(bus, truth.between)
    for key, ear in enumerate(ears):
        await enter(hub, truth, key, ear)
    for _ in range(3):
        await bus.publish(subject(TEA), pack(truth.say()))
    await until(lambda: ears[-1].positions == [1, 2, 3])
    window = hub._audiences[TEA].window
    assert window is not None
    assert window.when() - asyncio.get_running_loop().time() > 2 * COALESCE_MS / 1000
    for _ in range(3):
        await bus.publish(subject(TEA), pack(truth.say()))
    await until(lambda: len(ears[-1].positions) == 6)
    assert [len(frame["events"]) for frame in ears[-1].frames] == [1, 2, 3]


async def test_who_leaves_while_many_are_written_to_hears_no_more() -> None:
    """Those whose turn has not come when they leave get nothing of it, nor of what follows."""
    bus, truth = MemoryBus(), Truth()
    hub, ears = Hub(bus, truth.between), [Ear() for _ in range(WRITES_PER_TURN + 1)]
    for key, ear in enumerate(ears):
        await enter(hub, truth, key, ear)
    await bus.publish(subject(TEA), pack(truth.say()))
    hub.leave(WRITES_PER_TURN, TEA)
    await bus.publish(subject(TEA), pack(truth.say()))
    await until(lambda: len(ears[0].frames) == 2)
    assert ears[-1].frames == []


async def test_a_place_nobody_hears_is_watched_no_more() -> None:
    """The last to leave takes the subscription with them; whoever enters next starts from the head."""
    bus, truth, ear = MemoryBus(), Truth(), Ear()
    hub = Hub(bus, truth.between)
    await enter(hub, truth, 0, ear)
    hub.leave(0, TEA)
    hub.leave(0, TEA)
    await bus.publish(subject(TEA), pack(truth.say()))
    hub.look(TEA, truth.head)
    assert (hub._audiences, ear.frames, truth.asked) == ({}, [], 0)
    assert await enter(hub, truth, 1, ear) == 1


async def test_a_place_is_kept_for_whoever_is_on_the_way_in() -> None:
    """The last to leave while another enters takes nothing away: the newcomer hears what follows."""
    bus, truth, ear = MemoryBus(), Truth(), Ear()
    hub = Hub(bus, truth.between)
    await enter(hub, truth, 0, Ear())
    await hub.watch(TEA, EPOCH, 0)
    hub.leave(0, TEA)
    await bus.publish(subject(TEA), pack(truth.say()))
    missed, since = await hub.catch_up(TEA, 0)
    hub.enter(1, ear, MemberId("member-1"), TEA, since)
    await bus.publish(subject(TEA), pack(truth.say()))
    await until(lambda: bool(ear.positions))
    assert (len(missed), since, ear.positions) == (1, 1, [2])


async def test_an_entrance_given_up_leaves_nothing_behind() -> None:
    """Somebody whose line is cut on the way in is waited for no more."""
    hub = Hub(MemoryBus(), Truth().between)
    await hub.watch(TEA, EPOCH, 0)
    hub.give_up(TEA)
    assert hub._audiences == {}


async def test_a_whisper_reaches_everybody_but_who_whispers() -> None:
    """Passing hints are written at once to the others of the place, and to nobody elsewhere."""
    truth, ears = Truth(), [Ear(), Ear(), Ear()]
    hub = Hub(MemoryBus(), truth.between)
    for key, ear in enumerate(ears):
        await enter(hub, truth, key, ear)
    hub.whisper(TEA, b'{"t":"typing"}', MemberId("member-1"), 1)
    hub.whisper(PlaceId("elsewhere"), b'{"t":"typing"}', MemberId("member-1"), 1)
    assert [ear.frames for ear in ears] == [[{"t": "typing"}], [], [{"t": "typing"}]]


async def test_a_store_that_fails_once_is_asked_again() -> None:
    """A repair that failed is taken up again, with what came meanwhile, and nothing is lost or doubled."""
    bus, truth, ear = MemoryBus(), Truth(), Ear()
    failures = iter([True, True, False])

    async def between(place: PlaceId, after: int, upto: int) -> list[bytes]:
        if next(failures, False):
            truth.say()
            raise OSError("disk")
        return await truth.between(place, after, upto)

    hub = Hub(bus, between, retry_seconds=0)
    await enter(hub, truth, 0, ear)
    truth.say()
    hub.look(TEA, 1)
    await until(lambda: truth.head == 3)
    await bus.publish(subject(TEA), pack(truth.say()))
    await until(lambda: ear.positions == [1, 2, 3, 4])


async def test_a_blocked_pair_hears_nothing_of_each_other() -> None:
    """Whoever blocks, each gets a stub at the position of the other's words, and no whisper; others hear all."""
    bus, truth, ears = MemoryBus(), Truth(), [Ear(), Ear(), Ear()]
    hub = Hub(bus, truth.between)
    hub.apart.note(MemberId("member-0"), MemberId("member-1"), on=True)
    for key, ear in enumerate(ears):
        await enter(hub, truth, key, ear)
    for author in ("member-0", "member-1", "member-2"):
        await bus.publish(subject(TEA), pack(truth.said(author)))
    await until(lambda: all(len(ear.positions) == 3 for ear in ears))
    kinds = [[event["t"] for frame in ear.frames for event in frame["events"]] for ear in ears]
    assert kinds == [["said", "stub", "said"], ["stub", "said", "said"], ["said", "said", "said"]]
    hub.whisper(TEA, b'{"t":"typing"}', MemberId("member-0"), 0)
    assert [ear.frames[-1]["t"] for ear in ears] == ["events", "events", "typing"]
