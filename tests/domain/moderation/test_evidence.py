"""Evidence opens with its key alone; what is sealed opens only away from here; codes are kept as hashes."""

import os

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from hypothesis import given
from hypothesis import strategies as some

from palabre.moderation import codes, seal
from palabre.moderation.evidence import Locked, Unreadable, Vault, canonical
from palabre.moderation.seal import PURPOSE, SUITE, Seal

VAULT = Vault(os.urandom(32))
SNAPSHOT = canonical({"v": 1, "items": [{"text": "é", "at": 1}], "why": "spam"})


def test_a_snapshot_has_one_form() -> None:
    """Keys in order, no space, UTF-8: the same facts are the same octets (RFC 8785)."""
    assert '{"items":[{"at":1,"text":"é"}],"v":1,"why":"spam"}'.encode() == SNAPSHOT


def test_evidence_comes_back_as_it_was_captured() -> None:
    """What is locked opens to the same octets, and says nothing before."""
    locked = VAULT.lock("piece", SNAPSHOT)
    assert VAULT.open("piece", locked) == SNAPSHOT
    assert SNAPSHOT not in locked.octets


@given(some.data())
def test_any_altered_octet_of_evidence_or_key_is_found(data: some.DataObject) -> None:
    """One bit anywhere, another piece's number or another vault: unreadable, never something else."""
    locked = VAULT.lock("piece", SNAPSHOT)
    parts = [locked.octets, locked.key, locked.plain_digest, locked.digest]
    which = data.draw(some.integers(0, 3))
    bit = data.draw(some.integers(0, 8 * len(parts[which]) - 1))
    altered = bytearray(parts[which])
    altered[bit // 8] ^= 1 << bit % 8
    parts[which] = bytes(altered)
    with pytest.raises(Unreadable):
        VAULT.open("piece", Locked(*parts))


def test_evidence_of_another_piece_or_vault_does_not_open() -> None:
    """Pieces cannot be exchanged, nor read with another installation's vault."""
    locked = VAULT.lock("piece", SNAPSHOT)
    for vault, number in ((VAULT, "other"), (Vault(os.urandom(32)), "piece")):
        with pytest.raises(Unreadable):
            vault.open(number, locked)


def test_each_piece_has_a_key_of_its_own() -> None:
    """Destroying one key destroys one piece: no two share a key or a form."""
    one, other = VAULT.lock("piece", SNAPSHOT), VAULT.lock("piece", SNAPSHOT)
    assert one.key != other.key
    assert one.octets != other.octets


def test_what_is_sealed_opens_with_the_offline_key_alone() -> None:
    """The private half opens it under its number; another number or another pair does not."""
    private, public = seal.new_pair()
    sealer = Seal(load_pem_public_key(public))  # type: ignore[arg-type]  # the pair is X25519
    key = load_pem_private_key(private, None)
    assert isinstance(key, X25519PrivateKey)
    closed = sealer.close("one", b"neutral words")
    assert SUITE.decrypt(closed, key, info=PURPOSE + b"one") == b"neutral words"
    with pytest.raises(InvalidTag):
        SUITE.decrypt(closed, key, info=PURPOSE + b"two")
    with pytest.raises(InvalidTag):
        SUITE.decrypt(seal.throw_away().close("one", b"neutral words"), key, info=PURPOSE + b"one")


def test_t16_the_seal_has_no_way_back() -> None:
    """T16: the type that this server holds has no method that opens."""
    assert {name for name in dir(Seal) if not name.startswith("_")} == {"public", "read", "key_id", "close"}


@given(some.text(alphabet="- .\n\t–_", max_size=9), some.booleans())
def test_a_code_is_read_however_it_is_typed(between: str, small: bool) -> None:  # noqa: FBT001 - drawn
    """Case, spaces and hyphens do not matter; 26 characters of the alphabet do."""
    code = codes.new_code()
    typed = between[:9] + codes.shown(code) + between[:9]
    assert codes.read(typed.lower() if small else typed) == code


@given(some.text(max_size=80))
def test_what_is_no_code_is_none(text: str) -> None:
    """Whatever is typed, what comes out has the shape of a code or is empty."""
    assert codes.read(text) == "" or codes.CODE.fullmatch(codes.read(text))


def test_neither_the_kept_code_nor_the_public_commitment_is_the_code() -> None:
    """Who reads the store or the ledger has no code, and cannot tell which entry is whose."""
    code = codes.new_code()
    assert len(code) == 26
    assert len({codes.kept(code), codes.commitment(code), code.encode()}) == 3
