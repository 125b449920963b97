"""The seal: what is reported as suspected abuse material is encrypted, unseen, to a key that is not on this machine.

Source: RFC 9180 (HPKE), base mode, X25519, HKDF-SHA256 and AES-256-GCM; moderation section 12. This server holds the
public half alone: nothing here decrypts, and no type here holds the private half.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)

SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
PURPOSE = b"palabre seal 1\0"  # then the number of the sealed object: it opens as nothing else


class BadSealKey(Exception):  # noqa: N818 - names the file at fault
    """The file does not hold an X25519 public key."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Closes what nobody here may open."""

    public: X25519PublicKey

    @classmethod
    def read(cls, path: Path) -> "Seal":
        """Read a PEM file. Raises ``BadSealKey``, ``OSError``."""
        try:
            key = load_pem_public_key(path.read_bytes())
        except (ValueError, UnsupportedAlgorithm):
            raise BadSealKey(f"{path} holds no public key") from None
        if not isinstance(key, X25519PublicKey):
            raise BadSealKey(f"{path} holds a key of another kind than X25519")
        return cls(key)

    @property
    def key_id(self) -> str:
        """The fingerprint of the key, by which its holders know which private half opens."""
        return hashlib.sha256(self.public.public_bytes_raw()).hexdigest()[:16]

    def close(self, number: str, octets: bytes) -> bytes:
        """Encrypt octets to the offline key, bound to a number."""
        return SUITE.encrypt(octets, self.public, info=PURPOSE + number.encode())


def new_pair() -> tuple[bytes, bytes]:
    """Return a new pair in PEM, the private half first: to be made on a machine that stays offline."""
    private = X25519PrivateKey.generate()
    return (
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )


def throw_away() -> Seal:
    """Return a seal whose private half exists nowhere: for demonstrations."""
    return Seal(X25519PrivateKey.generate().public_key())
