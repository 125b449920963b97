"""Tables of the ledger. Triggers of the migration refuse every change and every gap; payloads alone may be erased."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from palabre.store.schema import metadata

entry = Table(
    "ledger_entry",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("time", BigInteger, nullable=False),
    Column("actor_ref", String(128), nullable=False),
    Column("role", String(128), nullable=False),
    Column("action", String(128), nullable=False),
    Column("object_type", String(128), nullable=False),
    Column("object_ref", String(128), nullable=False),
    Column("reason_code", String(128), nullable=False),
    Column("payload_commitment", LargeBinary(32), nullable=False),  # empty without a payload
    Column("prev", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Index("ix_ledger_entry_object", "object_type", "object_ref"),
    # The newest of an act, of somebody, of a role: each index ends with ``n``.
    Index("ix_ledger_entry_action", "action"),
    Index("ix_ledger_entry_actor", "actor_ref"),
    Index("ix_ledger_entry_role", "role"),
)
payload = Table(
    "ledger_payload",
    metadata,
    Column("n", ForeignKey("ledger_entry.n"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary(32), nullable=False),
    Column("payload", LargeBinary, nullable=False),  # canonical JSON
)
node = Table(
    "ledger_node",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),  # of the tree, leaves being 0
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
)
head = Table(
    "ledger_head",
    metadata,
    Column("size", Integer, primary_key=True, autoincrement=False),  # entries it covers
    Column("note", Text, nullable=False),  # signed
)
