"""Signed notes and heads: those of others are read, ours are written in one way only."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.moderation.ledger.heads import Head
from palabre.moderation.ledger.notes import BadNote, SignerKey, VerifierKey, opened

VECTOR = json.loads((Path(__file__).parents[2] / "vectors" / "ledger" / "rfc6962.json").read_text())["note"]
KEY = SignerKey("chat.example/ledger", bytes(range(32)))
HEAD = Head("chat.example/ledger", 300, b"\xfe" * 32, 1_795_000_000_000)


def test_a_note_of_others_is_opened() -> None:
    """The published note is of the published key; the key is written as it was read."""
    key = VerifierKey.read(VECTOR["key"])
    assert str(key) == VECTOR["key"]
    assert opened(f"{VECTOR['text']}\n{VECTOR['signature']}\n", key) == VECTOR["text"]


def test_a_head_is_a_checkpoint_that_anybody_can_read() -> None:
    """Origin, size, root, time, an empty line, a signature."""
    lines = HEAD.signed(KEY).split("\n")
    assert lines[:5] == ["chat.example/ledger", "300", "/v7+" * 10 + "/v4=", "time 1795000000000", ""]
    assert lines[5].startswith("— chat.example/ledger ")
    assert Head.read(HEAD.signed(KEY), KEY.verifier) == HEAD
    assert Head.peek(HEAD.signed(KEY)) == HEAD


@given(st.data())
def test_no_bit_of_a_head_can_change(data: st.DataObject) -> None:
    """T10: a head with any byte changed is refused, be it one that the encoding ignores."""
    octets = bytearray(HEAD.signed(KEY).encode())
    octets[data.draw(st.integers(0, len(octets) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(BadNote):
        Head.read(octets.decode(errors="surrogateescape"), KEY.verifier)


@given(st.data())
def test_no_bit_of_a_key_can_change(data: st.DataObject) -> None:
    """The id is of the name and the key: a slip of the hand is refused."""
    for text, read in ((str(KEY.verifier), VerifierKey.read), (KEY.written(), SignerKey.read)):
        octets = bytearray(text.encode())
        octets[data.draw(st.integers(0, len(octets) - 1))] ^= 1 << data.draw(st.integers(0, 6))
        with pytest.raises(BadNote):
            read(octets.decode())


def test_a_key_comes_back_as_it_was_written() -> None:
    """Both halves; what is written of the secret one is never what an error says."""
    assert SignerKey.read(KEY.written()) == KEY
    assert VerifierKey.read(str(KEY.verifier)) == KEY.verifier
    with pytest.raises(BadNote) as refused:
        SignerKey.read(KEY.written() + "A")
    assert KEY.written()[-20:] not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "chat.example/ledger\n0\n" + "A" * 43 + "=\ntime 1\n",
        "chat.example/ledger\n01\n" + "A" * 43 + "=\ntime 1\n",
        "chat.example/ledger\n1\n" + "A" * 42 + "B=\ntime 1\n",
        "chat.example/ledger\n1\n" + "A" * 43 + "=\n",
        "chat.example/ledger\n1\n" + "A" * 43 + "=\ntime 1\nmore\n",
    ],
    ids=["empty tree", "leading zero", "loose base64", "no time", "another line"],
)
def test_a_head_of_another_form_is_refused_though_signed(text: str) -> None:
    """The key signs heads and nothing else; what is not one is not believed."""
    with pytest.raises(BadNote):
        Head.read(KEY.sign(text), KEY.verifier)


def test_a_head_of_another_key_is_not_believed() -> None:
    """Same name, another key: refused, and so without any key."""
    other = SignerKey(KEY.name, bytes(32))
    for keys in ((other.verifier,), ()):
        with pytest.raises(BadNote, match="another key"):
            Head.read(HEAD.signed(KEY), *keys)
    assert Head.read(HEAD.signed(KEY), other.verifier, KEY.verifier) == HEAD
