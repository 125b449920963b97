"""What the ledger holds: entries, each bound to the one before, and payloads apart, which can be erased."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec
import rfc8785
from msgspec import Struct

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

BEFORE_THE_FIRST = bytes(32)  # what the first entry has for the hash of the one before
SALT_OCTETS = 32
# No words: an entry is never erased, so codes and random references stand in it, and all else in its payload.
TOKEN = re.compile(r"[!-~]{0,128}")
RECEIPT = "receipt"  # action and object of the entry of a notice's commitment


class BadAct(ValueError):  # noqa: N818 - says what was found
    """An act names something by words, or does not say what was done to what."""


class Act(Struct, frozen=True):
    """Something done, or refused, that has to be accounted for.

    ``actor`` is a reference of staff, empty for the program itself; all but the payload are codes and references of
    printable ASCII without spaces, 128 at most. Words about people go into the payload: it alone can be erased.
    """

    actor: str
    role: str
    action: str
    object_type: str
    object_ref: str
    reason: str = ""
    payload: Mapping[str, Json] = {}

    def __post_init__(self) -> None:
        """Refuse words where only references may stand. Raises ``BadAct``."""
        tokens = (self.actor, self.role, self.action, self.object_type, self.object_ref, self.reason)
        if not all(TOKEN.fullmatch(one) for one in tokens):
            raise BadAct("the ledger takes codes and references; words go into the payload")
        if not self.action or not self.object_type:
            raise BadAct("an act says what was done to what")


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the chain, its fields in the order of RFC 8785: encoding it as it stands is its canonical form."""

    action: str
    actor_ref: str
    n: int  # from 1, without gaps
    object_ref: str
    object_type: str
    payload_commitment: str  # hexadecimal, empty without a payload
    prev: str  # hexadecimal: hash of the entry before
    reason_code: str
    role: str
    time: int  # milliseconds since 1970


_encoder = msgspec.json.Encoder()


def entry_of(act: Act, number: int, now: int, prev: bytes, committed: bytes) -> Entry:
    """Return the entry of an act, after the one whose hash is ``prev``."""
    return Entry(
        act.action, act.actor, number, act.object_ref, act.object_type, committed.hex(), prev.hex(), act.reason,
        act.role, now,
    )  # fmt: skip


def canonical(entry: Entry) -> bytes:
    """Return the canonical form of an entry (RFC 8785)."""
    return _encoder.encode(entry)


def hash_of(entry: Entry) -> bytes:
    """Return what the next entry holds as ``prev``: the SHA-256 of the canonical form."""
    return hashlib.sha256(_encoder.encode(entry)).digest()


def written(payload: Mapping[str, Json]) -> bytes:
    """Return the canonical form of a payload (RFC 8785). Raises ``rfc8785.CanonicalizationError``."""
    return rfc8785.dumps(dict(payload))


def commitment(salt: bytes, payload: bytes) -> bytes:
    """Return what an entry says of its payload: nothing, to whoever does not have the salt."""
    return hashlib.sha256(salt + payload).digest()
