from pathlib import Path

import pytest

from palabre.kernel.clock import DAY
from palabre.store import safety_records
from palabre.store.safety_records import RecordFiles


def names(folder: Path) -> list[str]:
    """Return what a folder holds."""
    return sorted(file.name for file in folder.iterdir())


NOON = 1_795_435_200_000  # 2026-11-23 12:00 UTC


async def test_lines_are_written_in_lots_into_the_file_of_the_day(tmp_path: Path) -> None:
    """What is taken waits for the next writing; the file is its owner's alone."""
    files = RecordFiles(tmp_path / "safety")
    files.take(b"one\n")
    files.take(b"two\n")
    assert not files.folder.exists()
    await files.flush(NOON)
    await files.flush(NOON)
    assert names(files.folder) == ["2026-11-23.jsonl"]
    file = files.folder / "2026-11-23.jsonl"
    assert file.read_bytes() == b"one\ntwo\n"
    assert file.stat().st_mode & 0o077 == 0


async def test_a_day_is_erased_thirty_days_after_its_end(tmp_path: Path) -> None:
    """On the thirtieth day it is still there, on the thirty-first it is not; other files are left alone."""
    files = RecordFiles(tmp_path)
    files.take(b"one\n")
    await files.flush(NOON)
    (tmp_path / "notes.txt").write_text("kept")
    files.fade(NOON + 30 * DAY)
    assert (tmp_path / "2026-11-23.jsonl").exists()
    files.fade(NOON + 31 * DAY)
    assert names(tmp_path) == ["notes.txt"]


async def test_what_is_beyond_the_bounds_is_counted_and_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the lines that wait nor the file of a day grow without end."""
    monkeypatch.setattr(safety_records, "MOST_WAITING", 3)
    monkeypatch.setattr(safety_records, "LARGEST_DAY", 8)
    files = RecordFiles(tmp_path)
    for _ in range(5):
        files.take(b"four")
    await files.flush(NOON)
    assert (tmp_path / "2026-11-23.jsonl").read_bytes() == b"fourfour"
    assert files.left_out == 3
