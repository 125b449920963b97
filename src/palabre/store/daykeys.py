"""Keys that seal receipts: one a day, in a file of their own beside the database, destroyed after thirty days."""

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

KEY_OCTETS = 32
LIFE = timedelta(days=30)


@dataclass
class FileDayKeys:
    """Implements ``private.ports.DayKeys``; the file is readable by its owner alone, and replaced whole."""

    path: Path
    _keys: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the file, if it exists."""
        if self.path.exists():
            self._keys = {day: bytes.fromhex(key) for day, key in json.loads(self.path.read_text()).items()}

    def of(self, moment: int) -> tuple[str, bytes]:
        """Return the name and key of a moment's day, made and written before it is used."""
        day = _day(moment).isoformat()
        if day not in self._keys:
            self._keys[day] = os.urandom(KEY_OCTETS)
            self._write()
        return day, self._keys[day]

    def living(self, name: str) -> bytes | None:
        """Return a key that still lives."""
        return self._keys.get(name)

    def forget(self, now: int) -> None:
        """Destroy the keys of days that ended thirty days ago."""
        oldest = (_day(now) - LIFE).isoformat()
        dead = [day for day in self._keys if day < oldest]
        for day in dead:
            del self._keys[day]
        if dead:
            self._write()

    def _write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump({day: key.hex() for day, key in sorted(self._keys.items())}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)


def _day(moment: int) -> date:
    return datetime.fromtimestamp(moment / 1_000, UTC).date()
