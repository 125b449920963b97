"""Receipts and reports: the honest pass, everything altered is refused (PC-4)."""

import json
import os
import random
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from palabre.kernel.clock import DAY
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId
from palabre.private.model import Receipt, Shown
from palabre.private.receipts import Receipts, opens, sealed_bytes
from palabre.store.daykeys import LIFE, FileDayKeys
from sealing import franked

VECTORS = Path(__file__).parents[2] / "vectors" / "mls" / "franking.json"
NOW = 1_795_000_000_000
TALK = ConversationId("a-conversation")
AUTHOR = bytes(range(16))


@pytest.fixture
def receipts(tmp_path: Path) -> Receipts:
    """Return a sealer with keys of its own."""
    return Receipts(FileDayKeys(tmp_path / "receipts.keys"))


def shown(receipts: Receipts, payload: bytes, seq: int = 1, time: int = NOW) -> Shown:
    """Return an honest message of a report."""
    fk, commitment = franked(payload)
    return Shown(payload, fk, receipts.seal(Receipt(1, f"message-{seq:016}", TALK, AUTHOR, seq, time, commitment, "")))


def test_published_openings() -> None:
    """The published keys open their commitments; the altered ones do not, longer and shorter keys included."""
    known = json.loads(VECTORS.read_text())
    for case in known["valid"]:
        assert opens(bytes.fromhex(case["payload_hex"]), bytes.fromhex(case["fk"]), bytes.fromhex(case["c"]))
    for case in known["invalid"]:
        assert not opens(bytes.fromhex(case["payload_hex"]), bytes.fromhex(case["fk"]), bytes.fromhex(case["c"]))


def test_a_thousand_honest_reports_pass(receipts: Receipts) -> None:
    """What was received is proven, whatever its words and length."""
    for seq in range(1, 1_001):
        receipts.check(TALK, AUTHOR, shown(receipts, os.urandom(seq % 300), seq))


def test_ten_thousand_tamperings_are_refused(receipts: Receipts) -> None:
    """One bit of the payload, the key, or any field of the receipt: not proven."""
    chance = random.Random(11)
    honest = shown(receipts, b"what was really received")
    for _ in range(10_000):
        with pytest.raises(Refusal, match="bad_proof"):
            receipts.check(TALK, AUTHOR, tampered(honest, chance))


def tampered(honest: Shown, chance: random.Random) -> Shown:
    """Return a message with one thing changed."""
    receipt = honest.receipt
    octets = chance.choice(["payload", "fk", "author_ref", "c", "seal"])
    match chance.randrange(3):
        case 0 if octets in {"payload", "fk"}:
            return replace(honest, **{octets: flipped(getattr(honest, octets), chance)})
        case 0:
            return replace(honest, receipt=replace(receipt, **{octets: flipped(getattr(receipt, octets), chance)}))
        case 1:
            name = chance.choice(["v", "seq", "time"])
            value = getattr(receipt, name) + chance.choice([-1, 1, 1_000])
            return replace(honest, receipt=replace(receipt, **{name: value}))
        case _:
            name = chance.choice(["msg_id", "conversation_id", "key_id"])
            return replace(honest, receipt=replace(receipt, **{name: getattr(receipt, name)[:-1] + "~"}))


def flipped(octets: bytes, chance: random.Random) -> bytes:
    """Return octets with one bit changed, or one octet more or less."""
    if chance.random() < 0.2:
        return octets + b"\x00" if chance.random() < 0.5 else octets[:-1]
    at, bit = chance.randrange(len(octets)), 1 << chance.randrange(8)
    return octets[:at] + bytes((octets[at] ^ bit,)) + octets[at + 1 :]


@pytest.mark.parametrize(
    ("conversation", "author", "reason"),
    [("another", AUTHOR, "conversation"), (TALK, bytes(16), "author")],
)
def test_a_message_proves_nothing_elsewhere(
    receipts: Receipts, conversation: ConversationId, author: bytes, reason: str
) -> None:
    """A genuine receipt of another conversation, or of somebody else's message, is refused by name."""
    with pytest.raises(Refusal) as refused:
        receipts.check(conversation, author, shown(receipts, b"words"))
    assert refused.value.params["reason"] == reason


def test_a_day_key_dies_after_thirty_days(tmp_path: Path) -> None:
    """A receipt is proven for thirty days, also after a restart; then nobody can prove it, and the key is nowhere."""
    path = tmp_path / "receipts.keys"
    receipts = Receipts(FileDayKeys(path))
    honest = shown(receipts, b"words")
    last = NOW + LIFE // timedelta(milliseconds=1)
    receipts.keys.forget(last)
    again = Receipts(FileDayKeys(path))
    again.check(TALK, AUTHOR, honest)
    key = path.read_text()
    again.keys.forget(last + DAY)
    with pytest.raises(Refusal, match="bad_proof"):
        again.check(TALK, AUTHOR, honest)
    assert json.loads(path.read_text()) == {} != json.loads(key)


def test_the_sealed_bytes_are_canonical() -> None:
    """Keys in order, no blanks, octets in base64: what another program would write (RFC 8785)."""
    receipt = Receipt(1, "m", TALK, b"\x00" * 16, 7, 9, b"\xff" * 3, "2026-11-25")
    assert sealed_bytes(receipt) == (
        b'{"author_ref":"AAAAAAAAAAAAAAAAAAAAAA==","c":"////","conversation_id":"a-conversation",'
        b'"key_id":"2026-11-25","msg_id":"m","seq":7,"time":9,"v":1}'
    )


def test_the_keys_file_is_its_owners_alone(tmp_path: Path) -> None:
    """Nobody else on the machine reads it."""
    FileDayKeys(tmp_path / "receipts.keys").of(NOW)
    assert (tmp_path / "receipts.keys").stat().st_mode & 0o777 == 0o600
