"""Wrong proofs on demand: one fault for each refusal of the gate's case list, made afresh for a live request.

A switch of the test wallet, so that a whole installation, not only the verifier, is seen to refuse each
(age assurance section 13). Loaded in a demonstration only. Each fault changes one part of a right proof,
at the stage where that part is made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from palabre.age.cbor import Tag, decode, encode, tagged
from palabre.age.cose import ES256_ONLY
from palabre.age.verifiers.mdoc import DOCTYPE, ELEMENT, NAMESPACE, device_authentication, transcript
from palabre.demo.certificates import Form, certificate
from palabre.demo.issuer import Attestation, Issuer, sign1, tdate
from palabre.demo.wallet import Asked, device_response

Json = dict[str, Any]
ES384 = encode({1: -35})
LICENCE = "org.iso.18013.5.1.mDL"
PID = "eu.europa.ec.eudi.pid.1"


class UnknownFault(ValueError):  # noqa: N818 - says what was asked
    """There is no fault of this name; the message lists those that exist."""


@dataclass
class Draft:
    """A proof while it is made: who issues, bound to which key, signed over what."""

    issuer: Issuer
    key: EllipticCurvePrivateKey
    over: bytes  # the transcript that the device signs

    @property
    def today(self) -> datetime:
        """Midnight of the issuer's day."""
        return self.issuer.today

    def leaf(self, **changes: Any) -> bytes:
        """Return a signer's certificate of this issuer that differs in these ways, DER."""
        return self.other_leaf(self.issuer.root, **changes)

    def other_leaf(self, authority: EllipticCurvePrivateKey, **changes: Any) -> bytes:
        """Return a signer's certificate from another authority, DER."""
        made = certificate(self.issuer.signer.public_key(), authority, self.today, Form(**changes))
        return made.public_bytes(Encoding.DER)


Stage = Callable[[Any, Draft], None]


def _unchanged(_: Any, __: Draft) -> None:
    """Leave a part as it is."""


@dataclass(frozen=True)
class Fault:
    """What differs from a right proof, by stage in the order of the making."""

    transcript: Callable[[Asked], bytes] | None = None
    item: Stage = _unchanged  # the element, before the issuer digests it
    mso: Stage = _unchanged  # before the issuer signs it
    auth: Stage = _unchanged  # issuerAuth, after the issuer signed
    disclosed: Stage = _unchanged  # the list of items shown, after signing
    issued: Stage = _unchanged  # the namespaces shown, after signing
    device: Stage = _unchanged  # deviceSigned, after the device signed
    document: Stage = _unchanged
    response: Stage = _unchanged
    octets: Callable[[bytes], bytes] = bytes


def faulty_response(name: str, issuer: Issuer, asked: Asked) -> bytes:
    """Return the DeviceResponse of a fault for a request. Raises ``UnknownFault``."""
    if name not in FAULTS:
        raise UnknownFault(f"no fault {name!r}; known ones: {', '.join(FAULTS)}")
    over = (FAULTS[name].transcript or _right_transcript)(asked)
    return faulty_proof(name, issuer, over)


def faulty_proof(name: str, issuer: Issuer, over: bytes) -> bytes:
    """Return the DeviceResponse of a fault, or of none when there is no such one, signed over a transcript."""
    fault = FAULTS.get(name, Fault())
    draft = Draft(issuer, generate_private_key(SECP256R1()), over)
    attestation = Attestation(_issued(fault, draft), draft.key)
    response = decode(device_response(attestation, over))
    document = response["documents"][0]
    fault.device(document["deviceSigned"], draft)
    fault.document(document, draft)
    fault.response(response, draft)
    return fault.octets(encode(response))


def _issued(fault: Fault, draft: Draft) -> Json:
    item: Json = {"random": draft.issuer.entropy(32), "digestID": 0, "elementIdentifier": ELEMENT, "elementValue": True}
    fault.item(item, draft)
    shown = [tagged(24, encode(item))]
    mso = draft.issuer.mso(shown[0], draft.key.public_key())
    fault.mso(mso, draft)
    payload = tagged(24, encode(mso)).raw
    auth = [ES256_ONLY, {33: draft.leaf()}, payload, sign1(draft.issuer.signer, payload)]
    fault.auth(auth, draft)
    fault.disclosed(shown, draft)
    spaces = {NAMESPACE: shown}
    fault.issued(spaces, draft)
    return {"nameSpaces": spaces, "issuerAuth": auth}


# Transcripts: what the device signs over.


def _right_transcript(asked: Asked) -> bytes:
    return transcript(asked.client_id, asked.nonce, asked.response_uri)


def _handover(name: str, *parts: str | bytes | None) -> bytes:
    return encode([None, None, [name, sha256(encode(list(parts))).digest()]])


