"""PC-7, the pages' part: closed, taken over, cut off from their answers, they lose nothing and double nothing.

Small in ``make test``, whole in ``make rehearse``. No fork and no key used twice: a device that meets either draws a
row that is no message, or founds a new group, which draws one too; and each id leaves with the same octets each time.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from browser.losing import Line, held, texts, write
from browser.stage import People, Site, chromium, say
from browser.test_private import WIDE, talk
from browser.test_talk import row
from scenarios.stage import Stage, staged

WHOLE = pytest.mark.long
RUSH = 3  # words said while the owner closes
SLOWER = 20  # times, is the owner then: it closes between doing and answering


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Run a site whose clock the test moves."""
    async with staged(tmp_path / "site") as started:
        yield started


@pytest.fixture
async def folk(stage: Stage) -> AsyncIterator[People]:
    """Bring people to it."""
    async with chromium() as browser:
        crowd = People(Site(stage.folder, stage.port), browser)
        crowd.expected.add("WebSocket connection")
        yield crowd
        assert crowd.complaints == []


async def check(one: Page, other: Page, said: list[str], folder: Path) -> None:
    """Both devices hold each word once, in the order in which it was written."""
    await expect(one.locator(".outgoing")).to_have_count(0)
    await expect(row(other, said[-1])).to_have_count(1)
    for number, page in enumerate((one, other)):
        assert texts(await held(page, folder / f"{number}.json"), "mot ") == said


@pytest.mark.parametrize(("messages", "times"), [(20, 4), pytest.param(200, 20, marks=WHOLE)])
async def test_a_page_closed_in_the_middle_loses_nothing(
    folk: People, stage: Stage, tmp_path: Path, messages: int, times: int
) -> None:
    """Closed with words on their way, opened again: every word arrives once, in order."""
    one, other = await talk(folk, "Ajonc", "Bugrane", WIDE)
    address, said = one.url, [f"mot {number:04}" for number in range(messages)]
    line = await Line(one.context).laid()
    each = messages // times
    for start in range(0, messages, each):
        for word in said[start : start + each]:
            await write(stage, one, word)
        await one.close()
        one = await one.context.new_page()
        await one.goto(address)
        await expect(one.locator("#composer")).to_be_visible()
    await check(one, other, said, tmp_path)
    assert {len(frames) for frames in line.sent.values()} == {1}


@pytest.mark.parametrize(("messages", "times"), [(20, 4), pytest.param(200, 20, marks=WHOLE)])
async def test_a_tab_that_owns_the_keys_closed_loses_nothing(
    folk: People, stage: Stage, tmp_path: Path, messages: int, times: int
) -> None:
    """Both tabs write; the one that owns the keys is closed in the middle, the other goes on, a third comes."""
    owner, other = await talk(folk, "Chicorée", "Doronic", WIDE)
    address, said = owner.url, [f"mot {number:04}" for number in range(messages)]
    line = await Line(owner.context).laid()
    each = messages // times
    for start in range(0, messages, each):
        second = await owner.context.new_page()
        await second.goto(address)
        await expect(second.locator("#composer")).to_be_visible()
        calm, rush = said[start : start + each - RUSH], said[start + each - RUSH : start + each]
        for number, word in enumerate(calm):
            await write(stage, second if number % 2 else owner, word)
        slow = await owner.context.new_cdp_session(owner)
        await slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        for word in rush:  # asked of the tab that closes, which may have done it or not, then of the one that is left
            await say(second, word)
        await owner.close()
        owner = second
    await check(owner, other, said, tmp_path)
    assert {len(frames) for frames in line.sent.values()} == {1}


@pytest.mark.parametrize(("messages", "times"), [(60, 4), pytest.param(1_040, 20, marks=WHOLE)])
async def test_answers_that_are_lost_double_nothing(
    folk: People, stage: Stage, tmp_path: Path, messages: int, times: int
) -> None:
    """Answers to messages and to commits are lost with the line; the same octets leave again, and count once."""
    one, other = await talk(folk, "Euphraise", "Fenouil", WIDE)
    line = await Line(one.context).laid()
    await one.reload()
    await expect(one.locator("#composer")).to_be_visible()
    said = [f"mot {number:04}" for number in range(messages)]
    for number, word in enumerate(said):
        is_due = number % (messages // times) == 0
        line.loses = {"private.commit", *(["private.send"] if is_due else [])}.__contains__
        await write(stage, one, word)
        await expect(row(one, word)).to_have_count(1)
        line.loses = set[str]().__contains__
    await check(one, other, said, tmp_path)
    assert line.lost == {"private.send": times, "private.commit": messages // 50}
    assert {len(frames) for frames in line.sent.values()} == {1}
