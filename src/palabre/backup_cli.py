"""``palabre backup``, ``restore``, ``backup-key``: an instance's copy, sealed to a key that is kept elsewhere."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from palabre import __version__
from palabre.kernel.clock import SystemClock
from palabre.settings import Settings
from palabre.store.backup import ENDING, BadBackup, Manifest, backup, make_key, restore


def add_backup(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands' words to the parser."""
    _add_key(commands)
    words = "seal a copy of the instance, live or stopped, without the words that are to fade"
    copy = commands.add_parser("backup", help=words, description=words)
    copy.add_argument("folder", type=Path, help="where the copy goes, under the date and time")
    copy.add_argument(
        "--keep", type=int, default=0, help="remove the oldest copies there beyond so many (default: none)"
    )
    copy.set_defaults(run=_backup)
    words = "take a copy back into PALABRE_FOLDER, which must be absent or empty"
    back = commands.add_parser("restore", help=words, description=words)
    back.add_argument("file", type=Path, help="the copy")
    back.add_argument("--key", type=Path, required=True, help="file of the secret key")
    back.set_defaults(run=_restore)


def _add_key(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    words = "make the pair of keys for copies: the secret one in a file to be kept elsewhere, the public one printed"
    parser = commands.add_parser("backup-key", help=words, description=words)
    parser.add_argument("file", type=Path, help="file of the secret key; it must not exist")
    parser.set_defaults(run=_key)


def _key(asked: argparse.Namespace, _: Settings) -> int:
    try:
        public = make_key(asked.file)
    except BadBackup as error:
        return _failed(error)
    print(public)
    print(f"Set PALABRE_BACKUP_KEYS to it; move {asked.file} off this machine: it opens every copy.", file=sys.stderr)
    return 0


def _backup(asked: argparse.Namespace, settings: Settings) -> int:
    now = SystemClock().now()
    name = datetime.fromtimestamp(now / 1_000, UTC).strftime("%Y-%m-%dT%H%M%SZ") + ENDING
    try:
        asked.folder.mkdir(parents=True, exist_ok=True)
        made = backup(settings.folder, asked.folder / name, settings.backup_keys.split(), __version__, now)
    except (BadBackup, OSError) as error:
        return _failed(error)
    print(f"{asked.folder / name}: {_told(made)}")
    if asked.keep > 0:
        for old in sorted(asked.folder.glob(f"*{ENDING}"))[: -asked.keep]:
            old.unlink()
            print(f"{old}: removed")
    return 0


def _restore(asked: argparse.Namespace, settings: Settings) -> int:
    try:
        found = restore(asked.file, settings.folder, asked.key)
    except (BadBackup, OSError) as error:
        return _failed(error)
    made = datetime.fromtimestamp(found.made / 1_000, UTC).isoformat(timespec="seconds")
    print(f"{settings.folder}: {_told(found)}, as it was on {made}, by Palabre {found.palabre}")
    return 0


def _told(manifest: Manifest) -> str:
    return f"{len(manifest.files)} files ({', '.join(manifest.files)})"


def _failed(error: Exception) -> int:
    print(f"palabre: {error}", file=sys.stderr)
    return 2
