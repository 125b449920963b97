"""Words that each of the staff has read, and decisions drawn for a second look without the first opinion."""

import sqlalchemy as sa
from alembic import op

revision = "chat_0016"
down_revision = "chat_0015"


def upgrade() -> None:
    op.create_table(
        "staff_shown",
        sa.Column("staff", sa.String(length=9), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("piece", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.ref"], name="fk_staff_shown_staff", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff", "digest", name="pk_staff_shown"),
    )
    op.create_index("ix_staff_shown_at", "staff_shown", ["at"], unique=False)
    op.create_table(
        "second_look",
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("drawn", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"], name="fk_second_look_decision", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("decision", name="pk_second_look"),
    )
    for column in ("done", "drawn"):
        op.create_index(f"ix_second_look_{column}", "second_look", [column], unique=False)
