"""A conforming test wallet: reads a request, shows who asks what, signs, posts, throws the proof away.

Source: age assurance specification section 13, OpenID4VP 1.0.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from palabre.age.cbor import encode, tagged
from palabre.age.cose import ES256_ONLY
from palabre.age.request import DCQL
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


def answer_fields(asked: Asked, response: bytes) -> dict[str, str]:
    """Return the form a wallet posts."""
    token = json.dumps({"proof_of_age": [base64url(response)]}, separators=(",", ":"))
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
        response = (respond or self._right)(asked)
        told = await self.post(asked.response_uri, answer_fields(asked, response))
        return told.get("redirect_uri", "")

    def _right(self, asked: Asked) -> bytes:
        if not self.attestations:
            self.attestations = self.issuer.batch()
        over = transcript(asked.client_id, asked.nonce, asked.response_uri)
        return device_response(self.attestations.pop(), over)
