"""Hours in which somebody answers: outside them, and while nobody is there, the place is closed and says so."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from palabre.kernel.clock import MINUTE
from palabre.moderation.hours import ZONE
from palabre_client import Visit
from scenarios.stage import Stage, staged

EVENING = "18:00-02:00"


class Somebody:
    """Staff on duty, as the test decides."""

    def __init__(self) -> None:
        """Begin there."""
        self.is_there = True

    async def __call__(self) -> frozenset[str]:
        """Return who is there."""
        return frozenset({"ABCD-EFGH"} if self.is_there else ())


def move_to(stage: Stage, hour: int, minute: int) -> int:
    """Move the stage's clock on to the next such time of Paris; return it."""
    moment = datetime.fromtimestamp(stage.clock.now() / 1_000, ZONE)
    wanted = moment.replace(hour=hour, minute=minute, second=0, microsecond=0)
    wanted += timedelta(days=wanted < moment)
    found = int(wanted.timestamp() * 1_000)
    stage.clock.advance(found - stage.clock.now())
    return found


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch) -> Somebody:
    """Put one person on duty."""
    found = Somebody()
    monkeypatch.setattr("palabre.moderation.shifts.Shifts.on_duty", lambda _: found())
    return found


async def test_a_chat_that_nobody_watches_over_is_shut(tmp_path: Path, somebody: Somebody) -> None:
    """Every line closes with 4006, a new one too; the pages answer 503 with when it opens, and no way in."""
    async with staged(tmp_path, open_hours=EVENING) as stage:
        move_to(stage, 19, 0)
        await stage.node.doors.look()
        ada = await stage.member("Ada")
        somebody.is_there = False
        await stage.node.doors.look()
        assert (await ada.connection.closed).code == 4006
        with pytest.raises(Exception, match="4006"):
            await ada.connect()
        visit = Visit.open(stage.origin, stage.wallet)
        for path in ("/chat", "/entrer"):
            page = await visit.http.get(stage.origin + path)
            assert (page.status_code, page.headers["retry-after"]) == (503, "60")
            assert "fermé pour le moment" in page.text
        somebody.is_there = True
        await stage.node.doors.look()
        await ada.connect()
        await visit.close()
        await ada.disconnect()


async def test_the_end_of_the_hours_is_told_ten_minutes_before(tmp_path: Path, somebody: Somebody) -> None:
    """Once; then the lines close, and the page names the hour of the next opening."""
    assert somebody.is_there
    async with staged(tmp_path, open_hours=EVENING) as stage:
        begun = move_to(stage, 1, 45)
        await stage.node.doors.look()
        ada = await stage.member("Ada")
        await stage.node.doors.look()
        stage.clock.advance(6 * MINUTE)
        await stage.node.doors.look()
        await stage.node.doors.look()
        told = await ada.hear(lambda frame: frame["t"] == "closing")
        assert told["at"] == begun + 15 * MINUTE
        await ada.ask("rooms")
        assert [frame for frame in ada.heard if frame["t"] == "closing"] == []
        stage.clock.advance(10 * MINUTE)
        await stage.node.doors.look()
        assert (await ada.connection.closed).code == 4006
        page = await ada.visit.http.get(f"{stage.origin}/en/enter")
        assert "It opens at" in page.text
        assert "18:00" in page.text
        await ada.disconnect()


async def test_without_hours_it_never_closes_by_itself(tmp_path: Path, somebody: Somebody) -> None:
    """The operator has promised none: `palabre check` says so."""
    somebody.is_there = False
    async with staged(tmp_path) as stage:
        ada = await stage.member("Ada")
        await stage.node.doors.look()
        await ada.join("comptoir")
        await ada.disconnect()
