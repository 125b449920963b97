"""The ledger on SQL: entries are added in the transaction that does the thing, and read; nothing changes one."""

import secrets
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select
from sqlalchemy.engine import Connection

from palabre.kernel.clock import DAY
from palabre.moderation.ledger import model
from palabre.moderation.ledger.model import Act, Entry
from palabre.store.ledger_schema import entry, payload
from palabre.store.prepared import Prepared

PAYLOADS_KEPT = 3 * 365 * DAY  # then only what cannot be erased is left (retention table, "staff_audit")
BROKEN = "ledger_broken"  # in the connection's own notes: why nothing more is entered
_LAST = Prepared(select(entry.c.n, entry.c.hash).where(entry.c.n == select(func.max(entry.c.n)).scalar_subquery()))
_ADD = Prepared(insert(entry).values({column: bindparam(column.name, required=True) for column in entry.c}))
_ADD_PAYLOAD = Prepared(insert(payload).values({one: bindparam(one.name, required=True) for one in payload.c}))


class LedgerBroken(Exception):  # noqa: N818 - a state of the store, said in words
    """The ledger does not verify: moderation writes nothing more until a person has looked (reliability F-16)."""


def enter(c: Connection, act: Act, now: int) -> int:
    """Add an act to the ledger, inside the transaction that does it; return the number of its entry.

    Raises ``rfc8785.CanonicalizationError`` for a payload that JSON cannot hold, ``LedgerBroken``: then the thing is
    not done either.
    """
    if BROKEN in c.info:
        raise LedgerBroken(c.info[BROKEN])
    octets = model.written(act.payload) if act.payload else b""
    salt = secrets.token_bytes(model.SALT_OCTETS)
    committed = model.commitment(salt, octets) if octets else b""
    last, prev = _LAST(c).fetchone() or (0, model.BEFORE_THE_FIRST)
    made = model.entry_of(act, last + 1, now, prev, committed)
    _ADD(
        c, n=made.n, time=now, actor_ref=act.actor, role=act.role, action=act.action, object_type=act.object_type,
        object_ref=act.object_ref, reason_code=act.reason, payload_commitment=committed, prev=prev,
        hash=model.hash_of(made),
    )  # fmt: skip
    if octets:
        _ADD_PAYLOAD(c, n=made.n, salt=salt, payload=octets)
    return made.n


def commit_receipt(c: Connection, commitment: bytes, now: int) -> int:
    """Add the commitment of a notice's receipt: a public head will include it; return the number of its entry."""
    return enter(c, Act("", "", model.RECEIPT, model.RECEIPT, commitment.hex()), now)


def erase_payload(c: Connection, number: int, act: Act, now: int) -> int:
    """Erase what an entry said in words, and enter that this was done; return the number of the new entry.

    The chain and its heads stay whole: the entry keeps a commitment that nobody can open any more.
    """
    c.execute(delete(payload).where(payload.c.n == number))
    return enter(c, act, now)


def fade(c: Connection, now: int) -> int | None:
    """Erase the payloads that have outlived ``PAYLOADS_KEPT``; return the number of the entry that says so, if any."""
    before = now - PAYLOADS_KEPT
    first = select(func.min(payload.c.n)).scalar_subquery()
    oldest = c.execute(select(entry.c.time).where(entry.c.n == first)).scalar()
    if oldest is None or oldest >= before:
        return None
    last = c.execute(select(func.max(entry.c.n)).where(entry.c.time < before)).scalar_one()
    c.execute(delete(payload).where(payload.c.n <= last))
    return enter(c, Act("", "", "erase", "ledger_payload", f"1-{last}", "retention"), now)


def entries(c: Connection, after: int, limit: int) -> list[Entry]:
    """Return entries in their order, from the one after a number."""
    return [entry_of(row) for row in c.execute(select(entry).where(entry.c.n > after).order_by(entry.c.n).limit(limit))]


def entries_of(c: Connection, object_type: str, object_ref: str, limit: int) -> list[Entry]:
    """Return what was done to an object, oldest first."""
    mine = (entry.c.object_type == object_type, entry.c.object_ref == object_ref)
    return [entry_of(row) for row in c.execute(select(entry).where(*mine).order_by(entry.c.n).limit(limit))]


def payload_of(c: Connection, number: int) -> bytes | None:
    """Return the canonical JSON of an entry's payload, while it is there."""
    return c.execute(select(payload.c.payload).where(payload.c.n == number)).scalar()


def entry_of(row: Row[Any]) -> Entry:
    """Return the entry of a row."""
    return Entry(
        row.action, row.actor_ref, row.n, row.object_ref, row.object_type, row.payload_commitment.hex(),
        row.prev.hex(), row.reason_code, row.role, row.time,
    )  # fmt: skip
