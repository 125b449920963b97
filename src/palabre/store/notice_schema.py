"""Tables of notices and of what is kept with them. Words of notifiers stand in ``whole``; names and e-mails apart."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from palabre.store.schema import metadata

notice = Table(
    "notice",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("received_at", BigInteger, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("reason_code", String(32), nullable=False),
    Column("category_final", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reporter", String(16), nullable=False),  # empty without an account
    Column("case", String(16), nullable=False, index=True),
    Column("merged_into", String(16), nullable=False),
    Column("key", LargeBinary(32), nullable=False, index=True),  # of its items and category
    Column("code", LargeBinary(32), nullable=False, unique=True),  # hash of the follow-up code
    Column("entry", Integer, nullable=False),  # of the ledger: where its commitment stands
    Column("whole", LargeBinary, nullable=False),  # JSON of the notice as received
    Index("ix_notice_reporter", "reporter", "received_at"),
    Index("ix_notice_came", "received_at", "state"),
)
notice_item = Table(
    "notice_item",
    metadata,
    Column("notice", ForeignKey("notice.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("ref", String(500), nullable=False, index=True),
    Column("place", String(24), nullable=False),
    Column("subject", String(16), nullable=False, index=True),
)
notice_contact = Table(
    "notice_contact",
    metadata,
    Column("notice", ForeignKey("notice.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
)
hidden_message = Table(
    "hidden_message",
    metadata,
    Column("member", String(16), primary_key=True),  # who reported it, and sees it no more
    Column("message", ForeignKey("message.id", ondelete="CASCADE"), primary_key=True, index=True),
)
evidence = Table(
    "evidence",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("case", String(16), nullable=False, index=True),
    Column("notice", String(16), nullable=False, index=True),
    Column("state", String(12), nullable=False),
    Column("captured", BigInteger, nullable=False),
    Column("octets", LargeBinary, nullable=False),
    Column("plain_digest", LargeBinary(32), nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
)
evidence_key = Table(
    "evidence_key",
    metadata,
    Column("evidence", ForeignKey("evidence.id", ondelete="CASCADE"), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),  # without it the evidence is noise
)
seal = Table(
    "seal",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("case", String(16), nullable=False, index=True),
    Column("notice", String(16), nullable=False),
    Column("captured", BigInteger, nullable=False, index=True),
    Column("items", Integer, nullable=False),
    Column("key_id", String(16), nullable=False),  # fingerprint of the offline key that opens it
    Column("digest", LargeBinary(32), nullable=False),  # of the sealed octets
    Column("octets", LargeBinary, nullable=False),  # empty once destroyed; no code here selects this column
)
