"""What an operator types about the proof of age: ``palabre age …``."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates

from palabre.age import check_vectors
from palabre.age.anchors_file import GRANTED, AnchorsFile, Import, Withdrawn
from palabre.age.issuers import BadIssuers, TokenProvider, as_json, keys_of_directory, pin, read_issuers
from palabre.age.lists import MOST_OCTETS, STATUSES, BadList, ListLoader
from palabre.age.trust import BadAnchors, read_anchors
from palabre.kernel.clock import DAY, SystemClock
from palabre.settings import Settings

KEY_HEX = 64
VECTORS = Path("tests/vectors/age")
PROOFS = 200
SOON_DAYS = 14
INDEPENDENT = 2  # providers that people can choose from (age assurance section 1)
Command = Callable[[argparse.Namespace, Settings], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no other name


def add_age(commands: Commands) -> None:
    """Add ``age`` and what stands below it."""
    words = "the proof of age: published cases, whom to trust, the auditor's file"
    below = commands.add_parser("age", help=words, description=words).add_subparsers(required=True, metavar="ACT")
    vectors = _add(below, "check-vectors", check, "play published cases against the verifiers")
    vectors.add_argument("folder", type=Path, help="folder of the vectors")
    _add_anchors(below)
    _add_issuers(below)
    files = _add(below, "dossier", dossier, "write the auditor's file: pages in French and English, and JSON")
    files.add_argument("--to", type=Path, default=Path("dossier"), metavar="FOLDER", help="where (default: dossier)")
    files.add_argument("--vectors", type=Path, default=VECTORS, help=f"folder of published cases (default: {VECTORS})")
    files.add_argument("--proofs", type=int, default=PROOFS, help=f"played in the rehearsal (default: {PROOFS})")


def _add(commands: Commands, name: str, run: Command, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(run=run)
    return parser


def _add_anchors(below: Commands) -> None:
    words = "whose signatures count: import a trusted list, look, exclude a key"
    acts = below.add_parser("anchors", help=words, description=words).add_subparsers(required=True, metavar="ACT")
    imports = _add(acts, "import", import_anchors, "take the anchors of a trusted list (ETSI TS 119 612)")
    imports.add_argument("file", type=Path)
    imports.add_argument("--sha256", default="", metavar="HEX", help="confirm the list that has this fingerprint")
    _add(acts, "status", anchors_status, "say whom we trust, by which list, until when")
    excludes = _add(acts, "exclude", exclude, "stop trusting a public key, whatever any list says")
    excludes.add_argument("key", help="SHA-256 of the public key, hex, as `status` shows it")
    excludes.add_argument("--undo", action="store_true", help="take the exclusion back")


def _add_issuers(below: Commands) -> None:
    words = "whose tokens count: pin a provider's keys, look"
    acts = below.add_parser("issuers", help=words, description=words).add_subparsers(required=True, metavar="ACT")
    pins = _add(acts, "pin", pin_issuer, "pin the keys of a provider's directory, fetched by you")
    pins.add_argument("directory", type=Path, help="the issuer directory, JSON")
    pins.add_argument("--name", required=True, help="the provider's name in challenges: host, or host:port")
    pins.add_argument("--page", required=True, help="its page for people, https")
    _add(acts, "status", issuers_status, "say whose tokens count")


def check(asked: argparse.Namespace, _: Settings) -> int:
    """Play every case of the paths built so far; exit 1 if any comes out otherwise than its file says."""
    try:
        report = check_vectors.check(asked.folder)
    except FileNotFoundError as error:
        return _complain(f"no such file of cases: {error.filename}")
    print(report.as_json())
    return 1 if report.wrong else 0


def import_anchors(asked: argparse.Namespace, settings: Settings) -> int:
    """Take a list, or say why not; exit 1 when it is not taken."""
    now = SystemClock().now()
    try:
        current = AnchorsFile.read(settings.anchors)
        done = _import(asked.sha256.lower(), settings).run(_read(asked.file), current, now)
    except Withdrawn as withdrawn:
        withdrawn.file.write(settings.anchors)
        return _complain(str(withdrawn), 1)
    except BadList as refused:
        return _complain(str(refused), 1)
    if not done.is_new:
        print(f"number {current.sequence} is in force already; nothing changed")
        return 0
    done.file.write(settings.anchors)
    for words in done.left_out:
        print(f"left out: {words}", file=sys.stderr)
    print(f"number {done.file.sequence} is in force, vouched for by {done.file.vouched}")
    return anchors_status(asked, settings)


def _import(confirmed: str, settings: Settings) -> Import:
    statuses = tuple(settings.list_statuses.split()) or STATUSES
    source = settings.trusted_list or "imported by hand"
    return Import(_loader(), source, _signers(settings.list_signers), confirmed, statuses)


def _loader() -> ListLoader:
    try:
        from palabre.age.xml_list import XmlList  # noqa: PLC0415 - a serving process never loads an XML library
    except ImportError as error:
        raise BadList(str(error)) from None
    return XmlList()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_OCTETS + 1)
    except OSError as error:
        raise BadList(f"{path}: {error.strerror}") from None


def _signers(path: Path) -> tuple[bytes, ...]:
    try:
        return tuple(one.public_bytes(Encoding.DER) for one in load_pem_x509_certificates(path.read_bytes()))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise BadList(f"{path}: {error}") from None


def anchors_status(_: argparse.Namespace, settings: Settings) -> int:
    """Say whom we trust; exit 1 when nobody could be admitted."""
    file = AnchorsFile.read(settings.anchors)
    for row in file.anchors:
        print(f"{row.status:8} {row.key} {row.country or '--'} {row.provider}")
    for key, day in file.excluded.items():
        print(f"excluded since {day}: {key}")
    try:
        anchors = read_anchors(settings.anchors, SystemClock().now())
    except BadAnchors as error:
        return _complain(str(error), 1)
    left = (anchors.next_update - SystemClock().now()) // DAY
    print(f"{len(anchors.certificates)} anchors of {file.source}, number {file.sequence}, {left} days left")
    return 0


def exclude(asked: argparse.Namespace, settings: Settings) -> int:
    """Exclude a public key, dated; a live server notices within a minute."""
    key = asked.key.lower()
    if len(key) != KEY_HEX or set(key) - set("0123456789abcdef"):
        return _complain("give the SHA-256 of the public key, 64 hex digits: `palabre age anchors status` shows them")
    file = AnchorsFile.read(settings.anchors)
    if asked.undo:
        file.with_key(key).write(settings.anchors)
        print(f"{key} is no longer excluded; import the list again to trust it")
        return 0
    day = datetime.now(UTC).date().isoformat()
    file.without(key, day).write(settings.anchors)
    print(f"{key} is excluded since {file.excluded.get(key, day)}")
    if not any(row.key == key for row in file.anchors):
        print("no anchor has this key today; a signer with it is refused all the same", file=sys.stderr)
    return 0


def pin_issuer(asked: argparse.Namespace, settings: Settings) -> int:
    """Pin a provider's keys, or raise the alarm; exit 1 when nothing was pinned."""
    now = SystemClock().now()
    try:
        octets = _read(asked.directory)
        seen = TokenProvider(asked.name, asked.page, keys_of_directory(asked.name, octets, now), now)
        issuers = pin(read_issuers(settings.token_issuers), seen)
        _write(settings.token_issuers, as_json(issuers))
    except (BadIssuers, BadList) as refused:
        return _complain(str(refused), 1)
    print(f"{asked.name}: {len(seen.keys)} key{'s' if len(seen.keys) > 1 else ''} pinned; restart the server")
    for key in seen.keys:
        print(f"  SHA-256 {key.id.hex()}")
    return 0


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text)
    read_issuers(beside)  # what could not be read back must not be put in place
    beside.replace(path)


