"""Kept pseudonyms: words and passkeys."""

import sqlalchemy as sa
from alembic import op

revision = "chat_0005"
down_revision = "chat_0004"


def upgrade() -> None:
    op.create_table(
        "kept_words",
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("hashed", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_kept_words_member", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member", name="pk_kept_words"),
    )
    op.create_table(
        "passkey",
        sa.Column("credential", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("signs", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_passkey_member", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("credential", name="pk_passkey"),
    )
    op.create_index("ix_passkey_member", "passkey", ["member"], unique=False)
