"""A ledger as a file: a line of canonical JSON for each entry and head, which anybody can check.

First the key, then entries in their order, each head after the last entry that it covers, then how many there were.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from palabre.moderation.ledger.model import Entry
from palabre.moderation.ledger.notes import BadNote, VerifierKey
from palabre.moderation.ledger.verify import Broken, Checker, Line, Verified

FORMAT = "palabre-ledger-1"


class Begin(Struct, frozen=True, forbid_unknown_fields=True):
    """The first line: what this is, and who signs its heads."""

    format: str
    key: str


class Kept(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The line of an entry; payload and salt together, or neither."""

    entry: Entry
    hash: str
    payload: Raw = Raw()
    salt: str = ""


class Signed(Struct, frozen=True, forbid_unknown_fields=True):
    """The line of a head."""

    note: str


class End(Struct, frozen=True, forbid_unknown_fields=True):
    """The last line: nothing was cut off."""

    entries: int
    heads: int


T = TypeVar("T", Begin, Kept, Signed, End)
_encoder = msgspec.json.Encoder()
_kept = msgspec.json.Decoder(Kept)


def exported(lines: Iterable[Line], notes: Sequence[tuple[int, str]], key: VerifierKey) -> Iterator[bytes]:
    """Return the lines of a file, as they come."""
    waiting = sorted(notes, reverse=True)
    entries = 0
    yield _line(Begin(FORMAT, str(key)))
    for entry, digest, salt, payload in lines:
        with_payload = (Raw(payload), salt.hex()) if payload is not None and salt is not None else ()
        yield _line(Kept(entry, digest.hex(), *with_payload))
        entries = entry.n
        while waiting and waiting[-1][0] <= entries:
            yield _line(Signed(waiting.pop()[1]))
    yield _line(End(entries, len(notes)))


def verify_export(lines: Iterable[bytes], *keys: VerifierKey) -> Verified:
    """Verify a file; by the key it names, if none is given. Raises ``Broken``."""
    checker, heads, end = None, 0, None
    for line in lines:
        if checker is None:
            checker = Checker(*(keys or (_key(line),)))
        elif end is not None:
            raise Broken("the last line", "is followed by another")
        elif line.startswith(b'{"entry":{'):
            checker.add(_read_entry(line, checker.next))
        elif line.startswith(b'{"note":'):
            heads += 1
            checker.head(_read(line, Signed, f"head of {checker.next - 1} entries").note)
        else:
            end = _read(line, End, f"entry {checker.next}")
    if checker is None or end is None or (end.entries, end.heads) != (checker.next - 1, heads):
        raise Broken(f"entry {checker.next if checker else 1}", "is missing, or a head is: the file is cut short")
    return checker.end()


def _key(line: bytes) -> VerifierKey:
    begin = _read(line, Begin, "the first line")
    try:
        key = VerifierKey.read(begin.key)
    except BadNote as error:
        raise Broken("the first line", str(error)) from None
    if begin.format != FORMAT:
        raise Broken("the first line", f"is not of the format {FORMAT}")
    return key


def _read_entry(line: bytes, number: int) -> Line:
    where = f"entry {number}"
    try:
        kept = _kept.decode(line)
        digest, salt = bytes.fromhex(kept.hash), bytes.fromhex(kept.salt)
    except ValueError:
        raise Broken(where, "cannot be read") from None
    # One way of writing it: a byte that means nothing is a byte that may have been changed.
    if _line(kept) != line or digest.hex() != kept.hash or salt.hex() != kept.salt:
        raise Broken(where, "is not written as it should be")
    payload = bytes(kept.payload)
    return kept.entry, digest, salt or None, payload or None


def _read(line: bytes, kind: type[T], where: str) -> T:
    try:
        found = msgspec.json.decode(line, type=kind)
    except ValueError:
        raise Broken(where, "cannot be read") from None
    if _line(found) != line:
        raise Broken(where, "is not written as it should be")
    return found


def _line(one: Struct) -> bytes:
    return _encoder.encode(one) + b"\n"
