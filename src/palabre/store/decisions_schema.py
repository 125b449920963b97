"""Tables of decisions. They name members without leaning on their rows: a decision outlives whoever it is about."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, LargeBinary, String, Table

from palabre.store.schema import metadata

decision = Table(
    "decision",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("case", String(16), nullable=False, index=True),
    Column("subject", String(16), nullable=False, index=True),
    Column("state", String(16), nullable=False, index=True),
    Column("made", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False, index=True),  # 0: no date
    Column("whole", LargeBinary, nullable=False),  # JSON
)
imposed = Table(
    "imposed",
    metadata,
    Column("id", String(16), primary_key=True),  # of the restriction and of what it freezes, too
    Column("decision", ForeignKey("decision.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("means", String(16), nullable=False),
    Column("ends", BigInteger, nullable=False, index=True),  # 0: no date
    Column("state", String(8), nullable=False, index=True),  # due, applied, undoing, undone
)
statement = Table(
    "statement",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("decision", ForeignKey("decision.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("member", String(16), nullable=False, index=True),
    Column("informed", BigInteger, nullable=False, index=True),  # 0 until it is delivered
    Column("code", LargeBinary(32), nullable=False, unique=True),  # what is kept of the recovery code
    Column("whole", LargeBinary, nullable=False),  # JSON
)
# A terminated member is kept, closed, while they may contest: what was revoked comes back with a reversal.
revoked = Table(
    "revoked",
    metadata,
    Column("member", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("decision", String(16), nullable=False, index=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("words", String(128)),
)
revoked_session = Table(
    "revoked_session",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),  # opens the page of the measure, and nothing else
    Column("member", ForeignKey("revoked.member", ondelete="CASCADE"), nullable=False, index=True),
)
revoked_passkey = Table(
    "revoked_passkey",
    metadata,
    Column("credential", LargeBinary(1_023), primary_key=True),
    Column("member", ForeignKey("revoked.member", ondelete="CASCADE"), nullable=False, index=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("signs", BigInteger, nullable=False),
)
complaint = Table(
    "complaint",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("decision", ForeignKey("decision.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("party", String(8), nullable=False),
    Column("member", String(16), nullable=False, index=True),
    Column("notice", String(16), nullable=False, index=True),
    Column("state", String(8), nullable=False, index=True),
    Column("lodged", BigInteger, nullable=False, index=True),
    Column("whole", LargeBinary, nullable=False),  # JSON
)
quality = Table(
    "quality_sample",
    metadata,
    Column("case", String(16), primary_key=True),
    Column("why", String(16), nullable=False),
    Column("at", BigInteger, nullable=False),
)
second_look = Table(
    "second_look",
    metadata,
    Column("decision", ForeignKey("decision.id", ondelete="CASCADE"), primary_key=True),
    Column("drawn", BigInteger, nullable=False, index=True),
    Column("done", BigInteger, nullable=False, index=True),  # 0: it waits
    Column("whole", LargeBinary, nullable=False),  # JSON
)
misuse_event = Table(
    "misuse_event",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("misuse", String(24), nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("warning", Boolean, nullable=False),
)
misuse_suspension = Table(
    "misuse_suspension",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("ends", BigInteger, nullable=False, index=True),
    Column("whole", LargeBinary, nullable=False),  # JSON
)
