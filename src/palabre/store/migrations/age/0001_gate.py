"""The gate's tables."""

import sqlalchemy as sa
from alembic import op

revision = "age_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "spent_proof",
        sa.Column("key", sa.LargeBinary(32), primary_key=True),
        sa.Column("day", sa.Integer, nullable=False),
    )
    op.create_index("ix_spent_proof_day", "spent_proof", ["day"])
    op.create_table(
        "age_session",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("ends", sa.BigInteger, nullable=False),
        sa.Column("active", sa.BigInteger, nullable=False),
    )
