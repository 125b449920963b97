"""Cases and restrictions as rows, and back."""

from typing import Any

import msgspec
from sqlalchemy import Row

from palabre.moderation.model import Case, CaseState, Priority, Restriction

encoder = msgspec.json.Encoder()
case_decoder = msgspec.json.Decoder(Case)
restriction_decoder = msgspec.json.Decoder(Restriction)


def kept_case(one: Case) -> dict[str, Any]:
    """Return the columns of a case."""
    return {
        "id": one.id, "kind": one.kind, "priority": one.priority.value, "opened": one.opened, "subject": one.subject,
        "message": one.message, "rule": one.rule, "state": one.state.value, "decided": one.decided,
        "whole": encoder.encode(msgspec.structs.replace(one, words="")), "words": one.words,
    }  # fmt: skip


def case_of(row: Row[Any]) -> Case:
    """Return the case of a row: what may change since it was opened stands in columns of its own."""
    return msgspec.structs.replace(
        case_decoder.decode(row.whole), state=CaseState(row.state), decided=row.decided, words=row.words,
        priority=Priority(row.priority),
    )  # fmt: skip


def kept_restriction(one: Restriction) -> dict[str, Any]:
    """Return the columns of a restriction."""
    return {
        "id": one.id, "member": one.member, "kind": one.kind.value, "case": one.case, "ends": one.ends,
        "whole": encoder.encode(one),
    }  # fmt: skip


def restriction_of(row: Row[Any]) -> Restriction:
    """Return the restriction of a row."""
    return restriction_decoder.decode(row.whole)
