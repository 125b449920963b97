"""What any store of ties and of kept pseudonyms holds to."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from palabre.identity.methods.passkeys import Passkey
from palabre.kernel.clock import ManualClock
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, digest
from ports.adapters import SHELVES, Shelves
from ports.samples import NOW, member

ADA, BO, CLEO = (MemberId(f"member-{name}") for name in ("ada", "bo", "cleo"))
NOBODY = MemberId("nobody")


@pytest_asyncio.fixture(params=SHELVES)
async def shelves(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Shelves]:
    """Give stores where Ada, Bo and Cleo are members."""
    async with SHELVES[request.param](tmp_path, clock) as opened:
        for name in ("Ada", "Bo", "Cleo"):
            await opened.members.add(member(name), name.lower(), digest(name), NOW)
        yield opened


async def names(shelves: Shelves, of: MemberId) -> tuple[list[str], list[str], list[str]]:
    """Return somebody's friends, who asks them, and whom they ask."""
    circle = await shelves.ties.circle(of)
    return (
        [one.card.name for one in circle.friends], [card.name for card in circle.asking],
        [card.name for card in circle.asked],
    )  # fmt: skip


async def test_two_yeses_make_friends(shelves: Shelves) -> None:
    """One asks, the other says yes by asking; a repeat changes nothing; both at once are friends."""
    assert not await shelves.ties.ask(ADA, BO, NOW)
    assert not await shelves.ties.ask(ADA, BO, NOW)
    assert [await names(shelves, one) for one in (ADA, BO)] == [([], [], ["Bo"]), ([], ["Ada"], [])]
    assert await shelves.ties.ask(BO, ADA, NOW)
    assert await shelves.ties.ask(ADA, BO, NOW)
    assert sorted(await asyncio.gather(shelves.ties.ask(ADA, CLEO, NOW), shelves.ties.ask(CLEO, ADA, NOW))) == [
        False,
        True,
    ]
    assert await names(shelves, ADA) == (["Bo", "Cleo"], [], [])


async def test_parting_is_for_both_and_can_be_repeated(shelves: Shelves) -> None:
    """Whoever ends it, it is over for both; ending nothing is harmless."""
    await shelves.ties.ask(ADA, BO, NOW)
    await shelves.ties.ask(BO, ADA, NOW)
    assert [await shelves.ties.part(BO, ADA) for _ in range(2)] == [True, False]
    assert [await names(shelves, one) for one in (ADA, BO)] == [([], [], [])] * 2


async def test_a_note_is_ones_own(shelves: Shelves) -> None:
    """It is given back to its author alone; an empty one forgets it."""
    await shelves.ties.ask(ADA, BO, NOW)
    await shelves.ties.ask(BO, ADA, NOW)
    await shelves.ties.note(ADA, BO, b"sealed")
    assert [(await shelves.ties.circle(one)).friends[0].note for one in (ADA, BO)] == [b"sealed", b""]
    await shelves.ties.note(ADA, BO, b"")
    assert (await shelves.ties.circle(ADA)).friends[0].note == b""


async def test_a_block_ends_a_friendship_and_is_kept_once(shelves: Shelves) -> None:
    """Blocking twice is blocking once; each list is its owner's; unblocking leaves no friend."""
    await shelves.ties.ask(ADA, BO, NOW)
    await shelves.ties.ask(BO, ADA, NOW)
    for _ in range(2):
        await shelves.ties.block(ADA, BO, on=True)
    await shelves.ties.ignore(ADA, CLEO, on=True)
    assert await shelves.ties.blocks() == [(ADA, BO)]
    aside = await shelves.ties.set_aside(ADA)
    assert ([card.name for card in aside[0]], [card.name for card in aside[1]]) == (["Bo"], ["Cleo"])
    await shelves.ties.block(ADA, BO, on=False)
    assert (await shelves.ties.blocks(), await names(shelves, ADA)) == ([], ([], [], []))


async def test_nobody_has_no_ties(shelves: Shelves) -> None:
    """Somebody unknown is refused by name, in every act."""
    acts = [
        shelves.ties.ask(ADA, NOBODY, NOW), shelves.ties.block(ADA, NOBODY, on=True),
        shelves.ties.ignore(ADA, NOBODY, on=True), shelves.ties.note(ADA, NOBODY, b"x"),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(Refusal, match="unknown_member"):
            await act


async def test_who_leaves_leaves_no_tie(shelves: Shelves) -> None:
    """Friends, blocks, words and passkeys of somebody removed are gone, on both sides."""
    await shelves.ties.ask(ADA, BO, NOW)
    await shelves.ties.ask(BO, ADA, NOW)
    await shelves.ties.block(CLEO, ADA, on=True)
    await shelves.keeping.set_words(ADA, "hash")
    await shelves.keeping.add_passkey(ADA, Passkey(b"credential", b"key", 0))
    await shelves.members.remove(ADA)
    assert (await shelves.ties.blocks(), await names(shelves, BO)) == ([], ([], [], []))
    assert await shelves.keeping.words_of("ada") is None
    assert await shelves.keeping.passkey(b"credential") is None


async def test_words_and_passkeys_are_kept_and_ended(shelves: Shelves) -> None:
    """The last words count; a credential belongs to one member; a session opens for whoever is still here."""
    for hashed in ("first", "second"):
        await shelves.keeping.set_words(ADA, hashed)
    assert await shelves.keeping.words_of("ada") == (ADA, "second")
    key = Passkey(b"credential", b"key", 0)
    assert [await shelves.keeping.add_passkey(one, key) for one in (ADA, BO)] == [True, False]
    await shelves.keeping.used(b"credential", 7)
    assert await shelves.keeping.passkey(b"credential") == (ADA, Passkey(b"credential", b"key", 7))
    assert await shelves.keeping.kept(ADA) == (True, 1)
    await shelves.keeping.end(ADA)
    assert await shelves.keeping.kept(ADA) == (False, 0)
    assert await shelves.keeping.add_session(NOBODY, digest("x"), NOW) is None
    await shelves.keeping.add_session(ADA, digest("another"), NOW)
    assert await shelves.members.by_session(digest("another"), NOW) == await shelves.members.get(ADA)
