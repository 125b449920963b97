"""A conforming test wallet: reads a request, shows who asks what, signs, posts, throws the proof away.

Asked by a link it posts the answer itself (path 1); asked by the browser it hands a sealed one back (path 2).
Source: age assurance specification sections 5 and 13, OpenID4VP 1.0, ISO/IEC TS 18013-7 Annex C.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from palabre.age import response
from palabre.age.cbor import decode, encode, tagged
from palabre.age.cose import ES256_ONLY, device_key
from palabre.age.reasons import Refused
from palabre.age.request import ALLOWED_DEVICE_REQUEST, DCQL
from palabre.age.verifiers import dcapi
from palabre.age.verifiers.mdoc import DOCTYPE, device_authentication, transcript
from palabre.demo.issuer import Attestation, Issuer, sign1
from palabre.kernel.ids import base64url

Post = Callable[[str, dict[str, str]], Awaitable[dict[str, str]]]


class RefusesRequest(Exception):  # noqa: N818 - what the wallet does
    """The wallet does not answer this request; the message says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that a wallet may answer."""

    client_id: str
    response_uri: str
    nonce: str
    state: str

    @property
    def site(self) -> str:
        """The host that asks, as shown to the person."""
        return urlsplit(self.response_uri).netloc


def read_request(link: str) -> Asked:
    """Read a link or its parameters. Raises ``RefusesRequest`` for anything but one question: 18 or over."""
    query = link.partition("?")[2] or link
    given = {name: values[0] for name, values in parse_qs(query).items() if len(values) == 1}
    try:
        asked = Asked(given["client_id"], given["response_uri"], given["nonce"], given["state"])
        query_asked = json.loads(given["dcql_query"])
    except (KeyError, ValueError):
        raise RefusesRequest("a parameter is missing") from None
    if asked.client_id != f"redirect_uri:{asked.response_uri}":
        raise RefusesRequest("the asker is not who receives the answer")
    if given.get("response_mode") != "direct_post" or given.get("response_type") != "vp_token":
        raise RefusesRequest("only direct_post is spoken here")
    if query_asked != DCQL:
        raise RefusesRequest("more than “18 or over” is asked")
    return asked


@dataclass(frozen=True, slots=True)
class AskedByBrowser:
    """What a browser hands over: the request's texts, and the address of the page, which it vouches for."""

    device_request: str
    encryption_info: str
    origin: str

    def recipient(self) -> EllipticCurvePublicKey:
        """Return the key to seal for. Raises ``RefusesRequest``: malformed, or more than "18 or over" asked."""
        if self.device_request != ALLOWED_DEVICE_REQUEST:
            raise RefusesRequest("more than “18 or over” is asked")
        try:
            match decode(response.base64url(self.encryption_info)):
                case ["dcapi", {"nonce": bytes(), "recipientPublicKey": dict() as fields}]:
                    return device_key(fields)
        except Refused:
            pass
        raise RefusesRequest("the key to seal for cannot be read")

    @property
    def transcript(self) -> bytes:
        """What the device signs, and what the seal is bound to."""
        return dcapi.transcript(self.encryption_info, self.origin)


def sealed(content: bytes, key: EllipticCurvePublicKey, bound_to: bytes) -> str:
    """Return what the browser gives the page: a DeviceResponse sealed for a request, base64url."""
    octets = dcapi.SUITE.encrypt(content, key, info=bound_to)
    enc, ciphertext = octets[: response.ENC_OCTETS], octets[response.ENC_OCTETS :]
    return base64url(encode(["dcapi", {"enc": enc, "cipherText": ciphertext}]))


def device_response(attestation: Attestation, session_transcript: bytes) -> bytes:
    """Return the DeviceResponse of an attestation for a transcript, signed by its device key."""
    namespaces = tagged(24, encode({}))
    signature = sign1(attestation.key, device_authentication(session_transcript, namespaces.raw))
    device_signed = {
        "nameSpaces": namespaces,
        "deviceAuth": {"deviceSignature": [ES256_ONLY, {}, None, signature]},
    }
    document = {"docType": DOCTYPE, "issuerSigned": attestation.issuer_signed, "deviceSigned": device_signed}
    return encode({"version": "1.0", "documents": [document], "status": 0})


def answer_fields(asked: Asked, presented: bytes) -> dict[str, str]:
    """Return the form a wallet posts."""
    token = json.dumps({"proof_of_age": [base64url(presented)]}, separators=(",", ":"))
    return {"vp_token": token, "state": asked.state}


@dataclass
class Wallet:
    """Holds a batch of proofs and shows each once; asks the issuer for more when none is left."""

    issuer: Issuer
    post: Post
    attestations: list[Attestation] = field(default_factory=list)

    async def present(self, link: str, respond: Callable[[Asked], bytes] | None = None) -> str:
        """Answer a request; return where the browser goes next, or nothing for another device.

        ``respond`` takes the place of the right answer: a demonstration of a refusal. Raises ``RefusesRequest``.
        """
        asked = read_request(link)
        presented = (respond or self._right)(asked)
        told = await self.post(asked.response_uri, answer_fields(asked, presented))
        return told.get("redirect_uri", "")

    def hand_over(self, asked: AskedByBrowser) -> str:
        """Answer a browser's own dialog; return the sealed response. Raises ``RefusesRequest``."""
        key = asked.recipient()
        return sealed(device_response(self.take_one(), asked.transcript), key, asked.transcript)

    def take_one(self) -> Attestation:
        """Take a proof out of the batch, for good; ask the issuer for another batch when none is left."""
        if not self.attestations:
            self.attestations = self.issuer.batch()
        return self.attestations.pop()

    def _right(self, asked: Asked) -> bytes:
        return device_response(self.take_one(), transcript(asked.client_id, asked.nonce, asked.response_uri))
