"""Files of the ledger beside its tables: the key that signs heads, and the second place where heads stand."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from palabre.moderation.ledger.notes import BadNote, SignerKey, VerifierKey

KEY = "ledger.key"
HEADS = "ledger-heads.jsonl"


class BadLedger(Exception):  # noqa: N818 - says what was found
    """A file of the ledger cannot be used; the message says which, and how to mend it."""


def signer_of(path: Path, name: str) -> SignerKey:
    """Return the key of a file, made on first use under a name, readable by its owner alone. Raises ``BadLedger``."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_secret(path, SignerKey(name, os.urandom(32)).written() + "\n")
    if path.stat().st_mode & 0o077:
        raise BadLedger(f"{path} can be read by others: chmod 600 {path}")
    try:
        return SignerKey.read(path.read_text().removesuffix("\n"))
    except (BadNote, UnicodeError) as error:
        raise BadLedger(f"{path}: {error}") from None


def _write_secret(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


class _Line(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A line of the second place: the key, once, at the beginning; then a head each."""

    key: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """Heads outside the database, best on another disk: who writes the ledger anew has to write these too."""

    path: Path

    @classmethod
    def at(cls, chosen: str, folder: Path) -> "SecondPlace":
        """Return the place an operator chose, a file or a folder; else a file in ``folder``."""
        path = Path(chosen) if chosen else folder
        return cls(path / HEADS if path.is_dir() or not chosen else path)

    def key(self) -> VerifierKey | None:
        """Return the key that the heads were first signed with. Raises ``BadLedger``."""
        first = next(iter(self._lines()), None)
        if first is None or not first.key:
            return None
        try:
            return VerifierKey.read(first.key)
        except BadNote as error:
            raise BadLedger(f"{self.path}: {error}") from None

    def notes(self) -> list[str]:
        """Return the heads. Raises ``BadLedger``."""
        return [line.note for line in self._lines() if line.note]

    def add(self, key: VerifierKey, notes: list[str]) -> None:
        """Add heads at the end, durably; a line that a crash cut short is dropped first."""
        written = self._whole()
        lines = [{"note": note} for note in notes]
        first = [] if written else [{"key": str(key)}]
        with self.path.open("r+b" if self.path.exists() else "xb") as file:
            file.truncate(written)
            file.seek(written)
            file.writelines(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in (*first, *lines))
            file.flush()
            os.fsync(file.fileno())

    def _whole(self) -> int:
        """Return how many octets are whole lines."""
        return self.path.read_bytes().rfind(b"\n") + 1 if self.path.exists() else 0

    def _lines(self) -> list[_Line]:
        if not self.path.exists():
            return []
        try:
            whole = self.path.read_bytes()[: self._whole()]
            return [msgspec.json.decode(line, type=_Line) for line in whole.splitlines()]
        except ValueError:
            raise BadLedger(f"{self.path} holds a line that is neither a key nor a head") from None
