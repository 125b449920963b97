"""Decisions and what they impose, statements, complaints, misuse, and what comes back when a decision is undone."""

import sqlalchemy as sa
from alembic import op

revision = "chat_0010"
down_revision = "chat_0009"


def upgrade() -> None:
    _decisions()
    _revoked()
    _complaints()
    _misuse()
    _set_aside()


def _decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    for column in ("case", "ends", "state", "subject"):
        op.create_index(f"ix_decision_{column}", "decision", [column], unique=False)
    op.create_table(
        "imposed",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("means", sa.String(length=16), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"], name="fk_imposed_decision", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_imposed"),
    )
    for column in ("decision", "ends", "state"):
        op.create_index(f"ix_imposed_{column}", "imposed", [column], unique=False)
    op.create_table(
        "statement",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("informed", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.LargeBinary(length=32), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"], name="fk_statement_decision", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_statement"),
        sa.UniqueConstraint("code", name="uq_statement_code"),
        sa.UniqueConstraint("decision", name="uq_statement_decision"),
    )
    op.create_index("ix_statement_member", "statement", ["member"], unique=False)


def _revoked() -> None:
    op.create_table(
        "revoked",
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(length=128), nullable=True),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_revoked_member", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member", name="pk_revoked"),
    )
    for column in ("at", "decision"):
        op.create_index(f"ix_revoked_{column}", "revoked", [column], unique=False)
    op.create_table(
        "revoked_session",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["revoked.member"], name="fk_revoked_session_member", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name="pk_revoked_session"),
    )
    op.create_index("ix_revoked_session_member", "revoked_session", ["member"], unique=False)
    op.create_table(
        "revoked_passkey",
        sa.Column("credential", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("signs", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["revoked.member"], name="fk_revoked_passkey_member", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("credential", name="pk_revoked_passkey"),
    )
    op.create_index("ix_revoked_passkey_member", "revoked_passkey", ["member"], unique=False)


def _complaints() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("party", sa.String(length=8), nullable=False),
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("notice", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("lodged", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"], name="fk_complaint_decision", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_complaint"),
    )
    for column in ("decision", "lodged", "member", "notice", "state"):
        op.create_index(f"ix_complaint_{column}", "complaint", [column], unique=False)
    op.create_table(
        "quality_sample",
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("case", name="pk_quality_sample"),
    )


def _misuse() -> None:
    op.create_table(
        "misuse_event",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("misuse", sa.String(length=24), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("warning", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_misuse_event"),
    )
    for column in ("at", "person"):
        op.create_index(f"ix_misuse_event_{column}", "misuse_event", [column], unique=False)
    op.create_table(
        "misuse_suspension",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_misuse_suspension"),
    )
    for column in ("ends", "person"):
        op.create_index(f"ix_misuse_suspension_{column}", "misuse_suspension", [column], unique=False)


def _set_aside() -> None:
    op.create_table(
        "set_aside",
        sa.Column("message", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mentions", sa.Text(), nullable=False),
        sa.Column("reply", sa.String(length=16), nullable=True),
        sa.Column("roll", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_set_aside_message", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message", name="pk_set_aside"),
    )
