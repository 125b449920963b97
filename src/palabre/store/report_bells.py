"""Bells for whoever reported: their notices have an answer, or it was undone. Rows of the outbox, for every node."""

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from palabre.moderation.complaints import REVERSALS, Complaint, ComplaintState
from palabre.moderation.notice_ports import ANSWERED, BELL, UNDONE
from palabre.store.chat_schema import outbox
from palabre.store.decisions_schema import complaint, decision
from palabre.store.notice_schema import notice

decoder = msgspec.json.Decoder(Complaint)


def is_undone(c: Connection, case: str) -> bool:
    """Whether a complaint has undone the answer to a case, whole or in part."""
    heard = select(complaint.c.whole).join(decision, decision.c.id == complaint.c.decision)
    rows = c.execute(heard.where(decision.c.case == case, complaint.c.state == ComplaintState.NOTIFIED.value))
    return any(decoder.decode(whole).verdict in REVERSALS for whole in rows.scalars())


def ring_reporters(c: Connection, case: str, now: int, *, undone: bool = False) -> None:
    """Leave a row for each notice of a case whose sender has an account; merged ones too."""
    mine = select(notice.c.id).where(notice.c.case == case, notice.c.reporter != "")
    for number in c.execute(mine.order_by(notice.c.received_at, notice.c.id)).scalars().all():
        c.execute(insert(outbox).values(place=f"{BELL}{number}", position=UNDONE if undone else ANSWERED, at=now))
