"""Tables of private conversations. Sealed octets stand in two columns of one table; no column holds a word."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, String, Table

from palabre.store.schema import metadata

person = Table(
    "person",
    metadata,
    Column("member", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("ref", LargeBinary(16), nullable=False, unique=True),
    Column("choices", LargeBinary, nullable=False),  # JSON
)
device = Table(
    "device",
    metadata,
    Column("ref", LargeBinary(16), primary_key=True),
    Column("member", ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("since", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),  # both by the day
)
key_package = Table(
    "key_package",
    metadata,
    Column("reference", LargeBinary(32), primary_key=True),
    Column("device", ForeignKey("device.ref", ondelete="CASCADE"), nullable=False, index=True),
    Column("octets", LargeBinary, nullable=False),
    Column("last_resort", Boolean, nullable=False),
    Column("used", Boolean, nullable=False),  # of the one of last resort: to be replaced
    Column("ends", BigInteger, nullable=False),  # milliseconds
)
used_package = Table(
    "used_package",
    metadata,
    Column("reference", LargeBinary(32), primary_key=True),
    Column("ends", BigInteger, nullable=False, index=True),
)
ticket = Table(
    "ticket",
    metadata,
    Column("id", String(43), primary_key=True),
    Column("purpose", String(8), nullable=False),  # "contact", "group" or "add"
    Column("conversation", String(16), nullable=False, index=True),
    Column("group_id", LargeBinary(16), nullable=False),
    Column("member", String(16), nullable=False, index=True),
    Column("device", LargeBinary(16), nullable=False),
    Column("asked", String(16), nullable=False),
    Column("packages", LargeBinary, nullable=False),  # JSON: whose each reference is
    Column("base", LargeBinary(16), nullable=False),  # the group that a new one replaces
    Column("used", Boolean, nullable=False),
    Column("until", BigInteger, nullable=False, index=True),
)
conversation = Table(
    "conversation",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("pair", String(33), nullable=False, unique=True),
    Column("asker", String(16), nullable=False, index=True),
    Column("asked", String(16), nullable=False, index=True),
    Column("asker_ref", LargeBinary(16), nullable=False),
    Column("asked_ref", LargeBinary(16), nullable=False),
    Column("state", String(8), nullable=False),
    Column("group_id", LargeBinary(16), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("head", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("lost", Boolean, nullable=False),
    Column("frozen", Boolean, nullable=False),
    Column("vanishing", String(8), nullable=False),
    Column("asker_accepts", LargeBinary, nullable=False),  # JSON of consents
    Column("asked_accepts", LargeBinary, nullable=False),
    Column("since", BigInteger, nullable=False),
)
leaf = Table(
    "leaf",
    metadata,
    Column("conversation", ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
    Column("device", LargeBinary(16), primary_key=True),
    Column("member", String(16), nullable=False),
    Column("identity", LargeBinary(32), nullable=False),
    Column("first", BigInteger, nullable=False),  # order before which nothing is for it
    Column("since", BigInteger, nullable=False),  # order of its Welcome
    Column("acked", BigInteger, nullable=False),
    Column("gone", Boolean, nullable=False),
    Index("ix_leaf_device", "device"),
)
frame = Table(
    "frame",
    metadata,
    Column("conversation", ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("id", String(64), nullable=False),
    Column("group_id", LargeBinary(16), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("member", String(16), nullable=False),
    Column("identity", LargeBinary(32), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("octets", LargeBinary, nullable=False),
    Column("welcome", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False),  # 0 for what is no message
    Column("commitment", LargeBinary(32), nullable=False),
    Column("offer", String(8), nullable=False),
    Column("target", String(64), nullable=False),
    Column("moved", LargeBinary, nullable=False),  # JSON: identities added and removed
    Index("ix_frame_kind_at", "kind", "at"),
)
sent = Table(
    "sent",
    metadata,
    Column("conversation", ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("member", String(16), nullable=False),
    Column("device", LargeBinary(16), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("body", LargeBinary(32), nullable=False),  # digest of the octets, to refuse others
    Column("position", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    Index("ix_sent_device_at", "device", "at"),
)
offer = Table(
    "offer",
    metadata,
    Column("conversation", ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("member", String(16), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("target", String(64), nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
)
unheard = Table(
    "unheard",
    metadata,
    Column("conversation", ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
    Column("reader", String(16), primary_key=True),
    Column("after", BigInteger, primary_key=True),  # order up to which a device of theirs held everything
    Column("before", BigInteger, nullable=False),  # order of the Welcome from which they read again; 0 until then
    Column("at", BigInteger, nullable=False, index=True),
)
asking = Table(
    "asking",
    metadata,
    Column("asker", String(16), primary_key=True),
    Column("asked", String(16), primary_key=True, index=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("answer", String(4), nullable=False),  # "", "yes" or "no"
)
