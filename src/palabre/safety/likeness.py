"""A digest that near-same texts share."""

import re
from hashlib import blake2b
from string import ascii_lowercase, digits

from palabre.safety.normalise import decomposed

KEPT = f"{ascii_lowercase}{digits}".encode()
OTHERS, RUNS = bytes(set(range(256)) - set(KEPT)), re.compile(rb"(.)\1+")


def digest_of(text: str) -> int:
    """Return 32 bits that near-same texts share: of letters and figures only, runs shortened."""
    kept = _octets(decomposed(text)).translate(None, OTHERS)
    return int.from_bytes(blake2b(RUNS.sub(rb"\1", kept) or _octets(text), digest_size=4).digest(), "big")


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
