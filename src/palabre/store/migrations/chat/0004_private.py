"""Devices, private conversations, and what members are to one another."""

import sqlalchemy as sa
from alembic import op

revision = "chat_0004"
down_revision = "chat_0003"


def upgrade() -> None:
    people()
    conversations()
    frames()
    asking()
    ties()


def people() -> None:
    op.add_column("member", sa.Column("arrived", sa.BigInteger(), server_default="0", nullable=False))
    op.create_table(
        "person",
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("ref", sa.LargeBinary(length=16), nullable=False),
        sa.Column("choices", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_person_member", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member", name="pk_person"),
        sa.UniqueConstraint("ref", name="uq_person_ref"),
    )
    op.create_table(
        "device",
        sa.Column("ref", sa.LargeBinary(length=16), nullable=False),
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_device_member", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ref", name="pk_device"),
    )
    op.create_index("ix_device_member", "device", ["member"], unique=False)
    op.create_table(
        "key_package",
        sa.Column("reference", sa.LargeBinary(length=32), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.Column("last_resort", sa.Boolean(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["device.ref"], name="fk_key_package_device", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reference", name="pk_key_package"),
    )
    op.create_index("ix_key_package_device", "key_package", ["device"], unique=False)
    op.create_table(
        "used_package",
        sa.Column("reference", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_used_package"),
    )
    op.create_index("ix_used_package_ends", "used_package", ["ends"], unique=False)


def conversations() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("pair", sa.String(length=33), nullable=False),
        sa.Column("asker", sa.String(length=16), nullable=False),
        sa.Column("asked", sa.String(length=16), nullable=False),
        sa.Column("asker_ref", sa.LargeBinary(length=16), nullable=False),
        sa.Column("asked_ref", sa.LargeBinary(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("group_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("lost", sa.Boolean(), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("vanishing", sa.String(length=8), nullable=False),
        sa.Column("asker_accepts", sa.LargeBinary(), nullable=False),
        sa.Column("asked_accepts", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.UniqueConstraint("pair", name="uq_conversation_pair"),
    )
    op.create_index("ix_conversation_asked", "conversation", ["asked"], unique=False)
    op.create_index("ix_conversation_asker", "conversation", ["asker"], unique=False)
    op.create_table(
        "leaf",
        sa.Column("conversation", sa.String(length=16), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("identity", sa.LargeBinary(length=32), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("acked", sa.BigInteger(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], name="fk_leaf_conversation", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation", "device", name="pk_leaf"),
    )
    op.create_index("ix_leaf_device", "leaf", ["device"], unique=False)


def frames() -> None:
    op.create_table(
        "frame",
        sa.Column("conversation", sa.String(length=16), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("group_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("identity", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.Column("welcome", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("offer", sa.String(length=8), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("moved", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversation.id"], name="fk_frame_conversation", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation", "position", name="pk_frame"),
    )
    op.create_index("ix_frame_kind_at", "frame", ["kind", "at"], unique=False)
    op.create_table(
        "sent",
        sa.Column("conversation", sa.String(length=16), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("body", sa.LargeBinary(length=32), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], name="fk_sent_conversation", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation", "id", name="pk_sent"),
    )
    op.create_index("ix_sent_at", "sent", ["at"], unique=False)
    op.create_index("ix_sent_device_at", "sent", ["device", "at"], unique=False)
    op.create_table(
        "offer",
        sa.Column("conversation", sa.String(length=16), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversation.id"], name="fk_offer_conversation", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation", "id", "member", name="pk_offer"),
    )
    op.create_index("ix_offer_at", "offer", ["at"], unique=False)


def asking() -> None:
    op.create_table(
        "asking",
        sa.Column("asker", sa.String(length=16), nullable=False),
        sa.Column("asked", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(length=4), nullable=False),
        sa.PrimaryKeyConstraint("asker", "asked", name="pk_asking"),
    )
    op.create_index("ix_asking_at", "asking", ["at"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("id", sa.String(length=43), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("conversation", sa.String(length=16), nullable=False),
        sa.Column("group_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("asked", sa.String(length=16), nullable=False),
        sa.Column("packages", sa.LargeBinary(), nullable=False),
        sa.Column("base", sa.LargeBinary(length=16), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"),
    )
    op.create_index("ix_ticket_conversation", "ticket", ["conversation"], unique=False)
    op.create_index("ix_ticket_member", "ticket", ["member"], unique=False)
    op.create_index("ix_ticket_until", "ticket", ["until"], unique=False)


def ties() -> None:
    op.create_table(
        "block",
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("other", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_block_member", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other"], ["member.id"], name="fk_block_other", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member", "other", name="pk_block"),
    )
    op.create_index("ix_block_other", "block", ["other"], unique=False)
    op.create_table(
        "ignored",
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("other", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_ignored_member", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other"], ["member.id"], name="fk_ignored_other", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member", "other", name="pk_ignored"),
    )
    op.create_index("ix_ignored_other", "ignored", ["other"], unique=False)
    op.create_table(
        "friendship",
        sa.Column("asker", sa.String(length=16), nullable=False),
        sa.Column("asked", sa.String(length=16), nullable=False),
        sa.Column("yes", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["asked"], ["member.id"], name="fk_friendship_asked", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asker"], ["member.id"], name="fk_friendship_asker", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("asker", "asked", name="pk_friendship"),
    )
    op.create_index("ix_friendship_asked", "friendship", ["asked"], unique=False)
    op.create_table(
        "note",
        sa.Column("member", sa.String(length=16), nullable=False),
        sa.Column("other", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_note_member", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other"], ["member.id"], name="fk_note_other", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member", "other", name="pk_note"),
    )
    op.create_index("ix_note_other", "note", ["other"], unique=False)
