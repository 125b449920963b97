"""What a person holds: a receipt, and the proof that a public head includes it."""

import binascii

from msgspec import Struct

from palabre.moderation.ledger.heads import Head
from palabre.moderation.ledger.model import RECEIPT, Entry, commitment, hash_of, written
from palabre.moderation.ledger.notes import BadNote, VerifierKey
from palabre.moderation.ledger.tree import is_included, leaf_hash


class Receipt(Struct, frozen=True):
    """What the sender of a notice is given; only its commitment stands in the ledger."""

    code: str  # 128 bits, by which the notice is followed
    notice: str  # hexadecimal: SHA-256 of what was sent, as it was received
    salt: str  # hexadecimal: 32 octets of chance

    def commitment(self) -> bytes:
        """Return SHA-256(salt || canonical JSON of code and notice). Raises ``ValueError`` for a salt that is not."""
        return commitment(bytes.fromhex(self.salt), written({"code": self.code, "notice": self.notice}))


class Proof(Struct, frozen=True):
    """That an entry is among those of a signed head."""

    entry: Entry
    note: str  # the head
    path: tuple[str, ...]  # hexadecimal, from the entry upwards


def check_proof(proof: Proof, *keys: VerifierKey) -> Head:
    """Return the head that includes an entry. Raises ``BadNote``."""
    head = Head.read(proof.note, *keys)
    try:
        path = [binascii.unhexlify(step) for step in proof.path]
    except ValueError:
        raise BadNote("the path is not hexadecimal") from None
    if not is_included(leaf_hash(hash_of(proof.entry)), proof.entry.n - 1, head.size, path, head.root):
        raise BadNote("the path does not lead from the entry to the head")
    return head


def check_receipt(receipt: Receipt, proof: Proof, *keys: VerifierKey) -> Head:
    """Return the head that includes a receipt. Raises ``BadNote``."""
    said = proof.entry
    if (said.action, said.object_type, said.object_ref) != (RECEIPT, RECEIPT, receipt.commitment().hex()):
        raise BadNote("the entry is not that of the receipt")
    return check_proof(proof, *keys)
