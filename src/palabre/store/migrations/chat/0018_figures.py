"""Indexes from which the figures of moderation are counted; no host stands beside a case that began with an age."""

import msgspec
import sqlalchemy as sa
from alembic import op

from palabre.moderation.access import place_for_hosts
from palabre.moderation.model import Case

revision = "chat_0018"
down_revision = "chat_0017"


def upgrade() -> None:
    op.create_index(
        "ix_case_work_open", "case_work", ["priority", "received"], unique=False, sqlite_where=sa.text("waits = 1")
    )
    op.create_index("ix_case_work_came", "case_work", ["category", "received", "waits"], unique=False)
    looked: list[str | sa.TextClause] = ["priority", sa.text("looked - received"), "received"]
    closed: list[str | sa.TextClause] = ["priority", sa.text("closed - received"), "received", "waits"]
    op.create_index("ix_case_work_looked", "case_work", looked, unique=False)
    op.create_index("ix_case_work_closed", "case_work", closed, unique=False)
    op.create_index("ix_notice_came", "notice", ["received_at", "state"], unique=False)
    op.create_index("ix_statement_informed", "statement", ["informed"], unique=False)
    _keep_from_hosts(op.get_bind())


def _keep_from_hosts(c: sa.Connection) -> None:
    decoder = msgspec.json.Decoder(Case)
    rows = c.exec_driver_sql(
        "SELECT m.whole FROM case_work w JOIN moderation_case m ON m.id = w.\"case\" WHERE w.place != ''"
    ).all()
    kept = [(one.id,) for (whole,) in rows if not place_for_hosts(one := decoder.decode(whole))]
    if kept:
        c.exec_driver_sql("UPDATE case_work SET place = '' WHERE \"case\" = ?", kept)
