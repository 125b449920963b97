"""Signed notes: text that a person can read and others' programs can check (C2SP signed-note, with Ed25519)."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"  # signature type
NAME = re.compile(r"[^\s+]+")
KEY_OCTETS = 32
ID_OCTETS = 4
DASH = "— "  # begins the line of a signature
SECRET = ("PRIVATE", "KEY")


class BadNote(ValueError):  # noqa: N818 - says what was found
    """A note or a key is not what it should be; the message says how."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Whose signature is believed: a name, and the public half of an Ed25519 key."""

    name: str
    public: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """Read ``name+id+key`` as ``str`` writes it. Raises ``BadNote``."""
        try:
            name, _, encoded = text.split("+", 2)
            octets = base64.b64decode(encoded, validate=True)
        except ValueError:
            raise BadNote("a key reads name+id+base64") from None
        key = cls(name, octets[1:])
        if len(key.public) != KEY_OCTETS or not NAME.fullmatch(name) or str(key) != text:
            raise BadNote("the key does not fit its id, or is of no known kind")
        return key

    @property
    def id(self) -> bytes:
        """Which key it is, beside its name."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:ID_OCTETS]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class SignerKey:
    """Signs notes under a name."""

    name: str
    seed: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """Read ``PRIVATE+KEY+name+id+seed`` as ``written`` writes it. Raises ``BadNote``, which does not quote it."""
        try:
            *begin, name, _, encoded = text.split("+", 4)
            octets = base64.b64decode(encoded, validate=True)
        except ValueError:
            raise BadNote("the signing key cannot be read") from None
        key = cls(name, octets[1:])
        if tuple(begin) != SECRET or len(key.seed) != KEY_OCTETS or key.written() != text:
            raise BadNote("the signing key does not fit its id, or is of no known kind")
        return key

    def written(self) -> str:
        """Return what ``read`` reads; a secret."""
        encoded = base64.b64encode(ED25519 + self.seed).decode()
        return "+".join((*SECRET, self.name, self.verifier.id.hex(), encoded))

    @property
    def verifier(self) -> VerifierKey:
        """What checks the signatures of this key."""
        return VerifierKey(self.name, self._private.public_key().public_bytes_raw())

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign(self, text: str) -> str:
        """Return a text, which ends with a line feed, as a note."""
        signature = base64.b64encode(self.verifier.id + self._private.sign(text.encode())).decode()
        return f"{text}\n{DASH}{self.name} {signature}\n"


def text_of(note: str) -> str:
    """Return what a note says, whoever signed it. Raises ``BadNote``."""
    text, blank, _ = note.rpartition("\n\n")
    if not blank:
        raise BadNote("the note has no signature")
    return text + "\n"


def opened(note: str, *keys: VerifierKey) -> str:
    """Return what a note with one signature says, once signed by one of the keys. Raises ``BadNote``."""
    text = text_of(note)
    name, _, encoded = note[len(text) + 1 :].removeprefix(DASH).removesuffix("\n").rpartition(" ")
    signed = _octets(encoded)
    if f"{text}\n{DASH}{name} {encoded}\n" != note:
        raise BadNote("the line of the signature is not as it should be")
    for key in keys:
        if (key.name, key.id) == (name, signed[:ID_OCTETS]):
            _check(key, signed[ID_OCTETS:], text)
            return text
    raise BadNote(f"signed by another key, of {name}")


def _octets(encoded: str) -> bytes:
    try:
        octets = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        octets = b""
    if base64.b64encode(octets).decode() != encoded:  # one encoding only: a bit that means nothing is a change too
        raise BadNote("the signature cannot be read")
    return octets


def _check(key: VerifierKey, signature: bytes, text: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        raise BadNote("the signature is not of this text") from None
