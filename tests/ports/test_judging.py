"""The engine with its files: rules that change while it judges."""

import asyncio
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from palabre.kernel.clock import ManualClock
from palabre.moderation.model import Review as Reviewed
from palabre.safety import engine as engines
from palabre.safety.links import find_links
from palabre.safety.model import EventType, Observation
from palabre.safety.rulebook import Review, Rulebook, load_rulebook
from palabre.safety.tables import shipped_rules
from palabre.store.database import Database
from palabre.store.judging import Judging

PATIENCE = 20  # seconds; a loop that stands still lets nobody go on


async def no_reviews() -> list[Reviewed]:
    """Return how people judged each rule: nobody has."""
    return []


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Give rules of one's own to change."""
    folder = tmp_path / "rules"
    shutil.copytree(shipped_rules(), folder, ignore=shutil.ignore_patterns("tables", "help"))
    return folder


async def judging_by(rules: Path) -> Judging:
    """Open an engine on a folder of rules."""
    database = await Database.open(rules.parent / "safety.db", "safety")
    clock = ManualClock()
    return Judging.open(
        rules, rules.parent / "kept", b"k" * 32, find_links, database=database, clock=clock, reviews=no_reviews
    )


def change(rules: Path) -> None:
    """Change a file of rules."""
    file = rules / "flood.yaml"
    file.write_text(file.read_text() + "# another word\n")


async def test_judging_goes_on_while_changed_rules_are_read(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the new rules are whole the former ones decide, on a loop that is free; then the new ones, at once."""
    judging = await judging_by(rules)
    engine, former = judging.engine, judging.engine.rulebook
    reading, go_on = threading.Event(), threading.Event()
    waited: list[bool] = []

    def slow(folder: Path, reviews: Mapping[str, Review] | None) -> Rulebook:
        reading.set()
        waited.append(go_on.wait(PATIENCE))
        return load_rulebook(folder, reviews)

    monkeypatch.setattr(engines, "load_rulebook", slow)
    change(rules)
    tending = asyncio.create_task(judging.tend())
    await asyncio.to_thread(reading.wait, PATIENCE)
    verdict = engine.check(Observation("one", EventType.MESSAGE_ROOM, "ada", "Moi j'ai quinze ans"), 0)
    assert (verdict.rule, verdict.policy_version) == ("minor.disclosed", former.version)
    go_on.set()
    await tending
    assert (waited, engine.rulebook.version != former.version) == ([True], True)
    await judging.close()


async def test_rules_that_are_wrong_leave_the_former_in_force(rules: Path) -> None:
    """The log says why, once; the next sound change is taken."""
    judging = await judging_by(rules)
    former = judging.engine.rulebook
    file = rules / "flood.yaml"
    sound = file.read_text()
    file.write_text(sound.replace("when:", "whenever:"))
    with capture_logs() as logged:
        for _ in range(2):
            await judging.tend()
    assert judging.engine.rulebook is former
    assert [one["event"] for one in logged] == ["rules refused, the former ones stay"]
    file.write_text(sound + "# another word\n")
    await judging.tend()
    assert judging.engine.rulebook.version != former.version
    await judging.close()


FIRST_WORDS = """
import asyncio, sys
from pathlib import Path
from palabre.safety.tables import read_table
from ports.test_judging import judging_by
from palabre.safety.model import EventType, Observation

async def main():
    judging = await judging_by(Path(sys.argv[1]))
    read = read_table.cache_info().misses
    for text in ("bonsoir", "j'ai 15 ans", "mon 06 12 34 56 78", "https://exemple.fr", "\u0430dmin"):
        for event in (EventType.MESSAGE_ROOM, EventType.MEMBER_JOINED):
            judging.engine.check(Observation("one", event, "ada", text), 0)
    print(read > 0, read_table.cache_info().misses - read)
    await judging.close()

asyncio.run(main())
"""


def test_the_first_message_waits_for_no_table(rules: Path) -> None:
    """In a process of its own, where nothing was read before: all is read once a node is open."""
    told = subprocess.run(
        [sys.executable, "-c", FIRST_WORDS, str(rules)],
        cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.split() == ["True", "0"]
