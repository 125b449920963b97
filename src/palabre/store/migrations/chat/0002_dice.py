"""What dice showed."""

import sqlalchemy as sa
from alembic import op

revision = "chat_0002"
down_revision = "chat_0001"


def upgrade() -> None:
    op.add_column("message", sa.Column("roll", sa.LargeBinary))
