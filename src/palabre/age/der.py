"""A small walker over DER, for two extensions of certificates whose others may be malformed.

The reference issuer's certificates carry an issuerAltName that general parsers refuse; only basicConstraints
and keyUsage decide here (age assurance specification section 4.4, RFC 5280 section 4.2.1).
"""

from collections.abc import Iterator

SEQUENCE, OCTET_STRING, BIT_STRING, BOOLEAN, OID = 0x30, 0x04, 0x03, 0x01, 0x06
EXTENSIONS = 0xA3
BASIC_CONSTRAINTS = bytes.fromhex("551d13")
KEY_USAGE = bytes.fromhex("551d0f")
DIGITAL_SIGNATURE = 0x80


class Malformed(ValueError):  # noqa: N818 - a state of the octets
    """The octets are not DER of the shape expected."""


def walk(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the tag and content of each item in turn. Raises ``Malformed``."""
    at = 0
    while at < len(data):
        tag, length, start = _head(data, at)
        if start + length > len(data):
            raise Malformed
        yield tag, data[start : start + length]
        at = start + length


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    if len(data) - at < 2:
        raise Malformed
    tag, first = data[at], data[at + 1]
    if first < 0x80:
        return tag, first, at + 2
    width = first & 0x7F
    if not 1 <= width <= 4 or at + 2 + width > len(data):
        raise Malformed
    return tag, int.from_bytes(data[at + 2 : at + 2 + width], "big"), at + 2 + width


def extensions(tbs: bytes) -> dict[bytes, bytes]:
    """Return the extensions of a TBSCertificate: OID to the content of its octet string. Raises ``Malformed``."""
    fields = dict(walk(_only(tbs, SEQUENCE)))
    if EXTENSIONS not in fields:
        return {}
    found: dict[bytes, bytes] = {}
    for tag, extension in walk(_only(fields[EXTENSIONS], SEQUENCE)):
        parts = list(walk(extension))
        if tag != SEQUENCE or len(parts) < 2 or parts[0][0] != OID or parts[-1][0] != OCTET_STRING:
            raise Malformed
        if parts[0][1] in found:
            raise Malformed
        found[parts[0][1]] = parts[-1][1]
    return found


def is_ca(found: dict[bytes, bytes]) -> bool:
    """Whether basicConstraints says cA TRUE."""
    if BASIC_CONSTRAINTS not in found:
        return False
    parts = list(walk(_only(found[BASIC_CONSTRAINTS], SEQUENCE)))
    return bool(parts) and parts[0][0] == BOOLEAN and parts[0][1] == b"\xff"


def may_sign(found: dict[bytes, bytes]) -> bool:
    """Whether keyUsage is present and has digitalSignature."""
    if KEY_USAGE not in found:
        return False
    bits = _only(found[KEY_USAGE], BIT_STRING)
    return len(bits) >= 2 and bool(bits[1] & DIGITAL_SIGNATURE)


def _only(data: bytes, wanted: int) -> bytes:
    items = list(walk(data))
    if len(items) != 1 or items[0][0] != wanted:
        raise Malformed
    return items[0][1]
