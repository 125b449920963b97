"""A conforming test issuer: makes its own keys at start, issues proofs of age in batches (section 13).

Never the keys published in specifications: what a demonstration trusts dies with the process.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from palabre.age.cbor import Tag, encode, tagged
from palabre.age.cose import ES256_ONLY, cose_key
from palabre.age.trust import Anchors
from palabre.age.verifiers.mdoc import DOCTYPE, ELEMENT, NAMESPACE
from palabre.demo.certificates import ROOT, Form, certificate
from palabre.kernel.clock import DAY, Clock

BATCH = 30
LIFE_DAYS = 90


@dataclass(frozen=True)
class Attestation:
    """One proof of age with the key it is bound to; shown once, then thrown away."""

    issuer_signed: dict[str, Any]
    key: EllipticCurvePrivateKey


@dataclass
class Issuer:
    """A certificate authority and one document signer."""

    clock: Clock
    entropy: Callable[[int], bytes]
    root: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    signer: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))

    def __post_init__(self) -> None:
        """Make the certificates."""
        self.today = datetime.fromtimestamp(self.clock.now() // DAY * DAY / 1000, UTC)
        self.root_certificate = certificate(self.root.public_key(), self.root, self.today, ROOT)
        self.signer_certificate = certificate(self.signer.public_key(), self.root, self.today, Form())

    def anchors(self) -> Anchors:
        """Return what a demonstration trusts: this issuer, nobody else."""
        return Anchors((self.root_certificate,), self.clock.now() + 365 * DAY, source="test issuer of this process")

    def batch(self) -> list[Attestation]:
        """Issue thirty proofs, each with a device key and a salt of its own (section 7)."""
        return [self.issue(generate_private_key(SECP256R1())) for _ in range(BATCH)]

    def issue(self, key: EllipticCurvePrivateKey) -> Attestation:
        """Issue one proof bound to a device key."""
        item = {"random": self.entropy(32), "digestID": 0, "elementIdentifier": ELEMENT, "elementValue": True}
        received = tagged(24, encode(item))
        payload = tagged(24, encode(self.mso(received, key.public_key()))).raw
        leaf = self.signer_certificate.public_bytes(Encoding.DER)
        auth = [ES256_ONLY, {33: leaf}, payload, sign1(self.signer, payload)]
        return Attestation({"nameSpaces": {NAMESPACE: [received]}, "issuerAuth": auth}, key)

    def mso(self, item: Tag, device: EllipticCurvePublicKey) -> dict[str, Any]:
        """Return the mobile security object over one item, with dates rounded to the day."""
        dates = (self.today, self.today, self.today + timedelta(days=LIFE_DAYS))
        names = ("signed", "validFrom", "validUntil")
        return {
            "version": "1.0",
            "digestAlgorithm": "SHA-256",
            "docType": DOCTYPE,
            "valueDigests": {NAMESPACE: {0: sha256(item.raw).digest()}},
            "deviceKeyInfo": {"deviceKey": cose_key(device)},
            "validityInfo": {name: tdate(date) for name, date in zip(names, dates, strict=True)},
        }


def sign1(key: EllipticCurvePrivateKey, payload: bytes) -> bytes:
    """Return the raw r||s signature of a COSE Signature1 over a payload."""
    r, s = decode_dss_signature(key.sign(encode(["Signature1", ES256_ONLY, b"", payload]), ECDSA(SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def tdate(moment: datetime) -> Tag:
    """Return a date as CBOR tag 0."""
    return tagged(0, moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
