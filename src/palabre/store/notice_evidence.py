"""Snapshots on SQL: what was pointed at and what stood around it, from the server's own record, sealed in one act.

Everything happens in the transaction that takes the notice: no deletion can come between (moderation section 5.2).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.engine import Connection

from palabre.chat.model import Author, MessageState
from palabre.identity.model import Member
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId, new_id
from palabre.moderation.casework import PROGRAM, By
from palabre.moderation.evidence import Locked, Vault, canonical
from palabre.moderation.excerpts import as_json, excerpt
from palabre.moderation.ledger.model import Act, Json
from palabre.moderation.notice_ports import Intake
from palabre.moderation.notices import Item, ItemKind
from palabre.moderation.seal import Seal
from palabre.store.chat_reads import room_of
from palabre.store.chat_schema import message, room
from palabre.store.identity import member_table
from palabre.store.ledger import enter
from palabre.store.moves import Thing, begin, move
from palabre.store.notice_schema import evidence, evidence_key, notice_item, seal

AROUND = 20  # messages before, and as many after (section 11.1)
SEALABLE = frozenset({ItemKind.MESSAGE, ItemKind.SEALED})  # words that stand in other snapshots too
NOT_SEEN = (MessageState.HELD.value, MessageState.RETURNED.value)  # nobody but their authors: no context for others
author_of = msgspec.json.Decoder(Author).decode
member_of = msgspec.json.Decoder(Member).decode


@dataclass(frozen=True, slots=True)
class Safe:
    """Where snapshots go: under keys that the vault wraps, or to the offline key alone."""

    vault: Vault
    seal: Seal | None  # without an offline key nothing of suspected abuse material is kept


@dataclass(frozen=True, slots=True)
class Closing:
    """What is sealed: its number, for which case and notice, why, and how many items."""

    number: str
    case: str
    notice: str
    reason: str
    items: int


def capture(c: Connection, safe: Safe, intake: Intake, case: str, now: int) -> str:
    """Take the snapshot of a notice, and lock it; return the number of its evidence, or of its seal.

    Raises ``Refusal("bad_proof")`` for an excerpt with a message twice.
    """
    octets = canonical(_snapshot(c, intake, now))
    number = new_id()
    if intake.notice.category.is_sealed or was_sealed(c, intake.notice.items):
        count = max(len(intake.notice.items), len(intake.shown))
        _close(c, safe.seal, Closing(number, case, intake.notice.id, intake.notice.reason_code, count), octets, now)
        _close_earlier(c, safe, intake.notice.items, now)
        return number
    begin(c, Thing("evidence", number), now, reason=intake.notice.reason_code)
    locked = safe.vault.lock(number, octets)
    state = move(c, Thing("evidence", number), "captured", "sealed", now, reason=locked.digest.hex())
    c.execute(
        insert(evidence).values(
            id=number, case=case, notice=intake.notice.id, state=state, captured=now, octets=locked.octets,
            plain_digest=locked.plain_digest, digest=locked.digest,
        )
    )  # fmt: skip
    c.execute(insert(evidence_key).values(evidence=number, wrapped=locked.key))
    enter(c, Act("", "program", "evidence.digest", "evidence", number, locked.plain_digest.hex()), now)
    return number


def was_sealed(c: Connection, items: Iterable[Item]) -> bool:
    """Whether any of these items was sealed before: whatever it is reported for since, nobody here looks at it."""
    same = notice_item.c.ref.in_([item.ref for item in items if item.kind in SEALABLE])
    before = select(seal.c.id).join(notice_item, notice_item.c.notice == seal.c.notice).where(same)
    return c.execute(before.limit(1)).first() is not None


def _close(c: Connection, key: Seal | None, what: Closing, octets: bytes, now: int) -> None:
    """Encrypt to the offline key, unseen; of the words themselves nothing else is kept, not even their digest."""
    if key is None:
        enter(c, Act("", "program", "seal.without_key", "seal", what.number, what.reason), now)
        return
    closed = key.close(what.number, octets)
    found = hashlib.sha256(closed).digest()
    begin(c, Thing("evidence", what.number), now, reason=what.reason)
    move(c, Thing("evidence", what.number), "captured", "sealed", now, reason=found.hex())
    c.execute(
        insert(seal).values(
            id=what.number, case=what.case, notice=what.notice, captured=now, items=what.items, key_id=key.key_id,
            digest=found, octets=closed,
        )
    )  # fmt: skip


def _close_earlier(c: Connection, safe: Safe, items: Iterable[Item], now: int) -> None:
    """Seal what earlier notices of the same places hold of these items, as reported or as what stood around."""
    for item in items:
        if item.kind not in SEALABLE:
            continue
        there = select(notice_item.c.notice).where(notice_item.c.place == item.place)
        known = select(evidence, evidence_key.c.wrapped).join(evidence_key).where(evidence.c.notice.in_(there))
        for row in c.execute(known).all():
            locked = Locked(bytes(row.octets), bytes(row.wrapped), bytes(row.plain_digest), bytes(row.digest))
            octets = safe.vault.open(row.id, locked)
            if f'"{item.ref}"'.encode() in octets:
                _close(c, safe.seal, Closing(new_id(), row.case, row.notice, "sealed.since", 1), octets, now)
                destroy_key(c, row.id, now)


def destroy_key(c: Connection, number: str, now: int, by: By = PROGRAM, reason: str = "sealed.since") -> None:
    """Destroy the key of a piece of evidence. Raises ``Refusal``: unknown_evidence, not_a_move."""
    state = c.execute(select(evidence.c.state).where(evidence.c.id == number)).scalar_one_or_none()
    if state is None:
        raise Refusal("unknown_evidence")
    if state in {"sealed", "transmitted"}:
        state = move(c, Thing("evidence", number), state, "released", now, by, reason)
    state = move(c, Thing("evidence", number), state, "destroyed", now, by, reason)
    c.execute(delete(evidence_key).where(evidence_key.c.evidence == number))
    c.execute(update(evidence).where(evidence.c.id == number).values(state=state, octets=b""))


def _snapshot(c: Connection, intake: Intake, now: int) -> dict[str, Json]:
    notice = intake.notice
    subjects = sorted({item.subject for item in notice.items if item.subject})
    return {
        "v": 1, "notice": notice.id, "captured": now, "by": notice.channel.value, "why": notice.reason_code,
        "rules": intake.rules, "items": [_item(c, item) for item in notice.items],
        "cards": [_card(c, member) for member in subjects],
        "excerpt": as_json(excerpt(intake.shown)) if intake.shown else None,
    }  # fmt: skip


def _item(c: Connection, item: Item) -> dict[str, Json]:
    facts: dict[str, Json] = {"kind": item.kind.value, "ref": item.ref, "place": item.place, "subject": item.subject}
    if item.kind is ItemKind.MESSAGE:
        facts["talk"] = _talk(c, item)
    if item.kind is ItemKind.ROOM_NAME:
        row = c.execute(select(room).where(room.c.id == item.ref)).one_or_none()
        facts["room"] = msgspec.to_builtins(room_of(row)) if row else None
    return facts


def _talk(c: Connection, item: Item) -> list[Json]:
    """Return a message between those around it, oldest first, as they stand now."""
    at = select(message.c.position).where(message.c.id == item.ref).scalar_subquery()
    seen = (message.c.place == item.place, message.c.state.not_in(NOT_SEEN))
    upto = select(message).where(*seen, message.c.position <= at).order_by(message.c.position.desc()).limit(AROUND + 1)
    after = select(message).where(*seen, message.c.position > at).order_by(message.c.position).limit(AROUND)
    rows = [*reversed(c.execute(upto).all()), *c.execute(after).all()]
    return [_said(row, is_reported=row.id == item.ref) for row in rows]


def _said(row: Row[Any], *, is_reported: bool) -> dict[str, Json]:
    author = author_of(row.shown)
    return {
        "id": row.id, "position": row.position, "at": row.at, "state": row.state, "text": row.text,
        "action": bool(row.action), "reply": row.reply, "edited": row.edited, "reported": is_reported,
        "author": msgspec.to_builtins(author),
    }  # fmt: skip


def _card(c: Connection, member: MemberId) -> Json:
    found = c.execute(select(member_table.c.profile).where(member_table.c.id == member)).scalar_one_or_none()
    card: Json = msgspec.to_builtins(member_of(found).profile.card) if found else None
    return {"member": member, "card": card}
