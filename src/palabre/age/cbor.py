"""Strict CBOR (RFC 8949) for hostile input: what is not written the one right way is refused.

Values: ``int``, ``bytes``, ``str``, ``list``, ``dict``, ``bool``, ``None`` and ``Tag``. The exact octets of a
tag-24 item are kept, since digests and signatures cover what was received, never a re-encoding.
Source: age assurance specification section 4.1.
"""

from dataclasses import dataclass
from typing import Any

from palabre.age.reasons import Refused

MOST_OCTETS = 65_536
MOST_ITEMS = 1_024  # in one reading; a proof has under a hundred, an attestation with many elements a few hundred
DEEPEST = 16  # nested arrays, maps and tags; the content of a tag-24 string counts on its own
SIMPLE: dict[int, bool | None] = {20: False, 21: True, 22: None}


@dataclass(frozen=True, slots=True)
class Tag:
    """A tagged item: its number, its content, and the octets received, tag included."""

    number: int
    value: Any
    raw: bytes


def decode(data: bytes) -> Any:
    """Decode exactly one item.

    Raises ``Refused``: too_large, cbor_trailing, cbor_duplicate_key, cbor_indefinite, cbor_depth, cbor_malformed.
    """
    if len(data) > MOST_OCTETS:
        raise Refused("too_large")
    decoder = _Decoder(data)
    value = decoder.item(0)
    if decoder.at != len(data):
        raise Refused("cbor_trailing")
    return value


class _Decoder:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.left = MOST_ITEMS

    def item(self, depth: int) -> Any:
        # A list of 65,000 zeros is small to send and dear to read: what costs is counted.
        self.left -= 1
        if self.left < 0:
            raise Refused("too_large")
        start = self.at
        major, argument = self._head()
        if major <= 1:
            return argument if major == 0 else -1 - argument
        if major == 2:
            return self._take(argument)
        if major == 3:
            return _text(self._take(argument))
        if major == 7:
            return _simple(argument)
        if depth >= DEEPEST:
            raise Refused("cbor_depth")
        return self._container(major, argument, depth + 1, start)

    def _container(self, major: int, argument: int, depth: int, start: int) -> Any:
        if major == 6:
            return self._tag(argument, depth, start)
        # Each element takes an octet at least: a count beyond what is left allocates nothing.
        if argument > len(self.data) - self.at:
            raise Refused("cbor_malformed")
        return [self.item(depth) for _ in range(argument)] if major == 4 else self._map(argument, depth)

    def _map(self, pairs: int, depth: int) -> dict[int | str, Any]:
        found: dict[int | str, Any] = {}
        for _ in range(pairs):
            key = self.item(depth)
            if not isinstance(key, int | str) or isinstance(key, bool):
                raise Refused("cbor_malformed")
            if key in found:
                raise Refused("cbor_duplicate_key")
            found[key] = self.item(depth)
        return found

    def _tag(self, number: int, depth: int, start: int) -> Tag:
        value = self.item(depth)
        if not (number == 0 and isinstance(value, str)) and not (number == 24 and isinstance(value, bytes)):
            raise Refused("cbor_malformed")
        return Tag(number, value, self.data[start : self.at])

    def _head(self) -> tuple[int, int]:
        first = self._take(1)[0]
        major, short = first >> 5, first & 31
        if short < 24:
            return major, short
        if short == 31:
            raise Refused("cbor_malformed" if major in {0, 1, 6, 7} else "cbor_indefinite")
        if short > 27 or major == 7:
            raise Refused("cbor_malformed")
        width = 1 << (short - 24)
        argument = int.from_bytes(self._take(width), "big")
        smallest = 24 if width == 1 else 1 << (4 * width)
        if argument < smallest:
            raise Refused("cbor_malformed")
        return major, argument

    def _take(self, count: int) -> bytes:
        end = self.at + count
        if end > len(self.data):
            raise Refused("cbor_malformed")
        taken = self.data[self.at : end]
        self.at = end
        return taken


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Refused("cbor_malformed") from None


def _simple(number: int) -> bool | None:
    if number not in SIMPLE:
        raise Refused("cbor_malformed")
    return SIMPLE[number]


def encode(value: Any) -> bytes:
    """Encode with the shortest heads and definite lengths; ``Tag`` is written as its received octets."""
    match value:
        case Tag():
            return value.raw
        case bool() | None:
            return bytes([0xE0 | {False: 20, True: 21, None: 22}[value]])
        case int():
            return _encoded_head(0, value) if value >= 0 else _encoded_head(1, -1 - value)
        case bytes():
            return _encoded_head(2, len(value)) + value
        case str():
            octets = value.encode()
            return _encoded_head(3, len(octets)) + octets
        case list() | tuple():
            return _encoded_head(4, len(value)) + b"".join(map(encode, value))
        case dict():
            pairs = b"".join(encode(key) + encode(one) for key, one in value.items())
            return _encoded_head(5, len(value)) + pairs
        case _:
            raise TypeError(type(value).__name__)


def tagged(number: int, value: Any) -> Tag:
    """Return a tagged item; tag 24 takes the item to enclose, already encoded."""
    return Tag(number, value, _encoded_head(6, number) + encode(value))


def _encoded_head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for code, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * width):
            return bytes([major << 5 | code]) + argument.to_bytes(width, "big")
    raise OverflowError("CBOR integers have 64 bits")
