"""Records of judged events in files of a day, kept thirty days; written in lots, so that judging never waits."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

LIFE = timedelta(days=30)
LARGEST_DAY = 256 * 1024 * 1024  # octets; what is beyond is counted, not kept
MOST_WAITING = 20_000  # lines between two writings


@dataclass
class RecordFiles:
    """Takes lines at once, and writes them when ``flush`` is called; readable by their owner alone."""

    folder: Path
    left_out: int = 0
    _waiting: list[bytes] = field(default_factory=list)

    def take(self, line: bytes) -> None:
        """Keep a line until the next writing; beyond the bound it is counted as left out."""
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(line)
        else:
            self.left_out += 1

    async def flush(self, now: int) -> None:
        """Write what waits into the file of a moment's day."""
        lines, self._waiting = self._waiting, []
        if lines:
            await asyncio.to_thread(self._write, lines, _day(now))

    def fade(self, now: int) -> None:
        """Erase the files of days that ended thirty days ago."""
        oldest = (_day(now) - LIFE).isoformat()
        for file in self.folder.glob("????-??-??.jsonl"):
            if file.stem < oldest:
                file.unlink()

    def _write(self, lines: list[bytes], day: date) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self.folder / f"{day.isoformat()}.jsonl"
        room = LARGEST_DAY - (file.stat().st_size if file.exists() else 0)
        with file.open("ab") as kept:
            file.chmod(0o600)
            for line in lines:
                room -= len(line)
                if room < 0:
                    self.left_out += 1
                else:
                    kept.write(line)


def _day(moment: int) -> date:
    return datetime.fromtimestamp(moment / 1_000, UTC).date()
