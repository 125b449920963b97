"""Asks the operator's own lists about an address: hashes of its parts, in tables of this process; nobody else is asked.

Hash-prefix protocol, version 4: canonical form, up to 5 hosts by 6 paths, SHA-256 (safety engine section 9.4).
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import unquote_to_bytes

from palabre.safety.links.canonical import Address, read_address

PREFIX = 4  # octets
WHOLE = 32
COMPONENTS = 5  # of a host's end, from which suffixes are made
SUFFIXES, ROOTS = 4, 4
UNESCAPES = 1_024
PLAIN = frozenset(range(0x21, 0x7F)) - frozenset(b"#%")


def expressions(address: Address) -> list[str]:
    """Return what lists may name of an address: each host suffix with each path prefix, at most 30."""
    path, query = canonical_path(address.path), _escaped(_unescaped(address.query))
    paths = [f"{path}?{query}"] if query else []
    paths += [path, *_roots(path)]
    return [host + one for host in _hosts(address) for one in dict.fromkeys(paths)]


def _hosts(address: Address) -> list[str]:
    host = ".".join(part for part in address.host.split(".") if part)
    if address.is_numeric:
        return [host]
    parts = host.split(".")[-COMPONENTS:]
    shorter = [".".join(parts[at:]) for at in range(len(parts) - 1)]
    return [host, *[one for one in shorter if one != host][:SUFFIXES]]


def _roots(path: str) -> list[str]:
    parts = path.split("/")[1:-1][: ROOTS - 1]
    return ["/", *("/" + "/".join(parts[: at + 1]) + "/" for at in range(len(parts)))]


def canonical_path(path: str) -> str:
    """Return a path unescaped until it changes no more, without dots or doubled slashes, escaped once."""
    kept: list[str] = []
    parts = _unescaped(path).decode("latin-1").split("/")
    for part in parts:
        if part == "..":
            kept = kept[:-1]
        elif part not in {"", "."}:
            kept.append(part)
    ends = "/" if kept and parts[-1] in {"", ".", ".."} else ""
    return "/" + _escaped("/".join(kept).encode("latin-1")) + ends


def _unescaped(text: str) -> bytes:
    raw = text.encode()
    for _ in range(UNESCAPES):
        if (shown := unquote_to_bytes(raw)) == raw:
            break
        raw = shown
    return raw


def _escaped(raw: bytes) -> str:
    return "".join(chr(one) if one in PLAIN else f"%{one:02X}" for one in raw)


def hash_of(expression: str) -> bytes:
    """Return the SHA-256 of an expression."""
    return sha256(expression.encode()).digest()


def expression_of(entry: str) -> str:
    """Return the expression that a list means by a host or an address. Raises ``BadAddress``."""
    address = read_address(entry if "://" in entry else f"http://{entry}")
    return expressions(address)[0]


@dataclass(frozen=True, slots=True)
class Reputation:
    """The lists as two sorted tables: prefixes of everything listed, and whole hashes that confirm them."""

    prefixes: "array[int]" = field(default_factory=lambda: array("I"))  # of every entry
    alone: "array[int]" = field(default_factory=lambda: array("I"))  # of entries that nothing here confirms
    whole: bytes = b""  # sorted hashes, end to end

    @classmethod
    def of(cls, hashes: Iterable[bytes], prefixes: Iterable[bytes] = ()) -> "Reputation":
        """Sort what lists hold: whole hashes of 32 octets, and prefixes of 4 whose hashes are not known here."""
        whole = sorted(set(hashes))
        alone = {int.from_bytes(one) for one in prefixes}
        every = alone | {int.from_bytes(one[:PREFIX]) for one in whole}
        return cls(array("I", sorted(every)), array("I", sorted(alone)), b"".join(whole))

    def says(self, address: Address) -> str:
        """Return ``listed`` for a confirmed entry, ``perhaps_listed`` for a prefix alone, or nothing."""
        if not self.prefixes:
            return ""
        said = ""
        for expression in expressions(address):
            digest = hash_of(expression)
            prefix = int.from_bytes(digest[:PREFIX])
            if not _holds(self.prefixes, prefix):
                continue
            if self._confirms(digest):
                return "listed"
            said = "perhaps_listed" if _holds(self.alone, prefix) else said
        return said

    def _confirms(self, digest: bytes) -> bool:
        low, high = 0, len(self.whole) // WHOLE
        while low < high:
            middle = (low + high) // 2
            if self.whole[middle * WHOLE : middle * WHOLE + WHOLE] < digest:
                low = middle + 1
            else:
                high = middle
        return self.whole[low * WHOLE : low * WHOLE + WHOLE] == digest

    def __len__(self) -> int:
        """How many entries there are, by prefix."""
        return len(self.prefixes)


def _holds(table: "array[int]", value: int) -> bool:
    at = bisect_left(table, value)
    return at < len(table) and table[at] == value
