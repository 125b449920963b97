"""Wrong answers of a browser's dialog on demand: one fault for each refused case of path 2 (C-N01 to C-N09).

As ``faults``: made afresh for a live request, in a demonstration only, so that a whole installation is seen to refuse.
"""

from collections.abc import Callable
from dataclasses import replace

from palabre.age.cbor import decode, encode
from palabre.age.response import base64url as octets_of
from palabre.age.verifiers.mdoc import transcript
from palabre.demo.faults import UnknownFault, faulty_proof
from palabre.demo.issuer import Issuer
from palabre.demo.wallet import AskedByBrowser, sealed
from palabre.kernel.ids import base64url

ELSEWHERE = "https://elsewhere.example"
ANOTHER_REQUEST = "gmVkY2FwaaJlbm9uY2VQ"
BY_LINK = transcript(f"redirect_uri:{ELSEWHERE}/", "another", f"{ELSEWHERE}/")
Make = Callable[[Issuer, AskedByBrowser], str]


def faulty_hand_over(name: str, issuer: Issuer, asked: AskedByBrowser) -> str:
    """Return the sealed response of a fault for a request. Raises ``UnknownFault``, ``RefusesRequest``."""
    if name not in FAULTS:
        raise UnknownFault(f"no fault {name!r}; known ones: {', '.join(FAULTS)}")
    return FAULTS[name](issuer, asked)


def _signed_over(over: Callable[[AskedByBrowser], bytes]) -> Make:
    """Sign over something else, and seal as asked: what a relay could do at best."""

    def make(issuer: Issuer, asked: AskedByBrowser) -> str:
        return sealed(faulty_proof("", issuer, over(asked)), asked.recipient(), asked.transcript)

    return make


def _right(issuer: Issuer, asked: AskedByBrowser) -> str:
    return _signed_over(lambda one: one.transcript)(issuer, asked)


def _relayed(issuer: Issuer, asked: AskedByBrowser) -> str:
    return _right(issuer, replace(asked, origin=ELSEWHERE))


def _under_age(issuer: Issuer, asked: AskedByBrowser) -> str:
    return sealed(faulty_proof("N35", issuer, asked.transcript), asked.recipient(), asked.transcript)


def _plain(issuer: Issuer, asked: AskedByBrowser) -> str:
    envelope = decode(octets_of(_right(issuer, asked)))
    envelope[1]["cipherText"] = faulty_proof("", issuer, asked.transcript)
    return base64url(encode(envelope))


def _flipped(name: str) -> Make:
    """Change one bit of a part of the envelope."""

    def make(issuer: Issuer, asked: AskedByBrowser) -> str:
        envelope = decode(octets_of(_right(issuer, asked)))
        part = envelope[1][name]
        envelope[1][name] = part[:-1] + bytes([part[-1] ^ 1])
        return base64url(encode(envelope))

    return make


def _misnamed(issuer: Issuer, asked: AskedByBrowser) -> str:
    return base64url(encode(["other", *decode(octets_of(_right(issuer, asked)))[1:]]))


FAULTS: dict[str, Make] = {
    "C-N01": _relayed,
    "C-N02": _signed_over(lambda asked: replace(asked, origin=ELSEWHERE).transcript),
    "C-N03": _signed_over(lambda asked: replace(asked, encryption_info=ANOTHER_REQUEST).transcript),
    "C-N04": _misnamed,
    "C-N05": _flipped("cipherText"),
    "C-N06": _flipped("enc"),
    "C-N07": _signed_over(lambda _: BY_LINK),
    "C-N08": _under_age,
    "C-N09": _plain,
}
