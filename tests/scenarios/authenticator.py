"""A passkey in software: makes a key, signs what a site asks, as a phone would (WebAuthn level 2, sections 6 and 7)."""

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One resident credential, with user verification."""

    origin: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: os.urandom(32))
    count: int = 0
    flags: int = PRESENT | VERIFIED

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to ``navigator.credentials.create``."""
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        known = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + public
        data = self._data(options["rp"]["id"], ATTESTED) + known
        made = {"attestationObject": text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}))}
        return self._answer(made | {"clientDataJSON": text(self._client("webauthn.create", options))})

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to ``navigator.credentials.get``."""
        self.count += 1
        data, client = self._data(options["rpId"], 0), self._client("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {"authenticatorData": text(data), "signature": text(signature), "clientDataJSON": text(client)}
        )

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        named = text(self.credential)
        return {"id": named, "rawId": named, "type": "public-key", "response": response, "clientExtensionResults": {}}

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _data(self, site: str, more: int) -> bytes:
        return hashlib.sha256(site.encode()).digest() + bytes((self.flags | more,)) + self.count.to_bytes(4, "big")


def text(octets: bytes) -> str:
    """Return octets as WebAuthn's JSON writes them."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
