"""Cases, restrictions, what they froze, marks of devices, answers on an age, how rules were judged."""

import sqlalchemy as sa
from alembic import op

revision = "chat_0006"
down_revision = "chat_0005"


def upgrade() -> None:
    _cases()
    _restrictions()
    op.create_table(
        "age_answer",
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("adult_at", sa.BigInteger(), nullable=False),
        sa.Column("contradictions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_age_answer_member", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member", name="pk_age_answer"),
    )
    op.create_table(
        "rule_review",
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("upheld", sa.Integer(), nullable=False),
        sa.Column("overturned", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rule", name="pk_rule_review"),
    )


def _cases() -> None:
    op.create_table(
        "moderation_case",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("priority", sa.String(length=2), nullable=False),
        sa.Column("opened", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("message", sa.String(length=16), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_moderation_case"),
    )
    for column in ("subject", "message", "state"):
        op.create_index(f"ix_moderation_case_{column}", "moderation_case", [column], unique=False)


def _restrictions() -> None:
    op.create_table(
        "restriction",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("lifted", sa.Boolean(), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_restriction"),
    )
    op.create_table(
        "frozen",
        sa.Column("conversation", sa.String(length=16), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversation.id"], name="fk_frozen_conversation", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation", "cause", name="pk_frozen"),
    )
    op.create_table(
        "device_mark",
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("restriction", sa.String(length=16), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["restriction"], ["restriction.id"], name="fk_device_mark_restriction", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mac", name="pk_device_mark"),
    )
    for table, column in (
        ("restriction", "member"), ("restriction", "case"), ("frozen", "cause"), ("device_mark", "restriction"),
        ("device_mark", "until"),
    ):  # fmt: skip
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)
