"""Excerpts of private conversations: forged and replayed ones are refused, cut and reordered ones show it (T12)."""

import random
from pathlib import Path

import pytest
from msgspec.structs import replace

from palabre.kernel.errors import Refusal
from palabre.kernel.ids import ConversationId
from palabre.moderation.evidence import canonical
from palabre.moderation.excerpts import Excerpt, as_json, excerpt
from palabre.private.model import Receipt, Shown
from palabre.private.receipts import Receipts
from palabre.store.daykeys import FileDayKeys
from sealing import franked

NOW = 1_795_000_000_000
TALK, OTHER_TALK = ConversationId("a-conversation"), ConversationId("another-one")
AUTHOR, SOMEBODY = bytes(range(16)), bytes(range(1, 17))
TAMPERINGS = 10_000


@pytest.fixture
def receipts(tmp_path: Path) -> Receipts:
    """Return a sealer with keys of its own."""
    return Receipts(FileDayKeys(tmp_path / "receipts.keys"))


def talk(receipts: Receipts, count: int, conversation: ConversationId = TALK, author: bytes = AUTHOR) -> list[Shown]:
    """Return honest messages of a conversation, as its receiver's device has them."""
    found = []
    for seq in range(1, count + 1):
        payload = f"line {seq}".encode()
        fk, commitment = franked(payload)
        receipt = Receipt(1, f"{conversation}-{seq:016}", conversation, author, seq, NOW + seq, commitment, "")
        found.append(Shown(payload, fk, receipts.seal(receipt)))
    return found


def checked(receipts: Receipts, shown: list[Shown]) -> Excerpt:
    """Return an excerpt as the desk takes it: each message proven, then the whole. Raises ``Refusal``."""
    for index, one in enumerate(shown):
        receipts.check(TALK, AUTHOR, one, index)
    return excerpt(shown)


def forged(shown: list[Shown], chance: random.Random, others: list[Shown]) -> list[Shown]:
    """Return an excerpt with one message altered, or taken from elsewhere."""
    at = chance.randrange(len(shown))
    one, receipt = shown[at], shown[at].receipt
    bit = bytes([chance.randrange(1, 256)])
    ways = [
        replace(one, payload=one.payload + bit),
        replace(one, fk=bytes([one.fk[0] ^ bit[0]]) + one.fk[1:]),
        replace(one, receipt=replace(receipt, seq=receipt.seq + chance.randrange(1, 99))),
        replace(one, receipt=replace(receipt, time=receipt.time - chance.randrange(1, 10**6))),
        replace(one, receipt=replace(receipt, author_ref=SOMEBODY)),
        replace(one, receipt=replace(receipt, conversation_id=OTHER_TALK)),
        replace(one, receipt=replace(receipt, seal=bytes([receipt.seal[0] ^ bit[0]]) + receipt.seal[1:])),
        replace(one, payload=others[0].payload, fk=others[0].fk),
        chance.choice(others),
    ]
    return [*shown[:at], chance.choice(ways), *shown[at + 1 :]]


def test_t12_forged_and_replayed_excerpts_are_refused(receipts: Receipts) -> None:
    """T12: of 10,000 excerpts tampered with at random none passes, whatever was altered, attributed or repeated."""
    chance = random.Random(12)
    honest, others = talk(receipts, 8), talk(receipts, 8, OTHER_TALK) + talk(receipts, 8, author=SOMEBODY)
    codes = set()
    for _ in range(TAMPERINGS):
        shown = chance.sample(honest, chance.randrange(1, 9))
        is_replayed = chance.random() < 0.2
        tampered = [*shown, chance.choice(shown)] if is_replayed else forged(shown, chance, others)
        with pytest.raises(Refusal) as refused:
            checked(receipts, tampered)
        codes.add((refused.value.code, refused.value.params["reason"]))
    reasons = {"receipt", "conversation", "author", "opening", "replayed"}
    assert codes == {("bad_proof", reason) for reason in reasons}


def test_t12_cut_and_reordered_excerpts_show_it(receipts: Receipts) -> None:
    """T12: of 1,000 honest excerpts, each is put in its true order, with every number left out between as a gap."""
    chance = random.Random(13)
    honest = talk(receipts, 12)
    for _ in range(1_000):
        shown = chance.sample(honest, chance.randrange(1, 13))
        found = checked(receipts, shown)
        numbers = [one.receipt.seq for one in found.messages]
        missing = {seq for first, last in found.gaps for seq in range(first, last + 1)}
        assert numbers == sorted(numbers)
        assert missing == set(range(numbers[0], numbers[-1] + 1)) - set(numbers)
        assert found.was_reordered is (shown != list(found.messages))


def test_t12_evidence_holds_the_excerpt_in_one_form(receipts: Receipts) -> None:
    """T12: whatever order it was handed in, gaps and octets are the same; that it was reordered is said."""
    honest = talk(receipts, 5)
    straight, turned = excerpt([honest[0], honest[3]]), excerpt([honest[3], honest[0]])
    assert as_json(straight)["gaps"] == as_json(turned)["gaps"] == [[2, 3]]
    assert canonical(as_json(straight) | {"reordered": True}) == canonical(as_json(turned))
