"""Reads the operator's lists of dangerous addresses, once, when the server starts; a bad line is named.

By their ending: ``.hosts`` or ``.txt`` a hostfile, ``.csv`` rows with a column named url, host, hostname or domain,
``.hashes`` whole SHA-256 in hexadecimal, ``.prefixes`` their first 4 octets.
"""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from palabre.safety.links.canonical import BadAddress, read_address
from palabre.safety.links.names import suffix_of
from palabre.safety.links.reputation import PREFIX, WHOLE, Reputation, expression_of, hash_of

COLUMNS = ("url", "host", "hostname", "domain")
OWN = frozenset({"localhost", "localhost.localdomain", "local", "broadcasthost", "ip6-localhost", "ip6-loopback"})
NULLS = re.compile(r"(?:0\.0\.0\.0|127\.0\.0\.1|::1?|fe80::\S+|ff0\d::\S+|255\.255\.255\.255)[ \t]+")
Entries = Iterator[tuple[int, bytes]]


class BadLists(Exception):  # noqa: N818 - a state of the files
    """A list cannot be used; the message names the file, the line and what is wrong."""


def read_lists(folder: Path) -> Reputation:
    """Read every list of a folder; none where there is no folder. Raises ``BadLists``."""
    hashes: set[bytes] = set()
    prefixes: set[bytes] = set()
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.name.startswith((".", "README", "LICENSE")):
            continue
        read = READERS.get(file.suffix)
        if read is None:
            raise BadLists(f"{file}: a list ends in {', '.join(sorted(READERS))}; rename it, or take it away")
        found = {digest for _, digest in read(file)}
        (prefixes if file.suffix == ".prefixes" else hashes).update(found)
    return Reputation.of(hashes, prefixes)


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        for number, line in enumerate(file.read_text("utf-8-sig").splitlines(), 1):
            if (said := line.strip()) and not said.startswith(("#", "!", ";")):
                yield number, said
    except (OSError, UnicodeDecodeError) as error:
        raise BadLists(f"{file}: cannot be read: {error}") from error


def _hostfile(file: Path) -> Entries:
    for number, line in _lines(file):
        for name in NULLS.sub("", line.partition("#")[0], count=1).split():
            if name not in OWN:
                yield number, _hash(file, number, name)


def _table(file: Path) -> Entries:
    lines = file.read_text("utf-8-sig").splitlines() if file.is_file() else []
    named = next((number for number, line in enumerate(lines) if _column(line) is not None), None)
    if named is None:
        raise BadLists(f"{file}:1: no line names a column {', '.join(COLUMNS)}")
    column = _column(lines[named]) or 0
    for number, line in enumerate(lines[named + 1 :], named + 2):
        if not line.strip() or line.startswith("#"):
            continue
        row = next(csv.reader([line], skipinitialspace=True))
        if len(row) <= column or not row[column].strip():
            raise BadLists(f"{file}:{number}: nothing in column {column + 1}")
        yield number, _hash(file, number, row[column].strip())


def _column(line: str) -> int | None:
    names = [name.strip().strip('"').lower() for name in line.lstrip("# ").split(",")]
    return next((names.index(one) for one in COLUMNS if one in names), None)


def _hash(file: Path, number: int, entry: str) -> bytes:
    try:
        expression = expression_of(entry)
        host = read_address(f"http://{expression}").host
    except BadAddress:
        raise BadLists(f"{file}:{number}: {entry[:80]!r} is no host and no address") from None
    if host == suffix_of(host) or "." not in host.strip("[]").replace(":", "."):
        raise BadLists(f"{file}:{number}: {entry[:80]!r} would refuse every site under it")
    return hash_of(expression)


def _hexadecimal(octets: int) -> Callable[[Path], Entries]:
    def read(file: Path) -> Entries:
        for number, line in _lines(file):
            if not re.fullmatch(rf"[0-9a-fA-F]{{{octets * 2}}}", line):
                raise BadLists(f"{file}:{number}: {line[:80]!r} is not {octets * 2} hexadecimal figures")
            yield number, bytes.fromhex(line)

    return read


READERS: dict[str, Callable[[Path], Entries]] = {
    ".hosts": _hostfile,
    ".txt": _hostfile,
    ".csv": _table,
    ".hashes": _hexadecimal(WHOLE),
    ".prefixes": _hexadecimal(PREFIX),
}
