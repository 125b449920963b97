"""A digest that near-same texts share."""

from hashlib import blake2b
from string import ascii_lowercase, digits

from palabre.safety.normalise import decomposed

KEPT = f"{ascii_lowercase}{digits}".encode()
NOTHING = b"\0"
OTHERS = bytes(set(range(256)) - set(KEPT))


def digest_of(text: str) -> int:
    """Return 32 bits that near-same texts share: of letters and figures only, runs shortened."""
    kept = _octets(decomposed(text)).translate(None, OTHERS)
    short = bytes([one for one, following in zip(kept, (kept + NOTHING)[1:], strict=True) if one != following])
    return int.from_bytes(blake2b(short or _octets(text), digest_size=4).digest(), "big")


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
