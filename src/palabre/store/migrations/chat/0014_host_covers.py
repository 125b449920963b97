"""Messages that the host of a room has hidden."""

import sqlalchemy as sa
from alembic import op

revision = "chat_0014"
down_revision = "chat_0013"


def upgrade() -> None:
    op.create_table(
        "host_cover",
        sa.Column("message", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_host_cover_message", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message", name="pk_host_cover"),
    )
