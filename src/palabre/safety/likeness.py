"""A digest that near-same texts share."""

import re
from hashlib import blake2b

from palabre.safety.normalise import plain

NOT_LETTERS, RUNS = re.compile(r"[^a-z0-9]+"), re.compile(r"(.)\1+")


def digest_of(text: str) -> int:
    """Return 32 bits that near-same texts share: of letters and figures only, runs shortened."""
    kept = RUNS.sub(r"\1", NOT_LETTERS.sub("", plain(text))) or text
    return int.from_bytes(blake2b(kept.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "big")
