"""COSE_Sign1 with ES256 and detached or attached payload (RFC 9052 section 4.4, RFC 9053 section 2.1)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicNumbers as Numbers
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from palabre.age.cbor import encode
from palabre.age.reasons import Refused

ES256_ONLY = bytes.fromhex("a10126")  # the protected header {1: -7}, octet for octet
SIGNATURE_OCTETS = 64
P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF


def is_signed(key: EllipticCurvePublicKey, payload: bytes, signature: bytes) -> bool:
    """Whether the raw r||s signature of Signature1 holds. Raises ``Refused("sig_length")``."""
    if len(signature) != SIGNATURE_OCTETS:
        raise Refused("sig_length")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    structure = encode(["Signature1", ES256_ONLY, b"", payload])
    try:
        key.verify(encode_dss_signature(r, s), structure, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def device_key(fields: object) -> EllipticCurvePublicKey:
    """Return the P-256 key of a COSE_Key with exactly kty, crv, x and y. Raises ``Refused("device_key")``."""
    if not isinstance(fields, dict) or set(fields) != {1, -1, -2, -3} or (fields[1], fields[-1]) != (2, 1):
        raise Refused("device_key")
    x, y = fields[-2], fields[-3]
    if not all(isinstance(one, bytes) and len(one) == 32 for one in (x, y)):
        raise Refused("device_key")
    point = int.from_bytes(x, "big"), int.from_bytes(y, "big")
    # The library reduces a larger coordinate in silence: two encodings of one key would pass.
    if max(point) >= P:
        raise Refused("device_key")
    try:
        return Numbers(*point, SECP256R1()).public_key()
    except ValueError:
        raise Refused("device_key") from None


def cose_key(key: EllipticCurvePublicKey) -> dict[int, int | bytes]:
    """Return a P-256 public key as COSE_Key."""
    numbers = key.public_numbers()
    return {1: 2, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
