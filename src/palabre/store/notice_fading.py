"""What notices leave behind, erased when its time has come: the spans are those of ``policy.retention``."""

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from palabre.moderation.policy.retention import retention
from palabre.store.casework_schema import note, work
from palabre.store.notice_evidence import destroy_key
from palabre.store.notice_schema import evidence, notice, notice_contact, notice_item, seal


def fade(c: Connection, now: int) -> None:
    """Destroy keys of evidence, sealed octets, contacts and words whose term is over; numbers and digests stay."""
    _evidence(c, now - retention()["evidence"].life, now)
    _seals(c, now - retention()["csam_sealed"].life)
    _contacts(c, now - retention()["notifier_contact"].life)
    _words(c, now - retention()["notice"].life)


def _evidence(c: Connection, before: int, now: int) -> None:
    closed = select(work.c.case).where(work.c.closed > 0, work.c.closed < before)
    kept = select(evidence.c.id).where(evidence.c.case.in_(closed), evidence.c.state == "sealed")
    for number in c.execute(kept).scalars().all():
        destroy_key(c, number, now, reason="term_over")


def _seals(c: Connection, before: int) -> None:
    c.execute(update(seal).where(seal.c.captured < before, seal.c.octets != b"").values(octets=b""))


def _contacts(c: Connection, before: int) -> None:
    over = select(notice.c.id).join(work, work.c.case == notice.c.case).where(work.c.closed > 0, work.c.closed < before)
    c.execute(delete(notice_contact).where(notice_contact.c.notice.in_(over)))


def _words(c: Connection, before: int) -> None:
    """Leave of an old notice what a yearly report counts: when, how, for what, and what became of it."""
    closed = select(work.c.case).where(work.c.closed > 0, work.c.closed < before)
    c.execute(delete(notice_item).where(notice_item.c.notice.in_(select(notice.c.id).where(notice.c.case.in_(closed)))))
    c.execute(delete(note).where(note.c.case.in_(closed)))
    for row in c.execute(select(notice).where(notice.c.case.in_(closed), notice.c.whole != b"")).all():
        c.execute(update(notice).where(notice.c.id == row.id).values(whole=_bare(row.whole), reporter=""))


def _bare(whole: bytes) -> bytes:
    kept = msgspec.json.decode(whole)
    return msgspec.json.encode(kept | {"items": [], "explanation": "", "law_cited": "", "reporter": ""})
