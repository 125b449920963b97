"""Excerpts of private conversations, as a report proves them: in their true order, with every gap shown. Pure.

Each message was proven before (``private.receipts``). What remains to be seen is what was left out, since receipts
count the messages of a conversation without holes (private conversations section 4; moderation section 11.1).
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from palabre.kernel.errors import Refusal
from palabre.moderation.ledger.model import Json
from palabre.private.model import Shown


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Messages in the order in which they were said, and what stands between them and was not shown."""

    messages: tuple[Shown, ...]
    gaps: tuple[tuple[int, int], ...]  # first and last missing number of each
    was_reordered: bool  # they were handed in another order than they were said


def excerpt(shown: Sequence[Shown]) -> Excerpt:
    """Return what a report shows, in order.

    Raises ``Refusal("bad_proof")`` with ``index`` and ``reason`` "replayed": a message, or its place, twice.
    """
    ids: set[str] = set()
    places: set[int] = set()
    for index, one in enumerate(shown):
        if one.receipt.msg_id in ids or one.receipt.seq in places:
            raise Refusal("bad_proof", index=index, reason="replayed")
        ids.add(one.receipt.msg_id)
        places.add(one.receipt.seq)
    ordered = tuple(sorted(shown, key=lambda one: one.receipt.seq))
    numbers = [one.receipt.seq for one in ordered]
    gaps = tuple((before + 1, after - 1) for before, after in pairwise(numbers) if after > before + 1)
    return Excerpt(ordered, gaps, was_reordered=ordered != tuple(shown))


def as_json(found: Excerpt) -> dict[str, Json]:
    """Return an excerpt as evidence keeps it: payloads as they were committed to, keys and receipts beside."""
    return {
        "messages": [_message(one) for one in found.messages],
        "gaps": [[first, last] for first, last in found.gaps],
        "reordered": found.was_reordered,
    }


def _message(one: Shown) -> dict[str, Json]:
    receipt = one.receipt
    return {
        "payload": _base64(one.payload), "fk": _base64(one.fk), "v": receipt.v, "msg_id": receipt.msg_id,
        "conversation_id": receipt.conversation_id, "author_ref": _base64(receipt.author_ref), "seq": receipt.seq,
        "time": receipt.time, "c": _base64(receipt.c), "key_id": receipt.key_id, "seal": _base64(receipt.seal),
    }  # fmt: skip


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
