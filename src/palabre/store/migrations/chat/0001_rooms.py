"""Members and rooms."""

import sqlalchemy as sa
from alembic import op

revision = "chat_0001"
down_revision = None


def upgrade() -> None:
    members()
    rooms()
    messages()
    events()


def members() -> None:
    op.create_table(
        "member",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("skeleton", sa.String(40), nullable=False),
        sa.Column("profile", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("skeleton", name="uq_member_skeleton"),
    )
    op.create_table(
        "member_session",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("member", sa.String(16), sa.ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_member_session_member", "member_session", ["member"])


def rooms() -> None:
    op.create_table(
        "room",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("skeleton", sa.String(80), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("theme", sa.String(20), nullable=False),
        sa.Column("town", sa.Integer, nullable=False),
        sa.Column("host", sa.String(16)),
        sa.Column("slow_s", sa.Integer, nullable=False),
        sa.Column("read_only", sa.Boolean, nullable=False),
        sa.Column("pinned", sa.String(16)),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("epoch", sa.String(16), nullable=False),
        sa.Column("head", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("skeleton", name="uq_room_skeleton"),
    )


def messages() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("place", sa.String(24), sa.ForeignKey("room.id"), nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("author", sa.String(16), nullable=False),
        sa.Column("shown", sa.LargeBinary, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("action", sa.Boolean, nullable=False),
        sa.Column("reply", sa.String(16)),
        sa.Column("mentions", sa.Text, nullable=False),
        sa.Column("edited", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
    )
    op.create_index("ix_message_at", "message", ["at"])
    op.create_index("ix_message_author", "message", ["author"])
    op.create_index("ix_message_place_position", "message", ["place", "position"], unique=True)
    op.create_table(
        "reaction",
        sa.Column("message", sa.String(16), sa.ForeignKey("message.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("emoji", sa.String(16), primary_key=True),
        sa.Column("member", sa.String(16), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_reaction_member", "reaction", ["member"])


def events() -> None:
    op.create_table(
        "event",
        sa.Column("place", sa.String(24), sa.ForeignKey("room.id"), primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("message", sa.String(16)),
        sa.Column("detail", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_event_at", "event", ["at"])
    op.create_table(
        "send_key",
        sa.Column("member", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("body", sa.LargeBinary(32), nullable=False),
        sa.Column("ack", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_send_key_at", "send_key", ["at"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("place", sa.String(24), nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_at", "outbox", ["at"])
