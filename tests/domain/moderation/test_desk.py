"""The desk under load and under bad input: nothing is lost, what cannot wait is held in the act of being heard."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from palabre.bus.memory import MemoryBus
from palabre.kernel.clock import ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, digest
from palabre.moderation import codes
from palabre.moderation.desk import Desk
from palabre.moderation.help_lines import HelpLines, Line
from palabre.moderation.holds import Alarm
from palabre.moderation.model import Priority
from palabre.moderation.notices import Channel, Draft, Item, ItemKind
from palabre.moderation.policy.catalogue import HoldKind, categories
from palabre.safety.tables import shipped_rules
from ports.adapters import BENCHES, Benches
from ports.samples import ADA, BO, NOW, TEA, member, say

NOTICES = 400  # the whole hour is `make bench PART=notices`
EVE = MemberId("member-eve")


class Here:
    """A node that notes whom it was to look at."""

    def __init__(self) -> None:
        """Start with nobody."""
        self.looked: list[MemberId] = []
        self.helped: dict[MemberId, tuple[Line, ...]] = {}

    async def changed(self, member: MemberId) -> None:
        """Note who is bound."""
        self.looked.append(member)

    def help_shown(self, member: MemberId, lines: tuple[Line, ...]) -> None:
        """Note who is shown what."""
        self.helped[member] = lines


@pytest_asyncio.fixture
async def benches(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Benches]:
    """Give stores where Ada, Bo and Eve are members and the room ``TEA`` is open."""
    async with BENCHES["sqlite"](tmp_path, clock) as opened:
        for name in ("Ada", "Bo", "Eve"):
            await opened.members.add(member(name), name.lower(), digest(name), NOW)
        assert await opened.chat.add_room(TEA, "tea")
        yield opened


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that the test moves."""
    return ManualClock()


@pytest.fixture
def desk(benches: Benches, clock: ManualClock) -> Desk:
    """Return a desk."""
    return Desk(benches.notices, HelpLines.load(shipped_rules()), MemoryBus(), clock, Here())


def about(message: str) -> tuple[Item, ...]:
    """Return a message of the room as pointed at."""
    return (Item(ItemKind.MESSAGE, message, TEA.id),)


def nonsense(chance: random.Random) -> Draft:
    """Return a notice that says nothing anybody could look at."""
    return chance.choice([
        Draft(Channel.IN_APP, "nothing", about("nothing"), reporter=BO.id),
        Draft(Channel.IN_APP, "spam", (), reporter=BO.id),
        Draft(Channel.IN_APP, "spam", about("nothing"), reporter=BO.id),
        Draft(Channel.IN_APP, "spam", (Item(ItemKind.CARD, "nobody"),), reporter=BO.id),
        Draft(Channel.IN_APP, "spam", (Item(ItemKind.CARD, BO.id),), reporter=BO.id),
        Draft(Channel.PUBLIC_FORM, "spam", (Item(ItemKind.WORDS, "x"),), "", good_faith=True),
        Draft(Channel.PUBLIC_FORM, "spam", (Item(ItemKind.WORDS, "x"),), "why", email="no", good_faith=True),
        Draft(Channel.PUBLIC_FORM, "spam", (Item(ItemKind.WORDS, "x"),), "a\u202eb", good_faith=True),
    ])  # fmt: skip


