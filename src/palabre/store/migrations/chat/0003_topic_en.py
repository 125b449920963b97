"""Topics of seeded rooms in English."""

import sqlalchemy as sa
from alembic import op

revision = "chat_0003"
down_revision = "chat_0002"


def upgrade() -> None:
    op.add_column("room", sa.Column("topic_en", sa.Text, nullable=False, server_default=""))
