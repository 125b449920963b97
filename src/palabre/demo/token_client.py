"""A conforming test client of Privacy Pass: reads a challenge, has a token signed blindly, hands it over.

The challenge stays here: the provider sees a blinded number, the same whatever site it will serve.
Source: RFC 9577 section 2, RFC 9578 section 6.
"""

import base64
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256

from palabre.age.verifiers.privacypass import SALT_OCTETS, TYPE, TokenKey
from palabre.demo.blind_rsa import Blinded, PublicKey, blind, finalize, random_factor

NONCE_OCTETS = 32
CHALLENGE = re.compile(
    r'([A-Za-z][A-Za-z0-9-]*)\s*=\s*(?:"([^"]*)"|([^\s,"]+))|(PrivateToken)(?=\s)|([A-Za-z][\w-]*)(?=\s)'
)
Ask = Callable[[bytes], Awaitable[bytes]]  # sends a TokenRequest to the provider, returns its TokenResponse


@dataclass(frozen=True, slots=True)
class Wanted:
    """One challenge of a site: what the token must carry, under whose key."""

    challenge: bytes
    spki: bytes


def read_challenges(header: str) -> list[Wanted]:
    """Return the challenges of type 2 of a ``WWW-Authenticate`` header, quoted or not, among whatever else."""
    found: list[dict[str, str]] = []
    is_ours = False
    for match in CHALLENGE.finditer(header):
        name, quoted, bare, scheme, other = match.groups()
        if scheme or other:
            is_ours = scheme is not None
            found += [{}] if is_ours else []
        elif is_ours:
            found[-1].setdefault(name.lower(), quoted if quoted is not None else bare)
    read = (Wanted(_decoded(one.get("challenge", "")), _decoded(one.get("token-key", ""))) for one in found)
    return [one for one in read if one.challenge.startswith(TYPE)]


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A token under way: what is signed, its salt, and how to take the blinding off."""

    key: TokenKey
    signed: bytes  # all of the token but the authenticator
    salt: bytes
    blinded: Blinded

    @property
    def octets(self) -> bytes:
        """What the provider gets: type, last octet of the key's id, blinded message (RFC 9578 section 6.1)."""
        return TYPE + self.key.id[-1:] + self.blinded.message

    def token(self, response: bytes) -> bytes:
        """Return the token. Raises ``BlindingFailed`` when the provider did not sign."""
        return self.signed + finalize(_numbers(self.key), self.signed, self.salt, response, self.blinded.inverse)


def token_request(wanted: Wanted, nonce: bytes, salt: bytes, factor: int) -> TokenRequest:
    """Prepare a token with given randomness."""
    key = TokenKey.read("", wanted.spki)
    signed = TYPE + nonce + sha256(wanted.challenge).digest() + key.id
    return TokenRequest(key, signed, salt, blind(_numbers(key), signed, salt, factor))


async def fetch_token(wanted: Wanted, ask: Ask, entropy: Callable[[int], bytes]) -> bytes:
    """Have one token signed by the provider."""
    factor = random_factor(_numbers(TokenKey.read("", wanted.spki)), entropy)
    prepared = token_request(wanted, entropy(NONCE_OCTETS), entropy(SALT_OCTETS), factor)
    return prepared.token(await ask(prepared.octets))


def authorization(token: bytes) -> str:
    """Return the header that shows a token."""
    return f'PrivateToken token="{base64.urlsafe_b64encode(token).decode()}"'


def _numbers(key: TokenKey) -> PublicKey:
    numbers = key.public.public_numbers()
    return PublicKey(numbers.n, numbers.e)