def issuers_status(_: argparse.Namespace, settings: Settings) -> int:
    """Say whose tokens count."""
    for provider in read_issuers(settings.token_issuers).providers:
        keys = [key.id.hex() for key in provider.keys]
        print(json.dumps({"name": provider.name, "page": provider.page, "keys": keys}, ensure_ascii=False))
    return 0


def dossier(asked: argparse.Namespace, settings: Settings) -> int:
    """Write the auditor's file; exit 1 when something is not as it should be: the file says what."""
    # It plays the demonstration's wallet: no serving process loads it.
    from palabre.dossier.gather import gather  # noqa: PLC0415 - as said
    from palabre.dossier.write import write  # noqa: PLC0415 - as said

    gathered = asyncio.run(gather(settings, asked.vectors, asked.proofs))
    for path in write(gathered, asked.to):
        print(path)
    for fault in gathered.faults:
        print(f"palabre: {fault['en']}", file=sys.stderr)
    return 1 if gathered.faults else 0


def unmet(settings: Settings) -> list[str]:
    """Return what the proof of age lacks before opening, each with its remedy."""
    found = []
    now = SystemClock().now()
    try:
        left = (read_anchors(settings.anchors, now).next_update - now) // DAY
        if left < SOON_DAYS:
            found.append(
                f"the list of anchors ends in {left} days: import the next one with `palabre age anchors import`"
            )
    except BadAnchors as error:
        found.append(f"trust anchors: {error}; `palabre age anchors import` takes them from the trusted list")
    if not settings.trusted_list:
        found.append("nothing keeps the list current: set PALABRE_TRUSTED_LIST to its address or to a file")
    return found + _providers_unmet(settings)


def _providers_unmet(settings: Settings) -> list[str]:
    try:
        tokens = [one.name for one in read_issuers(settings.token_issuers).providers]
        listed = {row.provider for row in AnchorsFile.read(settings.anchors).anchors if row.status == GRANTED}
    except BadIssuers as error:
        return [f"token providers: {error}"]
    except BadAnchors:
        return []  # told already
    if len(tokens) + len(listed) >= INDEPENDENT:
        return []
    return ["people need two independent providers to choose from: pin one's tokens with `palabre age issuers pin`"]


def _complain(words: str, status: int = 2) -> int:
    print(f"palabre: {words}", file=sys.stderr)
    return status
