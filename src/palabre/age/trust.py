"""Whose signature counts: a local list of anchors, read at start, never fetched for one person (R4)."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import Certificate, load_der_x509_certificate

from palabre.age.der import Malformed, extensions, is_ca, may_sign
from palabre.age.published import PUBLISHED_KEYS
from palabre.age.reasons import Refused
from palabre.kernel.clock import Clock


class BadAnchors(Exception):  # noqa: N818 - a state of the file
    """The anchors file cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """Certificates trusted to sign proofs of age, until ``next_update`` (milliseconds)."""

    certificates: tuple[Certificate, ...]
    next_update: int
    allows_published: bool = False  # demonstration and vectors only
    source: str = ""
    excluded: frozenset[str] = frozenset()  # SHA-256 of public keys, hex: of anchors and of signers
    _octets: frozenset[bytes] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        """Refuse an anchor whose private key anybody can read in a specification."""
        octets = frozenset(one.public_bytes(Encoding.DER) for one in self.certificates)
        object.__setattr__(self, "_octets", octets)
        if not self.allows_published and any(is_published(one) for one in self.certificates):
            raise BadAnchors("an anchor is a published test key: remove it from the anchors file")

    def check_signer(self, octets: bytes, now: int) -> EllipticCurvePublicKey:
        """Return the key of a trusted document signer.

        Raises ``Refused``: anchors, x5chain, issuer_alg, untrusted_issuer, certificate_expired, leaf_is_ca,
        leaf_key_usage, published_key. Source: age assurance specification section 4.4.
        """
        if not self.certificates or now >= self.next_update:
            raise Refused("anchors")
        signer = _load(octets)
        key = signer_key(octets)
        if sha256(spki(signer)).hexdigest() in self.excluded:
            raise Refused("untrusted_issuer")
        if octets not in self._octets:
            self._check_issuer(signer, now)
        if not self.allows_published and is_published(signer):
            raise Refused("published_key")
        _check_leaf(signer, now)
        return key

    def _check_issuer(self, signer: Certificate, now: int) -> None:
        issuers = [one for one in self.certificates if _has_issued(one, signer)]
        if not issuers:
            raise Refused("untrusted_issuer")
        if not any(is_within(one, now) for one in issuers):
            raise Refused("certificate_expired")


def _load(octets: bytes) -> Certificate:
    try:
        return load_der_x509_certificate(octets)
    except ValueError:
        raise Refused("x5chain") from None


def signer_key(octets: bytes) -> EllipticCurvePublicKey:
    """Return the P-256 key of a document signer's certificate. Raises ``Refused``: x5chain, issuer_alg."""
    try:
        key = _load(octets).public_key()
    except Refused:
        raise
    except Exception:  # noqa: BLE001 - the library has many words for a key it does not know
        raise Refused("issuer_alg") from None
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise Refused("issuer_alg")
    return key


def _has_issued(anchor: Certificate, signer: Certificate) -> bool:
    try:
        if not is_ca(extensions(anchor.tbs_certificate_bytes)):
            return False
        signer.verify_directly_issued_by(anchor)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _check_leaf(signer: Certificate, now: int) -> None:
    if not is_within(signer, now):
        raise Refused("certificate_expired")
    try:
        found = extensions(signer.tbs_certificate_bytes)
        leaf_is_ca, leaf_may_sign = is_ca(found), may_sign(found)
    except Malformed:
        raise Refused("x5chain") from None
    if leaf_is_ca:
        raise Refused("leaf_is_ca")
    if not leaf_may_sign:
        raise Refused("leaf_key_usage")


def is_within(certificate: Certificate, at: int) -> bool:
    """Whether a time (milliseconds) lies in the validity, bounds included (RFC 5280 section 4.1.2.5)."""
    moment = datetime.fromtimestamp(at // 1000, UTC)
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def is_published(certificate: Certificate) -> bool:
    """Whether the private half of its key stands in published test data."""
    return sha256(spki(certificate)).hexdigest() in PUBLISHED_KEYS


def spki(certificate: Certificate) -> bytes:
    """Return the SubjectPublicKeyInfo of a certificate, DER."""
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def read_anchors(path: Path, now: int) -> Anchors:
    """Read the anchors file, JSON: see docs/age.md.

    Raises ``BadAnchors`` when it is missing, unreadable, empty or past its next update (E21).
    """
    try:
        content = json.loads(path.read_text())
    except OSError as error:
        raise BadAnchors(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise BadAnchors(f"{path}: not JSON ({error})") from error
    anchors = _parse(path, content)
    if not anchors.certificates:
        raise BadAnchors(f"{path}: no anchor in it, so nobody could be admitted")
    if now >= anchors.next_update:
        raise BadAnchors(f"{path}: past its next update; refresh it from its source")
    return anchors


@dataclass
class HeldAnchors:
    """The anchors of a file, in memory: read again when told, so that no visit opens it."""

    path: Path
    clock: Clock
    _held: Anchors | BadAnchors = field(init=False)
    _stamp: tuple[int, int] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Read the file once."""
        self.reload()

    def notice(self) -> None:
        """Read the file again if it changed: a command may have written it beside a live server."""
        if self._stamped() != self._stamp:
            self.reload()

    def reload(self) -> None:
        """Read the file again; when it cannot be used, nobody is trusted."""
        self._stamp = self._stamped()
        try:
            self._held = read_anchors(self.path, self.clock.now())
        except BadAnchors as error:
            self._held = error

    def __call__(self) -> Anchors:
        """Return the anchors; their date is judged at each proof. Raises ``BadAnchors``."""
        if isinstance(self._held, BadAnchors):
            raise self._held
        return self._held

    def _stamped(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino


def _parse(path: Path, content: Any) -> Anchors:
    try:
        rows = [row for row in content["anchors"] if row["status"] == "granted"]
        certificates = [load_der_x509_certificate(base64.b64decode(row["certificate"], validate=True)) for row in rows]
        next_update = datetime.fromisoformat(content["next_update"])
        until, excluded = int(next_update.timestamp() * 1000), frozenset(content.get("excluded", ()))
        return Anchors(
            tuple(one for one in certificates if sha256(spki(one)).hexdigest() not in excluded),
            until, source=str(content["source"]), excluded=excluded,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, binascii.Error, UnsupportedAlgorithm) as error:
        raise BadAnchors(f"{path}: {error!r}; see docs/age.md for its form") from error
