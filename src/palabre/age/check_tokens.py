"""Plays the published token cases, one after the other: a token is used up by the first who shows it."""

from collections.abc import Iterator
from typing import Any

from palabre.age.reasons import Refused
from palabre.age.verifiers import privacypass
from palabre.age.verifiers.privacypass import TokenKey

NO_END = 2**53  # the file names no week


def outcomes(cases: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each case with "accepted", or the reason of its refusal."""
    key = TokenKey.read(cases["issuer_name"], bytes.fromhex(cases["issuer_public_key_spki_hex"]))
    context = bytes.fromhex(cases["redemption_context_hex"])
    spent: set[bytes] = set()
    for case in cases["cases"]:
        yield case, _outcome(case["authorization"], key, context, spent)


def _outcome(authorization: str, key: TokenKey, context: bytes, spent: set[bytes]) -> str:
    try:
        token = privacypass.of_header(authorization)
        digest = privacypass.verify(token, {key.id: key}, {context: NO_END}).payload_digest
    except Refused as refused:
        return refused.reason
    if digest in spent:
        return "spent"
    spent.add(digest)
    return "accepted"
