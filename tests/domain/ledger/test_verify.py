"""Whatever is changed in a ledger is found, and named; what may be erased is not missed."""

import re

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from domain.ledger.ledgers import KEY, Ledger, ledger
from palabre.moderation.ledger.heads import Head
from palabre.moderation.ledger.model import Act, Entry, canonical, hash_of
from palabre.moderation.ledger.notes import SignerKey
from palabre.moderation.ledger.verify import Broken

TOKENS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=128)
FIELDS = ("action", "actor_ref", "object_ref", "object_type", "payload_commitment", "prev", "reason_code", "role")


@given(st.builds(Entry, TOKENS, TOKENS, st.integers(1, 2**53 - 1), TOKENS, TOKENS, TOKENS, TOKENS, TOKENS, TOKENS,
                 st.integers(0, 2**53 - 1)))  # fmt: skip
def test_an_entry_as_it_stands_is_canonical(entry: Entry) -> None:
    """What is hashed is RFC 8785 of the fields, by another hand."""
    assert canonical(entry) == rfc8785.dumps(asdict(entry))


def test_a_ledger_that_holds_says_what_it_is_made_of() -> None:
    """Entries, heads, how many of them a head covers, payloads erased."""
    made = ledger(10, 4, 8)
    found = made.check().end()
    assert (found.entries, found.heads, found.covered, found.erased) == (10, 2, 8, 0)
    assert found.root == made.tree.root()


def test_t10_an_erased_payload_is_not_missed() -> None:
    """T10: payload and salt gone, the chain is whole and every head holds."""
    made = ledger(10, 4, 10)
    for number in (1, 6, 8):
        made.lines[number] = (*made.lines[number][:2], None, None)
    assert made.check().end().erased == 2  # the ninth had none


@given(st.data())
def test_t10_any_byte_flipped_anywhere_names_its_entry(data: st.DataObject) -> None:
    """T10: in a field, a hash, a salt, a payload: the first broken entry is the one that was touched."""
    made = ledger(9, 3, 9)
    number = data.draw(st.integers(1, 9))
    entry, digest, salt, octets = made.lines[number - 1]
    part = data.draw(st.sampled_from([*FIELDS, "hash", *(("salt", "payload") if octets else ())]))
    if part in FIELDS:
        entry = replace(entry, **{part: _flipped(str(asdict(entry)[part]).encode(), data).decode(errors="replace")})
    made.lines[number - 1] = (
        entry,
        _flipped(digest, data) if part == "hash" else digest,
        _flipped(salt, data) if salt and part == "salt" else salt,
        _flipped(octets, data) if octets and part == "payload" else octets,
    )
    with pytest.raises(Broken, match=f"^entry {number}: "):
        made.check()


@pytest.mark.parametrize("field", ["n", "time"])
def test_t10_a_number_changed_names_its_entry(field: str) -> None:
    """T10: a place in the chain or a moment."""
    made = ledger(9, 9)
    entry, *rest = made.lines[4]
    made.lines[4] = (replace(entry, **{field: getattr(entry, field) ^ 1}), *rest)  # type: ignore[assignment]
    with pytest.raises(Broken, match=r"^entry 5: "):
        made.check()


def test_t10_an_entry_written_anew_breaks_the_next() -> None:
    """T10: with its hash made to fit, the next entry no longer follows."""
    made = ledger(9)
    _rewrite(made, 4)
    with pytest.raises(Broken, match="entry 5: does not follow from the one before"):
        made.check()


def test_t10_a_chain_written_anew_breaks_the_first_head_over_it() -> None:
    """T10: whoever computes all hashes again cannot sign: the head says between which entries."""
    made = ledger(9, 3, 6, 9)
    forged = Ledger()
    for number, (entry, *_) in enumerate(made.lines, 1):
        actor = "nobody" if number == 5 else entry.actor_ref
        forged.enter(Act(actor, entry.role, entry.action, entry.object_type, entry.object_ref))
        if number == 3:
            forged.sign()
    forged.notes += made.notes[1:]
    with pytest.raises(Broken, match="head of 6 entries: is of other entries: one of 4 to 6 was written anew"):
        forged.check()


@pytest.mark.parametrize(
    ("drop", "says"),
    [
        (0, "entry 1: is missing, entry 2 stands in its place"),
        (4, "entry 5: is missing, entry 6 stands in its place"),
        (8, "entry 9: is missing, and so are all up to 9, which a head covers"),
    ],
)
def test_t10_a_lost_entry_is_named(drop: int, says: str) -> None:
    """T10: the first, one between, the last line that a disk has lost."""
    made = ledger(9, 4, 9)
    del made.lines[drop]
    with pytest.raises(Broken, match=re.escape(says)):
        made.check()


def test_t10_two_entries_in_each_others_place_are_found() -> None:
    """T10: order is part of what was written."""
    made = ledger(9)
    made.lines[2], made.lines[3] = made.lines[3], made.lines[2]
    with pytest.raises(Broken, match="entry 3: is missing"):
        made.check()


@pytest.mark.parametrize(
    ("size", "note", "says"),
    [
        (4, "no note", "the note has no signature"),
        (4, Head(KEY.name, 5, bytes(32), 0).signed(KEY), "is one of 5"),
        (4, Head(KEY.name, 4, bytes(32), 0).signed(SignerKey(KEY.name, bytes(32))), "signed by another key"),
        (4, Head(KEY.name, 4, bytes(32), 0).signed(KEY), "one of 1 to 4 was written anew"),
    ],
    ids=["no note", "size", "key", "root"],
)
def test_a_head_that_does_not_fit_is_named(size: int, note: str, says: str) -> None:
    """Its form, its size, its key, its root."""
    made = ledger(9)
    made.notes.append((size, note))
    with pytest.raises(Broken, match=f"head of 4 entries: .*{says}"):
        made.check()


def test_a_payload_that_was_never_entered_is_found() -> None:
    """Nothing can be added to an entry afterwards."""
    made = ledger(9)
    made.lines[2] = (*made.lines[2][:2], bytes(32), b"{}")
    with pytest.raises(Broken, match="entry 3: has a payload that is not the one it was entered with"):
        made.check()
    made.lines[2] = (*made.lines[2][:2], bytes(32), None)
    with pytest.raises(Broken, match="entry 3: has a payload that cannot be read"):
        made.check()


def test_kept_subtrees_are_checked() -> None:
    """Proofs are made from them: a wrong one would make a true entry look lost."""
    checker = ledger(512, 512).check()
    right = dict(checker._tree.made)
    assert set(right) == {(8, 0), (8, 1), (9, 0)}
    checker.nodes(right)
    with pytest.raises(Broken, match="node 1 of level 8"):
        checker.nodes({**right, (8, 1): bytes(32)})


def _rewrite(made: Ledger, number: int) -> None:
    entry, _, salt, payload = made.lines[number - 1]
    entry = replace(entry, actor_ref="nobody")
    made.lines[number - 1] = (entry, hash_of(entry), salt, payload)


def _flipped(octets: bytes, data: st.DataObject) -> bytes:
    if not octets:
        return b"x"
    changed = bytearray(octets)
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    return bytes(changed)
