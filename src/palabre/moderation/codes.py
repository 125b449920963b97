"""Follow-up codes: 128 random bits that whoever reported keeps, and of which only a hash is kept here.

Source: moderation section 4.3. The alphabet is base32's (RFC 4648 section 6): no 0, 1, 8 or 9 to be misread.
"""

import base64
import hashlib
import hmac
import re
import secrets

CODE_OCTETS = 16
CODE = re.compile("[A-Z2-7]{26}")
SEPARATORS = re.compile(r"[\s\-–_.]+")
GROUP = 4  # characters between two hyphens, as shown
LONGEST = 64  # characters of a typed code that are looked at


def new_code() -> str:
    """Return 128 random bits as 26 characters of base32."""
    return base64.b32encode(secrets.token_bytes(CODE_OCTETS)).decode().rstrip("=")


def shown(code: str) -> str:
    """Return a code as people copy it: groups of four with hyphens between."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read(typed: str) -> str:
    """Return a typed code as it was made, whatever its case, spaces and hyphens; empty when it cannot be one."""
    bare = SEPARATORS.sub("", typed[:LONGEST]).upper()
    return bare if CODE.fullmatch(bare) else ""


def kept(code: str) -> bytes:
    """Return what may be stored of a code: 32 octets from which it cannot be found again."""
    return hashlib.sha256(b"palabre follow-up code\0" + code.encode()).digest()


def commitment(code: str) -> bytes:
    """Return what the public ledger says of a receipt: whoever has the code knows it again, and nobody else."""
    return hashlib.sha256(b"palabre receipt\0" + code.encode()).digest()


def is_same(one: bytes, other: bytes) -> bool:
    """Whether two kept codes are the same, in a time that says nothing of how far they agree."""
    return hmac.compare_digest(one, other)
