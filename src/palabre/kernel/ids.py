"""Random ids and secrets; nothing about a person can be read from them."""

import base64
import hashlib
import re
import secrets
from typing import NewType

MemberId = NewType("MemberId", str)
PlaceId = NewType("PlaceId", str)
MessageId = NewType("MessageId", str)
ConversationId = NewType("ConversationId", str)

SECRET_OCTETS = 32
SECRET = re.compile("[A-Za-z0-9_-]{43}")
ID_OCTETS = 12


def new_id() -> str:
    """Return 95 random bits as 16 characters of base64url, the first a letter.

    Operators paste ids on a command line, where a leading hyphen would be read as an option.
    """
    first, *others = secrets.token_bytes(ID_OCTETS)
    return base64url(bytes((first & 0x7F, *others)))


def new_secret() -> str:
    """Return 256 random bits as 43 characters of base64url."""
    return base64url(secrets.token_bytes(SECRET_OCTETS))


def is_secret(text: str) -> bool:
    """Whether a text has the shape of ``new_secret``."""
    return SECRET.fullmatch(text) is not None


def base64url(octets: bytes) -> str:
    """Encode without padding (RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def digest(secret: str) -> bytes:
    """Return what may be stored of a secret: its SHA-256."""
    return hashlib.sha256(secret.encode()).digest()
