"""What safety remembers."""

import sqlalchemy as sa
from alembic import op

revision = "safety_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "remembered",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("octets", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_remembered_at", "remembered", ["at"])