def _first_drafts_handover(asked: Asked) -> bytes:
    wallet_nonce = "of the wallet"
    digests = [sha256(encode([one, wallet_nonce])).digest() for one in (asked.client_id, asked.response_uri)]
    return encode([None, None, [*digests, asked.nonce]])


# Small changes, by name.


def _set(key: Any, value: Any) -> Stage:
    return lambda part, _: part.__setitem__(key, value)


def _drop(key: Any) -> Stage:
    return lambda part, _: part.__delitem__(key)


def _dates(signed: int, valid_from: int, valid_until: int) -> Stage:
    """Move the dates of an object, in days from today."""

    def move(mso: Json, draft: Draft) -> None:
        days = zip(("signed", "validFrom", "validUntil"), (signed, valid_from, valid_until), strict=True)
        mso["validityInfo"] = {name: tdate(draft.today + timedelta(days=count)) for name, count in days}

    return move


def _untagged_end(mso: Json, _: Draft) -> None:
    mso["validityInfo"]["validUntil"] = mso["validityInfo"]["validUntil"].value


def _device_key(label: int, value: object) -> Stage:
    return lambda mso, _: mso["deviceKeyInfo"]["deviceKey"].__setitem__(label, value)


def _identity(mso: Json, _: Draft) -> None:
    mso["docType"] = PID
    mso["valueDigests"] = {PID: mso["valueDigests"][NAMESPACE]}


# The issuer's signature and its certificate.


def _chain(make: Callable[[Draft], bytes | list[bytes]]) -> Stage:
    return lambda auth, draft: auth[1].__setitem__(33, make(draft))


def _own_root(draft: Draft) -> list[bytes]:
    key = generate_private_key(SECP256R1())
    root = certificate(key.public_key(), key, draft.today, Form("Another CA", "Another CA", is_ca=True))
    return [draft.other_leaf(key, issuer="Another CA"), root.public_bytes(Encoding.DER)]


def _flipped(auth: list[Any], _: Draft) -> None:
    auth[3] = auth[3][:-1] + bytes([auth[3][-1] ^ 1])


def _altered_mso(auth: list[Any], _: Draft) -> None:
    mso = decode(decode(auth[2]).value) | {"status": {}}
    auth[2] = tagged(24, encode(mso)).raw


def _bare_payload(auth: list[Any], draft: Draft) -> None:
    auth[2] = decode(auth[2]).value
    auth[3] = sign1(draft.issuer.signer, auth[2])


def _der_signature(auth: list[Any], _: Draft) -> None:
    auth[3] = encode_dss_signature(int.from_bytes(auth[3][:32]), int.from_bytes(auth[3][32:]))


# What the wallet discloses.


def _changed_value(shown: list[Tag], _: Draft) -> None:
    shown[0] = tagged(24, encode(decode(shown[0].value) | {"elementValue": False}))


def _another_item(**changes: Any) -> Stage:
    def add(shown: list[Tag], _: Draft) -> None:
        shown.insert(0, tagged(24, encode(decode(shown[0].value) | changes)))

    return add


def _renamed_space(name: str) -> Stage:
    return lambda spaces, _: spaces.__setitem__(name, spaces.pop(NAMESPACE))


def _second_space(spaces: Json, _: Draft) -> None:
    spaces[LICENCE] = spaces[NAMESPACE]


# The device.


def _signed_by_another(device: Json, draft: Draft) -> None:
    thief = generate_private_key(SECP256R1())
    device["deviceAuth"]["deviceSignature"][3] = sign1(
        thief, device_authentication(draft.over, device["nameSpaces"].raw)
    )


def _self_asserted(device: Json, draft: Draft) -> None:
    device["nameSpaces"] = tagged(24, encode({NAMESPACE: {ELEMENT: True}}))
    payload = device_authentication(draft.over, device["nameSpaces"].raw)
    device["deviceAuth"]["deviceSignature"][3] = sign1(draft.key, payload)


def _for_another_document(device: Json, draft: Draft) -> None:
    parts = [encode("DeviceAuthentication"), draft.over, encode(LICENCE), device["nameSpaces"].raw]
    device["deviceAuth"]["deviceSignature"][3] = sign1(draft.key, tagged(24, b"\x84" + b"".join(parts)).raw)


def _mac(device: Json, _: Draft) -> None:
    device["deviceAuth"] = {"deviceMac": [encode({1: 5}), {}, None, bytes(32)]}


def _attached(device: Json, draft: Draft) -> None:
    device["deviceAuth"]["deviceSignature"][2] = device_authentication(draft.over, device["nameSpaces"].raw)


def _other_device_header(device: Json, _: Draft) -> None:
    device["deviceAuth"]["deviceSignature"][0] = ES384


# The response around it.


def _twice(response: Json, _: Draft) -> None:
    response["documents"] *= 2


