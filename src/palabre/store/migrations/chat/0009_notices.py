"""Notices and what is kept with them; work on cases, holds, evidence and the seal."""

import sqlalchemy as sa
from alembic import op

revision = "chat_0009"
down_revision = "chat_0008"


def upgrade() -> None:
    _notice()
    _notice_item()
    _notice_contact()
    _hidden_message()
    _evidence()
    _evidence_key()
    _seal()
    _case_work()
    _case_note()
    _hold()


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("reason_code", sa.String(length=32), nullable=False),
        sa.Column("category_final", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reporter", sa.String(length=16), nullable=False),
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("merged_into", sa.String(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("code", sa.LargeBinary(length=32), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("code", name="uq_notice_code"),
    )
    op.create_index("ix_notice_case", "notice", ["case"], unique=False)
    op.create_index("ix_notice_key", "notice", ["key"], unique=False)
    op.create_index("ix_notice_reporter", "notice", ["reporter", "received_at"], unique=False)


def _notice_item() -> None:
    op.create_table(
        "notice_item",
        sa.Column("notice", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("ref", sa.String(length=500), nullable=False),
        sa.Column("place", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name="fk_notice_item_notice", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("notice", "number", name="pk_notice_item"),
    )
    op.create_index("ix_notice_item_ref", "notice_item", ["ref"], unique=False)
    op.create_index("ix_notice_item_subject", "notice_item", ["subject"], unique=False)


def _notice_contact() -> None:
    op.create_table(
        "notice_contact",
        sa.Column("notice", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name="fk_notice_contact_notice", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("notice", name="pk_notice_contact"),
    )


def _hidden_message() -> None:
    op.create_table(
        "hidden_message",
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("message", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_hidden_message_message", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member", "message", name="pk_hidden_message"),
    )
    op.create_index("ix_hidden_message_message", "hidden_message", ["message"], unique=False)


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("notice", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("captured", sa.BigInteger(), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.Column("plain_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_case", "evidence", ["case"], unique=False)
    op.create_index("ix_evidence_notice", "evidence", ["notice"], unique=False)


def _evidence_key() -> None:
    op.create_table(
        "evidence_key",
        sa.Column("evidence", sa.String(length=16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["evidence"], ["evidence.id"], name="fk_evidence_key_evidence", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("evidence", name="pk_evidence_key"),
    )


def _seal() -> None:
    op.create_table(
        "seal",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("notice", sa.String(length=16), nullable=False),
        sa.Column("captured", sa.BigInteger(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_seal"),
    )
    op.create_index("ix_seal_captured", "seal", ["captured"], unique=False)
    op.create_index("ix_seal_case", "seal", ["case"], unique=False)


def _case_work() -> None:
    op.create_table(
        "case_work",
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("queue", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("priority", sa.String(length=2), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("leased_by", sa.String(length=32), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=False),
        sa.Column("looked", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("case", name="pk_case_work"),
    )
    op.create_index("ix_case_work_lease", "case_work", ["state", "leased_until"], unique=False)
    op.create_index(
        "ix_case_work_order",
        "case_work",
        ["queue", "waits", "priority", "rank", "deadline", "received", "case"],
        unique=False,
    )
    op.create_index("ix_case_work_subject", "case_work", ["subject", "category", "waits"], unique=False)


def _case_note() -> None:
    op.create_table(
        "case_note",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_note"),
    )
    op.create_index("ix_case_note_case", "case_note", ["case"], unique=False)


def _hold() -> None:
    op.create_table(
        "hold",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("begins", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("other", sa.String(length=16), nullable=False),
        sa.Column("restriction", sa.String(length=16), nullable=False),
        sa.Column("ref", sa.String(length=500), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hold"),
    )
    op.create_index("ix_hold_case", "hold", ["case"], unique=False)
    op.create_index("ix_hold_restriction", "hold", ["restriction"], unique=False)
    op.create_index("ix_hold_state_begins", "hold", ["state", "begins"], unique=False)
    op.create_index("ix_hold_subject", "hold", ["subject"], unique=False)
