"""A copy of an instance, sealed to a key that stays elsewhere: what must last, without a word that was to fade."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Any

import msgspec
import pyrage

from palabre.kernel.ids import new_id

MANIFEST = "manifest.json"
ENDING = ".palabre.age"
# Day keys are meant to die (private conversations, section 4); the list is fetched again.
LEFT_OUT = frozenset({"receipts.keys", "trusted-list.xml"})
BESIDE_A_DATABASE = ("-wal", "-shm", "-journal")
# Words said in rooms, sealed words under way and what leads to them live hours: a copy would keep them longer.
PASSING = (
    "message", "reaction", "event", "send_key", "outbox", "frame", "sent", "offer", "key_package", "ticket",
)  # fmt: skip
OWNER_ONLY = 0o600
PIECE = 1024 * 1024  # octets read at once


class BadBackup(Exception):  # noqa: N818 - says what was found, and what to do
    """A copy cannot be made or taken back; the message says why and how to mend it."""


class Manifest(msgspec.Struct, frozen=True):
    """What a copy holds: the version that made it, when (milliseconds since 1970), and the SHA-256 of each file."""

    palabre: str
    made: int
    files: dict[str, str]


def make_key(path: Path) -> str:
    """Write a new secret key to a file that must not exist yet; return the public one. Raises ``BadBackup``."""
    identity = pyrage.x25519.Identity.generate()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w") as file:
            file.write(f"# public key: {identity.to_public()}\n{identity}\n")
    except OSError as error:
        raise BadBackup(f"the key is not written: {error}") from None
    return str(identity.to_public())


def backup(folder: Path, to: Path, keys: Sequence[str], version: str, now: int) -> Manifest:
    """Seal a copy of an instance, live or stopped, in a new file; raises ``BadBackup``.

    The file is whole or absent: it gets its name once it is on the disk. ``age`` opens it too (age-encryption.org/v1).
    """
    recipients = [_recipient(key) for key in keys]
    if not recipients:
        raise BadBackup("no key to seal to: make one with `palabre backup-key FILE`, then set PALABRE_BACKUP_KEYS")
    if to.exists():
        raise BadBackup(f"{to} exists already: give another name")
    if not (folder / "chat.db").is_file():
        raise BadBackup(f"{folder} holds no instance: set PALABRE_FOLDER to its folder")
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix="backup-") as staging:
            _copy(folder, Path(staging))
            return _sealed(Path(staging), to, recipients, version, now)
    except OSError as error:
        raise BadBackup(f"the copy is not made: {error}") from None


def restore(file: Path, folder: Path, key: Path) -> Manifest:
    """Take a copy back into a folder that is absent or empty; raises ``BadBackup`` and leaves nothing then.

    Every room begins a new epoch, so that nobody holds a position of what came after the copy (reliability F-14).
    """
    if folder.exists() and any(folder.iterdir()):
        raise BadBackup(f"{folder} is not empty: restore into a new folder, then set PALABRE_FOLDER to it")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="restore-") as staging:
        whole = Path(staging) / "whole"
        whole.mkdir()
        manifest = _opened(file, key, Path(staging) / "copy.tar", whole)
        _check(manifest, whole)
        _begin_anew(whole / "chat.db")
        if folder.exists():
            folder.rmdir()
        whole.rename(folder)
    return manifest


def _recipient(key: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        raise BadBackup(f"{key[:12]}… is no public key: it begins with age1 (`palabre backup-key FILE`)") from None


def _copy(folder: Path, staging: Path) -> None:
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name in LEFT_OUT or path.name.endswith(BESIDE_A_DATABASE):
            continue
        if path.suffix == ".db":
            _copy_database(path, staging / path.name)
        else:
            shutil.copyfile(path, staging / path.name)


def _copy_database(path: Path, to: Path) -> None:
    with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(to)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA secure_delete=ON")
        copy.execute("PRAGMA journal_mode=DELETE")
        tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in tables.intersection(PASSING):
            copy.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of the list above
        copy.commit()
        copy.execute("VACUUM")


def _sealed(staging: Path, to: Path, recipients: list[Any], version: str, now: int) -> Manifest:
    files = {path.name: _digest(path) for path in sorted(staging.iterdir())}
    manifest = Manifest(version, now, files)
    packed, part = staging / "copy.tar", to.with_name(to.name + ".part")
    with tarfile.open(packed, "w") as tar:
        _add(tar, MANIFEST, msgspec.json.encode(manifest))
        for name in files:
            tar.add(staging / name, name, filter=_plain)
    try:
        with packed.open("rb") as clear, _new(part) as sealed:
            pyrage.encrypt_io(clear, sealed, recipients)
            sealed.flush()
            os.fsync(sealed.fileno())
        part.rename(to)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _new(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb")


def _add(tar: tarfile.TarFile, name: str, octets: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(octets)
    tar.addfile(_plain(entry), io.BytesIO(octets))


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Say nothing of the machine that made the copy."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = OWNER_ONLY
    return entry


def _opened(file: Path, key: Path, packed: Path, whole: Path) -> Manifest:
    try:
        identities = [pyrage.x25519.Identity.from_str(line) for line in _secrets(key)]
        with file.open("rb") as sealed, _new(packed) as clear:
            pyrage.decrypt_io(sealed, clear, identities)
        with tarfile.open(packed) as tar:
            tar.extractall(whole, filter="data")
        return msgspec.json.decode((whole / MANIFEST).read_bytes(), type=Manifest)
    except pyrage.IdentityError:
        raise BadBackup(f"{key} holds no secret key: it begins with AGE-SECRET-KEY-") from None
    except pyrage.DecryptError as error:
        raise BadBackup(f"{file} is not opened by {key}, or was changed: {error}") from None
    except (OSError, tarfile.TarError, msgspec.MsgspecError, json.JSONDecodeError) as error:
        raise BadBackup(f"{file} is not a whole copy: {error}") from None


def _secrets(key: Path) -> Iterator[str]:
    for line in key.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def _check(manifest: Manifest, whole: Path) -> None:
    (whole / MANIFEST).unlink()
    if {path.name for path in whole.iterdir()} != set(manifest.files):
        raise BadBackup("the copy does not hold the files that its manifest names: take another one")
    for name, digest in manifest.files.items():
        if _digest(whole / name) != digest:
            raise BadBackup(f"{name} is not the file that was copied: take another copy")
        if name.endswith(".db") and (wrong := _fault(whole / name)):
            raise BadBackup(f"{name} is damaged ({wrong}): take another copy")


def _fault(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        found = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    return "" if found == "ok" else found


def _begin_anew(chat: Path) -> None:
    """Give each room a new epoch, and have the keys of each private conversation made anew."""
    with closing(sqlite3.connect(chat)) as connection:
        for (room,) in connection.execute("SELECT id FROM room").fetchall():
            connection.execute("UPDATE room SET epoch = ?, head = 0, pinned = NULL WHERE id = ?", (new_id(), room))
        connection.execute("UPDATE conversation SET lost = 1")
        connection.commit()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
