"""Recovery codes: 128 bits that open a statement and its complaint, for whoever is excluded and has no e-mail.

A code is made from a key of this site and the statement's id, so that its page can show it again; the store keeps a
hash alone (moderation section 7.1).
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

CODE = re.compile("[A-Z2-7]{26}")
MISREAD = str.maketrans("018", "OIB")  # base32 has none of these figures
OCTETS = 16
GROUP = 4
LONGEST = 64  # characters typed that are looked at


@dataclass(frozen=True, slots=True)
class Codes:
    """Makes the code of a statement; ``key`` is of this site alone."""

    key: bytes

    def of(self, statement: str) -> str:
        """Return the code of a statement."""
        made = hmac.digest(self.key, b"palabre statement\0" + statement.encode(), "sha256")
        return base64.b32encode(made[:OCTETS]).decode().rstrip("=")

    def kept(self, statement: str) -> bytes:
        """Return what is stored of a statement's code."""
        return kept(self.of(statement))


def kept(code: str) -> bytes:
    """Return what may be stored of a code: 32 octets from which it cannot be found again."""
    return hashlib.sha256(b"palabre recovery code\0" + code.encode()).digest()


def shown(code: str) -> str:
    """Return a code as people copy it: groups of four."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read(typed: str) -> str:
    """Return a typed code as it was made, whatever its case, spaces and hyphens; empty when it cannot be one."""
    bare = re.sub(r"[\s\-–_.]+", "", typed[:LONGEST]).upper().translate(MISREAD)
    return bare if CODE.fullmatch(bare) else ""
