"""Verification: everything is computed again from the first entry, without the network and without trust."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from palabre.moderation.ledger.heads import Head
from palabre.moderation.ledger.model import BEFORE_THE_FIRST, Entry, canonical
from palabre.moderation.ledger.notes import BadNote, VerifierKey
from palabre.moderation.ledger.tree import Growing

TILE = 8  # level from which whole subtrees are kept beside the entries: 256 of them
Line: TypeAlias = tuple[Entry, bytes, bytes | None, bytes | None]  # entry, its hash, salt, payload


class Broken(Exception):  # noqa: N818 - says what was found
    """The ledger is not what was written: the first thing that does not hold, and why."""

    def __init__(self, where: str, why: str) -> None:
        """Take what is broken, such as ``entry 12``, and why."""
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


class Verified(Struct, frozen=True):
    """What a ledger that holds is made of."""

    entries: int
    heads: int
    covered: int  # entries under a signed head; later ones are only chained
    erased: int  # payloads that are no longer there
    root: bytes


class Checker:
    """Reads a ledger from its first entry, each head after the last entry that it covers. Raises ``Broken``."""

    def __init__(self, *keys: VerifierKey) -> None:
        """Take the keys whose heads are believed."""
        self._keys = keys
        self._tree = Growing(TILE)
        self._prev = BEFORE_THE_FIRST.hex()
        self._heads = self._covered = self._erased = 0

    @property
    def next(self) -> int:
        """The number of the entry that should come."""
        return self._tree.size + 1

    def add(self, line: Line) -> None:
        """Check an entry, its place and its payload."""
        entry, digest, salt, payload = line
        number = self._tree.size + 1
        if entry.n != number:
            raise Broken(f"entry {number}", f"is missing, entry {entry.n} stands in its place")
        try:
            found = hashlib.sha256(canonical(entry)).digest()
        except (TypeError, ValueError):
            raise Broken(f"entry {number}", "cannot be read") from None
        if found != digest:
            raise Broken(f"entry {number}", "does not have the hash written beside it")
        if entry.prev != self._prev:
            raise Broken(f"entry {number}", "does not follow from the one before")
        self._check_payload(entry, salt, payload)
        self._tree.add(hashlib.sha256(b"\x00" + digest).digest())
        self._prev = digest.hex()

    def _check_payload(self, entry: Entry, salt: bytes | None, payload: bytes | None) -> None:
        if salt is None and payload is None:
            self._erased += entry.payload_commitment != ""
        elif not isinstance(salt, bytes) or not isinstance(payload, bytes):
            raise Broken(f"entry {entry.n}", "has a payload that cannot be read")
        elif hashlib.sha256(salt + payload).hexdigest() != entry.payload_commitment:
            raise Broken(f"entry {entry.n}", "has a payload that is not the one it was entered with")

    def head(self, note: str) -> None:
        """Check a head that covers the entries so far."""
        where = f"head of {self._tree.size} entries"
        try:
            head = Head.read(note, *self._keys)
        except BadNote as error:
            raise Broken(where, str(error)) from None
        if head.size != self._tree.size:
            raise Broken(where, f"is one of {head.size}")
        if head.root != self._tree.root():
            raise Broken(where, f"is of other entries: one of {self._covered + 1} to {head.size} was written anew")
        self._heads += 1
        self._covered = head.size

    def nodes(self, kept: Mapping[tuple[int, int], bytes]) -> None:
        """Check the subtrees kept beside the entries, from which proofs are made."""
        for (level, position), found in kept.items():
            if self._tree.made.get((level, position)) != found:
                raise Broken(f"node {position} of level {level}", "is not the hash of its entries")

    def end(self) -> Verified:
        """Return what was found."""
        return Verified(self._tree.size, self._heads, self._covered, self._erased, self._tree.root())


def verify(lines: Iterable[Line], notes: Sequence[tuple[int, str]], *keys: VerifierKey) -> Checker:
    """Check entries, and heads in the order of the sizes given with them. Raises ``Broken``."""
    checker = Checker(*keys)
    waiting = sorted(notes, reverse=True)
    due = waiting[-1][0] if waiting else 0
    for line in lines:
        checker.add(line)
        while due and due < checker.next:
            checker.head(waiting.pop()[1])
            due = waiting[-1][0] if waiting else 0
    if waiting:
        raise Broken(f"entry {checker.next}", f"is missing, and so are all up to {waiting[0][0]}, which a head covers")
    return checker
