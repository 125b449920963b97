"""Indexes from which the figures of moderation are counted, without reading a case, a notice or a statement."""

import sqlalchemy as sa
from alembic import op

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
