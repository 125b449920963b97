"""A proven excerpt of a private conversation laid out as talk: who said what, in which order, what is missing. Pure.

What evidence keeps is octets and proofs (``excerpts.as_json``); whoever decides reads sentences. Each proof is looked
at again here, so that a mark on the page is never older than the page (private conversations section 4).
"""

import base64
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from palabre.private.receipts import opens

SAID = frozenset({"text", "action"})


class Mark(StrEnum):
    """What the proof of one message comes to."""

    VERIFIED = "verified"  # the commitment that the server sealed opens to these words
    FORGED = "forged"  # it does not: these are not the words that were delivered


class Turn(Struct, frozen=True):
    """One message of an excerpt."""

    id: str
    at: int  # when the server delivered it
    author: str  # whose message it is: a reference of the conversation
    text: str
    kind: str  # of the payload; "other" for what no device of ours writes
    mark: Mark
    missing: int = 0  # messages said just before it that were not shown
    reply: str = ""


def laid_out(snapshot: Mapping[str, Any]) -> tuple[Turn, ...]:
    """Return the private messages of a snapshot in the order they were said; none when it holds no excerpt."""
    found = snapshot.get("excerpt")
    if not found:
        return ()
    missing = {last + 1: last - first + 1 for first, last in found["gaps"]}
    return tuple(
        _turn(one, missing.get(one["seq"], 0)) for one in sorted(found["messages"], key=lambda one: one["seq"])
    )


def _turn(one: Mapping[str, Any], missing: int) -> Turn:
    octets = base64.b64decode(one["payload"])
    is_true = opens(octets, base64.b64decode(one["fk"]), base64.b64decode(one["c"]))
    kind, text, reply = _read(octets)
    mark = Mark.VERIFIED if is_true else Mark.FORGED
    return Turn(one["msg_id"], one["time"], one["author_ref"], text, kind, mark, missing, reply)


def _read(octets: bytes) -> tuple[str, str, str]:
    """Return kind, words and what is answered; octets that are no payload are shown as the text that they are."""
    try:
        payload = json.loads(octets)
    except ValueError:
        payload = None
    if not isinstance(payload, dict) or "kind" not in payload:
        return "other", octets.decode(errors="replace"), ""
    body, reply = payload.get("body"), payload.get("reply_to")
    return str(payload["kind"]), _words(str(payload["kind"]), body), reply if isinstance(reply, str) else ""


def _words(kind: str, body: object) -> str:
    if kind in SAID and isinstance(body, str):
        return body
    if isinstance(body, dict):
        return str(body.get("text") or body.get("emoji") or "")
    return ""
