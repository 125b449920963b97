"""An exported ledger is checked by its file alone; no byte of it can change unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ledger.ledgers import KEY, ledger
from palabre.moderation.ledger.export import exported, verify_export
from palabre.moderation.ledger.notes import SignerKey
from palabre.moderation.ledger.verify import Broken

MADE = ledger(7, 2, 5)
FILE = list(exported(MADE.lines, MADE.notes, KEY.verifier))


def test_an_exported_ledger_verifies() -> None:
    """With the key that it names, or one noted before."""
    for keys in ((), (KEY.verifier,)):
        found = verify_export(FILE, *keys)
        assert (found.entries, found.heads, found.covered) == (7, 2, 5)


def test_the_lines_are_what_the_page_for_auditors_says() -> None:
    """Key, entries, each head after the last that it covers, the end."""
    kinds = [line.partition(b":")[0] for line in FILE]
    entry, note = b'{"entry"', b'{"note"'
    assert kinds == [b'{"format"', entry, entry, note, entry, entry, entry, note, entry, entry, b'{"entries"']
    assert b'"payload":{"count":1,"words":"\xc3\xa9"},"salt":"00' in FILE[1]
    assert b'"payload"' not in FILE[4]  # the third entry has none


@given(st.data())
def test_t10_any_byte_flipped_in_the_file_is_found(data: st.DataObject) -> None:
    """T10: in an entry it names the entry; anywhere else it is found as well."""
    number = data.draw(st.integers(0, len(FILE) - 1))
    line = bytearray(FILE[number])
    line[data.draw(st.integers(0, len(line) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Broken) as broken:
        verify_export([*FILE[:number], bytes(line), *FILE[number + 1 :]])
    if FILE[number].startswith(b'{"entry"'):
        before = sum(one.startswith(b'{"entry"') for one in FILE[:number])
        assert broken.value.where == f"entry {before + 1}"


@given(st.integers(0, len(FILE) - 1))
def test_t10_a_line_lost_or_doubled_is_found(number: int) -> None:
    """T10: an entry, a head, the first and the last line."""
    for changed in (FILE[:number] + FILE[number + 1 :], FILE[: number + 1] + FILE[number:], FILE[:number]):
        with pytest.raises(Broken):
            verify_export(changed)


def test_a_line_after_the_end_is_refused() -> None:
    """What is said to be all is all."""
    with pytest.raises(Broken, match="is followed by another"):
        verify_export([*FILE, FILE[-1]])


def test_a_ledger_of_another_key_is_refused_to_who_noted_one() -> None:
    """A file written anew with a key of its own holds, except for whoever knows the true key."""
    with pytest.raises(Broken, match="signed by another key"):
        verify_export(FILE, SignerKey(KEY.name, bytes(32)).verifier)


def test_a_file_of_another_format_is_refused() -> None:
    """One that a later version wrote is not half understood."""
    with pytest.raises(Broken, match="is not of the format palabre-ledger-1"):
        verify_export([FILE[0].replace(b"ledger-1", b"ledger-2"), *FILE[1:]])
    with pytest.raises(Broken, match="cut short"):
        verify_export([])