FAULTS: dict[str, Fault] = {
    "N01": Fault(transcript=lambda asked: transcript(asked.client_id, "another", asked.response_uri)),
    "N02": Fault(
        transcript=lambda asked: transcript("redirect_uri:https://a.example/", asked.nonce, asked.response_uri)
    ),
    "N03": Fault(transcript=lambda asked: transcript(asked.client_id, asked.nonce, "https://another.example/")),
    "N04": Fault(transcript=lambda asked: transcript(asked.response_uri, asked.nonce, asked.response_uri)),
    "N05": Fault(
        transcript=lambda asked: _handover(
            "OpenID4VPHandover", asked.client_id, asked.nonce, bytes(32), asked.response_uri
        )
    ),
    "N06": Fault(transcript=lambda asked: _handover("OpenID4VPDCAPIHandover", asked.response_uri, asked.nonce, None)),
    "N07": Fault(transcript=_first_drafts_handover),
    "N08": Fault(mso=_dates(-1, -1, 0)),
    "N09": Fault(mso=_dates(2, 2, 30)),
    "N10": Fault(mso=_dates(0, 0, -1)),
    "N11": Fault(mso=_drop("validityInfo")),
    "N12": Fault(mso=_untagged_end),
    "N13": Fault(document=_set("docType", LICENCE)),
    "N14": Fault(mso=_set("docType", LICENCE)),
    "N15": Fault(disclosed=_changed_value),
    "N16": Fault(mso=_set("valueDigests", {NAMESPACE: {}})),
    "N17": Fault(mso=_set("valueDigests", {})),
    "N18": Fault(issued=_renamed_space(LICENCE)),
    "N19": Fault(auth=_flipped),
    "N20": Fault(auth=_altered_mso),
    "N21": Fault(auth=_chain(lambda draft: draft.other_leaf(generate_private_key(SECP256R1())))),
    "N22": Fault(auth=_chain(_own_root)),
    "N23": Fault(auth=_chain(lambda draft: draft.other_leaf(draft.issuer.signer, issuer="Palabre demo DS"))),
    "N24": Fault(auth=_chain(lambda draft: draft.leaf(days=(-400, -30)))),
    "N25": Fault(mso=_dates(-30, -30, 60)),
    "N26": Fault(auth=_chain(lambda draft: draft.leaf(may_sign=False))),
    "N27": Fault(auth=_chain(lambda draft: draft.leaf(is_ca=True))),
    "N28": Fault(auth=_set(1, {})),
    "N29": Fault(auth=_set(0, ES384)),
    "N30": Fault(auth=lambda auth, draft: auth.__setitem__(slice(0, 2), [b"", {1: -7, 33: draft.leaf()}])),
    "N31": Fault(mso=_set("digestAlgorithm", "SHA-512")),
    "N32": Fault(mso=_set("version", "2.0")),
    "N33": Fault(auth=_bare_payload),
    "N34": Fault(auth=_der_signature),
    "N35": Fault(item=_set("elementValue", False)),
    "N36": Fault(item=_set("elementValue", 1)),
    "N37": Fault(item=_set("elementValue", "true")),
    "N38": Fault(item=_set("elementIdentifier", "age_over_16")),
    "N39": Fault(disclosed=_another_item(elementIdentifier="age_over_21", digestID=1)),
    "N40": Fault(disclosed=_another_item(elementValue=False, digestID=1)),
    "N41": Fault(issued=_second_space),
    "N42": Fault(item=_set("random", bytes(8))),
    "N43": Fault(response=_twice),
    "N44": Fault(response=_set("status", 10)),
    "N45": Fault(response=_set("version", "2.0")),
    "N46": Fault(response=_set("documentErrors", [{DOCTYPE: 0}])),
    "N47": Fault(document=_drop("deviceSigned")),
    "N48": Fault(device=_signed_by_another),
    "N49": Fault(device=_mac),
    "N50": Fault(device=_self_asserted),
    "N51": Fault(device=_attached),
    "N52": Fault(device=_for_another_document),
    "N53": Fault(device=_other_device_header),
    "N54": Fault(mso=_device_key(-3, bytes(32))),
    "N55": Fault(mso=_device_key(-1, 2)),
    "N56": Fault(octets=lambda right: right + b"\0"),
    "N57": Fault(octets=lambda right: b"\xa4" + right[1:] + right[-8:]),
    "N58": Fault(octets=lambda right: b"\xbf" + right[1:] + b"\xff"),
    "N59": Fault(octets=lambda _: b"\x81" * 5_000 + b"\0"),
    "N60": Fault(octets=lambda right: right + bytes(70_000)),
    "N61": Fault(octets=lambda right: right[:-1]),
    "N62": Fault(octets=lambda _: encode([1, 2, 3])),
    "E26": Fault(mso=_identity, issued=_renamed_space(PID), document=_set("docType", PID)),
}
