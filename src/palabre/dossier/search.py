"""Searches what a server left behind for any 12 octets of what it was sent (R7).

As they are, and as hex, base64 or base64url would spell them, wherever they start.
"""

import base64
import re
from collections.abc import Iterable, Iterator

WINDOW = 12  # octets: anything that long is no chance
FEWEST_KINDS = 4  # different octets in a window: runs of zeros stand in every file
MOMENT = b"0123456789-:.TZ"  # a date and an hour are everybody's: logs have them, and so have proofs
HEX = re.compile(rb"[0-9A-Fa-f]{24,}")
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
TO_STANDARD = bytes.maketrans(b"-_", b"+/")


def windows(octets: bytes) -> Iterator[bytes]:
    """Yield each run of 12 octets that is neither filling nor part of a date."""
    for at in range(len(octets) - WINDOW + 1):
        window = octets[at : at + WINDOW]
        if len(set(window)) >= FEWEST_KINDS and not _is_moment(window):
            yield window


def _is_moment(window: bytes) -> bool:
    return not window.translate(None, MOMENT) and (b"-" in window or b":" in window)


def readings(store: bytes) -> Iterator[bytes]:
    """Yield a store as it is, then what its runs of hex and base64 may spell, at each way of cutting them."""
    yield store
    for run in HEX.finditer(store):
        for shift in range(2):
            text = run[0][shift:]
            yield bytes.fromhex(text[: len(text) & ~1].decode())
    for run in BASE64.finditer(store):
        for shift in range(4):
            text = run[0][shift:].translate(TO_STANDARD)
            whole = text[: len(text) - (len(text) % 4 == 1)]
            yield base64.b64decode(whole + b"=" * (-len(whole) % 4))


def leaks(planted: Iterable[bytes], store: bytes) -> int:
    """Return how many windows of what was planted stand in a store, in whatever spelling."""
    kept = {window for reading in readings(store) for window in windows(reading)}
    return sum(window in kept for octets in planted for window in windows(octets))
