"""Makes frames with the shape of MLS and its signatures, around random octets: Python has no MLS.

What the server reads is real (lengths, group, epoch, references, signatures); what it cannot read is random.
"""

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from palabre.private.mls import vector

TWO_WEEKS = 14 * 86_400
TAG = 16


def text(octets: bytes) -> str:
    """Return octets as they travel."""
    return base64.b64encode(octets).decode()


def octets(written: str) -> bytes:
    """Return the octets of what travelled."""
    return base64.b64decode(written)


def message_id() -> str:
    """Return an id as a device makes one."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Package:
    """A key package with its reference."""

    octets: bytes
    reference: bytes


def package(identity: bytes, begins: int, *, life: int = TWO_WEEKS, last_resort: bool = False) -> Package:
    """Return a key package of an identity, really signed, valid from a second on."""
    key = Ed25519PrivateKey.generate()
    leaf = vector(os.urandom(32)) + vector(key.public_key().public_bytes_raw())
    leaf += b"\x00\x01" + vector(identity) + vector(b"\x00\x01") + vector(b"\x00\x01")
    leaf += vector(b"\x00\x0a" if last_resort else b"") + vector(b"") + vector(b"\x00\x01")
    leaf += b"\x01" + begins.to_bytes(8, "big") + (begins + life).to_bytes(8, "big") + vector(b"")
    signed_leaf = leaf + vector(_signed(key, "LeafNodeTBS", leaf))
    body = b"\x00\x01\x00\x01" + vector(os.urandom(32)) + signed_leaf
    body += vector(b"\x00\x0a\x00" if last_resort else b"")
    body += vector(_signed(key, "KeyPackageTBS", body))
    reference = hashlib.sha256(vector(b"MLS 1.0 KeyPackage Reference") + vector(body)).digest()
    return Package(b"\x00\x01\x00\x05" + body, reference)


def reference_of(package_octets: bytes) -> bytes:
    """Return the reference of a key package that somebody gave."""
    return hashlib.sha256(vector(b"MLS 1.0 KeyPackage Reference") + vector(package_octets[4:])).digest()


def welcome(references: list[bytes]) -> bytes:
    """Return a Welcome for key packages."""
    secrets_ = b"".join(vector(one) + vector(os.urandom(32)) + vector(os.urandom(52)) for one in references)
    return b"\x00\x01\x00\x03\x00\x01" + vector(secrets_) + vector(os.urandom(300))


def message(group: bytes, epoch: int, commitment: bytes, *, padded: int = 256, sealed: bytes = b"") -> bytes:
    """Return an application message; ``sealed`` may stand for what encryption would have made."""
    body = (sealed + os.urandom(padded + TAG))[: padded + TAG]
    return _private(group, epoch, 1, commitment, body)


def commit(group: bytes, epoch: int, *, padded: int = 1_024) -> bytes:
    """Return a commit."""
    return _private(group, epoch, 3, b"", os.urandom(padded + TAG))


def franked(payload: bytes) -> tuple[bytes, bytes]:
    """Return a fresh franking key and the commitment to a payload under it."""
    fk = os.urandom(32)
    return fk, hmac.digest(fk, payload, "sha256")


def _private(group: bytes, epoch: int, kind: int, commitment: bytes, body: bytes) -> bytes:
    head = b"\x00\x01\x00\x02" + vector(group) + epoch.to_bytes(8, "big") + bytes((kind,))
    return head + vector(commitment) + vector(os.urandom(28)) + vector(body)


def _signed(key: Ed25519PrivateKey, label: str, content: bytes) -> bytes:
    return key.sign(vector(f"MLS 1.0 {label}".encode()) + vector(content))


@dataclass
class Note:
    """What a device keeps of a message it sent or got: enough to show it in a report."""

    id: str
    payload: bytes = b""
    fk: bytes = b""
    receipt: dict[str, object] = field(default_factory=dict)
