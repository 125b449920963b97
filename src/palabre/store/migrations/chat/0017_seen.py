"""Queues by the people who see them, and rooms, with indexes that count and page them; acts of the ledger by index."""

import msgspec
import sqlalchemy as sa
from alembic import op

from palabre.moderation.access import queue_of
from palabre.moderation.model import Case

revision = "chat_0017"
down_revision = "chat_0016"
NEVER = 2**62
INDEXES = {
    "ix_case_work_seen": ["seen_in", "waits", "category", "priority", "rank", "deadline", "received", "case"],
    "ix_case_work_place": [
        "place", "waits", "seen_in", "category", "priority", "rank", "deadline", "received", "case",
    ],
    "ix_case_work_unopened": ["priority", "looked", "waits", "received", "case"],
}  # fmt: skip


def upgrade() -> None:
    op.add_column("case_work", sa.Column("seen_in", sa.String(length=16), nullable=False, server_default=""))
    op.add_column("case_work", sa.Column("place", sa.String(length=24), nullable=False, server_default=""))
    _put_older_cases_in_a_queue(op.get_bind())
    _fill(op.get_bind())
    for name, columns in INDEXES.items():
        op.create_index(name, "case_work", columns, unique=False)
    op.create_index("ix_asking_asked", "asking", ["asked"], unique=False)
    op.create_index("ix_ledger_entry_action", "ledger_entry", ["action"], unique=False)
    op.create_index("ix_ledger_entry_actor", "ledger_entry", ["actor_ref"], unique=False)
    op.create_index("ix_ledger_entry_role", "ledger_entry", ["role"], unique=False)


def _put_older_cases_in_a_queue(c: sa.Connection) -> None:
    """Give a case that is open, and older than queues, its line: it was found without one until now."""
    c.exec_driver_sql(
        'INSERT INTO case_work ("case", queue, category, subject, priority, rank, deadline, received, state, waits,'
        " leased_by, leased_until, looked, closed) SELECT id, 'triage', substr(kind, 1, 32), subject, priority, 1, ?,"
        " opened, 'open', 1, '', 0, 0, 0 FROM moderation_case"
        " WHERE state = 'open' AND id NOT IN (SELECT \"case\" FROM case_work)",
        (NEVER,),
    )


def _fill(c: sa.Connection) -> None:
    decoder = msgspec.json.Decoder(Case)
    rows = c.exec_driver_sql(
        'SELECT w."case", w.queue, m.whole FROM case_work w JOIN moderation_case m ON m.id = w."case"'
    ).all()
    found = [(decoder.decode(whole), str(number), str(queue)) for number, queue, whole in rows]
    values = [(queue_of(one, queue), one.place, number) for one, number, queue in found]
    if values:
        c.exec_driver_sql('UPDATE case_work SET seen_in = ?, place = ? WHERE "case" = ?', values)
