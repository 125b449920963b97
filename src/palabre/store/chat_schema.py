"""Tables of the chat. Words stand in one column of one table, so that erasing them is one statement."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from palabre.store.schema import metadata

room = Table(
    "room",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("skeleton", String(80), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("topic_en", Text, nullable=False, server_default=""),
    Column("purpose", Text, nullable=False),
    Column("theme", String(20), nullable=False),
    Column("town", Integer, nullable=False),
    Column("host", String(16)),
    Column("slow_s", Integer, nullable=False),
    Column("read_only", Boolean, nullable=False),
    Column("pinned", String(16)),
    Column("state", String(8), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("epoch", String(16), nullable=False),
    Column("head", BigInteger, nullable=False),
    Column("cover", String(8), nullable=False, server_default=""),  # held or removed: its name is not its own
)
message = Table(
    "message",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("place", ForeignKey("room.id"), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("author", String(16), nullable=False, index=True),
    Column("shown", LargeBinary, nullable=False),  # the author as shown when it was said, JSON
    Column("text", Text, nullable=False),
    Column("action", Boolean, nullable=False),
    Column("reply", String(16)),
    Column("mentions", Text, nullable=False),  # ids, separated by spaces
    Column("edited", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),
    Column("roll", LargeBinary),  # what dice showed, JSON
    Index("ix_message_place_position", "place", "position", unique=True),
)
reaction = Table(
    "reaction",
    metadata,
    Column("message", ForeignKey("message.id", ondelete="CASCADE"), primary_key=True),
    Column("emoji", String(16), primary_key=True),
    Column("member", String(16), primary_key=True, index=True),
    Column("at", BigInteger, nullable=False),
)
set_aside = Table(
    "set_aside",  # words of messages removed by a decision
    metadata,
    Column("message", ForeignKey("message.id", ondelete="CASCADE"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("mentions", Text, nullable=False),
    Column("reply", String(16)),
    Column("roll", LargeBinary),
)
host_cover = Table(
    "host_cover",  # messages hidden by the host of their room; something else may withhold them as well
    metadata,
    Column("message", ForeignKey("message.id", ondelete="CASCADE"), primary_key=True),
    Column("at", BigInteger, nullable=False),
)
event = Table(
    "event",
    metadata,
    Column("place", ForeignKey("room.id"), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("message", String(16)),
    Column("detail", LargeBinary, nullable=False),  # JSON without words; empty when the message says it all
    Column("at", BigInteger, nullable=False, index=True),
)
send_key = Table(
    "send_key",
    metadata,
    Column("member", String(16), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("body", LargeBinary(32), nullable=False),  # digest of what was said, to refuse another body
    Column("ack", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
)
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("place", String(24), nullable=False),
    Column("position", BigInteger, nullable=False),  # 0: the list of rooms changed
    Column("at", BigInteger, nullable=False, index=True),
    sqlite_autoincrement=True,
)
