from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import inspect

from palabre.kernel.clock import DAY, SECOND
from palabre.safety.keeping import put_back, take_changes
from palabre.safety.people import Counted, Register
from palabre.store.database import Database
from palabre.store.safety_state import SafetyState, metadata, remembered

NOW = 1_795_000_000_000


@pytest.fixture
async def state(tmp_path: Path) -> AsyncIterator[SafetyState]:
    """Return an empty store of what safety remembers."""
    database = await Database.open(tmp_path / "safety.db", "safety")
    yield SafetyState(database)
    await database.close()


def filled() -> Register:
    """Return a register with two people and a pair."""
    register = Register()
    ada = register.kept_person("ada")
    ada.add(Counted.SENT, NOW)
    ada.say(NOW, 7)
    ada.score(1.5)
    register.kept_person("bo")
    pair = register.kept_pair("ada", "bo")
    pair.is_open, pair.refused_first, pair.disclosed = True, 2, 1
    return register


async def test_what_is_remembered_outlives_a_restart(state: SafetyState) -> None:
    """Counts, digests, scores, moments and pairs are read back as they were."""
    register, again = filled(), Register()
    await state.keep(take_changes(register), NOW)
    put_back(again, await state.all())
    ada = again.person("ada")
    assert (ada.total(Counted.SENT, "5m", NOW), ada.said_within(SECOND, NOW, 7), ada.scores()) == (1, 1, [1.5])
    assert again.pair("bo", "ada") == register.pair("ada", "bo")
    assert list(again.people) == ["ada", "bo"]


async def test_only_what_changed_is_kept_again_and_who_left_is_erased(state: SafetyState) -> None:
    """Nothing changed, nothing is written; of who left neither their row nor their pairs stay."""
    register = filled()
    await state.keep(take_changes(register), NOW)
    assert take_changes(register) == []
    register.forget("ada")
    list(register.sweep())
    changes = take_changes(register)
    assert sorted(key for key, _ in changes) == ["ada", "ada|bo"]
    await state.keep(changes, NOW)
    assert [key for key, _ in await state.all()] == ["bo"]


async def test_a_row_unchanged_for_thirty_days_fades_and_one_that_cannot_be_read_is_left_out(
    state: SafetyState,
) -> None:
    """Neither stops the start of a node."""
    await state.keep([("old", b"\x80")], NOW)
    await state.keep([("torn", b"\xff\x00"), ("x|y", b"\x01")], NOW + DAY)
    await state.fade(NOW + 30 * DAY + 1)
    rows = await state.all()
    assert [key for key, _ in rows] == ["torn", "x|y"]
    register = Register()
    put_back(register, rows)
    assert (len(register.people), len(register.pairs)) == (0, 0)


async def test_the_migration_makes_the_table_that_the_code_describes(state: SafetyState) -> None:
    """Columns and indexes are those of the metadata."""
    columns = await state.database.read(lambda c: {one["name"] for one in inspect(c).get_columns("remembered")})
    assert columns == set(remembered.c.keys())
    assert set(metadata.tables) == {"remembered"}
