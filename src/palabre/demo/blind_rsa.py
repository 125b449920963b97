"""Blind RSA signatures with whole numbers (RFC 9474 section 4), for the test provider and the test client only.

Python's powers take a time that depends on the key: good for a demonstration on one's own machine, for nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha384
from math import gcd

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

DIGEST_OCTETS = 48


class BlindingFailed(Exception):  # noqa: N818 - says what happened
    """What came back is no signature of what was sent, or the message cannot be blinded under this key."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A modulus and an exponent."""

    n: int
    e: int

    @property
    def octets(self) -> int:
        """Length of a signature."""
        return (self.n.bit_length() + 7) // 8


@dataclass(frozen=True, slots=True)
class Blinded:
    """What goes to the signer, and the inverse that stays with the asker."""

    message: bytes
    inverse: int


def encode_pss(message: bytes, bits: int, salt: bytes) -> int:
    """Return EMSA-PSS-ENCODE with SHA-384 and MGF1-SHA-384 as a number (RFC 8017 section 9.1.1)."""
    length = (bits + 7) // 8
    digest = sha384(bytes(8) + sha384(message).digest() + salt).digest()
    block = bytes(length - len(salt) - DIGEST_OCTETS - 2) + b"\x01" + salt
    masked = int.from_bytes(block) ^ int.from_bytes(_mgf1(digest, len(block)))
    masked &= (1 << (bits - 8 * (DIGEST_OCTETS + 1))) - 1
    return int.from_bytes(masked.to_bytes(len(block)) + digest + b"\xbc")


def _mgf1(seed: bytes, length: int) -> bytes:
    rounds = range(-(-length // DIGEST_OCTETS))
    return b"".join(sha384(seed + number.to_bytes(4)).digest() for number in rounds)[:length]


def blind(key: PublicKey, message: bytes, salt: bytes, factor: int) -> Blinded:
    """Blind a message with a factor between 1 and the modulus. Raises ``BlindingFailed``."""
    encoded = encode_pss(message, key.n.bit_length() - 1, salt)
    if gcd(encoded, key.n) != 1 or gcd(factor, key.n) != 1:
        raise BlindingFailed("not coprime with the modulus")
    blinded = encoded * pow(factor, key.e, key.n) % key.n
    return Blinded(blinded.to_bytes(key.octets), pow(factor, -1, key.n))


def random_factor(key: PublicKey, entropy: Callable[[int], bytes]) -> int:
    """Draw a factor, each one below the modulus as likely."""
    while True:
        drawn = int.from_bytes(entropy(key.octets))
        if 1 <= drawn < key.n:
            return drawn


def blind_sign(key: RSAPrivateKey, blinded: bytes) -> bytes:
    """Sign without seeing what. Raises ``BlindingFailed`` for a number that is not below the modulus."""
    numbers = key.private_numbers()
    n, e, asked = numbers.public_numbers.n, numbers.public_numbers.e, int.from_bytes(blinded)
    if asked >= n:
        raise BlindingFailed("not below the modulus")
    signed = pow(asked, numbers.d, n)
    if pow(signed, e, n) != asked:
        raise BlindingFailed("the signature does not hold")  # a fault in computing would give the key away
    return signed.to_bytes(len(blinded))


def finalize(key: PublicKey, message: bytes, salt: bytes, blind_signature: bytes, inverse: int) -> bytes:
    """Return the signature of the message. Raises ``BlindingFailed`` when it is none."""
    signed = int.from_bytes(blind_signature) * inverse % key.n
    if len(blind_signature) != key.octets or pow(signed, key.e, key.n) != encode_pss(
        message, key.n.bit_length() - 1, salt
    ):
        raise BlindingFailed("the signature does not hold")
    return signed.to_bytes(key.octets)
