"""Tables of work on cases: where each waits, who has it, what was noted, what is held meanwhile."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, text

from palabre.store.schema import metadata

work = Table(
    "case_work",
    metadata,
    Column("case", String(16), primary_key=True),
    Column("queue", String(16), nullable=False),
    Column("seen_in", String(16), nullable=False, server_default=""),  # the queue whose people see it
    Column("place", String(24), nullable=False, server_default=""),  # the room, for its host
    Column("category", String(32), nullable=False),  # of its notices; the word of a rule for what the engine opened
    Column("subject", String(16), nullable=False),
    Column("priority", String(2), nullable=False),
    Column("rank", Integer, nullable=False),  # 0 with a trusted flagger's notice, else 1
    Column("deadline", BigInteger, nullable=False),  # of the law; NEVER without one
    Column("received", BigInteger, nullable=False),  # of its oldest notice: its age is counted from here
    Column("state", String(16), nullable=False),
    Column("waits", Boolean, nullable=False),  # nobody has decided it
    Column("leased_by", String(32), nullable=False),
    Column("leased_until", BigInteger, nullable=False),
    Column("looked", BigInteger, nullable=False),  # when somebody first opened it
    Column("closed", BigInteger, nullable=False),
    Index("ix_case_work_order", "queue", "waits", "priority", "rank", "deadline", "received", "case"),
    # Counted and paged kind by kind (docs/decisions/0069): of each, the order stands in the index.
    Index("ix_case_work_seen", "seen_in", "waits", "category", "priority", "rank", "deadline", "received", "case"),
    Index(
        "ix_case_work_place",
        "place",
        "waits",
        "seen_in",
        "category",
        "priority",
        "rank",
        "deadline",
        "received",
        "case",
    ),
    Index("ix_case_work_unopened", "priority", "looked", "waits", "received", "case"),
    Index("ix_case_work_subject", "subject", "category", "waits"),
    Index("ix_case_work_lease", "state", "leased_until"),
    # What the figures count, and nothing beside it: their pages read these alone.
    Index("ix_case_work_came", "category", "received", "waits"),
)
# Below zero where it has not happened: then the moment is 0.
looked_after, closed_after = work.c.looked - work.c.received, work.c.closed - work.c.received
Index("ix_case_work_open", work.c.priority, work.c.received, sqlite_where=text("waits = 1"))
Index("ix_case_work_looked", work.c.priority, looked_after, work.c.received)
Index("ix_case_work_closed", work.c.priority, closed_after, work.c.received, work.c.waits)
note = Table(
    "case_note",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("case", String(16), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("by", String(32), nullable=False),
    Column("words", Text, nullable=False),
)
hold = Table(
    "hold",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("case", String(16), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("state", String(12), nullable=False),
    Column("begins", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("subject", String(16), nullable=False, index=True),
    Column("other", String(16), nullable=False),
    Column("restriction", String(16), nullable=False, index=True),
    Column("ref", String(500), nullable=False),  # of the item it is about
    Column("told", Integer, nullable=False),
    Column("whole", LargeBinary, nullable=False),  # JSON
    Index("ix_hold_state_begins", "state", "begins"),
)
NEVER = 2**62  # a deadline that does not exist comes after every one that does
