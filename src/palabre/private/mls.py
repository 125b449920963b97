"""Reads the envelopes of MLS 1.0 (RFC 9420, suite 0x0001), strictly: what is not exactly the expected shape is refused.

Nothing here decrypts. Lengths are in octets, integers big-endian. Source: RFC 9420 sections 2.1.2, 6, 10 and 12.4.3.
"""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VERSION = 1
SUITE = 1
LONGEST = 65_536
APPLICATION, COMMIT = 1, 3
CLASSES = (256, 512, 1_024, 2_048, 4_096)  # of padded messages, before the tag
COMMIT_CLASSES = (1_024, 2_048)
TAG = 16
LAST_RESORT = bytes.fromhex("000a00")
# What a leaf may say it can do: this suite, this version, basic credentials, at most the mark of last resort.
CAPABILITIES = (
    (bytes.fromhex("0001"),), (bytes.fromhex("0001"),), (b"", bytes.fromhex("000a")), (b"",), (bytes.fromhex("0001"),),
)  # fmt: skip


class Malformed(ValueError):  # noqa: N818 - says what was found
    """The octets are not what they should be; the message names the first failing check."""


@dataclass(frozen=True, slots=True)
class Private:
    """The envelope of a PrivateMessage."""

    group_id: bytes  # 16
    epoch: int
    kind: int  # APPLICATION or COMMIT
    commitment: bytes  # 32 of an application message, none of a commit
    padded: int  # length of what is sealed


@dataclass(frozen=True, slots=True)
class KeyPackage:
    """A key package, whose signatures hold."""

    reference: bytes  # 32
    identity: bytes  # 32
    not_before: int  # seconds since 1970
    not_after: int
    is_last_resort: bool


class Reader:
    """Takes octets from the front; never beyond the end."""

    __slots__ = ("at", "data")

    def __init__(self, data: bytes) -> None:
        """Begin at the first octet."""
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        """Return the next octets."""
        if size > len(self.data) - self.at:
            raise Malformed("short")
        self.at += size
        return self.data[self.at - size : self.at]

    def uint(self, size: int) -> int:
        """Return the next integer."""
        return int.from_bytes(self.take(size), "big")

    def length(self) -> int:
        """Return the next variable-length integer, in its shortest form."""
        first = self.uint(1)
        size = 1 << (first >> 6)
        if size == 8:
            raise Malformed("length prefix 11")
        value = (first & 0x3F) << 8 * (size - 1) | self.uint(size - 1)
        if size > 1 and value < (0, 0, 1 << 6, 0, 1 << 14)[size]:
            raise Malformed("length not minimal")
        return value

    def vector(self, low: int = 0, high: int = LONGEST) -> bytes:
        """Return the next vector, of a length in bounds."""
        size = self.length()
        if not low <= size <= high:
            raise Malformed("vector size")
        return self.take(size)

    def end(self) -> None:
        """Refuse anything that follows."""
        if self.at != len(self.data):
            raise Malformed("trailing bytes")


def read_private(data: bytes) -> Private:
    """Return the envelope of an application message or commit. Raises ``Malformed``."""
    reader = _opened(data, 2)
    group_id, epoch, kind = reader.vector(16, 16), reader.uint(8), reader.uint(1)
    if kind not in {APPLICATION, COMMIT}:
        raise Malformed("content type")
    size = 32 if kind == APPLICATION else 0
    commitment = reader.vector(size, size)
    reader.vector(28, 28)
    padded = len(reader.vector(TAG + 1)) - TAG
    if padded not in (CLASSES if kind == APPLICATION else COMMIT_CLASSES):
        raise Malformed("padding class")
    reader.end()
    return Private(group_id, epoch, kind, commitment, padded)


def read_welcome(data: bytes) -> tuple[bytes, ...]:
    """Return the references of the key packages that a Welcome is for. Raises ``Malformed``."""
    reader = _opened(data, 3)
    if reader.uint(2) != SUITE:
        raise Malformed("suite")
    secrets = Reader(reader.vector(1))
    references = []
    while secrets.at < len(secrets.data):
        references.append(secrets.vector(32, 32))
        secrets.vector(32, 32)
        secrets.vector(TAG + 1)
    reader.vector(TAG + 1)
    reader.end()
    if len(set(references)) != len(references):
        raise Malformed("reference twice")
    return tuple(references)


def read_package(data: bytes) -> KeyPackage:
    """Return a key package whose layout is ours and whose two signatures hold. Raises ``Malformed``."""
    reader = _opened(data, 5)
    start = reader.at
    if (reader.uint(2), reader.uint(2)) != (VERSION, SUITE):
        raise Malformed("version or suite")
    init_key = reader.vector(32, 32)
    leaf_start = reader.at
    encryption_key, signature_key = reader.vector(32, 32), reader.vector(32, 32)
    identity, not_before, not_after = _leaf(reader)
    leaf_signed = data[leaf_start : reader.at]
    leaf_signature = reader.vector(64, 64)
    extensions = reader.vector()
    if extensions not in {b"", LAST_RESORT}:
        raise Malformed("extensions")
    signed = data[start : reader.at]
    signature = reader.vector(64, 64)
    reader.end()
    if init_key == encryption_key:
        raise Malformed("same key twice")
    _verify(signature_key, "LeafNodeTBS", leaf_signed, leaf_signature)
    _verify(signature_key, "KeyPackageTBS", signed, signature)
    reference = hashlib.sha256(vector(b"MLS 1.0 KeyPackage Reference") + vector(data[start:])).digest()
    return KeyPackage(reference, identity, not_before, not_after, extensions == LAST_RESORT)


def vector(data: bytes) -> bytes:
    """Return octets with their length before them, in its shortest form."""
    size = len(data)
    if size < 1 << 6:
        return bytes((size,)) + data
    if size < 1 << 14:
        return (size | 0x4000).to_bytes(2, "big") + data
    return (size | 0x8000_0000).to_bytes(4, "big") + data


def _opened(data: bytes, wire_format: int) -> Reader:
    if len(data) > LONGEST:
        raise Malformed("long")
    reader = Reader(data)
    if reader.uint(2) != VERSION:
        raise Malformed("version")
    if reader.uint(2) != wire_format:
        raise Malformed("wire format")
    return reader


def _leaf(reader: Reader) -> tuple[bytes, int, int]:
    if reader.uint(2) != 1:
        raise Malformed("credential")
    identity = reader.vector(32, 32)
    for allowed in CAPABILITIES:
        if reader.vector() not in allowed:
            raise Malformed("capabilities")
    if reader.uint(1) != 1:
        raise Malformed("leaf source")
    not_before, not_after = reader.uint(8), reader.uint(8)
    reader.vector(0, 0)
    return identity, not_before, not_after


def _verify(key: bytes, label: str, signed: bytes, signature: bytes) -> None:
    try:
        content = vector(f"MLS 1.0 {label}".encode()) + vector(signed)
        Ed25519PublicKey.from_public_bytes(key).verify(signature, content)
    except (InvalidSignature, ValueError):
        raise Malformed("signature") from None