async def test_t21_half_of_a_flood_is_nonsense_and_no_p0_waits_for_its_hold(benches: Benches, desk: Desk) -> None:
    """T21: whatever else comes, each P0 is held in the transaction that takes it, and each notice has its receipt."""
    chance, taken, refused = random.Random(21), [], 0
    said = [await say(benches.chat, ADA, f"number {number}") for number in range(20)]
    for number in range(NOTICES):
        draft = nonsense(chance)
        if number % 2:
            reason = chance.choice([code for code in categories() if code != "csam"])
            reporter = MemberId(f"member-{number:09}")
            draft = Draft(Channel.IN_APP, reason, about(chance.choice(said).id), reporter=reporter)
        try:
            taken.append(await desk.take(draft, network=number.to_bytes(4, "big")))
        except Refusal:
            refused += 1
    assert (len(taken), refused) == (NOTICES // 2, NOTICES // 2)
    urgent = {one.notice.case for one in taken if one.notice.category.priority is Priority.P0}
    held = [hold for case in urgent for hold in await benches.notices.holds(case)]
    assert {hold.case for hold in held} == urgent
    assert {hold.begins for hold in held} == {NOW}
    assert len({one.code for one in taken}) == len({one.entry for one in taken}) == len(taken)


async def test_notices_of_a_flood_are_counted_one_by_one(benches: Benches, desk: Desk) -> None:
    """A hundred of the same thing are one case with one snapshot, and a hundred notices."""
    ack = await say(benches.chat, ADA, "words")
    taken = [
        await desk.take(Draft(Channel.IN_APP, "spam", about(ack.id), reporter=MemberId(f"member-{number:09}")))
        for number in range(100)
    ]
    (case,) = {one.notice.case for one in taken}
    states = Counter(one.state for one in await benches.notices.of_case(case))
    assert (states, len(await benches.evidence.pieces(case))) == ({"linked": 1, "merged": 99}, 1)


async def test_a_member_is_slowed_down_and_danger_is_not(benches: Benches, desk: Desk, clock: ManualClock) -> None:
    """Twenty at once, then one a minute; a P0 is taken whatever came before it."""
    acks = [await say(benches.chat, ADA, f"number {number}") for number in range(23)]
    for ack in acks[:20]:
        await desk.take(Draft(Channel.IN_APP, "spam", about(ack.id), reporter=BO.id))
    with pytest.raises(Refusal, match="too_many_reports"):
        await desk.take(Draft(Channel.IN_APP, "spam", about(acks[20].id), reporter=BO.id))
    await desk.take(Draft(Channel.IN_APP, "danger_life", about(acks[21].id), reporter=BO.id))
    await desk.take(Draft(Channel.IN_APP, "spam", about(acks[20].id), reporter=EVE))
    clock.advance(60_000)
    await desk.take(Draft(Channel.IN_APP, "spam", about(acks[22].id), reporter=BO.id))


async def test_a_receipt_says_what_helps_and_nothing_of_others(benches: Benches, desk: Desk) -> None:
    """Help lines of the category, a code, what is hidden; no name of the subject nor of whoever reported before."""
    ack = await say(benches.chat, ADA, "words")
    await desk.take(Draft(Channel.IN_APP, "suicide", about(ack.id), reporter=EVE))
    receipt = await desk.take(Draft(Channel.IN_APP, "suicide", about(ack.id), reporter=BO.id))
    assert [line.number for line in receipt.lines] == ["3114", "15", "112"]
    assert (len(receipt.code), receipt.hidden) == (26, (ack.id,))
    assert isinstance(desk.here, Here)
    assert desk.here.helped == {ADA.id: receipt.lines}  # the person in question is shown them too, and not why
    assert EVE not in repr(receipt)


async def test_the_other_is_stopped_when_asked_and_only_then(benches: Benches, desk: Desk) -> None:
    """``wants_contact_stop`` blocks whoever wrote it; without it nobody is blocked."""
    stopped = []

    async def stop(member: MemberId, other: MemberId) -> None:
        """Note who is parted from whom."""
        stopped.append((member, other))

    desk.stop = stop
    ack = await say(benches.chat, ADA, "words")
    quiet = await desk.take(Draft(Channel.IN_APP, "spam", about(ack.id), reporter=BO.id))
    loud = await desk.take(Draft(Channel.IN_APP, "hate", about(ack.id), reporter=BO.id, wants_contact_stop=True))
    assert ((quiet.is_stopped, loud.is_stopped), stopped) == ((False, True), [(BO.id, ADA.id)])


async def test_a_code_is_looked_up_at_a_pace(desk: Desk) -> None:
    """Twenty tries from a network, then it waits; another network does not."""
    for _ in range(20):
        assert await desk.follow(codes.new_code(), b"one") is None
    with pytest.raises(Refusal, match="too_many_tries"):
        await desk.follow(codes.new_code(), b"one")
    assert await desk.follow(codes.new_code(), b"two") is None


async def test_holds_that_wait_too_long_ring_whoever_is_on_duty(
    benches: Benches, desk: Desk, clock: ManualClock
) -> None:
    """After a day the alarm is raised with the case, once."""
    told: list[Alarm] = []
    desk.alarm = told.extend
    receipt = await desk.take(Draft(Channel.IN_APP, "minor_present", (Item(ItemKind.CARD, ADA.id),), reporter=BO.id))
    clock.advance(24 * 3_600_000)
    await desk.sweep()
    await desk.sweep()
    assert [(one.hold.case, one.hold.kind, one.hours) for one in told] == [
        (receipt.notice.case, HoldKind.FREEZE_ACCOUNT_UNTIL_AGE_PROOF, 24)
    ]
