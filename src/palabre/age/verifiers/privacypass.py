"""Verifies a Privacy Pass token of type 0x0002: blind RSA with 2048 bits, publicly verifiable (RFC 9577, RFC 9578).

The order of the checks is that of the age assurance specification, section 10.3: syntax, length, token type,
key, challenge, authenticator; the spent store comes after, by the caller.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import load_der_public_key

from palabre.age.reasons import Refused
from palabre.age.verifiers.mdoc import Presented

TYPE = b"\x00\x02"
TOKEN_OCTETS = 354
SIGNED_OCTETS = 98  # all but the authenticator
SALT_OCTETS = 48
MODULUS_BITS = 2048
# id-RSASSA-PSS with SHA-384, MGF1-SHA-384 and 48 octets of salt, in its one encoding (RFC 9578 section 6.5).
ALGORITHM = bytes.fromhex(
    "303d06092a864886f70d01010a3030a00d300b0609608648016503040202a11a301806092a864886f70d010108300b0609608648016503040202"
    "a203020130"
)
SPKI_HEAD = bytes.fromhex("30820152")
SCHEME = re.compile(r"PrivateToken[ ]+", re.IGNORECASE)
WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
# Possessive: nothing is tried twice, and no memory is kept of where it could be.
QUOTED = r'"((?:[^"\\]++|\\.)*+)"'
PARAMETER = re.compile(rf"({WORD}+)[ \t]*+=[ \t]*+(?:{QUOTED}|{WORD}+)[ \t]*+(?:,[ \t]*+(?=\S)|$)", re.DOTALL)
BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")


class BadKey(ValueError):  # noqa: N818 - says what the octets are not
    """The octets are no token key of type 0x0002; the message says why."""


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A provider's public key: who it is of (``host[:port]``), its octets (SPKI, DER), its id."""

    issuer: str
    spki: bytes
    id: bytes
    public: RSAPublicKey

    @classmethod
    def read(cls, issuer: str, spki: bytes) -> "TokenKey":
        """Read a key. Raises ``BadKey`` for any other algorithm, salt or size than those of type 0x0002."""
        if not spki.startswith(SPKI_HEAD + ALGORITHM):
            raise BadKey("not an RSASSA-PSS key with SHA-384 and 48 octets of salt")
        try:
            public = load_der_public_key(spki)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise BadKey(f"not a public key ({error})") from None
        if not isinstance(public, RSAPublicKey) or public.key_size != MODULUS_BITS:
            raise BadKey(f"not an RSA key of {MODULUS_BITS} bits")
        return cls(issuer, spki, sha256(spki).digest(), public)


def token_challenge(issuer: str, context: bytes, origin: str = "") -> bytes:
    """Return the TokenChallenge (RFC 9577 section 2.1.1); ours name no origin, so that a token names nobody."""
    name, named = issuer.encode("ascii"), origin.encode("ascii")
    return b"".join((TYPE, _sized(name, 2), _sized(context, 1), _sized(named, 2)))


def _sized(octets: bytes, width: int) -> bytes:
    return len(octets).to_bytes(width, "big") + octets


def of_header(value: str) -> bytes:
    """Return the token of an ``Authorization`` header. Raises ``Refused("syntax")``."""
    scheme = SCHEME.match(value)
    if scheme is None:
        raise Refused("syntax")
    given: dict[str, str | None] = {}
    at = scheme.end()
    while at < len(value):
        found = PARAMETER.match(value, at)
        if found is None or found[1].lower() in given:
            raise Refused("syntax")
        given[found[1].lower()] = found[2]
        at = found.end()
    return of_text(given.get("token") or "")


def of_paste(text: str) -> bytes:
    """Return the token that a person pasted, whatever white space came along. Raises ``Refused("syntax")``."""
    return of_text("".join(text.split()))


def of_text(text: str) -> bytes:
    """Decode base64url with its padding, in its one spelling (RFC 4648 section 5). Raises ``Refused("syntax")``."""
    if not BASE64URL.fullmatch(text):
        raise Refused("syntax")
    try:
        octets = base64.urlsafe_b64decode(text)
    except (ValueError, binascii.Error):
        raise Refused("syntax") from None
    if base64.urlsafe_b64encode(octets).decode() != text:
        raise Refused("syntax")
    return octets


def verify(token: bytes, keys: Mapping[bytes, TokenKey], contexts: Mapping[bytes, int]) -> Presented:
    """Verify a token against pinned keys (by id) and accepted contexts, each with its last moment (milliseconds).

    Raises ``Refused``: length, token_type, key, challenge, authenticator.
    """
    if len(token) != TOKEN_OCTETS:
        raise Refused("length")
    if token[:2] != TYPE:
        raise Refused("token_type")
    nonce, challenge, key_id = token[2:34], token[34:66], token[66:SIGNED_OCTETS]
    key = keys.get(key_id)
    if key is None:
        raise Refused("key")
    valid_until = _accepted_until(challenge, key.issuer, contexts)
    try:
        key.public.verify(token[SIGNED_OCTETS:], token[:SIGNED_OCTETS], PSS(MGF1(SHA384()), SALT_OCTETS), SHA384())
    except InvalidSignature:
        raise Refused("authenticator") from None
    return Presented(sha256(key_id + nonce).digest(), valid_until)


def _accepted_until(challenge: bytes, issuer: str, contexts: Mapping[bytes, int]) -> int:
    for context, until in contexts.items():
        if sha256(token_challenge(issuer, context)).digest() == challenge:
            return until
    raise Refused("challenge")
