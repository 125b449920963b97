"""Does the work that a site asks of whoever enters: ALTCHA's, a number that hashes to what is given."""

import base64
import hashlib
import json
from typing import Any


class Unsolvable(ValueError):  # noqa: N818 - said of the challenge
    """No number up to the largest hashes to what is given."""


def solve(challenge: dict[str, Any]) -> str:
    """Return the solution of a challenge, as the ``work`` field of an entry. Raises ``Unsolvable``."""
    wanted, begun = bytes.fromhex(challenge["challenge"]), hashlib.sha256(challenge["salt"].encode())
    for number in range(int(challenge["maxNumber"]) + 1):
        tried = begun.copy()
        tried.update(b"%d" % number)
        if tried.digest() == wanted:
            told = {key: challenge[key] for key in ("algorithm", "challenge", "salt", "signature")}
            return base64.b64encode(json.dumps(told | {"number": number}).encode()).decode()
    raise Unsolvable
