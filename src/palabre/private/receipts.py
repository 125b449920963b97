"""Receipts: what the server says of a message it delivered, and how a report is checked against it.

Source: message franking after Facebook's construction (Grubbs, Lu and Ristenpart, 2017); RFC 8785 for the sealed bytes.
"""

import base64
import hmac
import json
from dataclasses import dataclass

from msgspec.structs import replace

from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId
from palabre.private.model import Receipt, Shown
from palabre.private.ports import DayKeys

KEY_OCTETS = 32
COMMITMENT_OCTETS = 32


def opens(payload: bytes, fk: bytes, commitment: bytes) -> bool:
    """Whether a payload and its franking key open a commitment; a key has 32 octets, no other length."""
    if len(fk) != KEY_OCTETS or len(commitment) != COMMITMENT_OCTETS:
        return False
    return hmac.compare_digest(hmac.digest(fk, payload, "sha256"), commitment)


def sealed_bytes(receipt: Receipt) -> bytes:
    """Return the bytes that a seal covers: canonical JSON (RFC 8785) of every field but the seal."""
    fields = {
        "v": receipt.v, "msg_id": receipt.msg_id, "conversation_id": receipt.conversation_id,
        "author_ref": base64.b64encode(receipt.author_ref).decode(), "seq": receipt.seq, "time": receipt.time,
        "c": base64.b64encode(receipt.c).decode(), "key_id": receipt.key_id,
    }  # fmt: skip
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Receipts:
    """Seals receipts with the key of their day, and knows its own again."""

    keys: DayKeys

    def seal(self, receipt: Receipt) -> Receipt:
        """Return the receipt with its seal; ``key_id`` is that of its time."""
        day, key = self.keys.of(receipt.time)
        named = replace(receipt, key_id=day)
        return replace(named, seal=hmac.digest(key, sealed_bytes(named), "sha256"))

    def is_ours(self, receipt: Receipt) -> bool:
        """Whether this server sealed exactly this receipt with a key that still lives."""
        key = self.keys.living(receipt.key_id)
        if key is None or receipt.v != 1:
            return False
        return hmac.compare_digest(hmac.digest(key, sealed_bytes(receipt), "sha256"), receipt.seal)

    def check(self, conversation: ConversationId, author: bytes, shown: Shown, index: int = 0) -> None:
        """Check one message of a report: received in this conversation from this author (16 octets).

        Raises ``Refusal("bad_proof")`` with ``index`` and ``reason``: receipt, conversation, author, opening.
        """
        receipt = shown.receipt
        if not self.is_ours(receipt):
            raise Refusal("bad_proof", index=index, reason="receipt")
        if receipt.conversation_id != conversation:
            raise Refusal("bad_proof", index=index, reason="conversation")
        if receipt.author_ref != author:
            raise Refusal("bad_proof", index=index, reason="author")
        if not opens(shown.payload, shown.fk, receipt.c):
            raise Refusal("bad_proof", index=index, reason="opening")
