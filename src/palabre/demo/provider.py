"""A conforming test provider: makes its own key at start and signs blindly (RFC 9578 section 6).

It is asked nothing but a blinded number, so it cannot learn which site a token is for. It knows no site: nothing of
this module, nor of its process, is told an origin.
"""

import base64
import json
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from palabre.age.issuers import TokenIssuers, TokenProvider
from palabre.age.verifiers.privacypass import ALGORITHM, MODULUS_BITS, SPKI_HEAD, TYPE, TokenKey
from palabre.demo.blind_rsa import BlindingFailed, blind_sign

REQUEST_OCTETS = 259
REQUEST_TYPE = "application/private-token-request"
RESPONSE_TYPE = "application/private-token-response"
DIRECTORY_TYPE = "application/private-token-issuer-directory"


class BadTokenRequest(Exception):  # noqa: N818 - what was asked
    """The request is not one of type 2 for this provider's key: answered with 422."""


def spki_of(public: bytes) -> bytes:
    """Return a public key (PKCS#1, DER) of 2048 bits as keys of tokens are written."""
    bits = b"\x03" + b"\x82" + (len(public) + 1).to_bytes(2) + b"\x00" + public
    whole = ALGORITHM + bits
    return SPKI_HEAD[:2] + len(whole).to_bytes(2) + whole


@dataclass(frozen=True)
class Provider:
    """One provider: its name, ``host[:port]``, and its key."""

    name: str
    private: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65_537, MODULUS_BITS))

    @property
    def key(self) -> TokenKey:
        """The key that sites pin."""
        return TokenKey.read(
            self.name, spki_of(self.private.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1))
        )

    def sign(self, request: bytes) -> bytes:
        """Answer a TokenRequest with a TokenResponse. Raises ``BadTokenRequest``."""
        if len(request) != REQUEST_OCTETS or request[:2] != TYPE or request[2:3] != self.key.id[-1:]:
            raise BadTokenRequest
        try:
            return blind_sign(self.private, request[3:])
        except BlindingFailed:
            raise BadTokenRequest from None

    def directory(self) -> str:
        """Return the issuer directory (RFC 9578 section 4)."""
        key = base64.urlsafe_b64encode(self.key.spki).decode()
        return json.dumps({"issuer-request-uri": "/token-request", "token-keys": [{"token-type": 2, "token-key": key}]})


def trusted(key: TokenKey, page: str) -> TokenIssuers:
    """Return what a demonstration takes tokens of: this provider, nobody else."""
    return TokenIssuers((TokenProvider(key.issuer, page, (key,), 0),))
