"""Pairs of people kept apart in private, whether or not they have a conversation; those of before are among them."""

import sqlalchemy as sa
from alembic import op

revision = "chat_0012"
down_revision = "chat_0010"


def upgrade() -> None:
    op.create_table(
        "frozen_pair",
        sa.Column("one", sa.String(length=16), nullable=False),
        sa.Column("other", sa.String(length=16), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("one", "other", "cause", name="pk_frozen_pair"),
    )
    op.create_index("ix_frozen_pair_cause", "frozen_pair", ["cause"], unique=False)
    _of_holds()
    _of_decisions()


def _of_holds() -> None:
    op.execute(
        """
        INSERT INTO frozen_pair (one, other, cause)
        SELECT CASE WHEN subject < other THEN subject ELSE other END,
               CASE WHEN subject < other THEN other ELSE subject END, id
        FROM hold
        WHERE kind = 'freeze_contact' AND state IN ('active', 'confirmed') AND subject <> '' AND other <> ''
        """
    )


def _of_decisions() -> None:
    op.execute(
        """
        INSERT INTO frozen_pair (one, other, cause)
        SELECT CASE WHEN asker < asked THEN asker ELSE asked END,
               CASE WHEN asker < asked THEN asked ELSE asker END, cause
        FROM frozen JOIN conversation ON conversation.id = frozen.conversation JOIN imposed ON imposed.id = frozen.cause
        WHERE imposed.means = 'freeze_pair'
        """
    )
