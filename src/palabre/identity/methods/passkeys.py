"""Passkeys (WebAuthn): resident, with user verification, without attestation; nothing of the device is learnt."""

import json
import os
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import webauthn
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from palabre.kernel.clock import MINUTE, Clock

CHALLENGE_OCTETS = 32
CHALLENGE_LIFE = 5 * MINUTE
CHALLENGES = 10_000  # waiting at once; the oldest goes first
HANDLE_OCTETS = 16


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as kept: a public key and a counter."""

    credential: bytes
    public_key: bytes
    count: int


@dataclass
class Challenges:
    """What was asked of whom, in memory; each is answered once."""

    clock: Clock
    _waiting: OrderedDict[str, tuple[bytes, int]] = field(default_factory=OrderedDict)

    def ask(self, whose: str) -> bytes:
        """Return a fresh challenge for somebody; a former one ends."""
        self._waiting.pop(whose, None)
        challenge = os.urandom(CHALLENGE_OCTETS)
        self._waiting[whose] = (challenge, self.clock.monotonic() + CHALLENGE_LIFE)
        if len(self._waiting) > CHALLENGES:
            self._waiting.popitem(last=False)
        return challenge

    def take(self, whose: str) -> bytes | None:
        """Return and forget what was asked, if it is not too old."""
        challenge, until = self._waiting.pop(whose, (b"", 0))
        return challenge if challenge and self.clock.monotonic() < until else None


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The site, as authenticators know it."""

    origin: str
    name: str = "Palabre"

    @property
    def id(self) -> str:
        """The host without its port."""
        return self.origin.split("://")[1].rsplit(":", 1)[0]

    def creation_options(self, challenge: bytes, pseudonym: str, known: list[bytes]) -> dict[str, Any]:
        """Return what a browser is asked to make; the handle is random, the name the pseudonym."""
        options = webauthn.generate_registration_options(
            rp_id=self.id,
            rp_name=self.name,
            user_id=os.urandom(HANDLE_OCTETS),
            user_name=pseudonym,
            challenge=challenge,
            attestation=AttestationConveyancePreference.NONE,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                require_resident_key=True,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        )
        return dict(json.loads(webauthn.options_to_json(options)))

    def created(self, answer: dict[str, Any], challenge: bytes) -> Passkey | None:
        """Return the passkey of a browser's answer, or nothing when it does not hold."""
        try:
            made = webauthn.verify_registration_response(
                credential=answer, expected_challenge=challenge, expected_rp_id=self.id, expected_origin=self.origin,
                require_user_verification=True,
            )  # fmt: skip
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return None
        return Passkey(made.credential_id, made.credential_public_key, made.sign_count)

    def request_options(self, challenge: bytes) -> dict[str, Any]:
        """Return what a browser is asked to sign with; whose it is, the authenticator knows."""
        options = webauthn.generate_authentication_options(
            rp_id=self.id, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
        )
        return dict(json.loads(webauthn.options_to_json(options)))

    def signed(self, answer: dict[str, Any], challenge: bytes, known: Passkey) -> int | None:
        """Return the new counter of a passkey that signed, or nothing when it did not."""
        try:
            verified = webauthn.verify_authentication_response(
                credential=answer, expected_challenge=challenge, expected_rp_id=self.id, expected_origin=self.origin,
                credential_public_key=known.public_key, credential_current_sign_count=known.count,
                require_user_verification=True,
            )  # fmt: skip
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return None
        return verified.new_sign_count


def credential_of(answer: dict[str, Any]) -> bytes:
    """Return the credential id that an answer names, or nothing."""
    try:
        return webauthn.base64url_to_bytes(str(answer["id"]))
    except (KeyError, ValueError, TypeError):
        return b""
