"""What one of two people never received, since the keys of their devices were lost."""

import sqlalchemy as sa
from alembic import op

revision = "chat_0015"
down_revision = "chat_0014"


def upgrade() -> None:
    op.create_table(
        "unheard",
        sa.Column("conversation", sa.String(length=16), nullable=False),
        sa.Column("reader", sa.String(length=16), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversation.id"], name="fk_unheard_conversation", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation", "reader", "after", name="pk_unheard"),
    )
    op.create_index("ix_unheard_at", "unheard", ["at"])
