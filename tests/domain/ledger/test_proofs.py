"""A receipt can be checked by whoever holds it, with the public key alone."""

import pytest
from msgspec.structs import replace

from domain.ledger.ledgers import KEY, Ledger, ledger
from palabre.moderation.ledger.model import RECEIPT, Act
from palabre.moderation.ledger.notes import BadNote
from palabre.moderation.ledger.proofs import Proof, Receipt, check_proof, check_receipt
from palabre.moderation.ledger.tree import inclusion, leaf_hash, node_hash

MINE = Receipt("k5wfvnhatqbzc4jyxe2d7gmr3u", "ab" * 32, "07" * 32)


@pytest.fixture
def made() -> Ledger:
    """Return a ledger whose sixth entry is the commitment of ``MINE``, under a head of eleven."""
    one = ledger(5)
    one.enter(Act("", "", RECEIPT, RECEIPT, MINE.commitment().hex()))
    for number in range(5):
        one.enter(Act("", "", "end", "restriction", str(number)))
    one.sign()
    return one


def proof_of(made: Ledger, number: int) -> Proof:
    """Return the proof of an entry."""

    def node(level: int, position: int) -> bytes:
        if level == 0:
            return leaf_hash(made.lines[position][1])
        return node_hash(node(level - 1, 2 * position), node(level - 1, 2 * position + 1))

    path = inclusion(number - 1, len(made.lines), node)
    return Proof(made.lines[number - 1][0], made.notes[0][1], tuple(step.hex() for step in path))


def test_a_report_cannot_be_dropped_in_silence(made: Ledger) -> None:
    """The head includes the receipt: code, salt, what was sent and the public key are all it takes."""
    assert check_receipt(MINE, proof_of(made, 6), KEY.verifier).size == 11


def test_another_receipt_is_not_in_it(made: Ledger) -> None:
    """A code, a salt or a text that is not the one of the receipt does not fit; nor does another entry."""
    for other in (replace(MINE, code="x"), replace(MINE, salt="08" * 32), replace(MINE, notice="cd" * 32)):
        with pytest.raises(BadNote, match="not that of the receipt"):
            check_receipt(other, proof_of(made, 6), KEY.verifier)
    with pytest.raises(BadNote, match="not that of the receipt"):
        check_receipt(MINE, proof_of(made, 5), KEY.verifier)


def test_a_forged_proof_is_refused(made: Ledger) -> None:
    """Another entry on the path, another path, another head."""
    right = proof_of(made, 6)
    wrong = (
        replace(right, entry=replace(right.entry, time=1)),
        replace(right, entry=replace(right.entry, n=7)),
        replace(right, path=right.path[:-1]),
        replace(right, path=("zz", *right.path[1:])),
        replace(right, note=right.note.replace("11", "12", 1)),
    )
    assert check_proof(right, KEY.verifier).origin == KEY.name
    for one in wrong:
        with pytest.raises(BadNote):
            check_proof(one, KEY.verifier)
