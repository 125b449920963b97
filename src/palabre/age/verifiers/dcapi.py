"""Path 2: the same proof through the browser's Digital Credentials API, protocol ``org-iso-mdoc``.

The browser seals the answer for one request and binds it to the address it stands on. Pure: no socket, no clock.
Source: age assurance specification section 5, ISO/IEC TS 18013-7:2025 Annex C, RFC 9180.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from palabre.age.cbor import encode
from palabre.age.cose import cose_key
from palabre.age.reasons import Refused
from palabre.kernel.ids import base64url

PROTOCOL = "org-iso-mdoc"
NONCE_OCTETS = 16
SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one request gives the browser, and the key that alone opens its answer: dropped once answered."""

    encryption_info: str
    key: EllipticCurvePrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An answer as it came: the encapsulated key and the ciphertext."""

    enc: bytes
    ciphertext: bytes


def open_exchange(entropy: Callable[[int], bytes]) -> Exchange:
    """Draw a nonce and a key pair for one request."""
    key = generate_private_key(SECP256R1())
    return Exchange(encryption_info(entropy(NONCE_OCTETS), key), key)


def encryption_info(nonce: bytes, key: EllipticCurvePrivateKey) -> str:
    """Return the encryptionInfo of a nonce and a key pair, base64url."""
    asked = {"nonce": nonce, "recipientPublicKey": cose_key(key.public_key())}
    return base64url(encode(["dcapi", asked]))


def transcript(given: str, origin: str) -> bytes:
    """Return the SessionTranscript over the encryptionInfo as text and our own origin, encoded."""
    return encode([None, None, ["dcapi", sha256(encode([given, origin])).digest()]])


def opened(sealed: Sealed, key: EllipticCurvePrivateKey, session_transcript: bytes) -> bytes:
    """Return the DeviceResponse of a sealed answer. Raises ``Refused("hpke")``: altered, or made for elsewhere."""
    try:
        return SUITE.decrypt(sealed.enc + sealed.ciphertext, key, info=session_transcript)
    except (InvalidTag, ValueError):
        raise Refused("hpke") from None
