"""``palabre ledger``: verify it without a server or a network, export it, prove that it holds an entry."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import msgspec

from palabre.moderation.ledger.export import exported, verify_export
from palabre.moderation.ledger.notes import BadNote, VerifierKey
from palabre.moderation.ledger.proofs import Proof, Receipt, check_proof, check_receipt
from palabre.moderation.ledger.verify import Broken, Line, Verified
from palabre.settings import Settings
from palabre.store.database import Database
from palabre.store.ledger_files import KEY, BadLedger, SecondPlace, signer_of
from palabre.store.ledger_heads import SqlLedger
from palabre.store.ledger_offline import LedgerFile, opened, verify_database

T = TypeVar("T", Proof, Receipt)
ACTS = "verify: the folder's ledger, or an exported FILE; head: the newest head and the key; export: all, to FILE; \
proof: of entry N; check: the proof in FILE"


def add_ledger(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command's words to the parser."""
    words = "verify the ledger of moderation from its first entry, export it, prove what it holds"
    parser = commands.add_parser("ledger", help=words, description=words)
    parser.set_defaults(run=ledger)
    parser.add_argument("act", choices=["verify", "head", "export", "proof", "check"], help=ACTS)
    parser.add_argument("what", nargs="?", default="", metavar="FILE or N", help="for export: standard output without")
    parser.add_argument("--folder", type=Path, help="folder that holds chat.db (default: PALABRE_FOLDER)")
    parser.add_argument("--key", action="append", default=[], help="key you trust, as you noted it; may be repeated")
    parser.add_argument("--heads", default="", help="second place of the heads (default: PALABRE_LEDGER_HEADS)")
    parser.add_argument("--payloads", action="store_true", help="export what entries say in words too")
    parser.add_argument("--receipt", type=Path, help="receipt that the proof has to be of")


def ledger(asked: argparse.Namespace, settings: Settings) -> int:
    """Do what is asked; 1 when something does not hold, said in one line that begins with where."""
    acts: dict[str, Callable[[argparse.Namespace, Settings], int]] = {
        "verify": _verify, "head": _head, "export": _export, "proof": _proof, "check": _check,
    }  # fmt: skip
    try:
        return acts[asked.act](asked, settings)
    except (Broken, BadNote, BadLedger) as error:
        print(f"palabre: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"palabre: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2


def _verify(asked: argparse.Namespace, settings: Settings) -> int:
    pinned = [VerifierKey.read(key) for key in asked.key]
    if asked.what:
        with Path(asked.what).open("rb") as file:
            _tell(verify_export(file, *pinned))
        return 0
    # The second place first: a live node puts a head there after the database.
    elsewhere = _second(asked, settings).notes()
    with opened(_folder(asked, settings) / "chat.db") as file:
        _tell(verify_database(file, elsewhere, *(pinned or [_key(asked, settings)])))
    return 0


def _tell(found: Verified) -> None:
    later = found.entries - found.covered
    print(
        f"{found.entries} entries, {found.heads} heads, {found.erased} payloads erased: all holds."
        + (f"\nThe last {later} are under no head yet." if later else "")
    )


def _head(asked: argparse.Namespace, settings: Settings) -> int:
    with opened(_folder(asked, settings) / "chat.db") as file:
        notes = file.notes()
    print(f"key: {_key(asked, settings)}")
    print(max(notes)[1] if notes else "no head yet", end="" if notes else "\n")
    return 0


def _export(asked: argparse.Namespace, settings: Settings) -> int:
    with ExitStack() as stack:
        out = stack.enter_context(Path(asked.what).open("xb")) if asked.what else sys.stdout.buffer
        file = stack.enter_context(opened(_folder(asked, settings) / "chat.db"))
        lines = file.lines() if asked.payloads else _without_payloads(file)
        out.writelines(exported(lines, file.notes(), _key(asked, settings)))
        out.flush()
    return 0


def _without_payloads(file: LedgerFile) -> Iterator[Line]:
    return ((entry, digest, None, None) for entry, digest, _, _ in file.lines())


def _proof(asked: argparse.Namespace, settings: Settings) -> int:
    number = int(asked.what) if asked.what.isdecimal() else 0
    with opened(_folder(asked, settings) / "chat.db"):
        found = asyncio.run(_proof_of(_folder(asked, settings), number))
    if found is None:
        raise Broken(f"entry {asked.what}", "is under no head")
    print(msgspec.json.encode(found).decode())
    return 0


async def _proof_of(folder: Path, number: int) -> Proof | None:
    database = await Database.open(folder / "chat.db", "chat")
    try:
        return await SqlLedger(database).proof(number)
    finally:
        await database.close()


def _check(asked: argparse.Namespace, settings: Settings) -> int:
    keys = [VerifierKey.read(key) for key in asked.key] or [_key(asked, settings)]
    proof = _decoded(Path(asked.what), Proof)
    head = check_proof(proof, *keys)
    if asked.receipt:
        check_receipt(_decoded(asked.receipt, Receipt), proof, *keys)
    print(f"entry {proof.entry.n} is in the head of {head.size} entries of {head.origin}")
    return 0


def _decoded(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except ValueError as error:
        raise BadNote(f"{path}: {error}") from None


def _folder(asked: argparse.Namespace, settings: Settings) -> Path:
    return asked.folder or settings.folder


def _second(asked: argparse.Namespace, settings: Settings) -> SecondPlace:
    chosen = asked.heads or (settings.ledger_heads if asked.folder in {None, settings.folder} else "")
    return SecondPlace.at(chosen, _folder(asked, settings))


def _key(asked: argparse.Namespace, settings: Settings) -> VerifierKey:
    """Return the key to believe when none is given: that of the second place, else the folder's own."""
    if (key := _second(asked, settings).key()) is not None:
        return key
    if not (path := _folder(asked, settings) / KEY).exists():
        raise BadLedger(f"{path} is not there: give the key you trust with --key")
    return signer_of(path, "").verifier
