"""Evidence: a snapshot in canonical JSON, under a key of its own; destroying the key destroys it.

Sources: RFC 8785 for the octets; AES-256-GCM (NIST SP 800-38D) for both the snapshot and its wrapped key; moderation
section 11.2. Pure: nothing is stored here.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from palabre.moderation.ledger.model import Json

KEY_OCTETS = 32
NONCE_OCTETS = 12


class Unreadable(Exception):  # noqa: N818 - says what was found
    """The evidence, or its key, is not what was written: altered, of another vault, or of another piece."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A snapshot that only its key opens, and its key that only the vault opens."""

    octets: bytes  # nonce and ciphertext
    key: bytes  # nonce and wrapped key
    plain_digest: bytes  # SHA-256 of what was captured
    digest: bytes  # SHA-256 of ``octets``


@dataclass(frozen=True, slots=True)
class Vault:
    """Wraps and unwraps the keys of pieces of evidence."""

    key: bytes  # 32 octets, of a file apart from the database

    def lock(self, number: str, snapshot: bytes) -> Locked:
        """Encrypt a snapshot under a new key, bound to the number of its piece."""
        key = AESGCM.generate_key(8 * KEY_OCTETS)
        octets = _encrypt(key, snapshot, number)
        return Locked(octets, _encrypt(self.key, key, number), _sha256(snapshot), _sha256(octets))

    def open(self, number: str, locked: Locked) -> bytes:
        """Return the snapshot. Raises ``Unreadable``."""
        try:
            key = _decrypt(self.key, locked.key, number)
            snapshot = _decrypt(key, locked.octets, number)
        except (InvalidTag, ValueError):
            raise Unreadable(number) from None
        if (_sha256(snapshot), _sha256(locked.octets)) != (locked.plain_digest, locked.digest):
            raise Unreadable(number)
        return snapshot


def canonical(snapshot: Mapping[str, Json]) -> bytes:
    """Return the one form of a snapshot (RFC 8785). Raises ``rfc8785.CanonicalizationError``."""
    return rfc8785.dumps(msgspec.to_builtins(snapshot))


def _encrypt(key: bytes, octets: bytes, number: str) -> bytes:
    nonce = os.urandom(NONCE_OCTETS)
    return nonce + AESGCM(key).encrypt(nonce, octets, number.encode())


def _decrypt(key: bytes, octets: bytes, number: str) -> bytes:
    return AESGCM(key).decrypt(octets[:NONCE_OCTETS], octets[NONCE_OCTETS:], number.encode())


def _sha256(octets: bytes) -> bytes:
    return hashlib.sha256(octets).digest()
