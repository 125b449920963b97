"""Reads what a wallet or a browser posts, strictly (age assurance specification section 3.3, steps 3 to 5; 5)."""

import base64
import json
import re
from typing import Any

from palabre.age.cbor import decode
from palabre.age.reasons import Refused
from palabre.age.request import QUERY_ID
from palabre.age.verifiers.dcapi import Sealed

BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
ENC_OCTETS = 65  # an uncompressed point of P-256


def device_response(vp_token: str) -> bytes:
    """Return the octets of the one presentation of a ``vp_token``. Raises ``Refused``: syntax, too_large."""
    # Two strings, no comma: anything else would only cost memory to read before it is refused.
    if vp_token.count('"') != 4 or "," in vp_token:
        raise Refused("syntax")
    try:
        token = json.loads(vp_token, object_pairs_hook=_no_repeats)
    except (ValueError, RecursionError):
        raise Refused("syntax") from None
    if not isinstance(token, dict) or set(token) != {QUERY_ID}:
        raise Refused("syntax")
    presentations = token[QUERY_ID]
    if not isinstance(presentations, list) or len(presentations) != 1 or not isinstance(presentations[0], str):
        raise Refused("syntax")
    return base64url(presentations[0])


def sealed_response(text: str) -> Sealed:
    """Return what a browser's answer holds, still sealed. Raises ``Refused("envelope")``."""
    try:
        envelope = decode(base64url(text))
    except Refused:
        raise Refused("envelope") from None
    match envelope:
        case ["dcapi", {"enc": bytes() as enc, "cipherText": bytes() as ciphertext, **rest}]:
            if len(enc) == ENC_OCTETS and not rest:
                return Sealed(enc, ciphertext)
    raise Refused("envelope")


def base64url(text: str) -> bytes:
    """Decode base64url without padding or slack (RFC 4648 section 5). Raises ``Refused("syntax")``."""
    if not BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise Refused("syntax")
    octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(octets).rstrip(b"=").decode() != text:
        raise Refused("syntax")
    return octets


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("repeated key")
    return found
