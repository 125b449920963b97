"""How long a card outlives a visit: seven days, whatever the minute at which the person went."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from palabre.identity.members import NOTED_EVERY, UNUSED, Members
from palabre.identity.model import EntryDraft, Member
from palabre.identity.towns import load_towns
from palabre.kernel.clock import HOUR, MINUTE, ManualClock
from palabre.safety.engine import SafetyEngine
from palabre.safety.tables import shipped_rules
from palabre.store.database import Database
from palabre.store.identity import SqlMemberStore

TOWNS = load_towns()
JUDGE = SafetyEngine.load(shipped_rules())
LIMOGES = TOWNS.search("Limoges")[0].id


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Open the chat's database."""
    opened = await Database.open(tmp_path / "chat.db", "chat")
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock at a full hour."""
    return ManualClock(at=1_795_003_200_000)


@pytest.fixture
def members(database: Database, clock: ManualClock) -> Members:
    """Give members over a real store."""
    return Members(SqlMemberStore(database), TOWNS, JUDGE, clock, random.Random(1))


async def came_in(members: Members) -> tuple[Member, str]:
    """Let somebody in."""
    return await members.enter(EntryDraft("Lavande", LIMOGES, 41, rules=True))


async def rounds(members: Members, clock: ManualClock, until: int, *connected: Member) -> bool:
    """Do what the node does until a moment; return whether nobody was forgotten."""
    gone = []
    while clock.now() < until:
        step = (
            NOTED_EVERY if connected else 6 * NOTED_EVERY
        )  # whom it finds alone does not depend on how often it looks
        clock.advance(min(step, until - clock.now()))
        for one in await members.unused([one.id for one in connected]):
            gone.append(one)
            await members.leave(one)
    return gone == []


@pytest.mark.parametrize("minute", [0, 1, 9, 10, 29, 59])
async def test_a_card_is_kept_for_a_week_after_the_visit(members: Members, clock: ManualClock, minute: int) -> None:
    """Whoever lost the line and proves again just within a week of the visit's end is who they were; then nobody is."""
    clock.advance(minute * MINUTE)
    _, secret = await came_in(members)
    end_of_visit = clock.now() + HOUR
    assert await rounds(members, clock, end_of_visit + UNUSED - 1)
    assert await members.of_session(secret) is not None
    assert not await rounds(members, clock, clock.now() + UNUSED + 3 * HOUR)
    assert await members.of_session(secret) is None


@pytest.mark.parametrize("minute", [0, 7, 59])
async def test_twelve_hours_on_one_line_count_until_their_end(
    members: Members, clock: ManualClock, minute: int
) -> None:
    """Somebody connected all along was here at the end too: the week begins there."""
    member, secret = await came_in(members)
    assert await rounds(members, clock, clock.now() + 12 * HOUR + minute * MINUTE, member)
    assert await rounds(members, clock, clock.now() + UNUSED)
    assert await members.of_session(secret) is not None


async def test_a_week_later_the_name_is_free(members: Members, clock: ManualClock) -> None:
    """Held until then for who had it, and for nobody after."""
    await came_in(members)
    await rounds(members, clock, clock.now() + UNUSED)
    held = await members.store.is_taken("lavande")
    await rounds(members, clock, clock.now() + 4 * HOUR)
    assert (held, await members.store.is_taken("lavande")) == (True, False)
