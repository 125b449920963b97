"""PC-1: what two people write in private is found nowhere on the server, however long one looks."""

import logging
import secrets
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from prometheus_client import generate_latest

from browser.stage import People, Site, chromium, say
from browser.test_private import go, talk
from browser.test_talk import row
from palabre.bus.memory import MemoryBus
from palabre.dossier.search import leaks
from scenarios.stage import Stage, staged

STRINGS = 200
A_MESSAGE = 10  # strings in each


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Keep everything that goes over the bus."""
    kept: list[bytes] = []
    publish = MemoryBus.publish

    async def keeping(bus: MemoryBus, subject: str, payload: bytes) -> None:
        kept.append(subject.encode() + b" " + payload)
        await publish(bus, subject, payload)

    monkeypatch.setattr(MemoryBus, "publish", keeping)
    return kept


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """Run a site whose temporary files have a folder of their own."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    async with staged(tmp_path / "site") as started:
        yield started


async def write(one: Page, other: Page) -> list[str]:
    """Write random strings, each page in its turn, each message read by the other; return them."""
    written = [secrets.token_urlsafe(12) for _ in range(STRINGS)]
    for number, start in enumerate(range(0, STRINGS, A_MESSAGE)):
        said = " ".join(written[start : start + A_MESSAGE])
        await say((one, other)[number % 2], said)
        await expect(row((other, one)[number % 2], written[start])).to_be_visible()
    return written


async def stores(stage: Stage, one: Page, other: Page) -> dict[str, bytes]:
    """Return everything the server holds or gives: its files, temporary ones too, its metrics, both people's data."""
    files = {
        str(file.relative_to(stage.folder.parent)): file.read_bytes()
        for folder in (stage.folder, stage.folder.parent / "temporary")
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    given = [await (await page.request.get(f"{stage.origin}/api/me/data")).body() for page in (one, other)]
    return files | {"metrics": generate_latest(stage.node.registry), "data": b"\n".join(given)}


async def test_two_hundred_private_strings_are_found_nowhere(
    stage: Stage, rung: list[bytes], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Files, write-ahead logs, bus, debug log, metrics, downloads, temporary files: none, in any spelling."""
    caplog.set_level(logging.DEBUG)
    async with chromium() as browser:
        people = People(Site(stage.folder, stage.port), browser)
        one, other = await talk(people, "Aubriète", "Hellébore")
        private = await write(one, other)
        await go(one, "Salons")
        await one.get_by_role("link", name="Accueil").first.click()
        public = secrets.token_urlsafe(12)
        await say(one, public)
        await expect(row(one, public)).to_be_visible()
        kept = await stores(stage, one, other)
        assert people.complaints == []
    kept |= {"bus": b"\n".join(rung), "log": caplog.text.encode() + "".join(capfd.readouterr()).encode()}
    found = {name: leaks([words.encode() for words in private], octets) for name, octets in kept.items()}
    assert found == dict.fromkeys(kept, 0)
    # The search sees: what was said to everybody stands in the database and went over the bus.
    assert sum(leaks([public.encode()], octets) for name, octets in kept.items() if "chat.db" in name) > 0
    assert leaks([public.encode()], kept["bus"]) > 0
