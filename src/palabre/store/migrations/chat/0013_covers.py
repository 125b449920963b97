"""Covers: what stands in the place of cards, pseudonyms and rooms' names that a report or a decision hides."""

import sqlalchemy as sa
from alembic import op

revision = "chat_0013"
down_revision = "chat_0012"


def upgrade() -> None:
    op.create_table(
        "cover",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.String(length=24), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("case", sa.String(length=16), nullable=False),
        sa.Column("manner", sa.String(length=8), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "ref", "cause", name="pk_cover"),
    )
    for column in ("case", "cause"):
        op.create_index(f"ix_cover_{column}", "cover", [column], unique=False)
    op.add_column("room", sa.Column("cover", sa.String(length=8), nullable=False, server_default=""))
