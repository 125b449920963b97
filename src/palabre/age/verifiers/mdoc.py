"""Verifies an ISO mdoc proof of age: a DeviceResponse for ``eu.europa.ec.av.1``.

Every check is mandatory and stands in the order of the age assurance specification, section 4.3; the first
that fails names the reason. Nothing of the proof leaves this module but what ``Presented`` holds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.x509 import load_der_x509_certificate

from palabre.age.cbor import Tag, decode, encode, tagged
from palabre.age.cose import ES256_ONLY, device_key, is_signed
from palabre.age.reasons import Refused
from palabre.age.trust import Anchors, is_within, signer_key
from palabre.kernel.clock import SECOND

DOCTYPE = "eu.europa.ec.av.1"
NAMESPACE = "eu.europa.ec.av.1"
ELEMENT = "age_over_18"
SKEW = 60 * SECOND
SALT_OCTETS = 16
CHAIN_LONGEST = 4
TDATE = "%Y-%m-%dT%H:%M:%SZ"
TDATE_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)  # strptime alone takes spaces and other digits
ITEM_KEYS = frozenset({"digestID", "random", "elementIdentifier", "elementValue"})


@dataclass(frozen=True, slots=True)
class Presented:
    """A proof that holds: the digest of its signed payload, for the spent store, and its last day."""

    payload_digest: bytes
    valid_until: int  # milliseconds


@dataclass(frozen=True, slots=True)
class _Issued:
    document: Mapping[str, Any]
    mso: Mapping[str, Any]
    payload: bytes
    valid_until: int


def transcript(client_id: str, nonce: str, response_uri: str) -> bytes:
    """Return the SessionTranscript of path 1 (OpenID4VP 1.0 section B.2.6.1), encoded."""
    handover_info = encode([client_id, nonce, None, response_uri])
    return encode([None, None, ["OpenID4VPHandover", sha256(handover_info).digest()]])


def verify(response: bytes, session_transcript: bytes, anchors: Anchors, now: int) -> Presented:
    """Verify a DeviceResponse against our own transcript at a time (milliseconds).

    Raises ``Refused`` with the first failing check. The spent store comes after, by the caller (check 16).
    """
    issued = _verify_issued(_document(decode(response)), anchors, now)
    value = _item_value(issued)
    key = device_key(_mapping(issued.mso.get("deviceKeyInfo")).get("deviceKey"))
    _check_device(issued.document, key, session_transcript)
    if value is not True:
        raise Refused("under_age")
    return Presented(sha256(issued.payload).digest(), issued.valid_until)


def verify_issuer_part(document: Mapping[str, Any], anchors: Anchors, now: int) -> Presented:
    """Verify what the issuer signed (checks 2 to 11); printed examples carry another device signature."""
    issued = _verify_issued(document, anchors, now)
    if _item_value(issued) is not True:
        raise Refused("under_age")
    return Presented(sha256(issued.payload).digest(), issued.valid_until)


def _document(response: Any) -> Mapping[str, Any]:
    if not isinstance(response, dict) or "version" not in response:
        raise Refused("shape")
    if response["version"] != "1.0":
        raise Refused("response_version")
    if response.get("status") != 0 or isinstance(response.get("status"), bool):
        raise Refused("response_status")
    if "documentErrors" in response:
        raise Refused("document_errors")
    documents = response.get("documents")
    if not isinstance(documents, list):
        raise Refused("shape")
    if len(documents) != 1:
        raise Refused("document_count")
    document = _mapping(documents[0])
    if "errors" in document:
        raise Refused("document_errors")
    return document


def _verify_issued(document: Mapping[str, Any], anchors: Anchors, now: int) -> _Issued:
    if document.get("docType") != DOCTYPE:
        raise Refused("doctype")
    signer, payload, signature = _issuer_auth(_mapping(document.get("issuerSigned")).get("issuerAuth"))
    key = anchors.check_signer(signer, now)
    if not is_signed(key, payload.value, signature):
        raise Refused("signature")
    mso = _mapping(decode(payload.value_of_24))
    _check_mso(mso)
    return _Issued(document, mso, payload.value, _check_validity(mso, signer, now))


@dataclass(frozen=True, slots=True)
class _Payload:
    value: bytes  # the payload as signed: a tag-24 item, octet for octet
    value_of_24: bytes  # the MSO inside it


def _issuer_auth(auth: Any) -> tuple[bytes, _Payload, bytes]:
    protected, unprotected, payload, signature = _sign1(auth)
    if protected != ES256_ONLY or not isinstance(unprotected, dict) or 1 in unprotected:
        raise Refused("issuer_alg")
    signer = _leaf(unprotected.get(33))
    signer_key(signer)
    if not isinstance(payload, bytes):
        raise Refused("mso_tag")
    enclosed = decode(payload)
    if not isinstance(enclosed, Tag) or enclosed.number != 24:
        raise Refused("mso_tag")
    return signer, _Payload(payload, enclosed.value), _octets(signature)


def _leaf(chain: Any) -> bytes:
    certificates = chain if isinstance(chain, list) else [chain]
    if not 1 <= len(certificates) <= CHAIN_LONGEST or not all(isinstance(one, bytes) for one in certificates):
        raise Refused("x5chain")
    # What follows the first is never trusted: an attacker can send any root (N22).
    leaf: bytes = certificates[0]
    return leaf


def _check_mso(mso: Mapping[str, Any]) -> None:
    if mso.get("version") != "1.0":
        raise Refused("mso_version")
    if mso.get("digestAlgorithm") != "SHA-256":
        raise Refused("digest_algorithm")
    if mso.get("docType") != DOCTYPE:
        raise Refused("mso_doctype")


def _check_validity(mso: Mapping[str, Any], signer: bytes, now: int) -> int:
    validity = mso.get("validityInfo")
    if not isinstance(validity, dict):
        raise Refused("validity")
    signed, valid_from, valid_until = (_tdate(validity, name) for name in ("signed", "validFrom", "validUntil"))
    if valid_from >= valid_until:
        raise Refused("validity")
    if not is_within(load_der_x509_certificate(signer), signed):
        raise Refused("signed_outside_certificate")
    if max(signed, valid_from) > now + SKEW:
        raise Refused("not_yet_valid")
    if now >= valid_until:
        raise Refused("expired")
    return valid_until


def _tdate(validity: Mapping[str, Any], name: str) -> int:
    if name not in validity:
        raise Refused("validity")
    item = validity[name]
    if not isinstance(item, Tag) or item.number != 0 or not TDATE_FORM.fullmatch(item.value):
        raise Refused("tdate")
    try:
        moment = datetime.strptime(item.value, TDATE).replace(tzinfo=UTC)
    except ValueError:
        raise Refused("tdate") from None
    return int(moment.timestamp() * 1000)


def _item_value(issued: _Issued) -> Any:
    spaces = _mapping(_mapping(issued.document["issuerSigned"]).get("nameSpaces"))
    if set(spaces) != {NAMESPACE}:
        raise Refused("namespaces")
    items = spaces[NAMESPACE]
    if not isinstance(items, list) or not items:
        raise Refused("shape")
    if len(items) != 1:
        raise Refused("claims_not_minimal")
    return _checked_item(items[0], _mapping(issued.mso.get("valueDigests")))


def _checked_item(received: Any, digests: Mapping[Any, Any]) -> Any:
    if not isinstance(received, Tag) or received.number != 24:
        raise Refused("shape")
    item = _mapping(decode(received.value))
    number = item.get("digestID")
    if set(item) != ITEM_KEYS or not isinstance(item["random"], bytes) or type(number) is not int:
        raise Refused("shape")
    if len(item["random"]) < SALT_OCTETS:
        raise Refused("salt_short")
    if item["elementIdentifier"] != ELEMENT:
        raise Refused("claim")
    known = digests.get(NAMESPACE)
    if not isinstance(known, dict) or number not in known:
        raise Refused("digest_missing")
    if sha256(received.raw).digest() != known[number]:
        raise Refused("digest_mismatch")
    return item["elementValue"]


def _check_device(document: Mapping[str, Any], key: EllipticCurvePublicKey, session_transcript: bytes) -> None:
    device_signed = document.get("deviceSigned")
    if not isinstance(device_signed, dict):
        raise Refused("device_signed")
    spaces = device_signed.get("nameSpaces")
    if not isinstance(spaces, Tag) or spaces.number != 24 or decode(spaces.value) != {}:
        raise Refused("device_namespaces")
    auth = device_signed.get("deviceAuth")
    if not isinstance(auth, dict) or set(auth) != {"deviceSignature"}:
        raise Refused("device_auth")
    protected, unprotected, payload, signature = _sign1(auth["deviceSignature"])
    if protected != ES256_ONLY:
        raise Refused("device_alg")
    if unprotected != {}:
        raise Refused("shape")
    if payload is not None:
        raise Refused("device_payload_attached")
    if not is_signed(key, device_authentication(session_transcript, spaces.raw), _octets(signature)):
        raise Refused("device_signature")


def device_authentication(session_transcript: bytes, device_namespaces: bytes) -> bytes:
    """Return DeviceAuthenticationBytes over encoded parts (ISO/IEC 18013-5 section 9.1.3.4)."""
    parts = [encode("DeviceAuthentication"), session_transcript, encode(DOCTYPE), device_namespaces]
    return tagged(24, b"\x84" + b"".join(parts)).raw


def _sign1(value: Any) -> tuple[Any, Any, Any, Any]:
    if not isinstance(value, list) or len(value) != 4:
        raise Refused("shape")
    return value[0], value[1], value[2], value[3]


def _octets(value: Any) -> bytes:
    if not isinstance(value, bytes):
        raise Refused("shape")
    return value


def _mapping(value: Any) -> Mapping[Any, Any]:
    if not isinstance(value, dict):
        raise Refused("shape")
    return value
