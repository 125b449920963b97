"""A private excerpt as whoever decides reads it: sentences in order, each with its mark, and what is missing."""

import base64
import hmac
import json
from typing import Any

from palabre.kernel.ids import ConversationId
from palabre.moderation.excerpts import as_json, excerpt
from palabre.moderation.laid_out import Mark, laid_out
from palabre.private.model import Receipt, Shown

NOW = 1_795_000_000_000
KEY = bytes(range(32))


def shown(seq: int, payload: bytes) -> Shown:
    """Return a message as a report shows it, its commitment true."""
    commitment = hmac.digest(KEY, payload, "sha256")
    receipt = Receipt(1, f"m{seq}", ConversationId("talk"), bytes(16), seq, NOW + seq, commitment, "day")
    return Shown(payload, KEY, receipt)


def said(kind: str, body: object, reply: str | None = None) -> bytes:
    """Return a payload as a device writes it."""
    return json.dumps({"v": 1, "kind": kind, "body": body, "reply_to": reply, "sent_at": NOW}).encode()


def snapshot(*messages: Shown) -> dict[str, Any]:
    """Return what evidence keeps of an excerpt."""
    return {"excerpt": as_json(excerpt(messages))}


def test_messages_stand_in_the_order_they_were_said_with_what_is_missing() -> None:
    """Handed in another order, cut in the middle: read in order, with the number of what was left out."""
    found = laid_out(snapshot(shown(7, said("text", "encore", "m3")), shown(3, said("text", "bonsoir"))))
    assert [(one.text, one.missing, one.reply, one.mark) for one in found] == [
        ("bonsoir", 0, "", Mark.VERIFIED),
        ("encore", 3, "m3", Mark.VERIFIED),
    ]
    assert [one.at for one in found] == [NOW + 3, NOW + 7]


def test_words_that_the_commitment_does_not_open_to_are_marked() -> None:
    """Altered after they were kept, they are shown as not what was delivered."""
    kept = snapshot(shown(1, said("text", "bonsoir")))
    kept["excerpt"]["messages"][0]["payload"] = base64.b64encode(said("text", "autre chose")).decode()
    (one,) = laid_out(kept)
    assert (one.text, one.mark) == ("autre chose", Mark.FORGED)


def test_what_is_no_sentence_is_told_by_its_kind() -> None:
    """An edit by its new words, a reaction by its sign, a retraction by nothing; unknown octets as their text."""
    kinds = [
        said("edit", {"id": "m1", "text": "corrigé"}), said("reaction", {"emoji": "👍", "id": "m1", "on": True}),
        said("retract", {"id": "m1"}), b"no payload \xff",
    ]  # fmt: skip
    found = laid_out(snapshot(*(shown(at, each) for at, each in enumerate(kinds))))
    assert [(one.kind, one.text) for one in found] == [
        ("edit", "corrigé"), ("reaction", "👍"), ("retract", ""), ("other", "no payload \ufffd"),
    ]  # fmt: skip


def test_a_snapshot_without_private_talk_lays_nothing_out() -> None:
    """A public report holds no excerpt."""
    assert laid_out({"excerpt": None}) == ()
    assert laid_out({"items": []}) == ()
